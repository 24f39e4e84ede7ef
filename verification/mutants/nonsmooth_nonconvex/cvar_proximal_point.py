"""Named mistakes in SPP for the conditional value at risk."""

from __future__ import annotations

from refimpl.nonsmooth_nonconvex.cvar_proximal_point import CVaRProximalPoint
from verification.claim import mutant
from verification.mutants.nonsmooth_nonconvex.cvar import cvar_mutants, proximal_mutants


@mutant("STALE", "the gradient of the old point: the residual is not shrunk")
class GradientNotShrunk(CVaRProximalPoint):
    """g for g/(1 + c nu)."""

    def moved(self, state, g, nu):
        return CVaRProximalPoint.moved(self, state, g * (1.0 + nu), nu)


@mutant("SCALE", "the loss is taken for the square, not for its half")
class SquareForHalf(CVaRProximalPoint):
    """|r'|^2 = |g|^2/l."""

    def multiplier(self, value, level, c):
        return CVaRProximalPoint.multiplier(self, value, level, 2.0 * c)


MUTANTS = (
    *cvar_mutants(CVaRProximalPoint),
    *proximal_mutants(CVaRProximalPoint),
    GradientNotShrunk,
    SquareForHalf,
)
