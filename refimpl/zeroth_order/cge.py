"""CGE: descent on coordinate-wise differences, of all parameters or of those that a mask keeps.

Source      Chen, Zhang, Jia, Diffenderfer, Liu, Parasyris, Zhang, Zhang, Kailkhura & Liu 2024 (DeepZero): CGE and
            sparse-CGE.
Step        g_i = [F(x + c e_i; y) - F(x; y)]/c where m_i = 1, g_i = 0 elsewhere, all on one sample;  x+ = x - eta g
Guarantee   quadratic f: g = m o (p + (c/2) diag A): gradient descent on f + (c/2) diag(A)'x          (derived)
            f L-smooth, no mask: |g - p| <= c sqrt(d) L/2, attained by L|x|^2/2                         (derived)
Assumes     nothing for the update.
Cost        k + 1 values per step for k kept parameters. Where a layer is perturbed, only it and later ones need be
            evaluated again (feature reuse).
Departures  the mask is given; the published one is drawn anew at times, with as many ones per layer as ZO-GraSP has
            there. Central differences, without the (c/2) diag A, are a dialect. The ZO-GraSP score is
            claimed with MeZO, whose estimates it is made of.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.flatness.masks import check_mask, every_second
from refimpl.zeroth_order.estimators import cautious_step, check_two_point


class State(NamedTuple):
    """Iterate of CGE descent."""

    x: Any  # x_t, shape (d,)


class CGE(NamedTuple):
    """CGE descent; `step_size` eta > 0, `smoothing` c > 0 in units of x, `mask` (d,) of zeros and ones."""

    step_size: float
    smoothing: float
    mask: Any

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L with the largest L of a sample, 1/8 where none is known; c = 1/4; the first of every two."""
        step = (problem.dimension() + 2) * cautious_step(problem)
        return cls(step_size=step, smoothing=0.25, mask=1.0 - every_second(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        check_mask(self.mask, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        here = problem.sample_value(state.x, sample)
        g = np.zeros_like(state.x)
        for i in range(g.shape[0]):
            if self.mask[i] != 0:
                ahead = state.x.copy()
                ahead[i] = ahead[i] + self.smoothing
                g[i] = (problem.sample_value(ahead, sample) - here) / self.smoothing
        return State(state.x - self.step_size * g)
