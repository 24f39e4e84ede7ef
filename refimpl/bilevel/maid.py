"""Method of adaptive inexact descent (MAID) for bilevel problems.

Source      Salehi, Mukherjee, Roberts & Ehrhardt 2025, with one accuracy for the lower level and the linear system.
Step        y, q as in HOAG to the accuracy e at x_k;  z = f_x - g_xy q;  where omega > (1 - eta) |z|: e <- e/2, again,
            omega = l_g2 |q| e + (l_g1/mu) (e + (l_f1 + l_g2 |q|) e)
            trials a = alpha rho^i, i < n:  x' = x - a z, y' to the accuracy e at x';  x+ = x' for the first with
            U(x', y') - D(x, y) <= -eta^2 a |z|^2,  U, D = f +- (|f_y| e + l_f1 e^2/2);  alpha <- a/rho, e <- 17 e/16
            if none is accepted:  x+ = x, e <- e/2
Guarantee   |z - grad psi| <= omega, so <grad psi, z> >= eta |z|^2                                   (derived)
            an accepted step has psi(x+) <= psi(x) - eta^2 a |z|^2, whatever the accuracy            (derived)
Assumes     0 < mu <= g_yy <= 1/gamma; in y, f_y is l_f1-, g_yy and g_xy are l_g2-Lipschitz and f_x is constant;
            |g_xy| <= l_g1.
            Both solvers end by their tolerances, not by `most_steps` or dy.
Cost        per accuracy: both solvers, upper_x, upper_y, lower_xy_vector; per trial: lower solver, upper, upper_y.
Departures  one accuracy; fixed factors 1/2 and 17/16 for it; at most six accuracies and n trials in a step. What is
            accepted after six accuracies that are too low still descends.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, conjugate_gradients, solved_to
from refimpl.core import checks
from refimpl.core.dialect import norm

REFINEMENTS = 5  # of the accuracy, in one step


class State(NamedTuple):
    """Iterates of both levels and of the linear system, the accuracy and the step size."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    q: Any  # q_k, shape (dy,)
    accuracy: float  # e_k
    step_size: float  # alpha_k


class MAID(NamedTuple):
    """First `step_size` alpha, `lower_step_size` gamma, constants `mu`, `l_f1`, `l_g1`, `l_g2`, first `accuracy` e.

    `eta` in (0, 1) is the share of the descent that is kept, `rho` in (0, 1) shortens trials, of which there are at
    most `trials` per step; `most_steps` bounds the lower steps of one solve; `start` (dy,) is the first lower iterate.
    """

    step_size: float
    lower_step_size: float
    mu: float
    l_f1: float
    l_g1: float
    l_g2: float
    accuracy: float
    eta: float
    rho: float
    trials: int
    most_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Constants of the problem, alpha = 8/L, gamma = 1/L_g, e = 1/4, eta = rho = 1/2, eight trials, start 0."""
        gamma, mu = 1.0 / problem.lower_smoothness(), problem.lower_strong_convexity()
        constants = mu, problem.l_f1(), problem.l_g1(), problem.l_g2()
        start = np.zeros(problem.lower_dimension())
        return cls(8.0 / problem.smoothness(), gamma, *constants, 0.25, 0.5, 0.5, 8, 50, start)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("trials", "most_steps"))
        for name in ("mu", "l_f1", "l_g1", "accuracy", "eta", "rho"):
            checks.positive(name, getattr(self, name))
        checks.nonnegative("l_g2", self.l_g2)
        checks.between("eta", self.eta, 0, 1)
        checks.between("rho", self.rho, 0, 1)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), np.zeros_like(self.start), self.accuracy, self.step_size)

    def step(self, problem, state, rng):
        e = state.accuracy
        y, q, z = self.approximated(problem, state.x, state.y, state.q, state.accuracy)
        for _ in range(REFINEMENTS):
            if self.omega(q, e) <= (1 - self.eta) * norm(z):
                break
            e = e / 2
            y, q, z = self.approximated(problem, state.x, y, q, e)
        return self.searched(problem, State(state.x, y, q, e, state.step_size), z)

    def approximated(self, problem, x, y, q, e):
        """Both solutions to the accuracy e, from y and q, and the direction."""
        y = self.solved(problem, x, y, e)
        q = conjugate_gradients(problem, x, y, q, e)
        return y, q, self.direction(problem, x, y, q)

    def searched(self, problem, state, z):
        """The state after the line search along -z."""
        a = state.step_size
        least = problem.upper(state.x, state.y) - self.slack(problem, state.x, state.y, state.accuracy)
        for _ in range(self.trials):
            x = state.x - a * z
            y = self.solved(problem, x, state.y, state.accuracy)
            most = problem.upper(x, y) + self.slack(problem, x, y, state.accuracy)
            if most - least <= -self.eta * self.eta * a * np.dot(z, z):
                return State(x, y, state.q, 17 * state.accuracy / 16, a / self.rho)
            a = a * self.rho
        return State(state.x, state.y, state.q, state.accuracy / 2, state.step_size)

    def solved(self, problem, x, y, e):
        """A lower iterate within e of the lower solution, from y."""
        return solved_to(problem, x, y, self.lower_step_size, self.mu * e, self.most_steps)

    def omega(self, q, e):
        """Bound of the error of the direction at accuracy e."""
        slope = self.l_g2 * norm(q)
        return slope * e + self.l_g1 * (e + (self.l_f1 + slope) * e) / self.mu

    def slack(self, problem, x, y, e):
        """Bound of |f(x, y) - psi(x)| at accuracy e."""
        return norm(problem.upper_y(x, y)) * e + self.l_f1 * e * e / 2

    def direction(self, problem, x, y, q):
        """f_x - g_xy q."""
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
