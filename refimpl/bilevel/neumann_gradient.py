"""Hyper-gradient descent with a truncated Neumann series for the inverse of g_yy.

Source      Lorraine, Vicol & Duvenaud 2020 (series of i terms; one term is the T1-T2 or identity approximation);
            Vicol et al. 2022 (truncated series).
Step        T times from y_k:  y <- y - gamma g_y(x_k, y)
            q = gamma sum_{j<i} (I - gamma g_yy)^j f_y,  x+ = x - eta (f_x - g_xy q),  all at (x_k, y+)
Guarantee   q - g_yy^{-1} f_y = -(I - gamma g_yy)^i g_yy^{-1} f_y                                     (derived)
            0 < mu <= g_yy <= 1/gamma: |error of the direction| <= l_g1 (1 - gamma mu)^i |f_y|/mu      (derived)
            at y = y*(x): the gradient through i lower gradient steps started there                   (derived)
Assumes     gamma < 2/L_g for convergence in i; g_yy regular.
Cost        T lower_y, i - 1 lower_yy_vector, one each of upper_x, upper_y, lower_xy_vector; a lower copy.
Departures  the series uses the step size of the lower level; `terms` counts terms (i = 1: gamma f_y), where others
            count powers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations, lower_steps, neumann_series
from refimpl.bilevel.implicit_gradient import State


class NeumannGradient(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, `terms` i >= 1, first lower iterate `start` (dy,)."""

    step_size: float
    lower_step_size: float
    inner_steps: int
    terms: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, (1 - mu gamma)^T <= 1/4, (1 - mu gamma)^i <= 1/16, start 0."""
        gamma = 1.0 / problem.lower_smoothness()
        factor = 1 - problem.lower_strong_convexity() * gamma
        T, terms = iterations(factor, 1 / 4), iterations(factor, 1 / 16)
        return cls(1.0 / problem.smoothness(), gamma, T, terms, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps", "terms"))

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        return State(state.x - self.step_size * self.direction(problem, state.x, y), y)

    def solved(self, problem, x, y):
        """The lower iterate after the gradient steps."""
        return lower_steps(problem, x, y, self.lower_step_size, self.inner_steps)

    def direction(self, problem, x, y):
        """f_x - g_xy q with the series q."""
        q = neumann_series(problem, x, y, self.lower_step_size, self.terms)
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
