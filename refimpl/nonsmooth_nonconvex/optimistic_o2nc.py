"""Online-to-non-convex conversion for smooth functions: gradients at midpoints, and a learner that guesses them.

Source      Cutkosky, Mehta & Orabona 2023, section on second-order smooth deterministic functions: optimistic online
            gradient descent whose hint solves a fixed-point equation by `iterations` evaluations.
Step        Delta^0 = Dhat_n,  Delta^{i+1} = P(Dhat_n - eta grad F(x_{n-1} + Delta^i/2)), i < Q,  Delta_n = Delta^Q
            w_n = x_{n-1} + Delta_n/2,  x_n = x_{n-1} + Delta_n,  Dhat_{n+1} = P(Dhat_n - eta grad F(w_n))
            P onto |Delta| <= D;  Dhat = 0 at the start of every epoch of T steps
Guarantee   |F(x_n) - F(x_{n-1}) - <g_n, Delta_n>| <= M |Delta_n|^3/24 for an M-Lipschitz Hessian            (derived)
            <g_n, Delta_n - u> <= (|u - Dhat_n|^2 - |u - Dhat_{n+1}|^2)/(2 eta) for |u| <= D, eta L <= 1     (derived)
            mean over K epochs of |mean of grad F(w_n)| <= h_0/(D T K) + D/(2 eta T) + M D^2/24              (derived)
Assumes     F L-smooth with an M-Lipschitz Hessian, bounded below by F(x_0) - h_0; exact gradients.
Cost        Q + 1 gradients per step; three d-vectors.
Departures  the first guess of the fixed point is Dhat_n (recalled: the paper leaves room for others).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step
from refimpl.nonsmooth_nonconvex.o2nc import onto_ball


class State(NamedTuple):
    """Iterate, centre of the next displacement and step index."""

    x: Any  # x_n, shape (d,)
    centre: Any  # Dhat_{n+1}, shape (d,)
    n: int


class OptimisticO2NC(NamedTuple):
    """`step_size` eta > 0, `radius` D > 0 of a displacement, `epoch` T >= 1 steps, `iterations` Q >= 1."""

    step_size: float
    radius: float
    epoch: int
    iterations: int = 2

    @classmethod
    def prescribed(cls, problem):
        """D = 1/8, T = 4 and eta = 1/(2L), 1/4 where L is not known: a factor of 4 per iteration."""
        return cls(smooth_step(problem, 0.5) / 2, 0.125, 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("radius", self.radius)
        checks.count("epoch", self.epoch)
        checks.count("iterations", self.iterations)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        shift = state.centre
        for _ in range(self.iterations):
            shift = self.moved(state.centre, problem.gradient(state.x + shift / 2))
        w = state.x + shift / 2
        centre = self.moved(state.centre, problem.gradient(w))
        if (state.n + 1) % self.epoch == 0:
            centre = np.zeros_like(w)
        return State(state.x + shift, centre, state.n + 1)

    def moved(self, centre, g):
        """P(centre - eta g)."""
        return onto_ball(centre - self.step_size * g, self.radius)
