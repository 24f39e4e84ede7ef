"""Exact Gauss-Newton on mini-batches: one system of the size of the batch instead of one of the size of x.

Source      Korbit, Adeoye, Bemporad & Zanon 2025, with the identity of Duncan and Guttman.
Step        b draws with c outputs each: J (bc, d) the derivatives of the outputs, Q = blockdiag(Q_i) the Hessians of
            the losses in the outputs, r their gradients;   x+ = x - eta J' (Q J J' + b lambda I)^{-1} r
Guarantee   x+ - x = -eta (J'QJ/b + lambda I)^{-1} (J'r/b), also where Q is singular                          (derived)
            whole batch, one linear output, squares, eta: the residual along the i-th left singular vector of J is
            multiplied by 1 - eta + eta b lambda/(s_i^2 + b lambda)                                           (derived)
            whole batch, L-smooth: f(x) - f(x+) >= (1 - L eta/(2 lambda)) g'(x - x+)                          (derived)
Assumes     lambda > 0; the loss is a function of the outputs alone.
Cost        per step b Jacobians, output gradients and output Hessians; b^2 c^2 d + 2 (bc)^3/3 multiplications, 2 bcd
            floats.
Departures  draws are independent, with replacement. With smoothness alone the gradients tend to zero like 1/k, not
            linearly; a linear rate needs a condition like that of Polyak and Lojasiewicz.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.second_order.gauss_newton import check_gauss_newton, drawn, duncan_guttman, linearised


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class EGN(NamedTuple):
    """`step_size` eta > 0, `damping` lambda > 0 and `batch` b >= 1, the number of draws."""

    step_size: float
    damping: float
    batch: int

    @classmethod
    def prescribed(cls, problem):
        """Unit damping and two draws, for problems of order one."""
        return cls(step_size=0.5, damping=1.0, batch=2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the problem shows all of its loss."""
        checks.positive("step_size", self.step_size)
        check_gauss_newton(self, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        J, QJ, r = linearised(problem, state.x, drawn(problem, self.batch, rng))
        return State(state.x + self.step_size * self.direction(J, QJ, r))

    def direction(self, J, QJ, r):
        """-(J'QJ/b + lambda I)^{-1} J'r/b, shape (d,)."""
        return duncan_guttman(J, QJ, r, self.batch * self.damping)
