"""Named mistakes in iterative deepening Hyperband, preserving."""

from __future__ import annotations

from refimpl.global_bo.preserving_id_hyperband import PreservingIDHyperband
from verification.mutants.global_bo.deepening import deepening_mutants, wasteful

WASTEFUL = wasteful(PreservingIDHyperband)  # seen by the claim about cost
MUTANTS = deepening_mutants(PreservingIDHyperband)
