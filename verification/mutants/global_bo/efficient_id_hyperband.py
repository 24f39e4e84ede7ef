"""Named mistakes in iterative deepening Hyperband, efficient."""

from __future__ import annotations

from refimpl.global_bo.efficient_id_hyperband import EfficientIDHyperband
from verification.mutants.global_bo.deepening import deepening_mutants, wasteful

WASTEFUL = wasteful(EfficientIDHyperband)  # seen by the claim about cost
MUTANTS = deepening_mutants(EfficientIDHyperband)
