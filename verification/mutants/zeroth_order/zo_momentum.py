"""Named mistakes in ZO-SGD-MMT."""

from __future__ import annotations

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_momentum import State, ZOMomentum
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOMomentum):
    """The step with another momentum or another update."""

    def moment(self, m, g):
        return self.momentum * m + g

    def moved(self, x, m, before, g):
        return x - self.step_size * m

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        g = slope(problem, state.x, z, self.smoothing, sample) * z
        m = self.moment(state.m, g)
        return State(self.moved(state.x, m, state.m, g), m)


@mutant("SCALE", "the estimate is averaged in with the weight 1 - beta, the step size is that of the sum")
class Average(_Own):
    """m = beta m + (1 - beta) g."""

    def moment(self, m, g):
        return self.momentum * m + (1 - self.momentum) * g


@mutant("STATE", "no momentum")
class NoMomentum(_Own):
    """m = g."""

    def moment(self, m, g):
        return g


@mutant("STALE", "the step goes along the momentum before this estimate")
class StaleMomentum(_Own):
    """x - eta m_t."""

    def moved(self, x, m, before, g):
        return x - self.step_size * before


@mutant("TERM", "Nesterov's form: the estimate is added once more")
class NesterovForm(_Own):
    """x - eta (g + beta m+)."""

    def moved(self, x, m, before, g):
        return x - self.step_size * (g + self.momentum * m)


BY_NAME = slope_mutants(ZOMomentum)

MUTANTS = (Average, NoMomentum, StaleMomentum, NesterovForm, *BY_NAME.values())
