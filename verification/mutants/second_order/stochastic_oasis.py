"""Named mistakes in OASIS on sampled gradients, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.oasis import size
from refimpl.second_order.stochastic_oasis import State, StochasticOASIS
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adaptive_length import shared
from verification.mutants.second_order.oasis import scalings


class KeptGradient(NamedTuple):
    """A state that keeps the last sampled gradient."""

    x: Any
    x_before: Any
    m: Any
    D: Any
    eta: float
    theta: float
    t: int
    g: Any


def advanced(self, problem, state, rng, *, reference=None, curved=None, direction=1.0, first=False):
    """The step of the reference with another old gradient, or another Hessian; also the sampled gradient."""
    draw = problem.sample(rng)
    g = problem.sample_gradient(state.x, draw)
    z = np.sign(rng.standard_normal(state.x.shape[0]))
    estimate = z * (curved(z, draw) if curved else problem.sample_hessian_vector(state.x, draw, z))
    start = state.t == 0 and not first
    m = g if start else average(state.m, g, self.beta1)
    D = estimate if start else average(state.D, estimate, self.beta2)
    B = self.scale(D)
    old = reference(draw) if reference else problem.sample_gradient(state.x_before, draw)
    eta, theta = state.eta, state.theta
    if state.t > 0:
        eta = self.length(size(B, state.x - state.x_before), size(1.0 / B, g - old), state)
        theta = eta / state.eta
    x = state.x - direction * eta * m / B
    return State(x, state.x, m, D, eta, theta, state.t + 1), g


@mutant("STALE", "y is the difference of gradients of two different samples")
class GradientKept(StochasticOASIS):
    """y = grad f_{i_k}(x_k) - grad f_{i_{k-1}}(x_{k-1})."""

    def init(self, problem, x0):
        return KeptGradient._make((*super().init(problem, x0), np.zeros_like(x0)))

    def step(self, problem, state, rng):
        found, g = advanced(self, problem, state, rng, reference=lambda draw: state.g)
        return KeptGradient._make((*found, g))


@mutant("STALE", "the gradient at the iterate before is that of the whole sum")
class FullReference(StochasticOASIS):
    """y = grad f_i(x_k) - grad f(x_{k-1})."""

    def step(self, problem, state, rng):
        found, _ = advanced(
            self, problem, state, rng, reference=lambda draw: problem.gradient(state.x_before)
        )
        return found


@mutant("NOISE", "the Hessian is that of the whole sum")
class FullHessian(StochasticOASIS):
    """z o (H z)."""

    def step(self, problem, state, rng):
        found, _ = advanced(
            self, problem, state, rng, curved=lambda z, draw: problem.hessian_vector(state.x, z)
        )
        return found


@mutant("STALE", "the Hessian is taken at the iterate before")
class OldHessian(StochasticOASIS):
    """z o (H_i(x_{k-1}) z)."""

    def step(self, problem, state, rng):
        found, _ = advanced(
            self, problem, state, rng,
            curved=lambda z, draw: problem.sample_hessian_vector(state.x_before, draw, z),
        )  # fmt: skip
        return found


@mutant("BIAS", "both averages start at zero")
class AveragesFromZero(StochasticOASIS):
    """m_0 = (1 - beta1) g_0, D_0 = (1 - beta2) z o (H_i z)."""

    def step(self, problem, state, rng):
        found, _ = advanced(self, problem, state, rng, first=True)
        return found


@mutant("SIGN", "the step goes up instead of down")
class Ascent(StochasticOASIS):
    """x+ = x + eta m / B."""

    def step(self, problem, state, rng):
        found, _ = advanced(self, problem, state, rng, direction=-1.0)
        return found


MUTANTS = (
    *shared(StochasticOASIS), *scalings(StochasticOASIS), GradientKept, FullReference, FullHessian, OldHessian,
    AveragesFromZero, Ascent,
)  # fmt: skip
