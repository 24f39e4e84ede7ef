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
    *(
        (reason, f"{promotion}-id-hyperband", names)
        for promotion in ("discarding", "preserving", "efficient")
        for reason, names in (
            (
                "x is that of a bracket",
                tuple(
                    f"`state.x` became `state.{other}` in `x, least, start = (state.x, np.inf, 0)`"
                    for other in ("cloud", "sums", "known", "level")
                ),
            ),
            (
                "zeros of the length of any column",
                tuple(f"`0` became `{k}` in `known = np.zeros_like(cloud[:, 0])`" for k in ("1", "-1")),
            ),
            (
                "the last j is the level",
                ("`level` became `j` in `return State(x, cloud, sums, known, level)`",),
            ),
            ("one row is kept", ("`0` became `-1` in `return (kept[0], totals[0])`",)),
            (
                "the best one is the first of those kept, of one or of two",
                ("`1` became `2` in `kept, totals = survivors(cloud, ranks, 1)`",),
            ),
            (
                "all are alive in the first rung, whatever finite numbers they are ranked by",
                ("`np.zeros_like(known)` became `known` in `ranks = np.zeros_like(known)`",),
            ),
            (
                "there is one row of each for every configuration",
                (
                    *(
                        f"`known` became `{other}` in `alive = best(ranks, known.shape[0] // self.eta ** i)`"
                        for other in ("cloud", "sums", "ranks")
                    ),
                    *(
                        f"`known` became `{other}` in `for c in range(known.shape[0]):`"
                        for other in ("cloud", "sums", "alive")
                    ),
                    *(
                        f"`cloud` became `{other}` in `cloud = drawn(state.x, self.radius, cloud.shape[0], rng)`"
                        for other in ("state.cloud", "state.sums", "state.known", "sums", "known")
                    ),
                    "`known` became `state.known` in `level, known = (self.first, np.zeros_like(known))`",
                    "`ranks` became `goes` in `for c in range(ranks.shape[0]):`",
                    "`sums` became `cloud` in `for i in range(sums.shape[0]):`",
                ),
            ),
            ("more than 0 is asked for", ("`1.0` became `2.0` in `goes[c] = 1.0`",)),
            (
                "the least replaces the first of its array when it is found: all that come later are behind it",
                (
                    "`np.zeros_like(sums[:count])` became `sums[:count]` in "
                    "`kept, totals = (np.zeros_like(cloud[:count]), np.zeros_like(sums[:count]))`",
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
        "discarding does not ask what is known",
        "discarding-id-hyperband",
        tuple(
            f"`known` became `{other}` in `ranks = self.ranks(sums, known, alive, i + 1)`"
            for other in ("cloud", "sums", "j", "halvings", "ranks", "i", "alive")
        ),
    ),
    (
        "discarding asks for sums of those alive: what is summed once more, or for others, changes its cost alone",
        "discarding-id-hyperband",
        (
            *(
                f"{change} in `known[c] = i + 1.0`"
                for change in (
                    "`i + 1.0` became `i - 1.0`",
                    "`i + 1.0` became `i`",
                    "`i + 1.0` became `1.0`",
                    "`1.0` became `0.0`",
                    "`known` became `alive`",
                )
            ),
            *(
                f"{change} in `if alive[c] > 0 and known[c] <= i:`"
                for change in (
                    "`0` became `-1`",
                    "`alive[c] > 0` became `alive[c] >= 0`",
                )
            ),
            "`if alive[c] > 0 and known[c] <= i: sums[c, i + 1] = extended(problem, cloud[c], sums[c, i], "
            "self.seen(i, j), self.seen(i + 1, j)) known[c] = i + 1.0` became `sums[c, i + 1] = extended(problem, "
            "cloud[c], sums[c, i], self.seen(i, j), self.seen(i + 1, j)); known[c] = i + 1.0`",
            "`State(x, cloud, sums, known, level)` became `State(x, cloud, sums, state.known, level)` in "
            "`return State(x, cloud, sums, known, level)`",
            "`known` became `state.known` in `y, total = self.bracket(problem, cloud[start:end], sums[start:end], "
            "known[start:end], j, level - j)`",
        ),
    ),
    (
        "preserving does not ask who is alive, but who has been",
        "preserving-id-hyperband",
        tuple(
            f"`alive` became `{other}` in `ranks = self.ranks(sums, known, alive, i + 1)`"
            for other in ("cloud", "sums", "known", "j", "halvings", "ranks", "i")
        ),
    ),
    *(
        (reason, "go-ucb", names)
        for reason, names in (
            (
                "zeros of the length and kind of x",
                (
                    *(
                        f"`0` became `{k}` in `asked = np.outer(np.repeat(zero[0], self.exploration), zero)`"
                        for k in ("1", "-1")
                    ),
                    *(
                        f"`0` became `{k}` in `return State(x0, points, asked, asked[:, 0].copy(), zero, inverse, "
                        "zero, 0.0, 0)`"
                        for k in ("1", "-1")
                    ),
                    "`zero` became `x0` in `inverse = identity_like(np.outer(zero, zero)) / self.ridge`",
                    "`0` became `-1` in `w = np.zeros_like(P[0])`",
                ),
            ),
            (
                "what is kept of queries and of their estimate is replaced in phase I, before it is read",
                (
                    "`zero` became `x0` in `asked = np.outer(np.repeat(zero[0], self.exploration), zero)`",
                    "`zero` became `x0` in `return State(x0, points, asked, asked[:, 0].copy(), zero, inverse, zero, "
                    "0.0, 0)`",
                ),
            ),
            (
                "phase II goes on whatever is counted beyond the queries of phase I",
                tuple(
                    f"{change} in `return State(x, state.points, state.asked, state.values, state.w0, state.inverse - "
                    "np.outer(v, v) / grown, state.score + g * (y - link(u, self.bend)), state.information + "
                    "np.log(grown), state.steps + 1)`"
                    for change in (
                        "`state.steps + 1` became `state.steps`",
                        "`1` became `2`",
                        "`1` became `0`",
                    )
                ),
            ),
            ("the matrix is zero already", ("`np.zeros_like(H)` became `H` in `eye = np.zeros_like(H)`",)),
            (
                "S is symmetric",
                (
                    "`state.inverse @ g` became `state.inverse.T @ g` in `v = state.inverse @ g`",
                    "`state.inverse @ state.score` became `state.inverse.T @ state.score` in "
                    "`w = state.w0 + state.inverse @ state.score`",
                ),
            ),
            (
                "an index, whatever its type",
                (
                    "`int(np.argmin(self.lower(state)))` became `np.argmin(self.lower(state))` in "
                    "`x = state.points[int(np.argmin(self.lower(state)))].copy()`",
                    "`int(np.argmax(rng.standard_normal(state.points.shape[0])))` became "
                    "`np.argmax(rng.standard_normal(state.points.shape[0]))` in `x = state.points["
                    "int(np.argmax(rng.standard_normal(state.points.shape[0])))].copy()`",
                ),
            ),
            (
                "P is the points",
                (
                    "`P` became `state.points` in `return P @ w - self.radius(state) * "
                    "np.sqrt(np.sum(P @ state.inverse * P, axis=1))`",
                ),
            ),
            (
                "phase I leaves the estimate of its last query, and the sum of phase II at zero",
                (
                    "`if state.steps + 1 == self.exploration: w0 = regression(asked, values, self.bend, self.ridge)` "
                    "became `w0 = regression(asked, values, self.bend, self.ridge)`",
                    *(
                        f"`state.w0` became `state.{other}` in `asked, values, w0 = (state.asked.copy(), "
                        "state.values.copy(), state.w0)`"
                        for other in ("x", "score")
                    ),
                    "`state.score` became `state.w0` in `return State(x, state.points, asked, values, w0, "
                    "state.inverse, state.score, state.information, state.steps + 1)`",
                ),
            ),
            (
                "as many values as queries",
                tuple(
                    f"`P` became `{other}` in `J = P * slope(u, bend).reshape((P.shape[0], 1))`"
                    for other in ("y", "u")
                ),
            ),
        )
    ),
)
