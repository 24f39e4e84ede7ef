"""Named mistakes in FOSI with gradient descent."""

from __future__ import annotations

from refimpl.second_order.fosi import FOSI
from verification.mutants.second_order.fosi_shared import shared

MUTANTS = tuple(shared(FOSI).values())
