"""Cases made for GP-UCB."""

from __future__ import annotations

from refimpl.global_bo.gp_ucb import GPUCB
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import line


def special_cases(steps: int) -> list[Special]:
    """Many points, and points asked again."""
    return line(GPUCB, 0.0625, 1.25)
