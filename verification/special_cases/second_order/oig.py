"""Cases made for oig."""

from __future__ import annotations

from refimpl.second_order.oig import OIG
from verification.special_cases import Special
from verification.special_cases.second_order.input_gains import idle_parts


def special_cases(steps: int) -> list[Special]:
    """No weights, a unit without any, and an input that is always zero."""
    return idle_parts(OIG(0.25), dead_input=True)
