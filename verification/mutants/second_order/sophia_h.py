"""Named mistakes in Sophia-H: those of its estimator, and those that both forms of Sophia share."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.clipping import clip
from refimpl.second_order.sophia_h import SophiaH, State
from verification.claim import mutant
from verification.mutants.second_order.sophia import shared


@mutant("EPS", "the curvature has no floor: where it is negative the step ascends")
class FloorForgotten(SophiaH):
    """u = clip(m / (gamma h), 1)."""

    def direction(self, m, h):
        return clip(m / (self.gamma * h))


@mutant("SIGN", "the modulus of the curvature is taken: large negative curvature shortens the step")
class ModulusOfCurvature(SophiaH):
    """u = clip(m / max(gamma |h|, epsilon), 1)."""

    def direction(self, m, h):
        return clip(m / np.maximum(self.gamma * np.abs(h), self.epsilon))


@mutant("TERM", "the product with the Hessian is not multiplied by the probe: its mean is zero")
class ProbeForgotten(SophiaH):
    """h^ = H u."""

    def estimate(self, problem, x, rng):
        return problem.hessian_vector(x, np.sign(rng.standard_normal(len(x))))


@mutant("TERM", "the probe is the vector of ones: sums of rows instead of the diagonal")
class RowSums(SophiaH):
    """h^ = H 1."""

    def estimate(self, problem, x, rng):
        return problem.hessian_vector(x, np.ones_like(x))


@mutant("POWER", "the estimate is squared, as AdaHessian does")
class EstimateSquared(SophiaH):
    """h^ = (u o H u)^2."""

    def estimate(self, problem, x, rng):
        u = np.sign(rng.standard_normal(len(x)))
        return np.square(u * problem.hessian_vector(x, u))


@mutant("TERM", "the estimate is the square of the gradient: this is no curvature")
class SquaredGradient(SophiaH):
    """h^ = g o g."""

    def estimate(self, problem, x, rng):
        return np.square(problem.gradient(x))


MUTANTS = (
    *shared(SophiaH, State),
    FloorForgotten,
    ModulusOfCurvature,
    ProbeForgotten,
    RowSums,
    EstimateSquared,
    SquaredGradient,
)
