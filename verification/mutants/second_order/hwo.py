"""Named mistakes in hidden weight optimisation."""

from __future__ import annotations

from refimpl.second_order.hwo import HWO
from verification.mutants.second_order.input_gains import shared, whitening

MUTANTS = (*shared(HWO), *whitening(HWO))
