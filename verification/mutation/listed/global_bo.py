"""Equivalent mutants of the global-bo family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "counting stops at lambda, which is between 1 and the largest: from 0 or in more rounds it ends there, too",
        "one-comma-lambda-ea",
        (
            "`1` became `0` in `f, count = (self.order.at(state.x), 1)`",
            "`self.largest` became `2 * self.largest` in `for _ in range(self.largest):`",
        ),
    ),
    *(
        (reason, algorithm, names)
        for algorithm in ("one-plus-lambda-ea", "one-comma-lambda-ea")
        for reason, names in (
            ("a copy has the length of what it copies", ("`x` became `y` in `for i in range(x.shape[0]):`",)),
            ("y is a copy of x and every bit is flipped once", ("`x` became `y` in `y[i] = 1.0 - x[i]`",)),
        )
    ),
    *(
        (reason, algorithm, names)
        for algorithm in ("successive-halving", "hyperband")
        for reason, names in (
            (
                "zeros of the length of any column",
                tuple(
                    f"`0` became `{k}` in `sums, seen = (np.zeros_like(cloud[:, 0]), 0)`" for k in ("1", "-1")
                ),
            ),
            (
                "the best one is the first of those kept, of one or of two",
                (
                    "`1` became `2` in `cloud, sums = survivors(cloud, "
                    "evaluated(problem, cloud, sums, seen, resource), 1)`",
                ),
            ),
            ("one row is left: the first is the last", ("`0` became `-1` in `return (cloud[0], sums[0])`",)),
            (
                "sums have one entry for every row, and so has their copy",
                (
                    "`sums` became `cloud` in `cloud, sums = survivors(cloud, "
                    "evaluated(problem, cloud, sums, seen, here), sums.shape[0] // eta)`",
                    "`sums` became `cloud` in `for i in range(sums.shape[0]):`",
                    "`sums` became `cloud` in `for j in range(sums.shape[0]):`",
                    "`sums` became `longer` in `for j in range(sums.shape[0]):`",
                ),
            ),
            (
                "an entry of the copy is the original until it is replaced",
                (
                    "`sums` became `longer` in `longer[j] = extended(problem, cloud[j], sums[j], seen, resource)`",
                ),
            ),
            (
                "nothing is smaller than itself",
                (
                    "`i + 1` became `i` in `for j in range(i + 1, sums.shape[0]):`",
                    "`1` became `0` in `for j in range(i + 1, sums.shape[0]):`",
                ),
            ),
        )
    ),
    (
        "the sum of the winner is not used: races are not compared",
        "successive-halving",
        ("`sums` became `cloud` in `return (cloud[0], sums[0])`",),
    ),
    (
        "the first bracket of a cycle replaces the sum unread",
        "hyperband",
        tuple(f"`0.0` became `{v}` in `return State(x0, x0, 0.0, self.deepest())`" for v in ("1.0", "-1.0")),
    ),
    (
        "centre is that of the state but in the first bracket, which goes the other way",
        "hyperband",
        (
            "`State(state.x, centre, state.least, following)` became "
            "`State(state.x, state.centre, state.least, following)` in "
            "`return State(state.x, centre, state.least, following)`",
        ),
    ),
)
