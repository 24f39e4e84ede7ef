"""Named mistakes in learning step size and momentum from the spectrum, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.hessian_spectrum.spectral_momentum import SpectralMomentum, State
from refimpl.hessian_spectrum.stochastic_lanczos_quadrature import projected
from verification.claim import mutant


class Changed(SpectralMomentum):
    """The method in parts, each of which a mutant may replace."""

    def learned(self, top, low):
        """eta and beta from the largest and the smallest eigenvalue."""
        a, b = np.sqrt(top), np.sqrt(low)
        return 4 / ((a + b) * (a + b)), ((a - b) / (a + b)) ** 2

    def due(self, k):
        """Whether step k begins with an estimate."""
        return k % self.period == 0

    def where(self, state):
        """The point of the estimate."""
        return state.x

    def moved(self, problem, state, eta, beta):
        """The next iterate."""
        return state.x - eta * problem.gradient(state.x) + beta * (state.x - state.x_before)

    def step(self, problem, state, rng):
        eta, beta = state.step_size, state.momentum
        if self.due(state.k):
            z = np.sign(rng.standard_normal(state.x.shape[0]))
            theta = np.maximum(eigh(projected(problem, self.where(state), z, self.order))[0], self.floor)
            eta, beta = self.learned(theta[-1:], theta[:1])
        return State(self.moved(problem, state, eta, beta), state.x, eta, beta, state.k + 1)


@mutant("POWER", "the momentum is not squared")
class MomentumNotSquared(Changed):
    """beta = (sqrt L - sqrt mu) / (sqrt L + sqrt mu)."""

    def learned(self, top, low):
        a, b = np.sqrt(top), np.sqrt(low)
        return 4 / ((a + b) * (a + b)), (a - b) / (a + b)


@mutant("POWER", "the roots are forgotten in the momentum")
class RootsForgotten(Changed):
    """beta = ((L - mu) / (L + mu))^2."""

    def learned(self, top, low):
        a, b = np.sqrt(top), np.sqrt(low)
        return 4 / ((a + b) * (a + b)), ((top - low) / (top + low)) ** 2


@mutant("SCALE", "the step of gradient descent without momentum")
class StepWithoutMomentum(Changed):
    """eta = 2 / (L + mu)."""

    def learned(self, top, low):
        return 2 / (top + low), ((np.sqrt(top) - np.sqrt(low)) / (np.sqrt(top) + np.sqrt(low))) ** 2


@mutant("TERM", "no momentum")
class NoMomentum(Changed):
    """beta = 0."""

    def learned(self, top, low):
        a = np.sqrt(top) + np.sqrt(low)
        return 4 / (a * a), 0 * top


@mutant("SIGN", "the momentum pushes back")
class MomentumBackwards(Changed):
    """x+ = x - eta g - beta (x - x_before)."""

    def moved(self, problem, state, eta, beta):
        return state.x - eta * problem.gradient(state.x) - beta * (state.x - state.x_before)


@mutant("STALE", "the gradient is taken ahead, as Nesterov does; step and momentum are those of heavy ball")
class GradientAhead(Changed):
    """g at x + beta (x - x_before)."""

    def moved(self, problem, state, eta, beta):
        ahead = state.x + beta * (state.x - state.x_before)
        return ahead - eta * problem.gradient(ahead)


@mutant("STALE", "the spectrum is that at the iterate before")
class HessianBefore(Changed):
    """theta from H(x_{k-1})."""

    def where(self, state):
        return state.x_before


@mutant("SCHED", "estimated in the first step only")
class NeverRenewed(Changed):
    """k = 0 only."""

    def due(self, k):
        return k == 0


@mutant("SCHED", "estimated one step late after the first")
class OneStepLate(Changed):
    """k = 0, period + 1, 2 period + 1, ..."""

    def due(self, k):
        return k == 0 or (k > 1 and (k - 1) % self.period == 0)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Changed):
    """1.02 eta."""

    def learned(self, top, low):
        a, b = np.sqrt(top), np.sqrt(low)
        return 4.08 / ((a + b) * (a + b)), ((a - b) / (a + b)) ** 2


MUTANTS = (
    MomentumNotSquared,
    RootsForgotten,
    StepWithoutMomentum,
    NoMomentum,
    MomentumBackwards,
    GradientAhead,
    HessianBefore,
    NeverRenewed,
    OneStepLate,
    StepTooLong,
)
