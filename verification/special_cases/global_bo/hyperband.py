"""Cases made for Hyperband."""

from __future__ import annotations

from refimpl.global_bo.hyperband import Hyperband
from verification.special_cases import Special
from verification.special_cases.global_bo.successive_halving import cases_of_races


def special_cases(steps: int) -> list[Special]:
    """Configurations that are equal so far, and another eta than 2."""
    return cases_of_races(Hyperband(0.5, 3, 2), Hyperband(0.5, 9, 3), Hyperband(0.5, 9, 2))
