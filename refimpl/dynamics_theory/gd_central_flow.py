"""Central flow of gradient descent with one critical eigenvalue: where the oscillating iterates go in the mean.

Source      Cohen, Damian, Talwalkar, Kolter & Lee 2025 (central flows; one eigenvalue at the edge of stability).
Step        S, v = largest eigenvalue of H(w) and its eigenvector, a = grad_w v'H(w)v,
            s = max(0, (S - 2/eta)/h - eta <a, grad f>)/(eta |a|^2/2))
            w+ = w - h eta (grad f + (s/2) a)
Guarantee   dw/dt = -eta (grad f + (s/2) grad S) with s = 0 below S = 2/eta and
            s = max(0, -<grad f, grad S>)/(|grad S|^2/2) at it: gradient flow projected on S <= 2/eta. The step takes
            the smallest variance s >= 0 with S + <a, dw> <= 2/eta, so S passes the edge by O(h^2) at most   (derived)
            in the mean over the oscillation x_v^2 = s and the loss is f + S s/2 = f + s/eta
Assumes     a simple largest eigenvalue that alone reaches the edge.
Cost        one gradient, one Hessian with its eigendecomposition and one gradient of a curvature per step.
Departures  the paper poses a complementarity problem for all critical eigenvalues; here there is one. Time counts
            steps of gradient descent. Where a = 0 the eigenvalue must be below the edge.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Point of the central flow."""

    x: Any  # w(k h), shape (d,)


class Variance(NamedTuple):
    """Predicted variance s of the oscillation along the critical eigenvector; an observable."""

    step_size: float
    time_step: float

    def measure(self, problem, state):
        s, _, _ = critical(problem, state.x, self.step_size, self.time_step)
        return s


class GDCentralFlow(NamedTuple):
    """Central flow of gradient descent with `step_size` eta > 0, in time steps h of `time_step` > 0 GD steps."""

    step_size: float
    time_step: float

    @classmethod
    def prescribed(cls, problem):
        """Step size 0.4, with the edge at 5, and a quarter of a step at a time."""
        return cls(step_size=0.4, time_step=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("time_step", self.time_step)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        s, g, a = critical(problem, state.x, self.step_size, self.time_step)
        return State(state.x - self.time_step * self.step_size * (g + s / 2 * a))


def critical(problem, x, step_size, time_step):
    """The variance s, the gradient and the gradient of the largest eigenvalue at x."""
    w, V = eigh(problem.hessian(x))
    g = problem.gradient(x)
    a = problem.curvature_gradient(x, V[:, -1].copy())
    s = np.maximum((w[-1] - 2 / step_size) / time_step - step_size * np.dot(a, g), 0.0)
    if s > 0:  # where a = 0 it is not
        s = s / (step_size / 2 * np.dot(a, a))
    return s, g, a
