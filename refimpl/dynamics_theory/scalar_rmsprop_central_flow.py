"""Central flow of scalar RMSProp (one second moment for all coordinates) with one critical eigenvalue.

Source      Cohen, Damian, Talwalkar, Kolter & Lee 2025 (central flows; scalar RMSProp).
Step        S, v = largest eigenvalue of H(w) and its eigenvector, a = grad_w v'H(w)v, c = (1 - b2)/b2,
            s = max(0, sqrt(u)(eta S - 2 sqrt(u))/h - eta^2 <a, g> + c (u - |g|^2))/(eta^2 |a|^2/2 + c S^2)
            w+ = w - h (eta/sqrt(u))(g + (s/2) a),   u+ = u + h c (|g|^2 + S^2 s - u),   g = grad f(w)
Guarantee   the step takes the smallest variance s >= 0 that keeps eta S/sqrt(u) <= 2 to first order: the effective
            sharpness eta S/sqrt(u) passes 2 by O(h^2) at most   (derived)
            where S is constant it ends at sqrt(u) = eta S/2 and s = eta^2/4, for every b2 and S   (derived)
Assumes     a simple largest eigenvalue that alone reaches the edge, h c <= 1 so that u stays positive.
Cost        one gradient, one Hessian with its eigendecomposition and one gradient of a curvature per step.
Departures  one critical eigenvalue. The factor is (1 - b2)/b2, since RMSProp moves with the second moment it has just
            updated (the paper's code). No epsilon and no bias correction. Time counts steps of RMSProp.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Point of the central flow and second moment."""

    x: Any  # w(k h), shape (d,)
    u: Any  # the second moment, a number


class ScalarRMSPropCentralFlow(NamedTuple):
    """`step_size` eta > 0, `beta2` in (0, 1), second moment `initial` > 0, time steps of `time_step` RMSProp steps."""

    step_size: float
    beta2: float
    initial: float
    time_step: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 0.4, beta2 = 0.9, the second moment 1 with the edge S = 5, a quarter of a step at a time."""
        return cls(step_size=0.4, beta2=0.9, initial=1.0, time_step=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("initial", self.initial)
        checked_times(self.beta2, self.time_step)

    def init(self, problem, x0):
        return State(x0, self.initial)

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        g = problem.gradient(state.x)
        a = problem.curvature_gradient(state.x, V[:, -1].copy())
        eta, h, root = self.step_size, self.time_step, np.sqrt(state.u)
        c, square = (1 - self.beta2) / self.beta2, np.dot(g, g)
        excess = root * (eta * w[-1] - 2 * root) / h - eta**2 * np.dot(a, g) + c * (state.u - square)
        s = np.maximum(excess, 0.0) / (eta**2 / 2 * np.dot(a, a) + c * w[-1] ** 2)
        x = state.x - h * eta / root * (g + s / 2 * a)
        return State(x, state.u + h * c * (square + w[-1] ** 2 * s - state.u))


def checked_times(beta2, time_step):
    """Raise ValueError unless the second moment relaxes without changing sign within a time step."""
    checks.positive("beta2", beta2)
    checks.between("beta2", beta2, 0, 1)
    checks.positive("time_step", time_step)
    if time_step * (1 - beta2) > beta2:
        raise ValueError(
            f"time_step must be at most beta2/(1 - beta2) = {beta2 / (1 - beta2):.3g}, got {time_step!r}"
        )
