"""Cases made for owo-bp."""

from __future__ import annotations

from refimpl.second_order.owo_bp import OWOBP
from verification.special_cases import Special
from verification.special_cases.second_order.input_gains import idle_parts


def special_cases(steps: int) -> list[Special]:
    """No weights, a unit without any."""
    return idle_parts(OWOBP(0.25))
