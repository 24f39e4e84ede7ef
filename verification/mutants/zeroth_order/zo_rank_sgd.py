"""Named mistakes in ZO-RankSGD."""

from __future__ import annotations

from refimpl.zeroth_order.zo_rank_sgd import ZORankSGD
from verification.mutants.zeroth_order.rankings import ranking_mutants

MUTANTS = ranking_mutants(ZORankSGD)
