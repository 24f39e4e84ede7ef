"""Iterative deepening Hyperband, preserving: its claims among those of every promotion."""

from __future__ import annotations

from verification.claim import named, without
from verification.claims.global_bo.deepening import deepening_claims
from verification.mutants.global_bo.preserving_id_hyperband import MUTANTS, WASTEFUL

SAME = (*named(MUTANTS, "maximises", "sums-forgotten"), *without("no smaller R before", first=1))
CLAIMS = deepening_claims("preserving", MUTANTS, WASTEFUL, SAME, dearest=375)
