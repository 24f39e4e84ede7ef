"""Named mistakes in BO-REP, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.bo_rep import BOREP, State
from refimpl.core.dialect import scale_to_norm
from verification.claim import mutant
from verification.mutants.bilevel.drawn_direction import of_drawn_direction


@mutant("SCALE", "the momentum is not normalised")
class NotNormalised(BOREP):
    """x - eta m."""

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        return new._replace(x=state.x - self.step_size * new.m)


@mutant("SCALE", "the direction is normalised before it is averaged, the momentum is not")
class NormalisedBeforeAveraging(BOREP):
    """m <- beta m + (1 - beta) h/|h|, x - eta m."""

    def averaged(self, m, h, k):
        return super().averaged(m, h / (h @ h) ** 0.5, k)

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        return new._replace(x=state.x - self.step_size * new.m)


@mutant("STATE", "what is kept of the momentum is its unit vector")
class UnitMomentumKept(BOREP):
    """m <- m/|m| after every step."""

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        return new._replace(m=new.m / (new.m @ new.m) ** 0.5)


@mutant("BIAS", "the momentum starts at zero")
class MomentumFromZero(BOREP):
    """m_0 = (1 - beta) h_0: of the same direction, but of less weight at the second step."""

    def averaged(self, m, h, k):
        return self.momentum * m + (1 - self.momentum) * h


@mutant("SCALE", "the weights of the momentum are exchanged")
class MomentumExchanged(BOREP):
    """(1 - beta) m + beta h."""

    def averaged(self, m, h, k):
        return BOREP.averaged(self._replace(momentum=1 - self.momentum), m, h, k)


@mutant("SCHED", "the lower level is updated at the end of a period")
class LateUpdate(BOREP):
    """k mod I = I - 1."""

    def solved(self, problem, x, y, k, rng):
        shifted = k if k == 0 else k + 1
        return super().solved(problem, x, y, shifted, rng)


@mutant("SCHED", "the lower level is updated at every step")
class UpdatedAlways(BOREP):
    """I = 1."""

    def solved(self, problem, x, y, k, rng):
        return BOREP.solved(self._replace(period=1), problem, x, y, k, rng)


@mutant("TERM", "the start of the lower level is not refined")
class NotRefined(BOREP):
    """R = 0."""

    def solved(self, problem, x, y, k, rng):
        return super().solved(problem, x, y, k, rng) if k else y


@mutant("STALE", "the direction is taken at the lower iterate before its update")
class DirectionBeforeUpdate(BOREP):
    """h at y_{k-1}."""

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y, state.k, rng)
        m = self.averaged(state.m, self.direction(problem, state.x, state.y, rng), state.k)
        return State(state.x - scale_to_norm(m, self.step_size), y, m, state.k + 1)


@mutant("TERM", "the series has a term more")
class OneTermMore(BOREP):
    """i <= Q."""

    def adjoint(self, problem, x, y, f_y, rng):
        return BOREP.adjoint(self._replace(terms=self.terms + 1), problem, x, y, f_y, rng)


DIRECTIONS = of_drawn_direction(BOREP)
MUTANTS = (
    NotNormalised,
    NormalisedBeforeAveraging,
    UnitMomentumKept,
    MomentumFromZero,
    MomentumExchanged,
    LateUpdate,
    UpdatedAlways,
    NotRefined,
    DirectionBeforeUpdate,
    OneTermMore,
    *DIRECTIONS,
)
