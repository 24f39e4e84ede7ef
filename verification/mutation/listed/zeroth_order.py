"""Equivalent mutants of the zeroth-order family, with the reason."""

from __future__ import annotations

# reason, owner, what the mutants are called
LISTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "vectors of one length, and only the length is used",
        "forward-gradient",
        (
            "`p` became `state.x` in `total = np.zeros_like(p)`",
            "`p` became `state.x` in `v = self.law.draw(p, rng)`",
            "`p` became `total` in `v = self.law.draw(p, rng)`",
        ),
    ),
)
