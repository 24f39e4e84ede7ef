"""Fully first-order bilevel approximation (F2SA) with stochastic gradients, on two convex sets.

Source      Kwon, Kwon, Wright & Nowak 2023 (ICML), Algorithm 1 with the schedules of noise in no, one or both levels.
Step        s_k = 1 + growth k,  q = 3, 5, 7 for noise in 0, 1 (the upper), 2 levels,  lambda_k = lambda_0 s_k^(1/q),
            gamma_k = gamma s_k^(-(q-3)/q),  alpha_k = (c/lambda_0) s_k^(-(q-2)/q)
            T times z <- P_Y(z - gamma_k g_y(x, z; a)),  T times y <- P_Y(y - alpha_k (f_y + lambda_k g_y)(x, y; b))
            x+ = P_X(x - xi alpha_k (f_x(x, y+; c) + lambda_k (g_x(x, y+; c) - g_x(x, z+; d))))
Guarantee   E|grad psi(x_k)|^2 = O(k^{-2/q}), equal where the bias of psi_lambda is what is left      (derived)
            no noise, lambda frozen: the fixed point is the stationary point of psi_lambda                  (derived)
Assumes     g strongly convex in y, unbiased noise of bounded variance.
Cost        2 T of lower_y, T of upper_y, two of lower_x, one of upper_x and 2 T + 2 draws per step; two lower copies.
Departures  the exponents are recalled from the paper, and confirmed by the rates that they attain; every half of a step
            has draws of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.f2sa import State, check_f2sa, guaranteed
from refimpl.core import checks
from refimpl.core.dialect import rational_power


class StochasticF2SA(NamedTuple):
    """F2SA for `noisy_levels` 0, 1 (the upper) or 2; both lower copies start at `start` (dy,).

    `step_size` c with alpha_0 = c / lambda_0, `lower_step_size` gamma, `ratio` xi of the x step to alpha, `penalty`
    lambda_0 > 0, `growth` >= 0 of s per step, `inner_steps` T >= 1.
    """

    step_size: float
    lower_step_size: float
    ratio: float
    penalty: float
    growth: float
    inner_steps: int
    noisy_levels: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """lambda_0 = 2 l_f1/mu, steps 1/(L_g + l_f1/lambda_0), xi small against mu; growth 1/8, T = 2, start 0."""
        c, ratio, penalty = guaranteed(problem.objective)
        return cls(c, c, ratio, penalty, 0.125, 2, 2, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check_f2sa(self, problem)
        checks.count("inner_steps", self.inner_steps)
        checks.one_of("noisy_levels", self.noisy_levels, (0, 1, 2))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), self.start.copy(), 0)

    def step(self, problem, state, rng):
        weight, gamma, alpha = self.schedule(state.k)
        z = self.plain_copy(problem, state.x, state.z, gamma, rng)
        y = self.penalised_copy(problem, state.x, state.y, alpha, weight, rng)
        G = self.direction(problem, state.x, y, z, weight, rng)
        return State(problem.upper_projection(state.x - self.ratio * alpha * G), y, z, state.k + 1)

    def schedule(self, k):
        """lambda_k, gamma_k, alpha_k."""
        s, q = 1.0 + self.growth * k, 3 + 2 * self.noisy_levels
        weight = self.penalty * rational_power(s, 1, q)
        alpha = self.step_size / (self.penalty * rational_power(s, q - 2, q))
        return weight, self.lower_step_size / rational_power(s, q - 3, q), alpha

    def plain_copy(self, problem, x, z, gamma, rng):
        """z after T steps on g."""
        for _ in range(self.inner_steps):
            z = problem.lower_projection(z - gamma * problem.realisation(rng).lower_y(x, z))
        return z

    def penalised_copy(self, problem, x, y, alpha, weight, rng):
        """y after T steps on f + lambda g."""
        for _ in range(self.inner_steps):
            b = problem.realisation(rng)
            y = problem.lower_projection(y - alpha * (b.upper_y(x, y) + weight * b.lower_y(x, y)))
        return y

    def direction(self, problem, x, y, z, weight, rng):
        """f_x + lambda (g_x at y - g_x at z)."""
        c, d = problem.realisation(rng), problem.realisation(rng)
        return c.upper_x(x, y) + weight * (c.lower_x(x, y) - d.lower_x(x, z))
