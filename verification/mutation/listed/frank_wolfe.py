"""Equivalent mutants of the frank-wolfe family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "only the shape of the array is taken",
        "away-frank-wolfe",
        ("`x` became `g` in `e = np.zeros_like(x)`",),
    ),
    (
        "only the shape of the array is taken",
        "pairwise-frank-wolfe",
        ("`x` became `g` in `e = np.zeros_like(x)`",),
    ),
    *(
        (
            "p = 1 in every call of this method",
            algorithm,
            (
                "`np.log(x) * p` became `np.log(x) / p` in `return np.exp(np.log(x) * p / q)`",
                "`np.log(x) * p` became `np.log(x)` in `return np.exp(np.log(x) * p / q)`",
            ),
        )
        for algorithm in ("zo-frank-wolfe", "nonconvex-zo-frank-wolfe", "f2sa", "perturbed-gd", "meha")
    ),
    (
        "a positive factor of its argument does not change what the linear minimiser returns",
        "deterministic-zo-frank-wolfe",
        (
            "`(problem.value(ahead) - here) / c` became `(problem.value(ahead) - here) * c` in "
            "`g[i] = (problem.value(ahead) - here) / c`",
            "`(problem.value(ahead) - here) / c` became `problem.value(ahead) - here` in "
            "`g[i] = (problem.value(ahead) - here) / c`",
        ),
    ),
    (
        "g and x have one shape",
        "deterministic-zo-frank-wolfe",
        ("`x` became `g` in `for i in range(x.shape[0]):`",),
    ),
    (
        "ahead is a copy of x until this line changes one of its entries",
        "deterministic-zo-frank-wolfe",
        ("`x` became `ahead` in `ahead[i] = x[i] + c`",),
    ),
)
