"""Equivalent mutants of the zeroth-order family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "a problem without samples does not read the draw",
        "saddle-smoothing",
        (
            "`problem.sample(rng)` became `rng` in "
            "`total = total + randomisation.estimate(problem, x, radius, problem.sample(rng), rng)`",
        ),
    ),
    *(
        (
            "zeros that broadcast to the shape of the first sum",
            algorithm,
            tuple(f"`x` became `{name}` in `total = np.zeros_like(x)`" for name in ("radius", "batch")),
        )
        for algorithm in ("accelerated-smoothing", "saddle-smoothing")
    ),
    (
        "vectors of one length, and only the length is used",
        "forward-gradient",
        (
            "`p` became `state.x` in `total = np.zeros_like(p)`",
            "`p` became `state.x` in `v = self.law.draw(p, rng)`",
            "`p` became `total` in `v = self.law.draw(p, rng)`",
        ),
    ),
    (
        "x + c z - 2c z + c z is x: in exact arithmetic x is state.x throughout a step",
        "mezo",
        (
            "`x` became `state.x` in `ahead = x + self.smoothing * z`",
            "`x` became `state.x` in `return State(x - self.step_size * (total / self.directions + self.decay * x))`",
        ),
    ),
    (
        "a law reads of its argument the length only, which is that of x",
        "mezo",
        (
            "`x` became `state.x` in `z = self.law.draw(x, rng)`",
            "`x` became `total` in `z = self.law.draw(x, rng)`",
        ),
    ),
    (
        "a zero that broadcasts to the shape of the first sum, and one query is what there is already",
        "adazeta",
        (
            "`state.x` became `state.t` in `g = np.zeros_like(state.x)`",
            "`2` became `1` in `for more in range(2, self.largest + 1):`",
        ),
    ),
    (
        "zeros that broadcast to the shape of the first sum, or vectors of one length, of which only that is read",
        "zo-ae-ds",
        (
            "`u` became `sample` in `here, total = (problem.latent_value(u, sample), np.zeros_like(u))`",
            "`u` became `total` in `v = scale_to_norm(rng.standard_normal(u.shape[0]), 1.0)`",
            "`u` became `total` in `return u.shape[0] * total / self.queries`",
            "`u` became `v` in `return u.shape[0] * total / self.queries`",
        ),
    ),
    (
        "a normal draw has neither the length 0 nor 1 exactly, and the length asked for is 1",
        "zo-ae-ds",
        (
            "`size + (size == 0)` became `size` in `return length / (size + (size == 0)) * x`",
            "`length / (size + (size == 0))` became `1 / (size + (size == 0))` in "
            "`return length / (size + (size == 0)) * x`",
            "`0` became `1` in `return length / (size + (size == 0)) * x`",
            "`0` became `-1` in `return length / (size + (size == 0)) * x`",
            "`size` became `length` in `return length / (size + (size == 0)) * x`",
        ),
    ),
    (
        "copies of u that have not been changed at i yet, and vectors of one length",
        "zo-ae-ds-coordinates",
        (
            "`u` became `g` in `for i in range(u.shape[0]):`",
            "`ahead` became `u` in `ahead[i] = ahead[i] + self.smoothing`",
            "`ahead` became `behind` in `ahead[i] = ahead[i] + self.smoothing`",
            "`behind` became `u` in `behind[i] = behind[i] - self.smoothing`",
        ),
    ),
    *(
        (
            "the grid begins one cell lower for both values, which their difference does not see",
            algorithm,
            (
                "`value / spacing + 0.5` became `value / spacing - 0.5` in "
                "`return spacing * np.floor(value / spacing + 0.5)`",
            ),
        )
        for algorithm in ("fixed-point-forward-gradient", "sign-forward-gradient")
    ),
    (
        "the sign of a difference does not change with the unit of both values",
        "sign-forward-gradient",
        (
            "`spacing * np.floor(value / spacing + 0.5)` became `np.floor(value / spacing + 0.5)` in "
            "`return spacing * np.floor(value / spacing + 0.5)`",
        ),
    ),
    *(
        entry
        for algorithm in ("cbo", "consensus-hopping")
        for entry in (
            (
                "equal in exact arithmetic, any number may be subtracted: see the claims' control unshifted-weights",
                algorithm,
                tuple(
                    f"{change} in `weights = np.exp(-sharpness * (values - np.min(values)))`"
                    for change in (
                        "`values - np.min(values)` became `values + np.min(values)`",
                        "`values - np.min(values)` became `values`",
                        # an infinite value makes a difference, where an instance of cbo meets one
                        *(["`np.min(values)` became `np.max(values)`"] if algorithm != "cbo" else []),
                        "`values` became `cloud`",
                        "`values` became `sharpness`",
                        "`values` became `i`",
                    )
                ),
            ),
            (
                "any column has as many entries as there are particles, and so have the values",
                algorithm,
                (
                    "`0` became `-1` in `values = np.zeros_like(cloud[:, 0])`",
                    "`cloud` became `values` in `for i in range(cloud.shape[0]):`",
                ),
            ),
            (
                "a vector is its own transpose",
                algorithm,
                (
                    "`weights @ cloud` became `weights.T @ cloud` in `return weights @ cloud / np.sum(weights)`",
                ),
            ),
        )
    ),
    (
        "only the number of particles or of coordinates is read",
        "cbo",
        (
            "`moved` became `state.cloud` in `for i in range(moved.shape[0]):`",
            "`v` became `state.x` in `shaken = self.diffusion.scaled(away, rng.standard_normal(v.shape[0]))`",
            "`v` became `away` in `shaken = self.diffusion.scaled(away, rng.standard_normal(v.shape[0]))`",
        ),
    ),
    *(
        entry
        for algorithm in ("zo-rank-sgd", "zo-rank-line-search")
        for entry in (
            (
                "any column has as many entries as there are candidates, and so have the values",
                algorithm,
                (
                    "`0` became `-1` in `values = np.zeros_like(xi[:, 0])`",
                    "`xi` became `values` in `for i in range(xi.shape[0]):`",
                    "`xi` became `values` in `total, edges, left = (np.zeros_like(x), 0, xi.shape[0])`",
                ),
            ),
            (
                "zero, or zeros of the length of x: the first sum is the same vector, and best >= 1",
                algorithm,
                tuple(
                    f"`x` became `{other}` in `total, edges, left = (np.zeros_like(x), 0, xi.shape[0])`"
                    for other in ("smoothing", "best", "i", "worse")
                ),
            ),
        )
    ),
    *(
        entry
        for algorithm, zeros, statement in (
            (
                "fedkseed",
                "return State(x0, x0, np.zeros_like(self.directions[:, 0]))",
                "return State(state.start - self.step_size * (a @ self.directions), state.start, a)",
            ),
            (
                "fedkseed-pro",
                "none = np.zeros_like(self.directions[:, 0])",
                "x = state.start - self.step_size * (a @ self.directions)",
            ),
        )
        for entry in (
            (
                "zeros, as many as there are directions, whatever column they are made of",
                algorithm,
                tuple(
                    f"{change} in `{zeros}`"
                    for change in (
                        "`0` became `1`",
                        "`0` became `-1`",
                        "`self.directions` became `2 * self.directions`",
                        "`self.directions` became `1.02 * self.directions`",
                    )
                ),
            ),
            (
                "a vector is its own transpose",
                algorithm,
                (f"`a @ self.directions` became `a.T @ self.directions` in `{statement}`",),
            ),
        )
    ),
    *(
        entry
        for algorithm in ("fedkseed", "fedkseed-pro")
        for entry in (
            (
                "the last threshold is 1 and u < 1: the loop may reach the last index",
                algorithm,
                (
                    "`thresholds.shape[0] - 1` became `thresholds.shape[0] + 1` in `last = thresholds.shape[0] - 1`",
                    "`thresholds.shape[0] - 1` became `thresholds.shape[0]` in `last = thresholds.shape[0] - 1`",
                    "`1` became `0` in `last = thresholds.shape[0] - 1`",
                ),
            ),
            (
                "the same index but for draws that are a threshold: a set of probability zero",
                algorithm,
                ("`u < thresholds[j]` became `u <= thresholds[j]` in `if u < thresholds[j]:`",),
            ),
        )
    ),
    (
        "only the number of directions is read",
        "fedkseed",
        ("`a` became `state.a` in `thresholds = np.cumsum(np.ones_like(a)) / a.shape[0]`",),
    ),
    (
        "a softmax does not change with a constant that is added",
        "fedkseed-pro",
        tuple(
            f"{change} in `weights = np.exp((h - low) / (high - low))`"
            for change in ("`h - low` became `h + low`", "`h - low` became `h`", "`low` became `high`")
        ),
    ),
    (
        "equal weights, as all entries of h are equal there",
        "fedkseed-pro",
        ("`np.ones_like(h)` became `h` in `weights = np.ones_like(h)`",),
    ),
)
