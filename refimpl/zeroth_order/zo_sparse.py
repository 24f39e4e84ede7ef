"""Zeroth-order SGD with random sparse directions.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), gradient sparsity.
Step        z ~ N(0, I), then u_i uniform on [0, 1) and z_i <- 0 where u_i >= density
            x+ = x - eta s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c
Guarantee   quadratic f, mask m with k ones: given m, E g = m o p and E|g|^2 = (k + 2)|m o p|^2, so that
            E g = density p and E|g|^2 = density (density (d - 1) + 3)|p|^2                              (derived)
Assumes     nothing for the update.
Cost        two values per step; nothing beyond x where z and m are drawn again from their seeds.
Departures  one density for all parameters; the published code has one per layer.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate of sparse ZO-SGD."""

    x: Any  # x_t, shape (d,)


class ZOSparse(NamedTuple):
    """Sparse ZO-SGD; `step_size` eta > 0, `smoothing` c > 0 in units of x, `density` in [0, 1] of the masks."""

    step_size: float
    smoothing: float
    density: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, half of the coordinates."""
        return cls(step_size=cautious_step(problem), smoothing=0.25, density=0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.between("density", self.density, 0.0, 1.0)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        for i in range(z.shape[0]):
            if rng.random() >= self.density:
                z[i] = 0.0
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * s * z)
