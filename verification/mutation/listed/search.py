"""Equivalent mutants of search by a posterior, with the reason."""

from __future__ import annotations

AT_START = (  # these ask in init
    "expected-improvement", "gp-ucb", "q-expected-improvement", "config", "entropy-search",
)  # fmt: skip
LINES = ("knowledge-gradient", "noisy-expected-improvement")
ALL = (*AT_START, *LINES)
CERTAIN = ("expected-improvement", "q-expected-improvement")
_STATE = "return State(x0, points, none + prior_mean, covariances(points, lengthscale), none)"
_AFTER = (
    "return State(known.points[i].copy(), known.points, known.mean + weights * (value - known.mean[i]), "
    "known.covariance - np.outer(weights, column), marked(known.asked, i))"
)
_SUM = "total = total + (b[i] - steepest) * share(a, b, used, i)"
_CUT = "lower, upper = cut(lower, upper, a[j] - a[i], b[j] - b[i], j < i)"
_LOWER = "upper = np.minimum(upper, -height / slope)"
_HIGHER = "if height > 0 or (height == 0 and first):"
_STEEPEST = (("np.max(b)", "np.min(b)"), ("b", "a"), ("b", "used"))

# reason, owners, what the mutants are called
_SHARED: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "the index is the same number",
        ("expected-improvement", "gp-ucb", *LINES),
        (
            "`int(np.argmax(self.gains(state)))` became `np.argmax(self.gains(state))` in "
            "`i = int(np.argmax(self.gains(state)))`",
        ),
    ),
    (
        "the index is the same number",
        ("entropy-search",),
        (
            "`int(np.argmax(self.gains(state, Z, rng.standard_normal(self.outcomes))))` became "
            "`np.argmax(self.gains(state, Z, rng.standard_normal(self.outcomes)))` in "
            "`i = int(np.argmax(self.gains(state, Z, rng.standard_normal(self.outcomes))))`",
        ),
    ),
    (
        "all sums get one factor, which the division by their sum takes back",
        ("entropy-search",),
        (
            *(
                f"`math.erfc(-z / math.sqrt(2.0)) / 2` became `math.erfc(-z / math.sqrt(2.0)){other}` in "
                "`return math.erfc(-z / math.sqrt(2.0)) / 2`"
                for other in (" * 2", "")
            ),
            *(f"`2` became `{k}` in `return math.erfc(-z / math.sqrt(2.0)) / 2`" for k in ("1", "3")),
            "`total[j] + normal_cdf(gap * np.sqrt(P[j, j]))` became `total[j] - normal_cdf(gap * np.sqrt(P[j, j]))` in "
            "`total[j] = total[j] + normal_cdf(gap * np.sqrt(P[j, j]))`",
        ),
    ),
    (
        "a constant that is the same for all points does not change the order of gains",
        ("entropy-search",),
        tuple(f"`0.0` became `{other}` in `total = 0.0`" for other in ("1.0", "-1.0")),
    ),
    (
        "one for each point",
        ("entropy-search",),
        tuple(
            f"`total` became `{k}` in `for j in range(total.shape[0]):`"
            for k in ("mean", "C", "L", "P", "off", "pull")
        ),
    ),
    (
        "C is square, and L like it",
        ("entropy-search",),
        tuple(f"`{a}` became `{b}` in `for i in range(C.shape[0]):`" for a, b in (("0", "1"), ("C", "L"))),
    ),
    (
        "zero times any column",
        ALL,
        (
            *(f"`0` became `{k}` in `none = 0 * points[:, 0]`" for k in ("1", "-1")),
            "`points` became `grid` in `none = 0 * points[:, 0]`",
        ),
    ),
    (
        "the point asked at the start takes the place of x before anything reads it",
        AT_START,
        tuple(
            f"`x0` became `{other}` in `{_STATE}`"
            for other in ("grid", "prior_mean", "lengthscale", "points", "none")
        ),
    ),
    (
        "the points are the grid moved, and the kernel sees differences only",
        ALL,
        (f"`points` became `grid` in `{_STATE}`",),
    ),
    (
        "there is no noise",
        CERTAIN,
        (
            "`column[i] + noise` became `column[i] - noise` in `weights = column / (column[i] + noise)`",
            "`column[i] + noise` became `column[i]` in `weights = column / (column[i] + noise)`",
        ),
    ),
    (
        "one of the two is a multiple of the other",
        ALL,
        (f"`np.outer(weights, column)` became `np.outer(column, weights)` in `{_AFTER}`",),
    ),
    (
        "the kernel is even",
        ALL,
        (
            "`kernel_with(points, points[i], lengthscale)` became `kernel_with(points[i], points, lengthscale)` in "
            "`C[i] = kernel_with(points, points[i], lengthscale)`",
        ),
    ),
    (
        "a copy, so far unchanged, and only its sign is read",
        ALL,
        ("`1.0` became `2.0` in `more[i] = 1.0`",),
    ),
    (
        "what was asked is kept for other searches: bounds and laws do not read it",
        ("gp-ucb", "config", "entropy-search"),
        (
            f"`marked(known.asked, i)` became `known.asked` in `{_AFTER}`",
            "`1.0` became `0.0` in `more[i] = 1.0`",
            "`more` became `asked` in `more[i] = 1.0`",
            "`more` became `asked` in `return more`",
        ),
    ),
    (
        "of no later point there is a pair",
        ("q-expected-improvement",),
        (
            *(
                f"`known.mean.shape[0] - 1` became `known.mean.shape[0]{rest}` in "
                "`for i in range(known.mean.shape[0] - 1):`"
                for rest in (" + 1", "")
            ),
            "`1` became `0` in `for i in range(known.mean.shape[0] - 1):`",
        ),
    ),
    (
        "a known value has no variance, in floats neither: gains with it are 0/0, which exceeds nothing",
        ("q-expected-improvement",),
        (
            *(
                f"`{old}` became `{new}` in `if known.asked[i] == 0 and known.asked[j] == 0:`"
                for old, new in ("ij", "ji")
            ),
            "`if known.asked[i] == 0 and known.asked[j] == 0: gain = self.gain(known, best, i, j, Z) if gain > top: "
            "first, second, top = (i, j, gain)` became `gain = self.gain(known, best, i, j, Z); if gain > top: "
            "first, second, top = (i, j, gain)`",
        ),
    ),
    (
        "a constant or a factor that is the same for all pairs does not change the order of gains",
        ("q-expected-improvement",),
        (
            *(
                f"`total + best` became `{other}` in "
                "`total = total + best - least + own * excess((least - known.mean[j] - shared * z) / own)`"
                for other in ("total - best", "total")
            ),
            *(
                f"`total / self.samples` became `{other}` in `return total / self.samples`"
                for other in ("total * self.samples", "total")
            ),
            *(
                f"`self.samples` became `{other}` in `return total / self.samples`"
                for other in ("2 * self.samples", "self.lengthscale")
            ),
            "`best` became `z` in "
            "`total = total + best - least + own * excess((least - known.mean[j] - shared * z) / own)`",
            *(f"`0.0` became `{other}` in `total = 0.0`" for other in ("1.0", "-1.0")),
        ),
    ),
    (
        "gains of two pairs are equal only by symmetry, which balls do not decide",
        ("q-expected-improvement",),
        ("`gain > top` became `gain >= top` in `if gain > top:`",),
    ),
    (
        "any negative number says that there is none, any positive one that there are some, and numbers are numbers",
        ("config",),
        (
            "`1` became `2` in `allowed = allowed + 1`",
            "`allowed + 1` became `1` in `allowed = allowed + 1`",
            "`allowed` became `j` in `allowed = allowed + 1`",
            "`1` became `2` in `return int(np.argmin(low)) if allowed > 0 else -1`",
            "`int(np.argmin(low))` became `np.argmin(low)` in `return int(np.argmin(low)) if allowed > 0 else -1`",
        ),
    ),
    (
        "one for each point",
        ("config",),
        tuple(f"`walls` became `{k}` in `for j in range(walls.shape[0]):`" for k in ("s", "low")),
    ),
    (
        "u and s are analytic in the noise and in the widths: the two sides are equal for a null set of them only",
        ("config",),
        (
            "`np.max(walls[j]) <= self.wall_width * s[j]` became `np.max(walls[j]) < self.wall_width * s[j]` in "
            "`if np.max(walls[j]) <= self.wall_width * s[j]:`",
        ),
    ),
    (
        "all lines are used, and none is above itself",
        ("knowledge-gradient",),
        (
            *(
                f"{change} in `if used[i] > 0:`"
                for change in ("`0` became `-1`", "`used[i] > 0` became `used[i] >= 0`")
            ),
            *(
                f"{change} in `if used[j] > 0 and j != i:`"
                for change in ("`0` became `-1`", "`used[j] > 0` became `used[j] >= 0`", "`j` became `i`")
            ),
            f"`if used[i] > 0: {_SUM}` became `{_SUM}`",
            f"`if used[j] > 0 and j != i: {_CUT}` became `{_CUT}`",
        ),
    ),
    (
        "the shares sum to zero: any number may be taken off all slopes",
        LINES,
        (
            *(f"`b[i] - steepest` became `{other}` in `{_SUM}`" for other in ("b[i] + steepest", "b[i]")),
            *(f"`{old}` became `{new}` in `total, steepest = (0.0, np.max(b))`" for old, new in _STEEPEST),
        ),
    ),
    (
        "in exact arithmetic lines of the same slope and height are there for a null set of grids only; those that "
        "floats have by underflow are in the tests of rises",
        LINES,
        (
            *(
                f"`{old}` became `{new}` in `{_CUT}`"  # in the last of the numbers
                for old, other in ("ij", "ji")
                for new in (other, "a", "b", "used", "lower", "upper")
            ),
            _HIGHER,  # what the far point shows of it counts all the same
            "`slope < 0` became `slope <= 0` in `if slope < 0:`",
            *(
                f"{change} in `if slope > 0:`"
                for change in ("`slope > 0` became `slope >= 0`", "`0` became `-1`")
            ),
            f"`if slope > 0: {_LOWER} el{_HIGHER} lower = np.inf` became `{_LOWER}`",
        ),
    ),
    (
        "a constant is added to all gains",
        LINES,
        tuple(f"`0.0` became `{other}` in `total, steepest = (0.0, np.max(b))`" for other in ("1.0", "-1.0")),
    ),
    (
        "no line is above itself, and the places where lines meet are integers for a null set of values only",
        LINES,
        (
            *(
                f"`{old}` became `{new}` in `if used[j] > 0 and j != i:`"
                for old in "ij"
                for new in ("lower", "upper")
            ),
            f"`j < i` became `j <= i` in `{_CUT}`",
        ),
    ),
    (
        "an entry for each line, and only their number is used",
        LINES,
        tuple(
            f"`b` became `{other}` in `for {index} in range(b.shape[0]):`"
            for index in "ij"
            for other in ("a", "used")
        ),
    ),
    (
        "one entry for each point, or the first of equal entries",
        ("knowledge-gradient",),
        (
            "`found` became `used` in `return found`",
            "`found` became `used` in `for i in range(found.shape[0]):`",
        ),
    ),
    ("a row for each point", ALL, ("`points` became `C` in `for i in range(points.shape[0]):`",)),
)

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (reason, owner, changes) for reason, owners, changes in _SHARED for owner in owners
)
