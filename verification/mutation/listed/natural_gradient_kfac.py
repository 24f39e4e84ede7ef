"""Equivalent mutants of the natural-gradient-kfac family, with the reason."""

from __future__ import annotations

_DRAWS = "`g` became `{}` in `noise = np.sqrt(2 * time_step * temperature) * rng.standard_normal(g.shape[0])`"
_START = "y = relaxed(np.zeros_like(g), B, g, self.time_step, self.inner, self.temperature, rng)"

_PAYS = "return State(x, A, B, loss, 1 if loss <= (1 - self.least) * state.loss else 0)"
_FALLEN = "return State(state.x - self.step_size * mean[0], state.A, state.B, state.loss, 0)"
_CLIPPED = "return State(state.x - self.step_size * self.clipped(g, v) * v, A, S, state.k + 1)"

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
    *(
        (
            "B is symmetric",
            owner,
            (
                "`B @ as_matrix(g, method.rows)` became `B.T @ as_matrix(g, method.rows)` in "
                "`return ((B @ as_matrix(g, method.rows) @ A).ravel(), A, B)`",
            ),
        )
        for owner in ("kfac-rank-one", "mkor", "mkor-h")
    ),
    (
        "A is symmetric",
        "kfac-rank-one",
        ("`A @ a` became `A.T @ a` in `u, b = (A @ a, self.decay)`",),
    ),
    *(
        entry
        for owner in ("mkor", "mkor-h")
        for entry in (
            ("C is symmetric", owner, ("`C @ a` became `C.T @ a` in `u = C @ a`",)),
            (
                "A and B are positive definite: D and the mean of s a' are zero together",
                owner,
                ("`size` became `length` in `return length / (size + (size == 0)) * x`",),
            ),
        )
    ),
    (
        "of pays only whether it is 0 is read, and it is where this is returned",
        "mkor-h",
        (
            "`1` became `2` in `return State(x0, A, B, problem.value(x0), 1)`",
            f"`1` became `2` in `{_PAYS}`",
            "`State(state.x - self.step_size * mean[0], state.A, state.B, state.loss, 0)` became "
            "`State(state.x - self.step_size * mean[0], state.A, state.B, state.loss, state.pays)` in "
            f"`{_FALLEN}`",
        ),
    ),
    ("the loss is read no more", "mkor-h", (f"`state.loss` became `state.pays` in `{_FALLEN}`",)),
    (
        "rounding decides where (1 - least) f is met exactly, but for f = 0, where the iterate rests for ever",
        "mkor-h",
        (
            f"`loss <= (1 - self.least) * state.loss` became `loss < (1 - self.least) * state.loss` in `{_PAYS}`",
        ),
    ),
    *(
        (reason, owner, (what,))
        for owner in ("kfac", "kfac-eigen")
        for reason, what in (
            (
                "A_0 and S_0 are multiplied by 0",
                "`np.zeros_like(x0)` became `x0` in `W = as_matrix(np.zeros_like(x0), self.rows)`",
            ),
            (
                "only their inner product is read",
                f"`self.clipped(g, v)` became `self.clipped(v, g)` in `{_CLIPPED}`",
            ),
            (
                "where both are equal, both weights are 1 - 1/t",
                "`(k + 1) * (1 - self.decay) < 1` became `(k + 1) * (1 - self.decay) <= 1` in "
                "`if (k + 1) * (1 - self.decay) < 1:`",
            ),
            (
                "where both are equal, nu is 1",
                "`size > self.clip` became `size >= self.clip` in `if size > self.clip:`",
            ),
        )
    ),
    (
        "factors are square",
        "kfac",
        (
            "`0` became `1` in `for i in range(1, H.shape[0]):`",
            "`0` became `1` in `return total / H.shape[0]`",
        ),
    ),
)
