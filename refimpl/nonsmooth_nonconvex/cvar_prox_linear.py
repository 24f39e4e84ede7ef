"""SPL+: stochastic prox-linear steps for the conditional value at risk, in closed form.

Source      Meng & Gower 2023 ("A Model-Based Method for Minimizing CVaR and Beyond").
Step        (x+, a+) = argmin a' + kappa (l(x) + <g, y - x> - a')_+ + |y - x|^2/(2 lam_x) + (a' - a)^2/(2 lam_a):
            nu = clip((l(x) - a + lam_a)/(kappa (lam_x |g|^2 + lam_a)), 0, 1)                            (see `cvar`)
Guarantee   the bound of SGM                                                                                 (derived)
            l, a, lam_a times s and lam_x over s leave every x_k where it is: two steps, not one, follow the scale of
            the loss                                                                                         (derived)
Assumes     convex losses for the guarantee.
Cost        one sampled value and gradient per step; d + 1 floats.
Departures  the two steps are given; how the paper derives them from the scale is not confirmed. One step for both is
            SPL.
"""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar import CVaRMethod, linear_multiplier


class CVaRProxLinear(CVaRMethod):
    """SPL+ with the fields of `CVaRMethod`."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        nu = self.multiplier(problem.sample_value(state.x, draw), state.level, np.dot(g, g))
        return self.moved(state, g, nu)

    def multiplier(self, value, level, square):
        """The multiplier of the linearised tail, in closed form."""
        return linear_multiplier(value - level, self.step_size * square, self.level_step, self.weight())
