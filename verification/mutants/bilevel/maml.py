"""Named mistakes in MAML, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.maml import MAML
from verification.mutants.bilevel.adapting import of_adapting

MUTANTS = of_adapting(MAML)
