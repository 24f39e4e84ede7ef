"""Named mistakes in BSVRB v2, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.bsvrb_v2 import BSVRBv2
from refimpl.core.dialect import norm, scale_to_norm
from verification.claim import mutant
from verification.mutants.bilevel.blockwise import of_blockwise


@mutant("PROX", "the vectors are not bounded")
class NotBounded(BSVRBv2):
    """R is infinite."""

    def bounded(self, V):
        return V


@mutant("PROX", "the bound holds for the vectors of all blocks together")
class BoundedTogether(BSVRBv2):
    """sum |v_i|^2 <= R^2."""

    def bounded(self, V):
        row = V.ravel()
        return scale_to_norm(row, self.bound).reshape(V.shape) if norm(row) > self.bound else V


@mutant("STALE", "the residual and the hyper-gradient at the old point have the present vector")
class PresentVectorAtOldPoint(BSVRBv2):
    """v_t for v_{t-1}."""

    def estimated(self, problem, state, *rest):
        return super().estimated(problem, state._replace(V_old=state.V), *rest)


@mutant("HYPERGRAD", "the right side of the linear system is missing: the vectors follow v'g_yy v/2 alone")
class RightSideDropped(BSVRBv2):
    """g_yy v."""

    def residual(self, b, x, y, v):
        return b.lower_yy_vector(x, y, v)


@mutant("SIGN", "the residual is reversed")
class ResidualReversed(BSVRBv2):
    """f_y - g_yy v."""

    def residual(self, b, x, y, v):
        return -super().residual(b, x, y, v)


@mutant("SCALE", "the vectors move by the step of y")
class StepOfLower(BSVRBv2):
    """tau for sigma."""

    def step(self, problem, state, rng):
        moved = super().step(problem, state, rng)
        V = self.bounded(state.V - self.lower_step_size * moved.U)
        return moved._replace(V=V)


MUTANTS = (
    *of_blockwise(BSVRBv2),
    NotBounded,
    BoundedTogether,
    PresentVectorAtOldPoint,
    RightSideDropped,
    ResidualReversed,
    StepOfLower,
)
