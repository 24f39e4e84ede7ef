"""Named mistakes in power iteration, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.hessian_spectrum.power_iteration import PowerIteration, State
from verification.claim import mutant


@mutant("TERM", "the product is not normalised: the iterate grows or decays like lambda_1^k")
class NotNormalised(PowerIteration):
    """x+ = H x."""

    def step(self, problem, state, rng):
        return State(problem.hessian_vector(self.point, state.x))


@mutant("POWER", "the product is divided by its l1 norm instead of its Euclidean norm")
class AbsoluteNorm(PowerIteration):
    """x+ = H x / |H x|_1."""

    def step(self, problem, state, rng):
        y = problem.hessian_vector(self.point, state.x)
        return State(y / np.sum(np.abs(y)))


@mutant("STALE", "the Hessian is taken at the iterate instead of at the point")
class HessianAtIterate(PowerIteration):
    """x+ = H(x) x / |H(x) x|."""

    def step(self, problem, state, rng):
        return State(scale_to_norm(problem.hessian_vector(state.x, state.x), 1.0))


@mutant("TERM", "the product is added to the iterate: this iterates with I + H, whose gaps are smaller")
class ShiftedByIdentity(PowerIteration):
    """x+ = (x + H x) / |x + H x|."""

    def step(self, problem, state, rng):
        return State(scale_to_norm(state.x + problem.hessian_vector(self.point, state.x), 1.0))


@mutant("SIGN", "the product is subtracted from the iterate: this descends to the smallest eigenvalue")
class Descending(PowerIteration):
    """x+ = (x - H x) / |x - H x|."""

    def step(self, problem, state, rng):
        return State(scale_to_norm(state.x - problem.hessian_vector(self.point, state.x), 1.0))


@mutant("POWER", "two products per step")
class TwoProducts(PowerIteration):
    """x+ = H H x / |H H x|."""

    def step(self, problem, state, rng):
        y = problem.hessian_vector(self.point, state.x)
        return State(scale_to_norm(problem.hessian_vector(self.point, y), 1.0))


@mutant("SIGN", "the sign of a negative eigenvalue is removed: iterates no longer alternate")
class SignRemoved(PowerIteration):
    """x+ = sign(x'Hx) H x / |H x|."""

    def step(self, problem, state, rng):
        y = problem.hessian_vector(self.point, state.x)
        flip = -1.0 if np.dot(state.x, y) < 0 else 1.0
        return State(flip * scale_to_norm(y, 1.0))


@mutant("SIGN", "absolute values are taken: the entries lose their signs")
class AbsoluteValues(PowerIteration):
    """x+ = |H x| / norm, entry by entry."""

    def step(self, problem, state, rng):
        return State(np.abs(scale_to_norm(problem.hessian_vector(self.point, state.x), 1.0)))


@mutant("EPS", "0.01 is added to the norm, as a guard that is far too large")
class LargeGuard(PowerIteration):
    """x+ = H x / (|H x| + 0.01)."""

    def step(self, problem, state, rng):
        y = problem.hessian_vector(self.point, state.x)
        return State(y / (norm(y) + 0.01))


@mutant("EPS", "no guard: NaN where H x = 0")
class UnguardedNorm(PowerIteration):
    """x+ = H x / |H x| also where H x = 0."""

    def step(self, problem, state, rng):
        y = problem.hessian_vector(self.point, state.x)
        return State(y / norm(y))


MUTANTS = (
    NotNormalised,
    AbsoluteNorm,
    HessianAtIterate,
    ShiftedByIdentity,
    Descending,
    TwoProducts,
    SignRemoved,
    AbsoluteValues,
    LargeGuard,
    UnguardedNorm,
)
