"""Thermodynamic natural gradient: the linear system is left to an Ornstein-Uhlenbeck process, simulated here.

Source      Donatella, Duffield, Aifer, Melanson, Crooks & Coles 2024 (P387).
Step        dy = -(B y - g) dt + sqrt(2 T) dw,  B = F + lambda I, g = grad f(x), T the temperature, from y = 0, as
            y+ = y - h (B y - g) + sqrt(2 h T) xi,  xi ~ N(0, I),  `inner` times;   x+ = x - s y
Guarantee   E y = (I - (I - h B)^inner) B^{-1} g: h g for one inner step, the natural gradient in the limit   (derived)
            Cov y = T (I - (I - h B)^(2 inner)) (B (I - h B/2))^{-1}, which tends to T B^{-1} for h = 0     (derived)
Assumes     h < 2/lambda_max(B); beyond, y explodes, as it does where B is indefinite.
Cost        one gradient and one Fisher matrix per step; d^2 operations and d normal draws per inner step.
Departures  Euler-Maruyama in place of the analog device: its covariance is that of (B (I - h B/2))^{-1}, not of B^{-1}.
            F is the Gauss-Newton matrix.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class State(NamedTuple):
    """The iterate."""

    x: Any  # shape (d,)


def relaxed(y, B, g, time_step, inner, temperature, rng):
    """y after so many steps of the process that pulls it to B^{-1} g."""
    for _ in range(inner):
        noise = np.sqrt(2 * time_step * temperature) * rng.standard_normal(g.shape[0])
        y = y - time_step * (B @ y - g) + noise
    return y


def check_process(algorithm):
    """Raise ValueError unless the hyper-parameters of the process and of the step are usable."""
    checks.positive("step_size", algorithm.step_size)
    checks.nonnegative("damping", algorithm.damping)
    checks.positive("time_step", algorithm.time_step)
    checks.count("inner", algorithm.inner)
    checks.nonnegative("temperature", algorithm.temperature)


class ThermodynamicNGD(NamedTuple):
    """`step_size` s > 0, `damping` lambda >= 0, `time_step` h > 0, `inner` steps, `temperature` T = 1/beta >= 0."""

    step_size: float
    damping: float
    time_step: float
    inner: int
    temperature: float

    @classmethod
    def prescribed(cls, problem):
        """Four steps of 1/8, for Fisher matrices of order one, at a temperature of 1/64."""
        return cls(step_size=0.5, damping=0.125, time_step=0.125, inner=4, temperature=0.015625)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        B = add_to_diagonal(problem.gauss_newton(state.x), self.damping)
        g = problem.gradient(state.x)
        y = relaxed(np.zeros_like(g), B, g, self.time_step, self.inner, self.temperature, rng)
        return State(state.x - self.step_size * y)
