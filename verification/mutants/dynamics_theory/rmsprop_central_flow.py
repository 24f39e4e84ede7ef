"""Named mistakes in the central flow of RMSProp."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.dynamics_theory.rmsprop_central_flow import RMSPropCentralFlow, State
from verification.claim import mutant


def _step(algorithm, problem, state, c=None, correction=0.5, share=1.0, acting=1.0, edge=2.0, scaled=True):
    """The step with another rate, weight of a s, share of s fed to u, share of s that acts, edge, or eigenvector."""
    eta, h = algorithm.step_size, algorithm.time_step
    c = (1 - algorithm.beta2) / algorithm.beta2 if c is None else c
    P = np.sqrt(state.u)
    half = np.sqrt(P)
    w, V = eigh(problem.hessian(state.x) / np.outer(half, half))
    v = V[:, -1] / half if scaled else V[:, -1].copy()
    g = problem.gradient(state.x)
    a = problem.curvature_gradient(state.x, v)
    fed = (w[-1] * P * v) ** 2
    pull = w[-1] * c / 2 * (v * v / P)
    rise = (w[-1] - edge / eta) / h - eta * np.dot(a, g / P) - np.dot(pull, g * g - state.u)
    s = acting * np.maximum(rise, 0.0) / (eta / 2 * np.dot(a, a / P) + np.dot(pull, fed))
    x = state.x - h * eta * (g + correction * s * a) / P
    return State(x, state.u + h * c * (g * g + share * s * fed - state.u))


@mutant("SCALE", "the second moments relax at the rate 1 - beta2 instead of (1 - beta2)/beta2")
class RateOneMinusBeta2(RMSPropCentralFlow):
    """c = 1 - beta2."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, c=1 - self.beta2)


@mutant("SCALE", "the factor 1/2 of the variance is forgotten: the correction is twice as strong")
class HalfForgotten(RMSPropCentralFlow):
    """g + s a."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, correction=1.0)


@mutant("TERM", "the oscillation is not fed to the second moments")
class MomentOfTheMeanOnly(RMSPropCentralFlow):
    """u+ = u + h c (g*g - u)."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, share=0.0)


@mutant("TERM", "there is no variance: the stable flow, past every edge")
class NoVariance(RMSPropCentralFlow):
    """s = 0."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, acting=0.0)


@mutant("SCALE", "the edge is taken at an effective sharpness of 1")
class EdgeAtOne(RMSPropCentralFlow):
    """l <= 1/eta."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, edge=1.0)


@mutant("SHAPE", "the eigenvector of P^{-1/2} H P^{-1/2} is taken for that of P^{-1} H")
class UnscaledEigenvector(RMSPropCentralFlow):
    """v without P^{-1/2}."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, scaled=False)


MUTANTS = (
    RateOneMinusBeta2,
    HalfForgotten,
    MomentOfTheMeanOnly,
    NoVariance,
    EdgeAtOne,
    UnscaledEigenvector,
)
