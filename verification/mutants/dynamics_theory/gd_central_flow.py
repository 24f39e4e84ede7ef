"""Named mistakes in the central flow of gradient descent."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.dynamics_theory.gd_central_flow import GDCentralFlow, State, critical
from verification.claim import mutant


def _moved(algorithm, state, g, a, weight, speed):
    return State(state.x - algorithm.time_step * speed * (g + weight * a))


@mutant("SCALE", "the factor 1/2 of the variance is forgotten: the correction is twice as strong")
class HalfForgotten(GDCentralFlow):
    """g + s a."""

    def step(self, problem, state, rng):
        s, g, a = critical(problem, state.x, self.step_size, self.time_step)
        return _moved(self, state, g, a, s, self.step_size)


@mutant("SCALE", "time is that of gradient flow, not the number of steps: eta is forgotten")
class TimeWithoutStepSize(GDCentralFlow):
    """w+ = w - h (g + s a/2)."""

    def step(self, problem, state, rng):
        s, g, a = critical(problem, state.x, self.step_size, self.time_step)
        return _moved(self, state, g, a, s / 2, 1.0)


@mutant("TERM", "there is no variance: this is gradient flow")
class NoVariance(GDCentralFlow):
    """s = 0."""

    def step(self, problem, state, rng):
        _, g, a = critical(problem, state.x, self.step_size, self.time_step)
        return _moved(self, state, g, a, 0.0, self.step_size)


def _excess(algorithm, problem, x, edge):
    """The variance that would move the largest eigenvalue to the edge, of any sign, with g and a; it acts along a."""
    w, V = eigh(problem.hessian(x))
    g = problem.gradient(x)
    a = problem.curvature_gradient(x, V[:, -1].copy())
    beyond = (w[-1] - edge) / algorithm.time_step - algorithm.step_size * np.dot(a, g)
    size = np.dot(a, a)
    if size > 0:
        beyond = beyond / (algorithm.step_size / 2 * size)
    return beyond, g, a


@mutant("BRANCH", "the variance may be negative: the flow is pulled to the edge from below")
class NegativeVariance(GDCentralFlow):
    """s without the maximum with 0."""

    def step(self, problem, state, rng):
        s, g, a = _excess(self, problem, state.x, 2 / self.step_size)
        return _moved(self, state, g, a, s / 2, self.step_size)


@mutant("BRANCH", "the variance acts below the edge too: the eigenvalue never rises")
class VarianceBelowTheEdge(GDCentralFlow):
    """s = max(0, -<g, a>)/(|a|^2/2) everywhere."""

    def step(self, problem, state, rng):
        w, _ = eigh(problem.hessian(state.x))
        s, g, a = _excess(self, problem, state.x, w[-1])
        return _moved(self, state, g, a, np.maximum(s, 0.0) / 2, self.step_size)


@mutant("SCALE", "the edge is taken at 1/eta, where steps stop to be monotone")
class EdgeAtOne(GDCentralFlow):
    """S <= 1/eta."""

    def step(self, problem, state, rng):
        s, g, a = _excess(self, problem, state.x, 1 / self.step_size)
        return _moved(self, state, g, a, np.maximum(s, 0.0) / 2, self.step_size)


MUTANTS = (
    HalfForgotten,
    TimeWithoutStepSize,
    NoVariance,
    NegativeVariance,
    VarianceBelowTheEdge,
    EdgeAtOne,
)
