"""Cases made for iterative deepening Hyperband, preserving."""

from __future__ import annotations

from refimpl.global_bo.preserving_id_hyperband import PreservingIDHyperband
from verification.special_cases import Special
from verification.special_cases.global_bo.discarding_id_hyperband import cases_of_deepening


def special_cases(steps: int) -> list[Special]:
    """Those of every promotion."""
    return cases_of_deepening(PreservingIDHyperband)
