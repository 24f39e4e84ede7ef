"""Named mistakes in deterministic zeroth-order Frank-Wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.core.certain import Certain
from refimpl.core.dialect import norm
from refimpl.frank_wolfe.deterministic_zo_frank_wolfe import DeterministicZOFrankWolfe
from refimpl.frank_wolfe.estimators import forward_differences
from refimpl.frank_wolfe.frank_wolfe import State
from verification.claim import mutant


def differences(problem, x, c):
    """g at the distance c."""
    return forward_differences(Certain(problem), x, 0, c)


class _Parts(DeterministicZOFrankWolfe):
    """The step taken apart: each mutant changes one part."""

    def gamma(self, k):
        return 2 / (k + self.shift)

    def distance(self, k, d):
        return self.gamma(k) / d

    def estimate(self, problem, x, c):
        return differences(problem, x, c)

    def moved(self, problem, x, g, gamma):
        return (1 - gamma) * x + gamma * problem.linear_minimizer(g)

    def step(self, problem, state, rng):
        x, k = state.x, state.k
        g = self.estimate(problem, x, self.distance(k, x.shape[0]))
        return State(self.moved(problem, x, g, self.gamma(k)), k + 1)


@mutant("DECAY", "c_t does not decay: the bias stays")
class DistanceConstant(_Parts):
    """c = 1/2."""

    def distance(self, k, d):
        return 0.5


@mutant("SCALE", "c_t = gamma_t: not divided by the dimension")
class DistanceNotDivided(_Parts):
    """gamma."""

    def distance(self, k, d):
        return self.gamma(k)


@mutant("POWER", "c_t = gamma_t / sqrt d")
class DistanceOverRoot(_Parts):
    """gamma / sqrt d."""

    def distance(self, k, d):
        return self.gamma(k) / np.sqrt(d)


@mutant("SCALE", "c_t is 2 % too large")
class DistanceTooLarge(_Parts):
    """1.02 c_t."""

    def distance(self, k, d):
        return 1.02 * self.gamma(k) / d


@mutant("TERM", "two-sided differences")
class TwoSided(_Parts):
    """[f(x + c e_i) - f(x - c e_i)] / 2c."""

    def estimate(self, problem, x, c):
        ahead, behind = differences(problem, x, c), differences(problem, x, -c)
        return (ahead + behind) / 2


@mutant("SIGN", "backward differences")
class Backward(_Parts):
    """[f(x) - f(x - c e_i)] / c."""

    def estimate(self, problem, x, c):
        return differences(problem, x, -c)


@mutant("SCALE", "differences along e_i / sqrt d, not divided by its length")
class ShorterUnits(_Parts):
    """[f(x + c e_i / sqrt d) - f(x)] / c."""

    def estimate(self, problem, x, c):
        return differences(problem, x, c / np.sqrt(x.shape[0])) / np.sqrt(x.shape[0])


@mutant("STATE", "the base point walks along: f(x + c(e_1 + ... + e_i)) - f(x + c(e_1 + ... + e_{i-1}))")
class WalkingBase(_Parts):
    """The perturbation is not undone."""

    def estimate(self, problem, x, c):
        g, base = np.zeros_like(x), x.copy()
        for i in range(x.shape[0]):
            before = problem.value(base)
            base[i] = base[i] + c
            g[i] = (problem.value(base) - before) / c
        return g


@mutant("SCALE", "gamma_t is 2 % too large")
class StepTooLong(_Parts):
    """1.02 gamma_t."""

    def moved(self, problem, x, g, gamma):
        return (1 - 1.02 * gamma) * x + 1.02 * gamma * problem.linear_minimizer(g)


@mutant("SCHED", "the count starts at 1: gamma_t = 2/(t+3)")
class CountFromOne(_Parts):
    """2 / (k + 1 + shift)."""

    def gamma(self, k):
        return 2 / (k + 1 + self.shift)


@mutant("DECAY", "gamma_t does not decay")
class ConstantStep(_Parts):
    """2 / (2 shift)."""

    def gamma(self, k):
        return 1 / self.shift


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(_Parts):
    """LMO(-g)."""

    def moved(self, problem, x, g, gamma):
        return (1 - gamma) * x + gamma * problem.linear_minimizer(-g)


@mutant("TERM", "the vertex is added: x keeps its full weight")
class VertexAdded(_Parts):
    """x + gamma v."""

    def moved(self, problem, x, g, gamma):
        return x + gamma * problem.linear_minimizer(g)


@mutant("PROX", "a normalised gradient step instead of the linear minimiser")
class GradientStep(_Parts):
    """x - gamma g/|g|."""

    def moved(self, problem, x, g, gamma):
        return x - gamma * g / norm(g)


MUTANTS = (
    DistanceConstant,
    DistanceNotDivided,
    DistanceOverRoot,
    DistanceTooLarge,
    TwoSided,
    Backward,
    ShorterUnits,
    WalkingBase,
    StepTooLong,
    CountFromOne,
    ConstantStep,
    LinearMaximizer,
    VertexAdded,
    GradientStep,
)
