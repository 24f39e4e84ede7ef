"""Forward gradients from two forward passes whose values are numbers of a fixed-point format.

Source      Feng, Zhuo, Zhang, Ramakrishnan, Yuan & Li 2024 ("Stepping Forward on the Last Mile"), from its abstract:
            forward gradients from two forward calls on integer hardware, averaged over directions.
Step        s_j = [q(f(x + c z_j)) - q(f(x - c z_j))] / 2c,  q(v) = delta floor(v/delta + 1/2), E z z' = I
            g = mean over j = 1 .. n of s_j z_j,  x+ = x - eta g
Guarantee   |s - s_exact| <= delta/(2c), attained; over a uniform offset of f the error of s has mean 0 and variance
            delta^2 r (1 - r)/(4 c^2), r the fraction of (f_+ - f_-)/delta: delta^2/(24 c^2) over r         (derived)
            |s - grad f(x)'z| <= delta/(2c) + c^2 M |z|^3/6, least at c^3 = 3 delta/(2 M |z|^3)             (derived)
            where f_+ and f_- have the same rounded value the step is zero                                  (derived)
Assumes     D^3 f bounded by M for the second bound; nothing for the update.
Cost        two evaluations per direction; no gradient.
Departures  the values are rounded, to nearest with halves upwards; what a network rounds inside is part of f.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import Normal, check_law


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


def on_grid(value, spacing):
    """The nearest multiple of `spacing`, halves upwards."""
    return spacing * np.floor(value / spacing + 0.5)


class FixedPointForwardGradient(NamedTuple):
    """`step_size` eta, difference step `smoothing` c, `spacing` delta > 0; `directions` n >= 1 and their `law`."""

    step_size: float
    smoothing: float  # in units of x
    spacing: float  # in units of f
    directions: int = 1
    law: Any = Normal()

    @classmethod
    def prescribed(cls, problem):
        """The step 1/(L (d + 2)), best for one exact normal direction, a grid of 2^-10 and differences over 1/8."""
        step_size = 1.0 / (problem.smoothness() * (problem.dimension() + 2))
        return cls(step_size, smoothing=0.125, spacing=2.0**-10)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("smoothing", self.smoothing)
        checks.positive("spacing", self.spacing)
        checks.count("directions", self.directions)
        check_law(self.law)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        total = np.zeros_like(state.x)
        for _ in range(self.directions):
            z = self.law.draw(state.x, rng)
            total = total + self.coefficient(problem, state.x, z) * z
        return State(state.x - self.step_size / self.directions * total)

    def coefficient(self, problem, x, z):
        """s, the rounded slope along z."""
        return self.difference(problem, x, z) / (2 * self.smoothing)

    def difference(self, problem, x, z):
        """q(f(x + c z)) - q(f(x - c z))."""
        ahead = on_grid(problem.value(x + self.smoothing * z), self.spacing)
        return ahead - on_grid(problem.value(x - self.smoothing * z), self.spacing)
