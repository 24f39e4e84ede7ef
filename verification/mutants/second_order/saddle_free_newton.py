"""Named mistakes in saddle-free Newton, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import eigh, identity_like
from refimpl.second_order.saddle_free_newton import SaddleFreeNewton
from verification.claim import mutant
from verification.mutants.second_order.saddle_free import shared

(
    SignedInverse, NegativeCutOff, NegativeLeftOut, DampedBeforeModulus, Undamped, Uphill, StepTooLong,
) = SHARED = shared(SaddleFreeNewton)  # fmt: skip


@mutant("SHAPE", "the modulus is taken entry by entry")
class EntrywiseModulus(SaddleFreeNewton):
    """The matrix of the |H_ij|, inverted."""

    def step(self, problem, state, rng):
        w, V = eigh(np.abs(problem.hessian(state.x)))
        return state._replace(x=state.x - V @ ((V.T @ problem.gradient(state.x)) / (w + self.damping)))


@mutant("SHAPE", "only the diagonal of the Hessian is used")
class DiagonalHessian(SaddleFreeNewton):
    """diag(H)."""

    def hessian(self, problem, x):
        H = problem.hessian(x)
        return H * identity_like(H)


class MemoryState(NamedTuple):
    """Iterate with the Hessian of the previous one."""

    x: Any
    H: Any


@mutant("STALE", "the Hessian of the previous iterate")
class StaleHessian(SaddleFreeNewton):
    """|H_{k-1}| with g_k."""

    def init(self, problem, x0):
        return MemoryState(x0, problem.hessian(x0))

    def step(self, problem, state, rng):
        w, V = eigh(state.H)
        x = state.x - self.displacement(w, V, problem.gradient(state.x))
        return MemoryState(x, problem.hessian(state.x))


MUTANTS = (*SHARED, EntrywiseModulus, DiagonalHessian, StaleHessian)
