"""Named mistakes in optimal input gains."""

from __future__ import annotations

from refimpl.second_order.oig import OIG
from verification.mutants.second_order.input_gains import gains, shared

MUTANTS = (*shared(OIG), *gains(OIG))
