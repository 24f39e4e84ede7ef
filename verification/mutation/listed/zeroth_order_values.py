"""Equivalent mutants of the zeroth-order methods on function values, with the reason."""

from __future__ import annotations

_LENGTH = "vectors of one length, and only the length is used"

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(
        (
            _LENGTH,
            algorithm,
            tuple(
                f"`state.x` became `state.{other}` in `z = rng.standard_normal(state.x.shape[0])`"
                for other in fields
            ),
        )
        for algorithm, fields in (("zo-momentum", "m"), ("zo-adam", "mv"))
    ),
    (_LENGTH, "zo-blockwise", ("`g` became `state.x` in `z = np.zeros_like(g)`",)),
    (_LENGTH, "zo-sparse", ("`z` became `state.x` in `for i in range(z.shape[0]):`",)),
    (
        "vectors of one length, and only the length is used",
        "sensitive-zo",
        (
            "`state.x` became `state.mask` in `z = state.mask * rng.standard_normal(state.x.shape[0])`",
            "`scores` became `mask` in `for i in range(scores.size):`",
        ),
    ),
    (
        "a score is not larger than itself",
        "sensitive-zo",
        tuple(
            f"`{old}` became `{new}` in `ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1:] > scores[i])`"
            for old, new in (("i + 1", "i"), ("1", "0"))
        ),
    ),
)
