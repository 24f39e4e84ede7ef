"""Named mistakes in the stochastic Polyak step, as people really make them."""

from __future__ import annotations

from refimpl.second_order.stochastic_polyak import StochasticPolyak
from verification.mutants.second_order.polyak import full_value, gaps, linear_lengths

MUTANTS = (*gaps(StochasticPolyak), *full_value(StochasticPolyak), *linear_lengths(StochasticPolyak))
