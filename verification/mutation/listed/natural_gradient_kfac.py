"""Equivalent mutants of the natural-gradient-kfac family, with the reason."""

from __future__ import annotations

_DRAWS = "`g` became `{}` in `noise = np.sqrt(2 * time_step * temperature) * rng.standard_normal(g.shape[0])`"
_START = "y = relaxed(np.zeros_like(g), B, g, self.time_step, self.inner, self.temperature, rng)"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        entry
        for owner in ("thermodynamic-ngd", "thermodynamic-ngd-delayed")
        for entry in (
            (
                "B is symmetric",
                owner,
                ("`B @ y` became `B.T @ y` in `y = y - time_step * (B @ y - g) + noise`",),
            ),
            ("only the length is read, which all share", owner, (_DRAWS.format("y"), _DRAWS.format("B"))),
        )
    ),
    (
        "the system before the first has no matrix, zero times anything",
        "thermodynamic-ngd-delayed",
        ("`zero` became `x0` in `return State(x0, zero, np.outer(zero, zero), zero)`",),
    ),
    ("only the shape is read", "thermodynamic-ngd", (f"`g` became `state.x` in `{_START}`",)),
    *(
        (
            "ones are copied, whichever row or column",
            owner,
            tuple(
                f"`0` became `{other}` in `return State(x0, np.zeros_like(x0), 1.0, ones[0].copy(), "
                "ones[:, 0].copy())`"
                for other in ("-1", "1")
            ),
        )
        for owner in ("adafisher", "adafisher-w")
    ),
)
