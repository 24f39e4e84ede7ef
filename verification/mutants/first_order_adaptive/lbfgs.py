"""Named mistakes in L-BFGS, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.lbfgs import CURVATURE, LBFGS, Pairs, State, appended, remember, two_loops
from verification.claim import mutant


def _length(algorithm, state, g):
    """The length of the reference: the first step is at most eta long in the 1-norm."""
    return algorithm.step_size / np.maximum(1.0, np.sum(np.abs(g))) if state.t == 0 else algorithm.step_size


def _with_gamma(pairs, gamma):
    return Pairs(pairs.S, pairs.Y, pairs.rho, gamma)


def _moved(algorithm, state, g, pairs, direction):
    x = state.x - _length(algorithm, state, g) * direction
    return State(x, state.x, g, pairs, state.t + 1)


@mutant("STALE", "the history is one iteration off: the newest pair is remembered only after the direction")
class HistoryOneOff(LBFGS):
    """H_t from the pairs up to t - 1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(state.pairs, g))


@mutant("STALE", "gamma is that of the pair before: H_0 is scaled before the new pair comes")
class GammaBeforeNewPair(LBFGS):
    """H_0 = gamma_{t-1} I."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(_with_gamma(pairs, state.pairs.gamma), g))


@mutant("STALE", "gamma comes from the oldest pair of the memory instead of the newest")
class GammaOfOldestPair(LBFGS):
    """gamma = s'y/y'y of the first row that is filled."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        gamma = pairs.gamma
        for i in range(self.memory - 1, -1, -1):
            if pairs.rho[i] > 0:
                gamma = np.dot(pairs.S[i], pairs.Y[i]) / np.dot(pairs.Y[i], pairs.Y[i])
        return _moved(self, state, g, pairs, two_loops(_with_gamma(pairs, gamma), g))


@mutant("POWER", "gamma is y'y / s'y instead of its reciprocal")
class GammaInverted(LBFGS):
    """H_0 = I / gamma."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(_with_gamma(pairs, 1.0 / pairs.gamma), g))


@mutant("POWER", "gamma is s's / s'y, the longer of the two Barzilai-Borwein steps")
class LongGamma(LBFGS):
    """H_0 = (s's / s'y) I."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, y = state.x - state.x_before, g - state.g_before
        pairs = remember(state.pairs, s, y)
        if np.dot(s, y) > CURVATURE:
            pairs = _with_gamma(pairs, np.dot(s, s) / np.dot(s, y))
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("TERM", "H_0 is the identity: gamma is dropped")
class WithoutGamma(LBFGS):
    """gamma = 1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(_with_gamma(pairs, 1.0), g))


@mutant("SIGN", "y is the old gradient minus the new one: no pair of a convex function is ever kept")
class NegativeDifference(LBFGS):
    """y = g_{t-1} - g_t."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, state.g_before - g)
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("SCALE", "s is the direction instead of the step: the length eta is missing")
class DirectionForStep(LBFGS):
    """s = -H g, not -eta H g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s = (state.x - state.x_before) / self.step_size
        pairs = remember(state.pairs, s, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("DAMP", "pairs with s'y <= 0 are kept too: H need not be positive definite")
class EveryPairKept(LBFGS):
    """Kept if |s'y| > 1e-10."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, y = state.x - state.x_before, g - state.g_before
        pairs, curvature = state.pairs, np.dot(s, y)
        if np.abs(curvature) > CURVATURE:
            pairs = appended(pairs, s, y, 1.0 / curvature, curvature / np.dot(y, y))
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("STATE", "a full memory is not shifted: the oldest pairs stay and new ones are lost")
class OldestPairsStay(LBFGS):
    """Pairs after the m-th are not kept."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = state.pairs
        if pairs.rho[0] == 0:
            pairs = remember(pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("STATE", "the newest pair overwrites the one before: the memory holds one pair whatever its size")
class OnePairRemembered(LBFGS):
    """m = 1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, y = state.x - state.x_before, g - state.g_before
        pairs = state.pairs
        if np.dot(s, y) > CURVATURE:
            pairs = remember(Pairs(pairs.S, pairs.Y, np.zeros_like(pairs.rho), pairs.gamma), s, y)
        return _moved(self, state, g, pairs, two_loops(pairs, g))


@mutant("BRANCH", "both loops run the wrong way: the first from the oldest pair, the second from the newest")
class LoopsExchanged(LBFGS):
    """The pairs act in reverse order."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        S, Y, rho, gamma = pairs
        reverse = Pairs(S[::-1].copy(), Y[::-1].copy(), rho[::-1].copy(), gamma)
        return _moved(self, state, g, pairs, two_loops(reverse, g))


@mutant("TERM", "the second loop does not subtract rho y'r: H is not symmetric")
class BetaMissing(LBFGS):
    """r = r + alpha s."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        S, Y, rho, gamma = pairs
        q, extra = g, np.zeros_like(g)
        for i in range(self.memory - 1, -1, -1):
            alpha = rho[i] * np.dot(S[i], q)
            q = q - alpha * Y[i]
            extra = extra + alpha * S[i]
        return _moved(self, state, g, pairs, gamma * q + extra)


@mutant("TERM", "the first step is not shortened: eta g_1")
class LongFirstStep(LBFGS):
    """x_1 = x_0 - eta g_1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return State(state.x - self.step_size * two_loops(pairs, g), state.x, g, pairs, state.t + 1)


@mutant("BRANCH", "the first step is lengthened too: it always has 1-norm eta")
class FirstStepAlwaysScaled(LBFGS):
    """x_1 = x_0 - eta g_1 / |g_1|_1, without min(1, .)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        length, size = self.step_size, np.sum(np.abs(g))
        if state.t == 0 and size > 0:
            length = self.step_size / size
        return State(state.x - length * two_loops(pairs, g), state.x, g, pairs, state.t + 1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(LBFGS):
    """x+ = x - 1.02 eta H g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        return _moved(self, state, g, pairs, 1.02 * two_loops(pairs, g))


MUTANTS = (
    HistoryOneOff,
    GammaBeforeNewPair,
    GammaOfOldestPair,
    GammaInverted,
    LongGamma,
    WithoutGamma,
    NegativeDifference,
    DirectionForStep,
    EveryPairKept,
    OldestPairsStay,
    OnePairRemembered,
    LoopsExchanged,
    BetaMissing,
    LongFirstStep,
    FirstStepAlwaysScaled,
    StepTooLong,
)
