"""Iterative deepening Hyperband, discarding: its claims among those of every promotion."""

from __future__ import annotations

from verification.claim import named
from verification.claims.global_bo.deepening import deepening_claims
from verification.mutants.global_bo.discarding_id_hyperband import MUTANTS, WASTEFUL

SAME = named(
    MUTANTS, "no-resampling", "stale-loss-promotion", "keeps-old-ones", "old-ones-first", "draws-again"
)
CLAIMS = deepening_claims("discarding", MUTANTS, WASTEFUL, SAME, dearest=375)
