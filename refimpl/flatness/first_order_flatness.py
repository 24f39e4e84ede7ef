"""First-order flatness: the largest gradient norm in a ball around a point w, by repeated ascent to its sphere.

Source      Zhang, Xu, Yu, Zou & Cui 2023 (the measure that GAM minimises); the iteration is the generalised power
            method of Journee, Nesterov, Richtarik & Sepulchre 2010 on the sphere.
Measure     R1_rho(w) = rho max_{|d| <= rho} |grad f(w + d)|: the limit of rho |grad f(x_k)|
Step        G = H(x) grad f(x) + shift (x - w),   x+ = w + rho G / |G|   (x+ = w where G = 0)
            From x = w with shift = 0 it is the ascent of GAM: GAM takes one step of this maximisation.
Guarantee   |grad f(x+)|^2 - |grad f(x)|^2 >= |G| |x+ - x|^2 / rho for x on the sphere   (derived)
            On a quadratic the limit from x = w is the maximum, unless H grad f(w) has no part in the eigenspace of
            the largest eigenvalue of H^2 (the hard case): start off that hyperplane then, as at a minimum.
Assumes     |grad f|^2 / 2 + shift |x - w|^2 / 2 is convex on the ball: any shift >= 0 on quadratics, in general
            shift >= L2 (|grad f(w)| + L rho), L2 the Lipschitz constant of the Hessian.
Cost        one gradient and one Hessian-vector product per step; one extra d-vector.
Departures  the source leaves the maximisation abstract; `shift` changes no maximiser on the sphere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm, scale_to_norm


class State(NamedTuple):
    """The worst point found so far."""

    x: Any  # x_k = w + d_k, shape (d,)


class FirstOrderFlatness(NamedTuple):
    """Ascent to the sphere of radius `rho` >= 0 around the point `center`; `shift` >= 0 makes |grad f|^2/2 convex."""

    center: Any  # w, shape (d,)
    rho: float
    shift: float

    @classmethod
    def prescribed(cls, problem):
        """The ball of radius 1/4 around (1/2, ..., 1/2), with the shift of the guarantee."""
        return cls.around(problem, np.full(problem.dimension(), 0.5), 0.25)

    @classmethod
    def around(cls, problem, center, rho):
        """The ball of radius `rho` around `center`, with the shift of the guarantee."""
        largest = norm(problem.gradient(center)) + problem.smoothness() * rho
        return cls(center, rho, float(problem.hessian_lipschitz() * largest))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.array("center", self.center, shape=(problem.dimension(),))
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("shift", self.shift)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        G = problem.hessian_vector(state.x, problem.gradient(state.x)) + self.shift * (state.x - self.center)
        return State(self.center + scale_to_norm(G, self.rho))
