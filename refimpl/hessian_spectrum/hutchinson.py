"""Hutchinson's estimator of the diagonal of a Hessian, and of its trace.

Source      Hutchinson 1990 (trace); Bekas, Kokiopoulou & Saad 2007 (diagonal); as in HAWQ-V2 and PyHessian.
Step        x_{k+1} = mean of z*(H z) over k + 1 independent probes z, entries +-1 with probability 1/2
            H = Hessian of f at `point`; sum(x) estimates the trace, sum over a block of x that block's trace
Guarantee   E x = diag(H);  Cov(x_i, x_j) = h_ij^2 / k,  Var x_i = sum_{j != i} h_ij^2 / k                    (derived)
            E sum(x) = tr H;  Var sum(x) = 2 (|H|_F^2 - sum h_ii^2) / k                                       (derived)
Assumes     H symmetric; nothing else.
Cost        one Hessian-vector product per step; one d-vector.
Departures  z is the sign of standard normal draws, so that probes of every law come from one kind of draw. The start
            has weight 0: it is forgotten in the first step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.hessian_spectrum.point import check_point


class State(NamedTuple):
    """Running mean, and how many probes it is over."""

    x: Any  # estimate of diag(H), shape (d,)
    k: int


class Hutchinson(NamedTuple):
    """Hutchinson's estimator for the Hessian at `point`, shape (d,), with Rademacher probes."""

    point: Any

    @classmethod
    def prescribed(cls, problem):
        """The Hessian at the origin."""
        return cls(point=np.zeros(problem.dimension()))

    def validate(self, problem):
        """Raise ValueError unless the point is one of the problem's space with a finite Hessian."""
        check_point(problem, self.point)

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        z = np.sign(rng.standard_normal(state.x.shape[0]))
        return self.averaged(state, z * problem.hessian_vector(self.point, z))

    def averaged(self, state, sample):
        """The mean with one more sample."""
        return State((state.k * state.x + sample) / (state.k + 1), state.k + 1)
