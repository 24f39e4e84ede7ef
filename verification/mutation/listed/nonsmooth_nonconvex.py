"""Equivalent mutants of the nonsmooth-nonconvex family, with the reason."""

from __future__ import annotations

ZEROS = (
    ("o2nc", "g", "shift = np.zeros_like(g)", ("state.x", "state.shift", "w", "shift")),
    ("optimistic-o2nc", "w", "centre = np.zeros_like(w)", ("state.x", "state.centre", "shift", "centre")),
    *(
        (algorithm, "x", "return x.shape[0] * slope(problem, x, w, radius, sample) * w", ("w",))
        for algorithm in ("gfm-plus", "warm-gfm-plus")
    ),
    ("gfm-plus", "x", "total = np.zeros_like(x)", ("radius", "batch")),
    ("gfm-plus", "x", "d, total = (x.shape[0], np.zeros_like(x))", ("before", "radius", "batch")),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            "the length of a vector of one length, or zero, alone or as a vector, to which vectors are added",
            algorithm,
            tuple(f"`{given}` became `{other}` in `{statement}`" for other in others),
        )
        for algorithm, given, statement, others in ZEROS
    ),
    (
        "estimates and points of earlier steps are not read before the first renewal, at t = 0",
        "gfm-plus",
        (
            "`State(x0, x0, np.zeros_like(x0), 0)` became `State(x0, np.zeros_like(x0), x0, 0)` in "
            "`return State(x0, x0, np.zeros_like(x0), 0)`",
            "`np.zeros_like(x0)` became `x0` in `return State(x0, x0, np.zeros_like(x0), 0)`",
        ),
    ),
    (
        "a counter that runs backwards meets the same multiples of the period",
        "gfm-plus",
        (
            "`state.t + 1` became `state.t - 1` in "
            "`return State(state.x - self.step_size * v, state.x, v, state.t + 1)`",
        ),
    ),
    (
        "the sum of the first phase is not read after it",
        "warm-gfm-plus",
        ("`state.total` became `state.x` in `return State(second.x, state.total, second, state.t)`",),
    ),
    (
        "once it has reached S the counter may go on",
        "warm-gfm-plus",
        ("`state.t` became `state.t + 1` in `return State(second.x, state.total, second, state.t)`",),
    ),
    (
        "where the loss meets the level after a step with nu = 0 or 1, the root is that end",
        "cvar-proximal-point",
        (
            "`value <= level - self.level_step` became `value < level - self.level_step` in "
            "`if value <= level - self.level_step:`",
            "`value / (1 + c) ** 2 >= level - self.level_step + rise` became "
            "`value / (1 + c) ** 2 > level - self.level_step + rise` in "
            "`if value / (1 + c) ** 2 >= level - self.level_step + rise:`",
        ),
    ),
    (
        "where two roots meet both formulas give 2 sqrt(p/3)",
        "cvar-proximal-point",
        ("`under < 0` became `under <= 0` in `if under < 0:`",),
    ),
    (
        "the power is 1/3",
        "cvar-proximal-point",
        (
            "`np.log(x) * p` became `np.log(x) / p` in `return np.exp(np.log(x) * p / q)`",
            "`np.log(x) * p` became `np.log(x)` in `return np.exp(np.log(x) * p / q)`",
        ),
    ),
)
