"""Hyper-parameter optimisation with approximate gradients (HOAG).

Source      Pedregosa 2016 (ICML), the method and its exponential tolerances.
Step        e_k = e_0 decay^k;  y: gradient steps from y_k until |g_y(x_k, y)| <= mu e_k, so that |y - y*| <= e_k
            q: conjugate gradients on g_yy q = f_y from q_k until the residual is at most e_k, all at (x_k, y)
            x+ = x - eta (f_x - g_xy q)
Guarantee   psi(x+) <= psi(x) - |grad psi|^2/(2L) + c_k^2/(2L) for eta = 1/L, where on quadratic levels the error
            of the direction is at most c_k = (l_g1/mu) (1 + l_f1) e_k                        (derived)
            min_{k<K} |grad psi(x_k)|^2 <= (2 L (psi(x_0) - psi*) + sum_{k<K} c_k^2)/K                   (derived)
Assumes     0 < mu <= g_yy <= 1/gamma, grad psi L-Lipschitz; the tolerances go to zero (sum e_k < inf in the paper).
Cost        lower_y and lower_yy_vector as often as the tolerances ask for, one each of upper_x, upper_y and
            lower_xy_vector; two lower copies.
Departures  the lower level is solved by gradient steps, of which there are at most `most_steps`; conjugate gradients
            take at most dy; x is not confined to a box. Tolerances are absolute, of the distance and of the residual.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, conjugate_gradients, solved_to
from refimpl.core import checks


class State(NamedTuple):
    """Iterates of both levels, of the linear system, and the next tolerance."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    q: Any  # q_k, shape (dy,)
    tolerance: float  # e_k


class HOAG(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `mu`, first `tolerance` e_0, `decay` in (0, 1].

    `most_steps` bounds the lower steps per outer step; `start` (dy,) is the first lower iterate.
    """

    step_size: float
    lower_step_size: float
    mu: float
    tolerance: float
    decay: float
    most_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, mu of the lower level, e_k = 0.9^k/64, start 0."""
        gamma, mu = 1.0 / problem.lower_smoothness(), problem.lower_strong_convexity()
        return cls(
            1.0 / problem.smoothness(), gamma, mu, 2.0**-6, 0.9, 50, np.zeros(problem.lower_dimension())
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("most_steps",))
        for name in ("mu", "tolerance", "decay"):
            checks.positive(name, getattr(self, name))
        checks.between("decay", self.decay, 0, 1)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), np.zeros_like(self.start), self.tolerance)

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y, state.tolerance)
        q = self.adjoint(problem, state.x, y, state.q, state.tolerance)
        x = state.x - self.step_size * self.direction(problem, state.x, y, q)
        return State(x, y, q, self.decay * state.tolerance)

    def solved(self, problem, x, y, e):
        """A lower iterate within e of the lower solution, from y."""
        return solved_to(problem, x, y, self.lower_step_size, self.mu * e, self.most_steps)

    def adjoint(self, problem, x, y, q, e):
        """q with a residual of at most e, from the given one."""
        return conjugate_gradients(problem, x, y, q, e)

    def direction(self, problem, x, y, q):
        """f_x - g_xy q."""
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
