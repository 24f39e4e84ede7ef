"""Equivalent mutants of functions that many methods share, with the reason."""

from __future__ import annotations

DIALECT = "dialect"  # owner of listings that hold for every method that uses the word
_ZERO = "there x is the zero vector, and so is what is returned"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "H is square, and its copy has its shape and still its entry where it is read",
        DIALECT,
        (
            "`0` became `1` in `for i in range(H.shape[0]):`",
            "`H` became `shifted` in `for i in range(H.shape[0]):`",
            "`H` became `shifted` in `shifted[i, i] = H[i, i] + shift`",
        ),
    ),
    (
        "the identity has the shape of H",
        DIALECT,
        ("`H` became `eye` in `for i in range(H.shape[0]):`",),
    ),
    (_ZERO, DIALECT, ("`np.zeros_like(x)` became `x` in `return np.zeros_like(x)`",)),
    (
        "the scalar zero that is returned does in a sum what the zero vector does",
        DIALECT,
        (
            "`x` became `length` in `return np.zeros_like(x)`",
            "`x` became `size` in `return np.zeros_like(x)`",
        ),
    ),
    (
        "where b = 0 the numerator is 0 as well",
        DIALECT,
        (
            "`1.0` became `2.0` in `return a / np.where(b == 0, 1.0, b)`",
            "`b` became `a` in `return a / np.where(b == 0, 1.0, b)`",
        ),
    ),
    *(
        (
            "floats have no such method",
            DIALECT,
            (f"`if hasattr(z, '{word}'): return z.{word}()` is deleted",),
        )
        for word in ("normal_density", "normal_cdf")
    ),
)
