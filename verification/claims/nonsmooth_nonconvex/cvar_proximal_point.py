"""SPP for the conditional value at risk: what is claimed of it is in `cvar`, with the proofs."""

from __future__ import annotations

from verification.arithmetic import cvar as exact
from verification.claims.nonsmooth_nonconvex import cvar
from verification.mutants.nonsmooth_nonconvex.cvar_proximal_point import MUTANTS

# with equal steps and b = 1/2 some mistakes change nothing, and shorter steps keep the bound
BLIND = {
    "mean": {"one-step-for-both", "other-quantile", "nothing-between", "level-not-shifted", "square-for-half"}
}
CLAIMS = cvar.claims("cvar-proximal-point", exact.proximal_point, cvar.square_model, MUTANTS, BLIND)
