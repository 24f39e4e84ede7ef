"""SPP for the conditional value at risk: what is claimed of it is in `cvar`, with the proofs."""

from __future__ import annotations

from verification.arithmetic import cvar as exact
from verification.claims.nonsmooth_nonconvex import cvar
from verification.mutants.nonsmooth_nonconvex.cvar_proximal_point import MUTANTS

# with equal steps and b = 1/2 some mistakes change nothing, and shorter steps keep the bound
BLIND = {
    "mean": {"one-step-for-both", "other-quantile", "nothing-between", "level-not-shifted", "square-for-half"}
}
USABLE = """Losses c^2 x^2/2, c = 1 or 2, u = lam_a, kappa = 2: x+ = x/(1 + 2 lam_x c^2 nu), |x_k| never grows.

The first step starts from l = c^2/2 > a = 0. It has nu < 1, for c^2/2 < u (1 + 2 lam_x c^2)^2 from lam_x = 4 on, so
that the loss meets the level: c^2 x_1^2/2 = a_1 = u (2 nu - 1) <= u. CVaR(x_k) = 2 x_k^2 <= 2 x_1^2 <= 4 u = 1/32.

The subgradient step takes x to (1 - 2 lam_x c^2) x, seven times as far at least, unless l <= a <= 4 u: it never is,
as l >= 1/2 from |x| >= 1 on.
"""
CLAIMS = (
    *cvar.claims("cvar-proximal-point", exact.proximal_point, cvar.square_model, MUTANTS, BLIND),
    cvar.usable_steps(
        "cvar-proximal-point",
        cvar.SQUARES,
        USABLE,
        MUTANTS,
        "gradient-not-shrunk",
        "square-for-half",
        "level-not-shifted",
    ),
)
