"""Equivalent mutants of the methods on derived Gaussian processes, with the reason."""

from __future__ import annotations

_AFTER = "queries, values = queried(problem, X, y, after.reshape((1, after.shape[0])), self.memory)"
_LENGTHS = "`after` became `{}` in `" + _AFTER + "`"

# of `derived_gp`, whatever the method is called
_SHARED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "the kernel is even",
        (
            "`kernel_with(X, x, lengthscale)` became `kernel_with(x, X, lengthscale)` in "
            "`k = kernel_with(X, x, lengthscale)`",
            "`kernel_with(X, X[i], lengthscale)` became `kernel_with(X[i], X, lengthscale)` in "
            "`K[i] = kernel_with(X, X[i], lengthscale)`",
        ),
    ),
    (
        "the slopes change their sign, and enter twice",
        (
            "`kernel_slopes(X, x, lengthscale)` became `kernel_slopes(x, X, lengthscale)` in "
            "`D = kernel_slopes(X, x, lengthscale)`",
        ),
    ),
    (
        "as many kernel values as queries, and only their number is used",
        ("`k` became `X` in `return (X - x) * k.reshape((k.shape[0], 1)) / (lengthscale * lengthscale)`",),
    ),
    (
        "the matrix has a row for each query, and only their number is used",
        ("`X` became `K` in `for i in range(X.shape[0]):`",),
    ),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *((reason, owner, changes) for owner in ("zopo",) for reason, changes in _SHARED),
    ("the first entry of one is the last", "zopo", ("`0` became `-1` in `y[0] = problem.value(x0)`",)),
    (
        "a vector has one length",
        "zopo",
        ("`0` became `-1` in `return State(x0, x0.reshape((1, x0.shape[0])).copy(), y, 0)`",),
    ),
    (
        "vectors of one length, and only the length is used",
        "zopo",
        tuple(_LENGTHS.format(other) for other in ("x", "g")),
    ),
    (
        "every column of the points has one entry for each, and only their number is used",
        "zopo",
        ("`0` became `-1` in `values = np.zeros_like(points[:, 0])`",),
    ),
    (
        "as many values as points, and only their number is used",
        "zopo",
        ("`points` became `values` in `for i in range(points.shape[0]):`",),
    ),
)
