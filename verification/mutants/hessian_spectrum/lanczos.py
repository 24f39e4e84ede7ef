"""Named mistakes in Lanczos' method, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.hessian_spectrum.lanczos import Lanczos, State, orthogonal_part
from verification.claim import mutant


def advance(state, q, w):
    """The state with q in its basis and w, made a unit vector, as the next one."""
    basis = state.basis.copy()
    basis[state.k] = q
    return State(scale_to_norm(w, 1.0), basis, state.k + 1)


def with_newest(state, q):
    """The basis with q as its newest row."""
    basis = state.basis.copy()
    basis[state.k] = q
    return basis


@mutant("TERM", "only the component along the newest vector is removed, not that along the one before")
class NewestOnly(Lanczos):
    """w = H q_k - (q_k'H q_k) q_k."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        w = problem.hessian_vector(self.point, q)
        return advance(state, q, w - np.dot(q, w) * q)


@mutant("TERM", "the component along the newest vector is not removed, only those along the older ones")
class OlderOnly(Lanczos):
    """w = H q_k - sum_{j<k} (q_j'H q_k) q_j."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        return advance(state, q, orthogonal_part(state.basis, problem.hessian_vector(self.point, q)))


@mutant("SIGN", "the components along the basis are added instead of subtracted")
class ComponentsAdded(Lanczos):
    """w = H q_k + Q'Q H q_k."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = with_newest(state, q)
        w = problem.hessian_vector(self.point, q)
        return advance(state, q, w + basis.T @ (basis @ w))


@mutant("STALE", "the start is not made a unit vector before it enters the basis")
class StartNotNormalised(Lanczos):
    """q_1 = x_0."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        basis = with_newest(state, state.x)
        return advance(state, state.x, orthogonal_part(basis, problem.hessian_vector(self.point, state.x)))


@mutant("TERM", "the new vector is not normalised")
class NotNormalised(Lanczos):
    """x_k = w."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = with_newest(state, q)
        return State(orthogonal_part(basis, problem.hessian_vector(self.point, q)), basis, state.k + 1)


@mutant("STALE", "the Hessian is taken at the iterate instead of at the point")
class HessianAtIterate(Lanczos):
    """w from H(q_k) q_k."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        return advance(state, q, orthogonal_part(with_newest(state, q), problem.hessian_vector(q, q)))


@mutant("EPS", "no guard: NaN where the Krylov space is invariant")
class UnguardedNorm(Lanczos):
    """x_k = w / |w| also where w = 0."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = with_newest(state, q)
        w = orthogonal_part(basis, problem.hessian_vector(self.point, q))
        return State(w / norm(w), basis, state.k + 1)


MUTANTS = (
    NewestOnly,
    OlderOnly,
    ComponentsAdded,
    StartNotNormalised,
    NotNormalised,
    HessianAtIterate,
    UnguardedNorm,
)


# what these do wrong is rounding alone, so no comparison of single steps with balls tells them: claims do
@mutant("TERM", "no re-orthogonalisation: the three-term recurrence, whose vectors lose their orthogonality")
class NoReorthogonalisation(Lanczos):
    """w = H q_k - (q_k'H q_k) q_k - (q_{k-1}'H q_k) q_{k-1}."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        w = problem.hessian_vector(self.point, q)
        before = state.basis[state.k - 1]
        w = w - np.dot(before, w) * before
        return advance(state, q, w - np.dot(q, w) * q)


@mutant("TERM", "one pass of orthogonalisation: what cancellation leaves of the basis stays in the vector")
class OnePass(Lanczos):
    """w = H q_k - Q'Q H q_k, once."""

    def step(self, problem, state, rng):
        if state.k + 1 >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = with_newest(state, q)
        w = problem.hessian_vector(self.point, q)
        return advance(state, q, w - basis.T @ (basis @ w))


@mutant("BRANCH", "one step too many: past a full basis the residual is rounding, blown up to a unit vector")
class OneStepTooMany(Lanczos):
    """d vectors are followed by another."""

    def step(self, problem, state, rng):
        if state.k >= state.x.shape[0]:
            return state
        q = scale_to_norm(state.x, 1.0)
        basis = with_newest(state, q)
        w = orthogonal_part(basis, problem.hessian_vector(self.point, q))
        return advance(state, q, w)
