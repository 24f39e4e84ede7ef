"""Equivalent mutants of the dynamics-theory family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "the mean Hessian H is symmetric",
        "sgd-stability",
        (
            "`H @ S` became `H.T @ S` in `A = S - self.step_size * (H @ S)`",
            "`H @ S` became `H.T @ S` in "
            "`noise = self.sampling.noise(problem.sample_count(), problem.mean_conjugation(S), H @ S @ H)`",
        ),
    ),
    (
        "length is 1 in every call of this method",
        "sgd-stability",
        (
            "`length / (size + (size == 0))` became `1 / (size + (size == 0))` in "
            "`return length / (size + (size == 0)) * x`",
        ),
    ),
    *(
        (
            "a vector is its own transpose",
            algorithm,
            (
                "`(xi - np.sum(xi) / n) @ G` became `(xi - np.sum(xi) / n).T @ G` in "
                "`noise = (xi - np.sum(xi) / n) @ G`",
            ),
        )
        for algorithm in ("sam-sde", "usam-sde", "dnsam-sde")
    ),
    *(
        (
            "the ascent of this method reads neither the problem nor x",
            algorithm,
            (
                "`self.ascent(problem, state.x, G)` became `self.ascent(state.x, problem, G)` in "
                "`G = G + problem.sample_hessian_vectors(state.x, self.ascent(problem, state.x, G))`",
            ),
        )
        for algorithm in ("sam-sde", "usam-sde")
    ),
    (
        "where they differ the row of G is zero",
        "sam-sde",
        (
            "`size + (size == 0)` became `size - (size == 0)` in "
            "`return (self.rho / (size + (size == 0)))[:, None] * G`",
        ),
    ),
    (
        "zeros of another shape do in a sum what these do",
        "dnsam-sde",
        tuple(f"`G` became `{other}` in `return np.zeros_like(G)`" for other in ("x", "size")),
    ),
    (
        "only the length of the row is read",
        "dropout-sgd",
        tuple(f"`0` became `{i}` in `c = np.zeros_like(problem.gates()[0])`" for i in (1, -1)),
    ),
    (
        "a uniform draw equals p with probability 2^-53",
        "dropout-sgd",
        ("`rng.random() < self.keep` became `rng.random() <= self.keep` in `if rng.random() < self.keep:`",),
    ),
    (
        "the drift of order one is the mean itself, and reads nothing else",
        "dropout-sme1",
        (
            "`self.drift(problem, state.x, mean)` became `self.drift(state.x, problem, mean)` in "
            "`drift = self.drift(problem, state.x, mean)`",
            "`self.drift(problem, state.x, mean)` became `mean` in `drift = self.drift(problem, state.x, mean)`",
            "`drift` became `mean` in "
            "`return State(state.x - self.time_step * drift + np.sqrt(self.time_step * self.eps) * noise)`",
        ),
    ),
    *(
        (
            "there are as many draws as masks",
            algorithm,
            ("`masks` became `xi` in `for j in range(masks.shape[0]):`",),
        )
        for algorithm in ("dropout-sme1", "dropout-sme2")
    ),
    *(
        (
            "a vector is its own transpose",
            algorithm,
            (f"`rng.standard_normal(n) @ Z` became `rng.standard_normal(n).T @ Z` in `{statement}`",),
        )
        for algorithm, statement in (
            (
                "rmsprop-sde",
                "moved = self.time_step * mean + "
                "self.noise * np.sqrt(self.time_step / n) * (rng.standard_normal(n) @ Z)",
            ),
            ("adam-sde", "noise = self.noise * np.sqrt(h / n) * (rng.standard_normal(n) @ Z)"),
        )
    ),
    *(
        (
            "the rows of Z sum to zero: Z'G is Z'Z",
            algorithm,
            (f"`Z` became `G` in `{statement}`",),
        )
        for algorithm, statement in (
            (
                "rmsprop-sde",
                "u = state.u + self.time_step * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)",
            ),
            ("adam-sde", "u = state.u + h * self.c2 * (np.sum(Z * Z, axis=0) / n - state.u)"),
        )
    ),
    (
        "multiplied or divided by one",
        "rmsprop-sde",
        (
            "`self.initial * np.ones_like(x0)` became `self.initial / np.ones_like(x0)` in "
            "`return State(x0, self.initial * np.ones_like(x0))`",
        ),
    ),
    (
        "multiplied or divided by one",
        "svag-rmsprop",
        (
            "`self.level * self.level * self.initial * np.ones_like(x0)` became "
            "`self.level * self.level * self.initial / np.ones_like(x0)` in "
            "`return State(x0, self.level * self.level * self.initial * np.ones_like(x0))`",
        ),
    ),
)
