"""What the field also calls distributed Shampoo."""

from __future__ import annotations

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.second_order.distributed_shampoo import DistributedShampoo
from verification.claim import dialect

BETA2 = 0.999


@dialect("grafted to SGD: the length of the gradient")
class GraftedToSGD(DistributedShampoo):
    """x+ = x - s |g| D / |D|."""

    def grafted(self, g, squares, D):
        return scale_to_norm(D, norm(g))


@dialect("exponential averages of the statistics with 0.999 instead of sums: the public implementations")
class ExponentialAverages(DistributedShampoo):
    """L+ = 0.999 L + 0.001 G G', R+ alike."""

    def statistics(self, state, G):
        L, R = super().statistics(state, G)
        return BETA2 * state.L + (1 - BETA2) * (L - state.L), BETA2 * state.R + (1 - BETA2) * (R - state.R)


DIALECTS = (GraftedToSGD, ExponentialAverages)
