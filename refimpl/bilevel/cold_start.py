"""Cold-start hyper-gradient descent: the lower level is solved anew from one point at every outer step.

Source      Vicol, Lorraine, Pedregosa, Duvenaud & Grosse 2022 (cold start; the warm start is NeumannGradient).
Step        y <- start, then T times  y <- y - gamma g_y(x_k, y);  q = gamma sum_{j<i} (I - gamma g_yy)^j f_y
            x+ = x - eta (f_x - g_xy q),  all at (x_k, y)
Guarantee   overparametrised least squares |Phi y - c|^2/2, T -> inf: y = Phi^+ c + P_N start, the solution nearest to
            the start, whatever happened before; a warm start projects the previous y instead           (derived)
            T, i -> inf: the direction is that of the pseudo-inverse response, f_x - g_xy (Phi'Phi)^+ f_y, and not
            the gradient of f(x, Phi(x)^+ c)                                                             (derived)
            |z - grad psi| <= (l_g1/mu) ((1 - gamma mu)^i |f_y| + (1 - gamma mu)^T |start - y*|) on quadratics (derived)
Assumes     gamma |Phi|^2 < 2.
Cost        T lower_y, i - 1 lower_yy_vector, one each of upper_x, upper_y, lower_xy_vector; a lower copy, not kept.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations, lower_steps, neumann_series
from refimpl.bilevel.reverse_unrolled import State


class ColdStart(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, `terms` i >= 1, `start` (dy,) of every lower run."""

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
        return State(x0)

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x)
        return State(state.x - self.step_size * self.direction(problem, state.x, y))

    def solved(self, problem, x):
        """The lower iterate after the gradient steps from the start."""
        return lower_steps(problem, x, self.start, self.lower_step_size, self.inner_steps)

    def direction(self, problem, x, y):
        """f_x - g_xy q with the series q."""
        q = neumann_series(problem, x, y, self.lower_step_size, self.terms)
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
