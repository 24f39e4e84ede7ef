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
        "as many kernel values as queries, and only their number is used",
        ("`k` became `X` in `return (X - x) * k.reshape((k.shape[0], 1)) / (lengthscale * lengthscale)`",),
    ),
    (
        "the matrix has a row for each query, and only their number is used",
        ("`X` became `K` in `for i in range(X.shape[0]):`",),
    ),
)

_SURROGATES = "return State(x0, X, y, 0 * np.outer(y[0], self.phases))"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *((reason, owner, changes) for owner in ("zopo", "fzoos") for reason, changes in _SHARED),
    (
        "the slopes change their sign, and enter twice",
        "zopo",
        (
            "`kernel_slopes(X, x, lengthscale)` became `kernel_slopes(x, X, lengthscale)` in "
            "`D = kernel_slopes(X, x, lengthscale)`",
        ),
    ),
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
    (
        "zero times whatever the phases are",
        "fzoos",
        tuple(
            f"`self.phases` became `{factor} * self.phases` in `{_SURROGATES}`" for factor in ("2", "1.02")
        ),
    ),
    ("the first row of one is the last", "fzoos", (f"`0` became `-1` in `{_SURROGATES}`",)),
    (
        "as many phases as frequencies, and only their number is used",
        "fzoos",
        tuple(
            f"`self.phases` became `{other}` in `M = self.phases.shape[0]`"
            for other in ("2 * self.phases", "1.02 * self.phases", "self.frequencies")
        ),
    ),
    (
        "all clients are at the server's iterate there",
        "fzoos",
        (
            "`W` became `state.x` in `X, y = self.queried(problem, X, y, "
            "W + self.radius * rng.standard_normal(N * d).reshape((N, d)))`",
        ),
    ),
    (
        "moved is a copy of W whose row i is as yet unchanged, and W itself after the loop",
        "fzoos",
        (
            "`W` became `moved` in `g = gradient_mean(X[:, i * d:(i + 1) * d].copy(), y[:, i].copy(), W[i], "
            "self.lengthscale, self.noise)`",
            "`W` became `moved` in `turn = self.surrogate_gradient(mean - state.V[i], W[i])`",
            "`W` became `moved` in `moved[i] = W[i] - self.step_size * (g + self.correction * turn)`",
            "`W` became `moved` in `return State(W.sum(axis=0) / N, X, y, V)`",
        ),
    ),
    (
        "a number for each client, and only how many they are is used",
        "fzoos",
        (
            "`W` became `y` in `for i in range(W.shape[0]):`",
            "`W` became `y` in `return y.reshape((1, W.shape[0]))`",
        ),
    ),
)
