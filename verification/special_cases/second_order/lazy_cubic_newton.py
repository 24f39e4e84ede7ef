"""Cases made for lazy-cubic-newton."""

from __future__ import annotations

from refimpl.second_order.lazy_cubic_newton import LazyCubicNewton
from verification.special_cases import Special
from verification.special_cases.second_order.cubic_newton import of_the_model


def special_cases(steps: int) -> list[Special]:
    """Those of cubic Newton, with a Hessian for two steps."""
    return of_the_model(LazyCubicNewton(4.0, 2))
