"""Equivalent mutants of lazy and plain cubic Newton and of the minimiser of their model, with the reason."""

from __future__ import annotations

from verification.mutation.listed.dialect import DIALECT

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "in floats the second number is not used; in balls the hull holds t whatever it is, and is only wider",
        DIALECT,
        (
            "`gaps + t` became `gaps - t` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`size - floor` became `size + floor` in `return b / (gaps + between(t, size - floor))`",
            "`gaps + t` became `gaps` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`gaps + t` became `t` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`size - floor` became `size` in `return b / (gaps + between(t, size - floor))`",
            "`size - floor` became `-floor` in `return b / (gaps + between(t, size - floor))`",
            "`b / (gaps + t)` became `b * (gaps + t)` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`b / (gaps + t)` became `b` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`b / (gaps + t)` became `1 / (gaps + t)` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`np.sqrt(np.sum(np.square(b / (gaps + t))))` became `np.sqrt(np.sqrt(np.sum(np.square(b / "
            "(gaps + t)))))` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`np.sqrt(np.sum(np.square(b / (gaps + t))))` became `np.sum(np.square(b / (gaps + t)))` in "
            "`size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`np.sum(np.square(b / (gaps + t)))` became `np.square(b / (gaps + t))` in `size = "
            "np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`np.square(b / (gaps + t))` became `b / (gaps + t)` in `size = np.sqrt(np.sum(np.square(b / "
            "(gaps + t))))`",
            "`between(t, size - floor)` became `t` in `return b / (gaps + between(t, size - floor))`",
            "`b` became `gaps` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`b` became `floor` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`b` became `t` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`gaps` became `b` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`gaps` became `floor` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`gaps` became `t` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`t` became `gaps` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`t` became `b` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`t` became `floor` in `size = np.sqrt(np.sum(np.square(b / (gaps + t))))`",
            "`size` became `gaps` in `return b / (gaps + between(t, size - floor))`",
            "`size` became `b` in `return b / (gaps + between(t, size - floor))`",
            "`size` became `floor` in `return b / (gaps + between(t, size - floor))`",
            "`size` became `t` in `return b / (gaps + between(t, size - floor))`",
            "`floor` became `gaps` in `return b / (gaps + between(t, size - floor))`",
            "`floor` became `b` in `return b / (gaps + between(t, size - floor))`",
            "`floor` became `t` in `return b / (gaps + between(t, size - floor))`",
            "`floor` became `size` in `return b / (gaps + between(t, size - floor))`",
        ),
    ),
    (
        "both numbers are the root up to rounding",
        DIALECT,
        (
            "`between(t, size - floor)` became `between(size - floor, t)` in `return b / (gaps + "
            "between(t, size - floor))`",
            "`between(t, size - floor)` became `size - floor` in `return b / (gaps + between(t, size - "
            "floor))`",
            "`a` became `b` in `return a`",
        ),
    ),
    (
        "the starts of Newton's method and its end within rounding differ, not the root that both find from the left",
        DIALECT,
        (
            "`gaps - floor` became `gaps + floor` in `below = gaps + floor + np.sqrt((gaps - floor) ** 2 "
            "+ 4 * np.abs(b))`",
            "`length - floor - t` became `length - floor + t` in `if centre(length - floor - t) <= 0:`",
            "`length - floor - t` became `length - floor` in `if centre(length - floor - t) <= 0:`",
            "`2 * (np.abs(b) - gaps * floor)` became `np.abs(b) - gaps * floor` in `t = "
            "centre(np.max(ratios(2 * (np.abs(b) - gaps * floor), below)))`",
            "`4` became `5` in `below = gaps + floor + np.sqrt((gaps - floor) ** 2 + 4 * np.abs(b))`",
            "`2` became `1` in `t = centre(np.max(ratios(2 * (np.abs(b) - gaps * floor), below)))`",
        ),
    ),
    (
        "floats have no radius; in balls radii and what can be decided change, not what is enclosed",
        DIALECT,
        (
            "`centre(gaps)` became `gaps` in `t = excess(centre(gaps), centre(b), centre(floor))`",
            "`centre(b)` became `b` in `t = excess(centre(gaps), centre(b), centre(floor))`",
            "`centre(floor)` became `floor` in `t = excess(centre(gaps), centre(b), centre(floor))`",
            "`centre(np.max(ratios(2 * (np.abs(b) - gaps * floor), below)))` became `np.max(ratios(2 * "
            "(np.abs(b) - gaps * floor), below))` in `t = centre(np.max(ratios(2 * (np.abs(b) - gaps * "
            "floor), below)))`",
            "`centre(length - floor - t)` became `length - floor - t` in `if centre(length - floor - t) "
            "<= 0:`",
            "`centre(t + (length - floor - t) / (1 + np.dot(s, ratios(s, gaps + t)) / length))` became "
            "`t + (length - floor - t) / (1 + np.dot(s, ratios(s, gaps + t)) / length)` in `t = centre(t "
            "+ (length - floor - t) / (1 + np.dot(s, ratios(s, gaps + t)) / length))`",
            "`if hasattr(x, 'centre'): return x.centre()` is deleted",
            "`if hasattr(a, 'hull'): return a.hull(b)` is deleted",
            "`a.hull(b)` became `b` in `return a.hull(b)`",
            "`a` became `b` in `if hasattr(a, 'hull'):`",
            "`a` became `b` in `return a.hull(b)`",
            "`b` became `a` in `return a.hull(b)`",
        ),
    ),
    (
        "in the hard case floor^2 is below s's by rounding only",
        DIALECT,
        (
            "`0.0` became `-1.0` in `return with_entry(s, 0, np.sqrt(np.maximum(floor * floor - np.dot(s, s), 0.0)))`",
            "`np.maximum(floor * floor - np.dot(s, s), 0.0)` became `floor * floor - np.dot(s, s)` in "
            "`return with_entry(s, 0, np.sqrt(np.maximum(floor * floor - np.dot(s, s), 0.0)))`",
        ),
    ),
    (
        "a = 0 wherever b = 0, and then the quotient is 0",
        DIALECT,
        (
            "`1.0` became `2.0` in `return a / np.where(a == 0, 1.0, b)`",
            "`a` became `b` in `return a / np.where(a == 0, 1.0, b)`",
        ),
    ),
    (
        "only whether k is a multiple of the period matters, and -k is one where k is",
        "lazy-cubic-newton",
        (
            "`state.k + 1` became `state.k - 1` in `return State(x + self.displacement(w, V, "
            "problem.gradient(x)), w, V, state.k + 1)`",
        ),
    ),
    (
        "x is state.x until the next iterate is written",
        "lazy-cubic-newton",
        (
            "`x` became `state.x` in `w, V = eigh(problem.hessian(x))`",
            "`x` became `state.x` in `return State(x + self.displacement(w, V, problem.gradient(x)), w, "
            "V, state.k + 1)`",
        ),
    ),
    (
        "the first phase starts at k = 0, so both factors are computed before they are read",
        "lazy-cubic-newton",
        (
            "`np.zeros_like(x0)` became `x0` in `nothing = np.zeros_like(x0)`",
            "`nothing` became `x0` in `return State(x0, nothing, np.outer(nothing, nothing), 0)`",
        ),
    ),
)
