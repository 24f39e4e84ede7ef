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
)
