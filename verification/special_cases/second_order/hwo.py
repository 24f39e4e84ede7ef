"""Cases made for hwo."""

from __future__ import annotations

from refimpl.second_order.hwo import HWO
from verification.special_cases import Special
from verification.special_cases.second_order.input_gains import idle_parts


def special_cases(steps: int) -> list[Special]:
    """No weights, a unit without any."""
    return idle_parts(HWO(0.25))
