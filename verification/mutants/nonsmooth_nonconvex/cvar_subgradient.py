"""Named mistakes in SGM for the conditional value at risk."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar_subgradient import CVaRSubgradient
from verification.claim import mutant
from verification.mutants.nonsmooth_nonconvex.cvar import cvar_mutants


@mutant("POWER", "the excess itself for its sign")
class ExcessForSign(CVaRSubgradient):
    """(l - a)_+."""

    def multiplier(self, value, level):
        return np.maximum(value - level, 0.0)


MUTANTS = (*cvar_mutants(CVaRSubgradient), ExcessForSign)
