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
        for algorithm in ("zo-frank-wolfe", "f2sa", "perturbed-gd", "meha")
    ),
)
