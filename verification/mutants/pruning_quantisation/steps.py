"""Named mistakes in the step that both 4-bit Shampoos share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.first_order_adaptive.shampoo import as_matrix
from refimpl.pruning_quantisation.shampoo_4bit import State, inverse_fourth_root, rebuilt
from verification.claim import mutant


def step(method, problem, state, *, add=None, basis=None, root=None, refresh=None, stale=False, length=None):
    """A step with another weight `add` of new squares, `basis` of the old factors or `root` of the new ones, updates
    when refresh(t) says so, roots of the old factors if `stale`, and another `length`.
    """
    G = as_matrix(problem.gradient(state.x), method.rows)
    w, U, v, Z, b = state.w, state.U, state.v, state.Z, method.decay
    add = 1 - b if add is None else add
    basis = method.turned if basis is None else basis
    root = (lambda w, U: inverse_fourth_root(w, method.turned(U), method.epsilon)) if root is None else root
    if state.t % method.period == 0 if refresh is None else refresh(state.t):
        w, U = method.stored(b * rebuilt(w, basis(U)) + add * (G @ G.T))
        v, Z = method.stored(b * rebuilt(v, basis(Z)) + add * (G.T @ G))
    P, Q = (root(state.w, state.U), root(state.v, state.Z)) if stale else (root(w, U), root(v, Z))
    D = (P @ G @ Q).reshape(state.x.shape[0])
    size = norm(G.reshape(state.x.shape[0]))
    D = scale_to_norm(D, size) if length is None else length(D, size)
    return State(state.x - method.step_size * D, w, U, v, Z, state.t + 1)


def mistakes_of_the_step(base: Any) -> tuple[Any, ...]:
    """The mistakes that both methods can have."""

    @mutant("SCALE", "the factors are sums: new squares have weight 1")
    class Summed(base):
        """A = b A + G G'."""

        def step(self, problem, state, rng):
            return step(self, problem, state, add=1.0)

    @mutant("SCHED", "the factors are updated in every step: the period is ignored")
    class UpdatedEveryStep(base):
        """Period 1."""

        def step(self, problem, state, rng):
            return step(self, problem, state, refresh=lambda t: True)

    @mutant("SCHED", "the factors are updated one step late, in all periods but the first")
    class UpdatedLate(base):
        """At t = 0, 1, 1 + period, ..."""

        def step(self, problem, state, rng):
            return step(self, problem, state, refresh=lambda t: t == 0 or (t - 1) % self.period == 0)

    @mutant("STALE", "the roots are those of the factors before the current gradient")
    class OldRoots(base):
        """P, Q from what was stored."""

        def step(self, problem, state, rng):
            return step(self, problem, state, stale=True)

    @mutant("TERM", "the step keeps Shampoo's own length")
    class NotGrafted(base):
        """x+ = x - s P G Q."""

        def step(self, problem, state, rng):
            return step(self, problem, state, length=lambda D, size: D)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """x+ = x - 1.02 s |G| P G Q / |P G Q|."""

        def step(self, problem, state, rng):
            return step(self, problem, state, length=lambda D, size: scale_to_norm(D, 1.02 * size))

    @mutant("SIGN", "uphill")
    class Uphill(base):
        """x+ = x + s |G| P G Q / |P G Q|."""

        def step(self, problem, state, rng):
            return step(self, problem, state, length=lambda D, size: -scale_to_norm(D, size))

    @mutant("EPS", "the ridge is absolute, not relative to the largest eigenvalue")
    class AbsoluteRidge(base):
        """diag(max(w, 0) + eps)^{-1/4}."""

        def step(self, problem, state, rng):
            def root(w, U):
                return inverse_fourth_root(w, self.turned(U), self.epsilon / np.max(w))

            return step(self, problem, state, root=root)

    @mutant("POWER", "inverse square roots on both sides")
    class HalfPowers(base):
        """diag(max(w, 0) + eps max w)^{-1/2}."""

        def step(self, problem, state, rng):
            def root(w, U):
                P = inverse_fourth_root(w, self.turned(U), self.epsilon)
                return P @ P

            return step(self, problem, state, root=root)

    return (
        Summed,
        UpdatedEveryStep,
        UpdatedLate,
        OldRoots,
        NotGrafted,
        StepTooLong,
        Uphill,
        AbsoluteRidge,
        HalfPowers,
    )
