"""Named mistakes in the central flow of scalar RMSProp."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.dynamics_theory.scalar_rmsprop_central_flow import ScalarRMSPropCentralFlow, State
from verification.claim import mutant


def _step(algorithm, problem, state, c, correction=0.5, fed=1.0, acting=1.0, edge=2.0):
    """The step with rate c, the weight of a s, shares of the variance that are fed to u and that act, and the edge."""
    w, V = eigh(problem.hessian(state.x))
    g = problem.gradient(state.x)
    a = problem.curvature_gradient(state.x, V[:, -1].copy())
    eta, h, root = algorithm.step_size, algorithm.time_step, np.sqrt(state.u)
    square = np.dot(g, g)
    excess = root * (eta * w[-1] - edge * root) / h - eta**2 * np.dot(a, g) + c * (state.u - square)
    s = acting * np.maximum(excess, 0.0) / (eta**2 / 2 * np.dot(a, a) + c * w[-1] ** 2)
    x = state.x - h * eta / root * (g + correction * s * a)
    return State(x, state.u + h * c * (square + fed * w[-1] ** 2 * s - state.u))


def _rate(algorithm):
    return (1 - algorithm.beta2) / algorithm.beta2


@mutant("SCALE", "the second moment relaxes at the rate 1 - beta2 instead of (1 - beta2)/beta2")
class RateOneMinusBeta2(ScalarRMSPropCentralFlow):
    """c = 1 - beta2."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, 1 - self.beta2)


@mutant("SCALE", "the factor 1/2 of the variance is forgotten: the correction is twice as strong")
class HalfForgotten(ScalarRMSPropCentralFlow):
    """g + s a."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, _rate(self), correction=1.0)


@mutant("TERM", "the oscillation is not fed to the second moment")
class MomentOfTheMeanOnly(ScalarRMSPropCentralFlow):
    """u+ = u + h c (|g|^2 - u)."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, _rate(self), fed=0.0)


@mutant("TERM", "there is no variance: the stable flow, past every edge")
class NoVariance(ScalarRMSPropCentralFlow):
    """s = 0."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, _rate(self), acting=0.0)


@mutant("SCALE", "the edge is taken at an effective sharpness of 1")
class EdgeAtOne(ScalarRMSPropCentralFlow):
    """eta S/sqrt(u) <= 1."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, _rate(self), edge=1.0)


MUTANTS = (RateOneMinusBeta2, HalfForgotten, MomentOfTheMeanOnly, NoVariance, EdgeAtOne)
