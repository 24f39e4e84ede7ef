"""Block-wise zeroth-order SGD: one two-point estimate per block of coordinates.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), block-wise estimation.
Step        for every block b of `block` consecutive coordinates (the last may be shorter), z_b ~ N(0, I) there, 0 else:
            s_b = [F(x + c z_b; y) - F(x - c z_b; y)]/2c;  x+ = x - eta sum_b s_b z_b, all from one x and one y
Guarantee   quadratic f: E g = p and E|g|^2 = sum_b (d_b + 2)|p_b|^2, with E g_b g_b' of one block as for MeZO and
            E g_b g_e' = p_b p_e' for different blocks: less than (d + 2)|p|^2                           (derived)
Assumes     nothing for the update.
Cost        two values per block and step.
Departures  blocks are of equal length, not layers. The published code draws all blocks from one seed, so that blocks
            of equal shape get equal directions: a mistake here, for then E g_b g_e' is another.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate of block-wise ZO-SGD."""

    x: Any  # x_t, shape (d,)


class ZOBlockwise(NamedTuple):
    """Block-wise ZO-SGD; `step_size` eta > 0, `smoothing` c > 0 in units of x, `block` >= 1 coordinates each."""

    step_size: float
    smoothing: float
    block: int

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, which is safe for all blocks; two coordinates per block, c = 1/4."""
        return cls(step_size=cautious_step(problem), smoothing=0.25, block=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.count("block", self.block)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        g, d = np.zeros_like(state.x), state.x.shape[0]
        for start in range(0, d, self.block):
            z = np.zeros_like(g)
            z[start : start + self.block] = rng.standard_normal(min(self.block, d - start))
            g = g + slope(problem, state.x, z, self.smoothing, sample) * z
        return State(state.x - self.step_size * g)
