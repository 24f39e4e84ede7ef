"""Named mistakes in OWO-BP."""

from __future__ import annotations

from refimpl.second_order.owo_bp import OWOBP
from verification.mutants.second_order.input_gains import shared

MUTANTS = (*shared(OWOBP),)
