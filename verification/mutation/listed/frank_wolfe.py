"""Equivalent mutants of the frank-wolfe family, with the reason."""

from __future__ import annotations

_SLOPE = "g[i] = (problem.sample_value(ahead, sample) - here) / c"

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
        for algorithm in (
            "zo-frank-wolfe",
            "nonconvex-zo-frank-wolfe",
            "f2sa",
            "perturbed-gd",
            "meha",
            "lv-hba",
        )
    ),
    (
        "a positive factor of its argument does not change what the linear minimiser returns",
        "deterministic-zo-frank-wolfe",
        tuple(
            f"`(problem.sample_value(ahead, sample) - here) / c` became `{other}` in `{_SLOPE}`"
            for other in (
                "(problem.sample_value(ahead, sample) - here) * c",
                "problem.sample_value(ahead, sample) - here",
            )
        ),
    ),
    (
        "the sample of a certain problem is not read",
        "deterministic-zo-frank-wolfe",
        (
            *(
                f"`0` became `{other}` in "
                "`g = forward_differences(Certain(problem), state.x, 0, gamma / state.x.shape[0])`"
                for other in ("1", "-1")
            ),
            *(f"`sample` became `{o}` in `here = problem.sample_value(x, sample)`" for o in ("x", "c")),
            *(f"`sample` became `{o}` in `{_SLOPE}`" for o in ("x", "c", "here", "g", "i", "ahead")),
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
