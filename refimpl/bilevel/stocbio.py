"""stocBiO: stochastic bilevel optimisation with warm-started lower steps and a Neumann series of drawn factors.

Source      Ji, Yang & Liang 2021 (ICML), Algorithms 2 and 3; a baseline of Hao, Gong & Liu 2024.
Step        D times from y_k:  y <- y - alpha g_y(x_k, y)
            q = eta sum_{i<=Q} (I - eta H_i) ... (I - eta H_1) f_y,  x+ = x - beta (f_x - g_xy q),  all at (x_k, y+)
Guarantee   E q - g_yy^{-1} f_y = -(I - eta g_yy)^{Q+1} g_yy^{-1} f_y                                      (derived)
            |y_{k+1} - y*(x_k)| <= (1 - mu alpha)^D (|y_k - y*(x_{k-1})| + (l_g1/mu) |x_k - x_{k-1}|) (derived,
            no noise)
Assumes     g mu-strongly convex and L_g-smooth in y, alpha, eta <= 1/L_g; draws are unbiased and independent.
Cost        D + Q + 2 draws, D lower_y, one each of upper_x, upper_y, products with Q of lower_yy and one of lower_xy.
Departures  every draw is a batch; that of f serves both of its gradients, as in the paper; the Hessians are
            multiplied in the order of their draws.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, drawn_direction, drawn_series, drawn_steps, iterations
from refimpl.bilevel.implicit_gradient import State
from refimpl.core import checks


class StocBiO(NamedTuple):
    """`step_size` beta, `lower_step_size` alpha, `series_step_size` eta, `inner_steps` D, `products` Q >= 0.

    The series of Q products with a Hessian has Q + 1 terms; first lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    series_step_size: float
    inner_steps: int
    products: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """beta = 1/(4 L) with L of psi, alpha = 1/(2 L_g), eta = 3/(4 L_g), (1 - mu alpha)^D <= 1/2, Q = 3."""
        levels = problem.objective
        alpha = 0.5 / levels.lower_smoothness()
        D = iterations(1 - levels.lower_strong_convexity() * alpha, 1 / 2)
        return cls(
            0.25 / levels.smoothness(), alpha, 1.5 * alpha, D, 3, np.full(problem.lower_dimension(), 0.5)
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps",))
        checks.positive("series_step_size", self.series_step_size)
        checks.count("products", self.products, 0)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = drawn_steps(problem, state.x, state.y, self.lower_step_size, self.inner_steps, rng)
        return State(state.x - self.step_size * self.direction(problem, state.x, y, rng), y)

    def direction(self, problem, x, y, rng):
        """The estimate of the hyper-gradient."""
        return drawn_direction(self, problem, x, y, rng)

    def adjoint(self, problem, x, y, f_y, rng):
        """The series q for g_yy^{-1} f_y."""
        return drawn_series(problem, x, y, f_y, self.series_step_size, self.products + 1, rng)
