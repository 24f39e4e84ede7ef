"""Central flow of RMSProp (a second moment for every coordinate) with one critical eigenvalue.

Source      Cohen, Damian, Talwalkar, Kolter & Lee 2025 (central flows; RMSProp).
Step        P = diag(sqrt(u)); l, v = largest solution of H(w) v = l P v with v'Pv = 1;  a = grad_w v'H(w)v,
            c = (1 - b2)/b2,  g = grad f(w)
            rise = (l - 2/eta)/h - eta <a, g/P> - l c sum v_i^2 (g_i^2 - u_i)/(2 sqrt(u_i))
            s = max(0, rise)/((eta/2) <a, a/P> + (l c/2) sum v_i^2 (l P v)_i^2/sqrt(u_i))
            w+ = w - h eta P^{-1}(g + (s/2) a),   u+ = u + h c (g*g + s (l P v)*(l P v) - u)
Guarantee   the step takes the smallest variance s >= 0 (of the oscillation along v) that keeps the largest
            eigenvalue l of P^{-1}H at most 2/eta to first order; l passes 2/eta by O(h^2) at most   (derived)
            in one dimension with constant curvature S it ends at sqrt(u) = eta S/2   (derived)
Assumes     a simple largest eigenvalue that alone reaches the edge, h c < 1 so that u stays positive.
Cost        one gradient, one Hessian with an eigendecomposition and one gradient of a curvature per step.
Departures  one critical eigenvalue. The factor is (1 - b2)/b2, since RMSProp moves with the second moments it has just
            updated (the paper's code). No epsilon and no bias correction. Time counts steps of RMSProp.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh
from refimpl.dynamics_theory.scalar_rmsprop_central_flow import checked_times


class State(NamedTuple):
    """Point of the central flow and second moments."""

    x: Any  # w(k h), shape (d,)
    u: Any  # second moments, shape (d,)


class RMSPropCentralFlow(NamedTuple):
    """`step_size` eta > 0, `beta2` in (0, 1), second moments `initial` (d,) > 0, steps of `time_step` RMSProp steps."""

    step_size: float
    beta2: float
    initial: Any
    time_step: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 0.4, beta2 = 0.9, second moments 1 with the edge S = 5, a quarter of a step at a time."""
        return cls(step_size=0.4, beta2=0.9, initial=np.ones(problem.dimension()), time_step=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.array("initial", self.initial, shape=(problem.dimension(),))
        checks.positive("smallest entry of initial", float(np.min(self.initial)))
        checked_times(self.beta2, self.time_step)

    def init(self, problem, x0):
        return State(x0, self.initial)

    def step(self, problem, state, rng):
        eta, h, c = self.step_size, self.time_step, (1 - self.beta2) / self.beta2
        P = np.sqrt(state.u)
        half = np.sqrt(P)
        w, V = eigh(problem.hessian(state.x) / np.outer(half, half))
        v = V[:, -1] / half
        g = problem.gradient(state.x)
        a = problem.curvature_gradient(state.x, v)
        fed = (w[-1] * P * v) ** 2
        pull = w[-1] * c / 2 * (v * v / P)
        rise = (w[-1] - 2 / eta) / h - eta * np.dot(a, g / P) - np.dot(pull, g * g - state.u)
        s = np.maximum(rise, 0.0) / (eta / 2 * np.dot(a, a / P) + np.dot(pull, fed))
        x = state.x - h * eta * (g + s / 2 * a) / P
        return State(x, state.u + h * c * (g * g + s * fed - state.u))
