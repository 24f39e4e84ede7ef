"""AdaFisherW: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from verification.claims.natural_gradient_kfac.adafishers import adafisher_claims
from verification.mutants.natural_gradient_kfac.adafisher_w import MUTANTS

CLAIMS = adafisher_claims("adafisher-w", MUTANTS, coupled=0.0, decoupled=0.0625)
