"""Named mistakes in OIG-HWO."""

from __future__ import annotations

from refimpl.second_order.oig_hwo import OIGHWO
from verification.mutants.second_order.input_gains import gains, shared, whitening

MUTANTS = (*shared(OIGHWO), *whitening(OIGHWO), *gains(OIGHWO))
