"""Equivalent mutants of functions that many methods share, with the reason."""

from __future__ import annotations

DIALECT = "dialect"  # owner of listings that hold for every method that uses the word

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
    (
        "only where x = 0 does the sign of the added one matter, and every finite factor gives zero there",
        DIALECT,
        ("`size + (size == 0)` became `size - (size == 0)` in `return length / (size + (size == 0)) * x`",),
    ),
    (
        "where an entry of x is zero its product is zero with every finite factor, and elsewhere nothing is added",
        DIALECT,
        ("`size` became `x` in `return length / (size + (size == 0)) * x`",),
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
