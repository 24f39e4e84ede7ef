"""Heavy ball whose step size and momentum are learned from the spectrum, by Lanczos quadrature.

Source      Granziol, Zohren & Roberts 2022 (rate and momentum from stochastic Lanczos quadrature); Polyak 1964.
Step        every `period` steps, from a probe z of random signs: theta = eigenvalues of Q H(x_k) Q', rows of Q the
            first `order` Lanczos vectors from z;  L = max(theta_max, floor),  mu = max(theta_min, floor)
            eta = 4 / (sqrt L + sqrt mu)^2,  beta = ((sqrt L - sqrt mu) / (sqrt L + sqrt mu))^2
            x_{k+1} = x_k - eta grad f(x_k) + beta (x_k - x_{k-1}),  x_{-1} = x_0
Guarantee   on a quadratic with order = d: |x_k - x*| <= C k sqrt(beta)^k, sqrt(beta) = (r - 1)/(r + 1), r^2 = L/mu
            with fewer nodes the iteration is stable as long as lambda_1 < L + mu                            (derived)
Assumes     positive eigenvalues; smaller ones than `floor` are taken for it.
Cost        one gradient per step; `order` Hessian-vector products and an eigen-decomposition of that order per period.
Departures  the paper's own formulas were not available; these are Polyak's, optimal for the interval [mu, L]. The
            largest and the smallest node are used, whatever their weights.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh
from refimpl.hessian_spectrum.stochastic_lanczos_quadrature import projected


class State(NamedTuple):
    """Iterate, the one before, what was learned, and the number of steps."""

    x: Any  # x_k, shape (d,)
    x_before: Any  # x_{k-1}, shape (d,)
    step_size: Any  # eta, shape (1,)
    momentum: Any  # beta, shape (1,)
    k: int


class SpectralMomentum(NamedTuple):
    """Learned heavy ball: `order` >= 1 nodes, `period` >= 1 steps between estimates, `floor` > 0 of the eigenvalues."""

    order: int
    period: int
    floor: float

    @classmethod
    def prescribed(cls, problem):
        """Two nodes, an estimate in every fourth step, and a floor of an eighth of L."""
        return cls(order=min(2, problem.dimension()), period=4, floor=problem.smoothness() / 8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.count("order", self.order)
        checks.between("order", self.order, 1, problem.dimension())
        checks.count("period", self.period)
        checks.positive("floor", self.floor)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0[:1]), np.zeros_like(x0[:1]), 0)

    def step(self, problem, state, rng):
        eta, beta = state.step_size, state.momentum
        if state.k % self.period == 0:
            z = np.sign(rng.standard_normal(state.x.shape[0]))
            roots = np.sqrt(np.maximum(eigh(projected(problem, state.x, z, self.order))[0], self.floor))
            top, low = roots[-1:], roots[:1]
            eta, beta = 4 / ((top + low) * (top + low)), ((top - low) / (top + low)) ** 2
        x = state.x - eta * problem.gradient(state.x) + beta * (state.x - state.x_before)
        return State(x, state.x, eta, beta, state.k + 1)
