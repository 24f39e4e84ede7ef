"""Thermodynamic natural gradient whose device runs on: it keeps its state, and the old system while data travel.

Source      Donatella, Duffield, Aifer, Melanson, Crooks & Coles 2024 (P387): delay and momentum.
Step        y runs `delay` steps of  y+ = y - h (B y - g) + sqrt(2 h T) xi  with the system (B, g) of the iterate before
            (only the noise in the first step), then `inner` steps with B = F + lambda I and g at x;  x+ = x - s y
Guarantee   for B = b I at T = 0 and no delay: y+ = r y + (1 - r) g/b, r = (1 - h b)^inner: momentum    (derived)
            the stationary point of y for a constant system is B^{-1} g, after however few inner steps      (derived)
Assumes     h < 2/lambda_max(B).
Cost        that of `thermodynamic-ngd`, and `delay` more inner steps; d^2 + 2 d floats.
Departures  those of `thermodynamic-ngd`. What the device does before its first system arrives is diffusion from zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal
from refimpl.natural_gradient_kfac.thermodynamic_ngd import check_process, relaxed


class State(NamedTuple):
    """The iterate, what the device holds, and the system that it was given last."""

    x: Any  # shape (d,)
    y: Any  # shape (d,)
    B: Any  # shape (d, d)
    g: Any  # shape (d,)


class ThermodynamicNGDDelayed(NamedTuple):
    """As `ThermodynamicNGD`; `delay` >= 0 inner steps pass until a new system is in place."""

    step_size: float
    damping: float
    time_step: float
    inner: int
    temperature: float
    delay: int

    @classmethod
    def prescribed(cls, problem):
        """As without delay, with half of the time lost to it."""
        return cls(step_size=0.5, damping=0.125, time_step=0.125, inner=4, temperature=0.015625, delay=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_process(self)
        checks.count("delay", self.delay, 0)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, np.outer(zero, zero), zero)

    def step(self, problem, state, rng):
        y = relaxed(state.y, state.B, state.g, self.time_step, self.delay, self.temperature, rng)
        B = add_to_diagonal(problem.gauss_newton(state.x), self.damping)
        g = problem.gradient(state.x)
        y = relaxed(y, B, g, self.time_step, self.inner, self.temperature, rng)
        return State(state.x - self.step_size * y, y, B, g)
