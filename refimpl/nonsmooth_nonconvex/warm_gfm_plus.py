"""GFM+ with a warm start, for convex functions: averaged zeroth-order subgradient steps first.

Source      Chen, Xu & Luo 2023, WS-GFM+ (and WS-GFM, m = 1): the two-phase methods for convex f.
Step        t < S:  x_{t+1} = x_t - alpha g(x_t; w_t, y_t), the last one replaced by x_S = (x_0 + ... + x_{S-1})/S
            t >= S: GFM+ from x_S                                                                 (see `gfm_plus`)
Guarantee   f convex, F(.; y) L-Lipschitz, R = |x_0 - x*|:
            E f(x_S) - f* <= R^2/(2 alpha S) + alpha d L^2/2 + delta L d/(d + 1)                              (derived)
            so that the second phase starts from a value gap that is as small as its first phase pays for.
Assumes     f convex, F(.; y) L-Lipschitz.
Cost        2 values per step of the first phase, S - 1 steps; one d-vector beside those of GFM+.
Departures  the first phase is not projected; it smooths with the delta of the second.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.nonsmooth_nonconvex import gfm_plus
from refimpl.nonsmooth_nonconvex.gfm_plus import GFMPlus, estimate


class State(NamedTuple):
    """Iterate, the sum of those of the first phase, the state of GFM+ and the step index of the first phase."""

    x: Any  # x_t, shape (d,)
    total: Any  # x_0 + ... + x_{t-1}, shape (d,)
    second: Any
    t: int  # stays at S


class WarmGFMPlus(NamedTuple):
    """`warm_step` alpha > 0, `warm_steps` S >= 1, `method` a GFMPlus for what follows."""

    warm_step: float
    warm_steps: int
    method: Any

    @classmethod
    def prescribed(cls, problem):
        """Three steps of the length of GFM+'s, then GFM+ as prescribed."""
        method = GFMPlus.prescribed(problem)
        return cls(method.step_size, 3, method)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("warm_step", self.warm_step)
        checks.count("warm_steps", self.warm_steps)
        if not isinstance(self.method, GFMPlus):
            raise ValueError(f"method must be a GFMPlus, got {type(self.method).__name__}")
        self.method.validate(problem)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), self.method.init(problem, x0), 0)

    def step(self, problem, state, rng):
        if state.t >= self.warm_steps:
            here = gfm_plus.State(state.x, state.second.before, state.second.v, state.second.t)
            second = self.method.step(problem, here, rng)
            return State(second.x, state.total, second, state.t)
        total = state.total + state.x
        if state.t + 1 < self.warm_steps:
            x = state.x - self.warm_step * estimate(problem, state.x, self.method.radius, rng)
        else:
            x = total / self.warm_steps
        return State(x, total, state.second, state.t + 1)
