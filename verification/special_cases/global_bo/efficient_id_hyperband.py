"""Cases made for iterative deepening Hyperband, efficient."""

from __future__ import annotations

from refimpl.global_bo.efficient_id_hyperband import EfficientIDHyperband
from verification.special_cases import Special
from verification.special_cases.global_bo.discarding_id_hyperband import cases_of_deepening


def special_cases(steps: int) -> list[Special]:
    """Those of every promotion."""
    return cases_of_deepening(EfficientIDHyperband)
