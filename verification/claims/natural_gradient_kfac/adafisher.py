"""AdaFisher: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from verification.claims.natural_gradient_kfac.adafishers import adafisher_claims
from verification.mutants.natural_gradient_kfac.adafisher import MUTANTS

CLAIMS = adafisher_claims("adafisher", MUTANTS, coupled=0.0625, decoupled=0.0)
