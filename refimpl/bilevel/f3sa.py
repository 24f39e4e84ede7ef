"""Fully single-loop first-order bilevel method with recursive momentum (F3SA), on two convex sets.

Source      Kwon, Kwon, Wright & Nowak 2023 (ICML), F3SA; Kwon, Kwon, Wright & Nowak 2024 (ICLR), the single-loop
            algorithm, with sigma = 1/lambda and its projections.
Step        s_k = 1 + growth k,  q = 3, 4, 5 for noise in 0, 1 (the upper), 2 levels,  lambda_k = lambda_0 s_k^(1/q),
            gamma_k = gamma s_k^(-(q-3)/q),  alpha_k = (c/lambda_0) s_k^(-(q-2)/q),  eta_k = eta s_k^(-(2q-6)/q)
            z+ = P_Y(z - gamma_k v[g_y](x, z)),   y+ = P_Y(y - alpha_k (v[f_y](x, y) + lambda_k v[g_y](x, y)))
            x+ = P_X(x - xi alpha_k (v[f_x](x, y+) + lambda_k (v[g_x](x, y+) - v[g_x](x, z+))))
            v[q]_k = q(u_k; b) + (1 - eta_k) (v[q]_{k-1} - q(u_{k-1}; b)), the same draw b at both points; eta_0 = 1
Guarantee   additive noise: v_k - q(u_k) = (1 - eta)(v_{k-1} - q(u_{k-1})) + eta xi_k whatever the points    (derived)
            no noise, lambda frozen: the fixed point is the stationary point of psi_lambda                  (derived)
            E|grad psi(x_k)|^2 = O(k^{-2/q}) at a fixed number of calls a step, attained                    (derived)
Assumes     g strongly convex in y, unbiased noise of bounded variance, draws smooth in mean square.
Cost        four calls of lower_y and of lower_x, two of upper_y and of upper_x and four draws per step; six estimates
            and the previous point are kept.
Departures  the exponents are recalled from the paper, and confirmed by the rates that they attain; eta_k is at most 1
            by eta <= 1. Four independent draws per step: for z, for y, and for the two lower gradients of the x step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.f2sa import check_f2sa, guaranteed
from refimpl.core import checks
from refimpl.core.dialect import rational_power


class Estimates(NamedTuple):
    """Recursive estimates of the six gradients of a step."""

    lower_y_z: Any  # g_y at z, shape (dy,)
    upper_y: Any  # f_y at y, shape (dy,)
    lower_y: Any  # g_y at y, shape (dy,)
    upper_x: Any  # f_x at y+, shape (dx,)
    lower_x: Any  # g_x at y+, shape (dx,)
    lower_x_z: Any  # g_x at z+, shape (dx,)


class State(NamedTuple):
    """Iterates of F3SA, the previous ones and the estimates."""

    x: Any  # x_k, shape (dx,)
    y: Any  # tracks argmin f + lambda g, shape (dy,)
    z: Any  # tracks argmin g, shape (dy,)
    x_old: Any  # x_{k-1}
    y_old: Any  # y_{k-1}
    z_old: Any  # z_{k-1}
    v: Estimates
    k: int  # steps taken


def corrected(new, estimate, old, eta):
    """v = q(u_k; b) + (1 - eta) (v_{k-1} - q(u_{k-1}; b)) from `new` = q(u_k; b) and `old` = q(u_{k-1}; b)."""
    return new + (1.0 - eta) * (estimate - old)


class F3SA(NamedTuple):
    """F3SA; both lower copies start at `start` (dy,).

    `step_size` c with alpha_0 = c / lambda_0, `lower_step_size` gamma, `ratio` xi of the x step to alpha, `penalty`
    lambda_0 > 0, `momentum` eta in (0, 1] (1: plain stochastic gradients), `growth` >= 0 of s per step; the exponents
    are those of `noisy_levels` 0, 1 (the upper) or 2.
    """

    step_size: float
    lower_step_size: float
    ratio: float
    penalty: float
    momentum: float
    growth: float
    start: Any
    noisy_levels: int = 2

    @classmethod
    def prescribed(cls, problem):
        """lambda_0 = 2 l_f1/mu, steps 1/(L_g + l_f1/lambda_0), xi small against mu; eta = 3/4, growth 1/8."""
        c, ratio, penalty = guaranteed(problem.objective)
        return cls(c, c, ratio, penalty, 0.75, 0.125, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check_f2sa(self, problem)
        checks.positive("momentum", self.momentum)
        checks.between("momentum", self.momentum, 0, 1)
        checks.one_of("noisy_levels", self.noisy_levels, (0, 1, 2))

    def init(self, problem, x0):
        y, zx, zy = self.start.copy(), np.zeros_like(x0), np.zeros_like(self.start)
        v = Estimates(zy, zy, zy, zx, zx, zx)
        return State(x0, y, y, x0, y, y, v, 0)

    def step(self, problem, state, rng):
        s, q = 1.0 + self.growth * state.k, 3 + self.noisy_levels
        weight = self.penalty * rational_power(s, 1, q)
        gamma = self.lower_step_size / rational_power(s, q - 3, q)
        alpha = self.step_size / (self.penalty * rational_power(s, q - 2, q))
        eta = 1.0 if state.k == 0 else self.momentum / rational_power(s, 2 * q - 6, q)  # no estimate before
        a, b = problem.realisation(rng), problem.realisation(rng)
        g_z = corrected(
            a.lower_y(state.x, state.z), state.v.lower_y_z, a.lower_y(state.x_old, state.z_old), eta
        )
        f_y = corrected(
            b.upper_y(state.x, state.y), state.v.upper_y, b.upper_y(state.x_old, state.y_old), eta
        )
        g_y = corrected(
            b.lower_y(state.x, state.y), state.v.lower_y, b.lower_y(state.x_old, state.y_old), eta
        )
        z = problem.lower_projection(state.z - gamma * g_z)
        y = problem.lower_projection(state.y - alpha * (f_y + weight * g_y))
        c, d = problem.realisation(rng), problem.realisation(rng)
        f_x = corrected(c.upper_x(state.x, y), state.v.upper_x, c.upper_x(state.x_old, state.y), eta)
        g_x = corrected(c.lower_x(state.x, y), state.v.lower_x, c.lower_x(state.x_old, state.y), eta)
        g_x_z = corrected(d.lower_x(state.x, z), state.v.lower_x_z, d.lower_x(state.x_old, state.z), eta)
        x = problem.upper_projection(state.x - self.ratio * alpha * (f_x + weight * (g_x - g_x_z)))
        v = Estimates(g_z, f_y, g_y, f_x, g_x, g_x_z)
        return State(x, y, z, state.x, state.y, state.z, v, state.k + 1)
