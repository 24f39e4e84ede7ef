"""Zeroth-order flatness: the largest increase of f in a ball around a point w, by repeated ascent to its sphere.

Source      Zhang, Xu, Yu, Zou & Cui 2023 (the measure; the inner maximum of SAM); the iteration is the generalised
            power method of Journee, Nesterov, Richtarik & Sepulchre 2010 on the sphere.
Measure     R0_rho(w) = max_{|d| <= rho} f(w + d) - f(w): the limit of f(x_k) - f(w)
Step        G = grad f(x) + shift (x - w),   x+ = w + rho G / |G|   (x+ = w where G = 0)
            From x = w it is the ascent of SAM: SAM takes one step of this maximisation.
Guarantee   f(x+) - f(x) >= |G| |x+ - x|^2 / (2 rho) for x on the sphere   (derived)
            On a quadratic the limit from x = w is the maximum over the sphere, unless grad f(w) has no part in the
            eigenspace of the largest eigenvalue (the hard case): start off that hyperplane then, as at a minimum.
Assumes     f + shift |x - w|^2 / 2 is convex; the maximum lies on the sphere, as it does where f is convex.
Cost        one gradient per step; one extra d-vector.
Departures  the sources leave the maximisation abstract; `shift` changes no maximiser on the sphere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """The worst point found so far."""

    x: Any  # x_k = w + d_k, shape (d,)


class ZerothOrderFlatness(NamedTuple):
    """Ascent to the sphere of radius `rho` >= 0 around the point `center`; `shift` >= 0 makes f convex."""

    center: Any  # w, shape (d,)
    rho: float
    shift: float

    @classmethod
    def prescribed(cls, problem):
        """The ball of radius 1/4 around (1/2, ..., 1/2); the least shift that makes f convex, 0 where it is."""
        return cls(np.full(problem.dimension(), 0.5), 0.25, max(0.0, -problem.strong_convexity()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.array("center", self.center, shape=(problem.dimension(),))
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("shift", self.shift)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        G = problem.gradient(state.x) + self.shift * (state.x - self.center)
        return State(self.center + scale_to_norm(G, self.rho))
