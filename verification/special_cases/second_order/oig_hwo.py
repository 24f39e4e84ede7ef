"""Cases made for oig-hwo."""

from __future__ import annotations

from refimpl.second_order.oig_hwo import OIGHWO
from verification.special_cases import Special
from verification.special_cases.second_order.input_gains import idle_parts


def special_cases(steps: int) -> list[Special]:
    """No weights, a unit without any."""
    return idle_parts(OIGHWO(0.25))
