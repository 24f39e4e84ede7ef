"""Equivalent mutants of the flatness family, with the reason."""

from __future__ import annotations

_ZERO = "there x is the zero vector, and so is what is returned"
_SIZE = "only its size is read, and all vectors have the size of x"

_MASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "the first step has k = 0 and draws a mask before it is read",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        ("`state.k + 1` became `state.k - 1` in `return State(x, mask, state.k + 1)`",),
    ),
    (
        "no entry is larger than itself",
        (
            "`i + 1` became `i` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`",
            "`1` became `0` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`",
        ),
    ),
    ("the mask has the size of the scores", ("`scores` became `mask` in `for i in range(scores.size):`",)),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "a factor of the masked gradient cancels when it is normalised",
        "sam-on",
        tuple(
            f"`self.mask` became `{factor} * self.mask` in "
            "`ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)`"
            for factor in ("2", "1.02")
        ),
    ),
    *(
        (reason, method, words)
        for method in ("random-mask-sam", "fisher-mask-sam")
        for reason, words in _MASKED
    ),
    (
        "two equal draws have probability 2^-53",
        "random-mask-sam",
        tuple(
            f"`{old}` became `{new}` in "
            "`ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`"
            for old, new in (
                ("scores[:i] >= scores[i]", "scores[:i] > scores[i]"),
                ("scores[i + 1:] > scores[i]", "scores[i + 1:] >= scores[i]"),
            )
        ),
    ),
    (
        "iterate and mask have one size",
        "random-mask-sam",
        ("`state.x` became `state.mask` in `mask = top_mask(rng.standard_normal(state.x.size), self.kept)`",),
    ),
    (_ZERO, "sam-dual-norm", ("`np.zeros_like(g)` became `g` in `return np.zeros_like(g)`",)),
    (
        "the scalar zero that is returned does in a sum what the zero vector does",
        "sam-dual-norm",
        ("`g` became `total` in `return np.zeros_like(g)`",),
    ),
    *(
        (
            "where g = 0 the iterate has stayed, so that the length is zero as well",
            algorithm,
            ("`size` became `length` in `return length / (size + (size == 0)) * x`",),
        )
        for algorithm in ("tram", "tram-fisher")
    ),
    (
        "any number that is not positive lets it perturb at once",
        "perturbed-gd",
        ("`0` became `-1` in `return State(x0, 0)`",),
    ),
    (
        _SIZE,
        "perturbed-gd",
        (
            "`0` became `-1` in `d = g.shape[0]`",
            "`g` became `state.x` in `d = g.shape[0]`",
        ),
    ),
    (
        "the first step is a SAM step: v is computed before it is read",
        "looksam",
        ("`np.zeros_like(x0)` became `x0` in `return State(x0, np.zeros_like(x0), 0)`",),
    ),
    (
        "only t mod k matters, and it is 0 at a SAM step",
        "looksam",
        (
            "`state.t + 1` became `1` in `return State(state.x - self.step_size * s, s - np.dot(s, u) * u, "
            "state.t + 1)`",
        ),
    ),
    (
        "a positive factor of u cancels in u/|u|",
        "adaptive-sharpness",
        (
            "`self.scale` became `2 * self.scale` in `u = self.scale * problem.gradient(state.x)`",
            "`self.scale` became `1.02 * self.scale` in `u = self.scale * problem.gradient(state.x)`",
        ),
    ),
    (
        _SIZE,
        "entropy-mcmc",
        ("`state.x` became `state.guide` in `size, d = (np.sqrt(2 * self.step_size), state.x.size)`",),
    ),
    *(
        (
            _SIZE,
            algorithm,
            tuple(
                f"`x` became `{other}` in "
                "`noise = np.sqrt(self.inner_step_size) * self.noise * rng.standard_normal(x.size)`"
                for other in ("y", "mean", "g")
            ),
        )
        for algorithm in ("entropy-sgd", "entropy-sgld")
    ),
    *(
        ("y is x until the loop writes it", algorithm, ("`x` became `y` in `mean = x`",))
        for algorithm in ("entropy-sgd", "entropy-sgld")
    ),
)
