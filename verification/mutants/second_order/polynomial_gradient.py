"""Named mistakes in polynomial preconditioning, as people really make them; most are also those of the fast method."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import add_to_diagonal, identity_like
from refimpl.second_order.polynomial_gradient import PolynomialGradient, preconditioner
from verification.claim import mutant


def recursion(B, order, coefficient, sign=-1.0):
    """P_0 = I, P_i = coefficient(i, B P_{i-1}) I + sign B P_{i-1}."""
    P = identity_like(B)
    for i in range(1, order + 1):
        BP = B @ P
        P = add_to_diagonal(sign * BP, coefficient(i, BP))
    return P


def preconditionings(Method: Any) -> tuple[Any, ...]:
    """Mistakes in P and in the step, as subclasses of a method with `polynomial`, `step_size` and a state with `P`."""

    @mutant("SIGN", "the signs of the recursion do not alternate: P is indefinite beside large eigenvalues")
    class SignsForgotten(Method):
        """P_i = sigma_i I + B P_{i-1}."""

        def polynomial(self, B):
            return recursion(B, self.order, lambda i, BP: np.sum(np.diag(BP)) / i, sign=1.0)

    @mutant("SCALE", "the traces are not divided by the order")
    class TraceUndivided(Method):
        """P_i = tr(B P_{i-1}) I - B P_{i-1}."""

        def polynomial(self, B):
            return recursion(B, self.order, lambda i, BP: np.sum(np.diag(BP)))

    @mutant("STALE", "every order takes the trace of B itself")
    class FirstTrace(Method):
        """P_i = tr(B) I - B P_{i-1}."""

        def polynomial(self, B):
            return recursion(B, self.order, lambda i, BP: np.sum(np.diag(B)))

    @mutant("POWER", "the Frobenius norm stands for the trace")
    class FrobeniusNorm(Method):
        """P_i = |B P_{i-1}| I - B P_{i-1}."""

        def polynomial(self, B):
            return recursion(B, self.order, lambda i, BP: np.sqrt(np.dot(BP.ravel(), BP.ravel())))

    @mutant("SCHED", "the order is one less")
    class OneOrderFewer(Method):
        """P_{tau-1}."""

        def polynomial(self, B):
            return preconditioner(B, self.order - 1)

    @mutant("TERM", "the gradient is not preconditioned")
    class Unpreconditioned(Method):
        """P = I."""

        def polynomial(self, B):
            return identity_like(B)

    @mutant("STALE", "B is the Hessian at the start, not at the given centre")
    class HessianAtStart(Method):
        """B = H(x_0)."""

        def init(self, problem, x0):
            return super().init(problem, x0)._replace(P=self.polynomial(problem.hessian(x0)))

    @mutant("STALE", "the preconditioner follows the Hessian of the iterate")
    class CurrentHessian(Method):
        """B = H(x_k)."""

        def step(self, problem, state, rng):
            return super().step(problem, state._replace(P=self.polynomial(problem.hessian(state.x))), rng)

    @mutant("SIGN", "the step goes up instead of down")
    class Ascent(Method):
        """x + s P g."""

        def step(self, problem, state, rng):
            return Method.step(self._replace(step_size=-self.step_size), problem, state, rng)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 s."""

        def step(self, problem, state, rng):
            return Method.step(self._replace(step_size=1.02 * self.step_size), problem, state, rng)

    @mutant("SCALE", "the step is 2 % too short")
    class StepTooShort(Method):
        """0.98 s."""

        def step(self, problem, state, rng):
            return Method.step(self._replace(step_size=0.98 * self.step_size), problem, state, rng)

    return (
        SignsForgotten, TraceUndivided, FirstTrace, FrobeniusNorm, OneOrderFewer, Unpreconditioned, HessianAtStart,
        CurrentHessian, Ascent, StepTooLong, StepTooShort,
    )  # fmt: skip


MUTANTS = preconditionings(PolynomialGradient)
