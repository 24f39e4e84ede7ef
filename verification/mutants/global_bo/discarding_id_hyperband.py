"""Named mistakes in iterative deepening Hyperband, discarding."""

from __future__ import annotations

from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband
from verification.mutants.global_bo.deepening import deepening_mutants, wasteful

WASTEFUL = wasteful(DiscardingIDHyperband)  # seen by the claim about cost
MUTANTS = deepening_mutants(DiscardingIDHyperband)
