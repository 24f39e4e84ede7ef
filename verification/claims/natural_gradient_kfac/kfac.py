"""K-FAC: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from verification.claims.natural_gradient_kfac.kfacs import kfac_claims
from verification.dialects.natural_gradient_kfac.kfac import DIALECTS
from verification.mutants.natural_gradient_kfac.kfac import MUTANTS

CLAIMS = kfac_claims("kfac", MUTANTS, factored=True, dialects=DIALECTS)
