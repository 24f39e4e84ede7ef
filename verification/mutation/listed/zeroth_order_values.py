"""Equivalent mutants of the zeroth-order methods on function values, with the reason."""

from __future__ import annotations

_LENGTH = "vectors of one length, and only the length is used"
_ANGLES = "b1, b2 = (np.cos(self.angle(x, state.t, B1)) ** 2, np.cos(self.angle(x, state.t, B2)) ** 2)"
_QUARTER = "return 2 * np.arctan(np.ones_like(x[:1]))[0] * (10 * span * k) / horizon"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            _LENGTH,
            algorithm,
            tuple(
                f"`state.x` became `state.{other}` in `z = rng.standard_normal(state.x.shape[0])`"
                for other in fields
            ),
        )
        for algorithm, fields in (("zo-momentum", "m"), ("zo-adam", "mv"))
    ),
    (_LENGTH, "zo-blockwise", ("`g` became `state.x` in `z = np.zeros_like(g)`",)),
    (_LENGTH, "zo-sparse", ("`z` became `state.x` in `for i in range(z.shape[0]):`",)),
    (
        "vectors of one length, and only the length is used",
        "sensitive-zo",
        (
            "`state.x` became `state.mask` in `z = state.mask * rng.standard_normal(state.x.shape[0])`",
            "`scores` became `mask` in `for i in range(scores.size):`",
        ),
    ),
    (
        "a score is not larger than itself",
        "sensitive-zo",
        tuple(
            f"`{old}` became `{new}` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`"
            for old, new in (("i + 1", "i"), ("1", "0"))
        ),
    ),
    (
        "x is state.x in a step",
        "zo-adamu",
        (
            "`x` became `state.x` in `w = self.angle(x, state.t, W)`",
            "`x` became `state.x` in `s = slope(problem, x, (1 - self.share) * held + self.share * fresh, "
            "self.smoothing, sample)`",
            f"`x` became `state.x` in `{_ANGLES}`",
            "`x` became `state.x` in `return State(x - self.step_size * s * m / np.sqrt(v + self.epsilon), "
            "np.sign(s) * m, state.t + 1)`",
        ),
    ),
    (
        "vectors of one length, and only that they have an entry, or their length, is used",
        "zo-adamu",
        (
            "`state.x` became `state.h` in `x, d = (state.x, state.x.shape[0])`",
            "`x` became `state.h` in `w = self.angle(x, state.t, W)`",
            *(f"`x` became `{other}` in `{_ANGLES}`" for other in ("state.h", "held", "fresh")),
        ),
    ),
    (
        "the first of one or two ones is the last of one",
        "zo-adamu",
        tuple(f"`{old}` became `{new}` in `{_QUARTER}`" for old, new in (("1", "2"), ("0", "-1"))),
    ),
    (
        "a multiple of the mask is zero where the mask is",
        "cge",
        tuple(
            f"`self.mask` became `{factor} * self.mask` in `if self.mask[i] != 0:`"
            for factor in ("2", "1.02")
        ),
    ),
    (_LENGTH, "cge", ("`g` became `state.x` in `for i in range(g.shape[0]):`",)),
    (
        "ahead is a copy of x there",
        "cge",
        ("`ahead` became `state.x` in `ahead[i] = ahead[i] + self.smoothing`",),
    ),
)
