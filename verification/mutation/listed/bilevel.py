"""Equivalent mutants of the bilevel family, with the reason."""

from __future__ import annotations

_ALIAS = "x is state.x until the next iterate is written"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "a vector of zeros times g_yy is added to a matrix row by row: the zero matrix does the same",
        "forward-unrolled",
        ("`problem.lower_xy(x, y)` became `y` in `W = np.zeros_like(problem.lower_xy(x, y))`",),
    ),
    (
        "r and y are both of the lower dimension, and only the shape is read",
        "cg-gradient",
        ("`r` became `y` in `p, q, rr = (r, np.zeros_like(r), np.dot(r, r))`",),
    ),
    (
        "only the shape is read, and all of them are of the lower dimension",
        "hoag",
        (
            "`self.start` became `2 * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance)`",
            "`self.start` became `1.02 * self.start` in "
            "`return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance)`",
            "`q` became `y` in `for _ in range(q.shape[0]):`",
            "`q` became `r` in `for _ in range(q.shape[0]):`",
            "`q` became `p` in `for _ in range(q.shape[0]):`",
        ),
    ),
    (
        "p = r + beta p' with p'Hp = 0: r'Hp = p'Hp",
        "hoag",
        ("`p` became `r` in `a = rr / np.dot(p, Hp)`",),
    ),
    (
        "p = r + beta p' with p'Hp = 0: r'Hp = p'Hp",
        "cg-gradient",
        ("`p` became `r` in `a = rr / np.dot(p, Hp)`",),
    ),
    (
        _ALIAS,
        "f2sa",
        (
            "`x` became `state.x` in `z = z - self.lower_step_size * problem.lower_y(x, z)`",
            "`x` became `state.x` in `y = y - alpha * (problem.upper_y(x, y) + weight * problem.lower_y(x, y))`",
            "`x` became `state.x` in `difference = problem.lower_x(x, y) - problem.lower_x(x, z)`",
            "`x` became `state.x` in `x = x - self.ratio * alpha * (problem.upper_x(x, y) + weight * difference)`",
        ),
    ),
    (
        _ALIAS,
        "penalty-gradient",
        (
            "`x` became `state.x` in `z = z - self.lower_step_size * problem.lower_y(x, z)`",
            "`x` became `state.x` in "
            "`y = y - self.lower_step_size * (self.sigma * problem.upper_y(x, y) + problem.lower_y(x, y))`",
            "`x` became `state.x` in `difference = problem.lower_x(x, y) - problem.lower_x(x, z)`",
            "`x` became `state.x` in "
            "`return State(x - self.step_size * (problem.upper_x(x, y) + difference / self.sigma), y, z)`",
        ),
    ),
)
