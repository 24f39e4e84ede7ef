"""Hybrid zeroth- and first-order SGD: values for the first parameters, back-propagation for the last ones.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), hybrid ZO-FO training.
Step        g_i = s z_i for i < `split`, s = [F(x + c z; y) - F(x - c z; y)]/2c with z ~ N(0, I) there and 0 else;
            g_i = dF(x; y)/dx_i for i >= `split`;  x+ = x - eta g, all from one x and one y
Guarantee   quadratic f, q the first `split` entries of the gradient: E g = p, Cov g = |q|^2 I + q q' on them
            and 0 on the others                                                                          (derived)
Assumes     nothing for the update.
Cost        two values and a gradient of the last d - split parameters per step: activations of the last layers only.
Departures  the oracle gives the whole gradient of the sample; its first entries are not used.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate of hybrid SGD."""

    x: Any  # x_t, shape (d,)


class ZOHybrid(NamedTuple):
    """Hybrid SGD; `step_size` eta > 0, `smoothing` c > 0 in units of x, `split` in 0 .. d estimated parameters."""

    step_size: float
    smoothing: float
    split: int

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4; the first half is estimated, the middle one included."""
        return cls(cautious_step(problem), smoothing=0.25, split=(problem.dimension() + 1) // 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.count("split", self.split, 0)
        checks.between("split", self.split, 0, problem.dimension())

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = np.zeros_like(state.x)
        z[: self.split] = rng.standard_normal(self.split)
        g = problem.sample_gradient(state.x, sample).copy()
        g[: self.split] = slope(problem, state.x, z, self.smoothing, sample) * z[: self.split]
        return State(state.x - self.step_size * g)
