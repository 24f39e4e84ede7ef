"""TTSA: two-timescale stochastic approximation for bilevel problems, a single loop.

Source      Hong, Wai, Wang & Yang 2023 (SIAM J. Optim.), Algorithm 1 with the estimate of the inverse by a product of
            random length (Ghadimi & Wang 2018, Algorithm 3); a baseline of Hao, Gong & Liu 2024.
Step        s_k = 1 + growth k,  y+ = y - (beta/s_k^{2/3}) g_y(x, y)
            p uniform on {0, ..., Q - 1},  q = Q nu (I - nu H_p) ... (I - nu H_1) f_y
            x+ = P_X(x - (alpha/s_k) (f_x - g_xy q)),  all at (x, y+)
Guarantee   E q = nu sum_{i<Q} (I - nu g_yy)^i f_y: the truncated series, with its bias                        (derived)
            |y_{k+1} - y*(x_{k+1})| <= (1 - mu beta_k) |y_k - y*(x_k)| + (l_g1/mu) |x_{k+1} - x_k|   (derived, no noise)
Assumes     g mu-strongly convex and L_g-smooth in y, beta, nu <= 1/L_g; draws are unbiased and independent.
Cost        3 to Q + 2 draws, one each of lower_y, upper_x, upper_y, products with p of lower_yy and one of lower_xy.
Departures  the exponents are those for a strongly convex psi, where the rate is k^{-2/3}; growth = 0 keeps the steps,
            as for a weakly convex one, where they depend on the number of steps. nu = c_h/L_g of the paper.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, drawn_direction, drawn_steps
from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterates of both levels and the number of steps."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    k: int


class TTSA(NamedTuple):
    """`step_size` alpha, `lower_step_size` beta, `series_step_size` nu, most `terms` Q, `growth` >= 0 of s per step.

    First lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    series_step_size: float
    terms: int
    growth: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """alpha = 1/(4 L) with L of psi, beta = 1/(2 L_g), nu = 3/(4 L_g), Q = 3, growth 1/8, start 1/2."""
        levels = problem.objective
        beta = 0.5 / levels.lower_smoothness()
        return cls(
            0.25 / levels.smoothness(), beta, 1.5 * beta, 3, 0.125, np.full(problem.lower_dimension(), 0.5)
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("terms",))
        checks.positive("series_step_size", self.series_step_size)
        checks.nonnegative("growth", self.growth)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), 0)

    def step(self, problem, state, rng):
        alpha, beta = self.schedule(state.k)
        y = drawn_steps(problem, state.x, state.y, beta, 1, rng)
        h = self.direction(problem, state.x, y, rng)
        return State(problem.upper_projection(state.x - alpha * h), y, state.k + 1)

    def schedule(self, k):
        """alpha_k and beta_k."""
        s = 1.0 + self.growth * k
        return self.step_size / s, self.lower_step_size / rational_power(s, 2, 3)

    def direction(self, problem, x, y, rng):
        """The estimate of the hyper-gradient."""
        return drawn_direction(self, problem, x, y, rng)

    def adjoint(self, problem, x, y, f_y, rng):
        """The product q of random length for g_yy^{-1} f_y."""
        q = self.terms * self.series_step_size * f_y
        reach = self.terms * rng.random()
        for i in range(1, self.terms):
            if reach < i:  # p = floor(reach)
                break
            q = q - self.series_step_size * (problem.realisation(rng).lower_yy(x, y) @ q)
        return q
