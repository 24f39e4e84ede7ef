"""Power iteration on a Hessian: the eigenvector of the eigenvalue of largest modulus.

Source      standard; for Hessians of networks as in PyHessian (Yao, Gholami, Keutzer & Mahoney 2020).
Step        x+ = H x / |H x|,  H = Hessian of f at `point`   (0 where H x = 0)
Guarantee   |coordinate i / coordinate 1| in the eigenbasis falls by exactly |lambda_i/lambda_1| per step     (derived)
            the Rayleigh quotient x'Hx / x'x never falls where H >= 0                                         (derived)
Assumes     |lambda_1| > |lambda_2| and a start not orthogonal to v_1 for convergence; nothing for the step.
            Where lambda_1 < 0 the iterates change sign at every step; the Rayleigh quotient has that sign, |H x| not.
Cost        one Hessian-vector product per step; no memory beside x.
Departures  x_0 is the start as it is given; the first step makes a unit vector of it. Nothing stops the iteration.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.hessian_spectrum.point import check_point


class State(NamedTuple):
    """Approximate eigenvector."""

    x: Any  # unit vector from the first step on, shape (d,)


class PowerIteration(NamedTuple):
    """Power iteration on the Hessian at `point`, shape (d,)."""

    point: Any

    @classmethod
    def prescribed(cls, problem):
        """The Hessian at the origin."""
        return cls(point=np.zeros(problem.dimension()))

    def validate(self, problem):
        """Raise ValueError unless the point is one of the problem's space with a finite Hessian."""
        check_point(problem, self.point)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(scale_to_norm(problem.hessian_vector(self.point, state.x), 1.0))
