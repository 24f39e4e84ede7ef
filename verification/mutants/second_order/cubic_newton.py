"""Named mistakes in cubic Newton, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core.dialect import eigh
from refimpl.second_order.cubic_newton import CubicNewton
from verification.claim import mutant
from verification.mutants.second_order.cubic import shared


class MemoryState(NamedTuple):
    """Iterate with the gradient and the Hessian of the previous one."""

    x: Any
    g: Any
    H: Any


class Remembering(CubicNewton):
    """The start of mutants that use a quantity of the previous iterate; at x_0 it is the right one."""

    def init(self, problem, x0):
        return MemoryState(x0, problem.gradient(x0), problem.hessian(x0))

    def step(self, problem, state, rng):
        g, H = problem.gradient(state.x), problem.hessian(state.x)
        w, V = eigh(self.hessian(H, state.H))
        return MemoryState(state.x + self.displacement(w, V, self.gradient(g, state.g)), g, H)

    def gradient(self, g, before):
        return g

    def hessian(self, H, before):
        return H


@mutant("STALE", "the gradient of the previous iterate")
class StaleGradient(Remembering):
    """g_{k-1} with H_k."""

    def gradient(self, g, before):
        return before


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(Remembering):
    """H_{k-1} with g_k."""

    def hessian(self, H, before):
        return before


MUTANTS = (*shared(CubicNewton), StaleGradient, StaleHessian)
