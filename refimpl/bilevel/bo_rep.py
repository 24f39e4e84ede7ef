"""BO-REP: normalised momentum on the upper level, a refined start and periodic updates of the lower one.

Source      Hao, Gong & Liu 2024 (ICLR), with a Neumann series of fixed length for the inverse.
Step        y <- y - gamma g_y(x_k, y)  R times at k = 0, N times where k > 0 and k mod I = 0
            q = nu sum_{i<Q} (I - nu g_yy)^i f_y,  h_k = f_x - g_xy q
            m_0 = h_0,  m_k = beta m_{k-1} + (1 - beta) h_k;   x+ = x - eta m_k/|m_k|
Guarantee   |y_k - y*(x_k)| <= (l_g1/mu) eta I/(1 - r) + r^j |y_0 - y*(x_0)| after j updates, with the factor r of the N
            lower steps, since y*(x_k) moves by l_g1 eta/mu a step at most                          (derived, no noise)
            |hess psi| <= L0 + L1 |grad psi| and eta <= 1/L1: psi(x+) <= psi - eta |grad psi| + 2 eta |m - grad psi|
            + (e - 2) (L0 + L1 |grad psi|) eta^2                                                    (derived)
            |h at y - (f_x - g_xy g_yy^{-1} f_y)(y)| <= l_g1 (1 - mu nu)^Q |f_y|/mu in expectation    (derived)
Assumes     g mu-strongly convex and L_g-smooth in y, gamma, nu <= 1/L_g; draws are unbiased.
Cost        1/I times N lower steps, Q + 1 draws, a product with Q - 1 of lower_yy and one of lower_xy per step.
Departures  the refinement is plain stochastic gradient descent (by epochs: a dialect); all products of the series take
            the same draws of g_yy, one for each factor; x and y in the whole space; where m = 0 x stays. The
            form of the series is recalled from the paper.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, drawn_direction, drawn_series, drawn_steps
from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterates of both levels, the momentum and the number of steps."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_{k-1}, shape (dy,)
    m: Any  # m_{k-1}, shape (dx,), of no weight at the first step
    k: int


class BOREP(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `series_step_size` nu, `momentum` beta, `period` I of the updates.

    `refinements` R and `inner_steps` N of the lower level, `terms` Q of the series, first lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    series_step_size: float
    momentum: float
    period: int
    refinements: int
    inner_steps: int
    terms: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """gamma = nu = 1/(2 L_g); eta = 1/16, beta = 3/4, I = 2, R = 4, N = 1, Q = 3: common values; start 1/2."""
        gamma = 0.5 / problem.objective.lower_smoothness()
        return cls(0.0625, gamma, gamma, 0.75, 2, 4, 1, 3, np.full(problem.lower_dimension(), 0.5))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("period", "inner_steps", "terms"))
        checks.positive("series_step_size", self.series_step_size)
        checks.between("momentum", self.momentum, 0, 1)
        checks.count("refinements", self.refinements, 0)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y, state.k, rng)
        h = self.direction(problem, state.x, y, rng)
        m = self.averaged(state.m, h, state.k)
        return State(state.x - scale_to_norm(m, self.step_size), y, m, state.k + 1)

    def solved(self, problem, x, y, k, rng):
        """The lower iterate of step k: refined, updated or kept."""
        if k == 0:
            return drawn_steps(problem, x, y, self.lower_step_size, self.refinements, rng)
        if k % self.period == 0:
            return drawn_steps(problem, x, y, self.lower_step_size, self.inner_steps, rng)
        return y

    def direction(self, problem, x, y, rng):
        """h_k."""
        return drawn_direction(self, problem, x, y, rng)

    def adjoint(self, problem, x, y, f_y, rng):
        """The series q for g_yy^{-1} f_y."""
        return drawn_series(problem, x, y, f_y, self.series_step_size, self.terms, rng)

    def averaged(self, m, h, k):
        """m_k of m_{k-1} and h_k."""
        if k == 0:
            return h
        return self.momentum * m + (1 - self.momentum) * h
