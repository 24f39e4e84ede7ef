"""SPP: stochastic proximal point steps for the conditional value at risk of halves of squares.

Source      the proximal baseline of Meng & Gower 2023 ("A Model-Based Method for Minimizing CVaR and Beyond").
Step        (x+, a+) = argmin a' + kappa (l(y) - a')_+ + |y - x|^2/(2 lam_x) + (a' - a)^2/(2 lam_a),
            l(y) = r(y)^2/2 with r affine: |r'|^2 = |g|^2/(2 l), c = lam_x kappa |r'|^2,
            nu the root of l/(1 + c nu)^2 = a - lam_a (1 - kappa nu), cut to [0, 1]
            x+ = x - lam_x kappa nu/(1 + c nu) g,  a+ = a - lam_a (1 - kappa nu)
Guarantee   the bound of SGM                                                                                 (derived)
Assumes     every loss is half the square of an affine function; of others it is the Gauss-Newton model.
Cost        one sampled value and gradient per step, one cubic equation; d + 1 floats.
Departures  a_0 = 0. Losses that are not positive, or stationary, take the step of SPL+, which is theirs.
            With v = 1/(1 + c nu) the equation is v^3 = p v + q, whose positive root is unique; nu = (1/v - 1)/c loses
            digits as c -> 0.
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import rational_power
from refimpl.nonsmooth_nonconvex.cvar import CVaRMethod, linear_multiplier


class CVaRProximalPoint(CVaRMethod):
    """SPP with the fields of `CVaRMethod`."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        value, g = problem.sample_value(state.x, draw), problem.sample_gradient(state.x, draw)
        square = np.dot(g, g)
        if value * square <= 0:
            nu = linear_multiplier(
                value - state.level, self.step_size * square, self.level_step, self.weight()
            )
            return self.moved(state, g, nu)
        c = self.step_size * self.weight() * square / (2 * value)
        nu = self.multiplier(value, state.level, c)
        return self.moved(state, g / (1 + c * nu), nu)

    def multiplier(self, value, level, c):
        """The root, cut to [0, 1]."""
        rise = self.level_step * self.weight()
        if value <= level - self.level_step:
            return 0.0
        if value / (1 + c) ** 2 >= level - self.level_step + rise:
            return 1.0
        q = rise / (c * value)
        v = cubic_root((level - self.level_step) / value - q, q)
        return (1 / v - 1) / c


def cubic_root(p, q):
    """The positive root v of v^3 = p v + q, q > 0: by cosines where the cubic has three roots, by Cardano else."""
    under = q * q / 4 - p * p * p / 27
    if under < 0:
        return 2 * np.sqrt(p / 3) * np.cos(np.arccos(q / 2 * np.sqrt(27 / (p * p * p))) / 3)
    w = rational_power(q / 2 + np.sqrt(under), 1, 3)
    return q / (w * w - p / 3 + (p / (3 * w)) ** 2)  # A^3 + B^3 over A^2 - AB + B^2: nothing cancels
