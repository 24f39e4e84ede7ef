"""Saddle points from values only: extragradient steps on batches of two-point estimates.

Source      Gasnikov et al. 2022, "The Power of First-Order Smooth Optimization for Black-Box Non-Smooth Problems", the
            extension to saddle points: smoothing in both players and an optimal method for the smooth game, here the
            extragradient method (Korpelevich 1976) without constraints.
Step        G(z) = s o mean of `batch` estimates of grad f_gamma(z) (see `smoothing`), s_i = 1 for entries of the player
            who minimises f and -1 for those of the one who maximises
            w = z_k - eta G(z_k),  z_{k+1} = z_k - eta G'(w), with new directions in G'
Guarantee   for quadratic f E G(z) = F(z), the operator (f_x, -f_y) = J z + q, and given z_k
            E z_{k+1} = z - eta F(z - eta F(z))                                                             (derived)
            E|z_{k+1} - z*|^2 = R^2 - 2 eta <F - eta J F, z - z*> + eta^2 d E|F(w)|^2 with one estimate on the l2
            sphere, E|F(w)|^2 = |F|^2 - 2 eta F'J F + eta^2 tr(J'J S), S = (d/(d+2))(2 F F' + |F|^2 I)   (derived)
            mu-strongly monotone, L-Lipschitz F, eta <= 1/(4 L), game mu I + skew:
            |E z_{k+1} - z*|^2 <= (1 - eta mu) |z_k - z*|^2                                                 (derived)
Assumes     f convex in x and concave in y for convergence; nothing for the laws of a step.
Cost        4 `batch` values per step; two vectors.
Departures  no projection: the sets of the paper are compact. Values are of f itself, without samples. The
            distributed setting of the paper is these batches shared out: their mean is the same.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.certain import Certain
from refimpl.core.known import known
from refimpl.zeroth_order.smoothing import EuclideanSphere, check_randomisation, mean_estimate


class State(NamedTuple):
    """Both players."""

    x: Any  # z_k = (x_k, y_k), shape (d,)


class SaddleSmoothing(NamedTuple):
    """`step_size` eta > 0, `radius` gamma > 0 in units of z, `batch` >= 1 and `signs` (d,), 1 or -1 for the players."""

    step_size: float
    radius: float
    batch: int
    signs: Any
    randomisation: Any = EuclideanSphere()

    @classmethod
    def prescribed(cls, problem, randomisation=None):
        """eta = 1/32, gamma = 1/8, two estimates. Every entry minimises where the problem is no game."""
        randomisation = EuclideanSphere() if randomisation is None else randomisation
        signs = known(problem, "players", np.ones(problem.dimension()))
        return cls(2.0**-5, 0.125, 2, signs, randomisation)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("radius", self.radius)
        checks.count("batch", self.batch)
        checks.array("signs", self.signs, shape=(problem.dimension(),))
        check_randomisation(self.randomisation)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        w = state.x - self.step_size * self.direction(problem, state.x, rng)
        return State(state.x - self.step_size * self.direction(problem, w, rng))

    def direction(self, problem, z, rng):
        """G(z)."""
        g = mean_estimate(Certain(problem), z, self.radius, self.batch, self.randomisation, rng)
        return self.signs * g
