"""Cases made for noisy expected improvement."""

from __future__ import annotations

from refimpl.global_bo.noisy_expected_improvement import NoisyExpectedImprovement
from verification.special_cases import Special
from verification.special_cases.global_bo.knowledge_gradient import lines


def special_cases(steps: int) -> list[Special]:
    """Those of lines."""
    return lines(NoisyExpectedImprovement)
