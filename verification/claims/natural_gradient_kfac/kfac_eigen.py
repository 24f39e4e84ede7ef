"""K-FAC with the damping of the product: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from verification.claims.natural_gradient_kfac.kfacs import kfac_claims
from verification.mutants.natural_gradient_kfac.kfac_eigen import MUTANTS

CLAIMS = kfac_claims("kfac-eigen", MUTANTS, factored=False)
