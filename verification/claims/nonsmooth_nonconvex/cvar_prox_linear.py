"""SPL+ for the conditional value at risk: what is claimed of it is in `cvar`, with the proofs."""

from __future__ import annotations

from verification.arithmetic import cvar as exact
from verification.claims.nonsmooth_nonconvex import cvar
from verification.mutants.nonsmooth_nonconvex.cvar_prox_linear import MUTANTS

# with equal steps and b = 1/2 some mistakes change nothing, and shorter steps keep the bound
BLIND = {
    "mean": {
        "one-step-for-both",
        "other-quantile",
        "nothing-between",
        "level-not-shifted",
        "multiplier-without-weight",
        "level-not-shared",
    }
}
USABLE = """Losses c|x|, c = 1 or 2, u = lam_a, kappa = 2: the model of the loss after a step is c x+ or -c x+.

nu is below 1, for l - a + u <= c + 5 u < 2 (lam_x c^2 + u) from lam_x = 1 on. With nu > 0 the model meets the level:
|c x+| = |a+|, a+ = (1 - t)(a - u) + t l, t = u/(lam_x c^2 + u) <= u/4; with nu = 0 x stays. So |a_k| <= k (u + 2 t) <=
2 k u, as |x| <= 1 all along, and |x_k| <= 2 k u: the first step has nu > 0. CVaR(x_k) = 2 |x_k| <= 4 k u = k/32.

The subgradient step moves x by 2 lam_x c or, where l <= a <= 4 u, not at all: x_k - 1 is a multiple of 2 lam_x >= 8,
hence |x_k| >= 1 at all times.
"""
CLAIMS = (
    *cvar.claims("cvar-prox-linear", exact.prox_linear, cvar.linear_model, MUTANTS, BLIND),
    cvar.usable_steps(
        "cvar-prox-linear",
        cvar.SHARP,
        USABLE,
        MUTANTS,
        "nothing-between",
        "always-in-tail",
        "multiplier-without-weight",
        "norm-not-squared",
    ),
)
