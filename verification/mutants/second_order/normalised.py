"""Mistakes in Newton with gradient-normalised smoothness, as subclasses of any form of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import add_to_diagonal, norm
from refimpl.second_order.normalised_fisher_newton import TRIALS, State
from verification.claim import mutant


def searches(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the shift, the search and the step."""

    class Parts(Method):
        """The step cut into the parts that mutants replace."""

        factor = 0.5

        def step(self, problem, state, rng):
            g = problem.gradient(state.x)
            size = norm(g)
            if size == 0:
                return state
            A, radius = self.curvature(problem, state.x), state.radius
            for _ in range(TRIALS):
                shift = self.shift(size, radius)
                s = self.direction(A, shift, g)
                if self.passes(problem, state.x, s, shift):
                    break
                radius = self.factor * radius
            return State(state.x - s, self.next(radius))

        def shift(self, size, radius):
            return size / radius

        def direction(self, A, shift, g):
            return np.linalg.solve(add_to_diagonal(A, shift), g)

        def next(self, radius):
            return 2 * radius

    @mutant("SCHED", "the radius is not doubled after a step")
    class NeverDoubled(Parts):
        """gamma_{k+1} = gamma."""

        def next(self, radius):
            return radius

    @mutant("SCHED", "the radius is quartered after a rejected trial")
    class Quartered(Parts):
        """gamma_k/4^j."""

        factor = 0.25

    @mutant("STATE", "every search starts at the first radius")
    class Forgetful(Parts):
        """gamma_0/2^j."""

        def next(self, radius):
            return self.first_radius

    @mutant("TERM", "the norm is left out of the shift: Levenberg and Marquardt")
    class ConstantShift(Parts):
        """1/gamma."""

        def shift(self, size, radius):
            return 1 / radius

    @mutant("SCALE", "the norm is multiplied by the radius")
    class RadiusInverted(Parts):
        """|g| gamma."""

        def shift(self, size, radius):
            return size * radius

    @mutant("EPS", "1e-8 is added to the radius against 0/0, although it is positive: the authors' code")
    class RadiusGuarded(Parts):
        """|g|/(gamma + 1e-8)."""

        def shift(self, size, radius):
            return size / (radius + 1e-8)

    @mutant("POWER", "the shift is the root of the norm over the radius, as in regularised Newton")
    class RootShift(Parts):
        """sqrt(|g|)/gamma."""

        def shift(self, size, radius):
            return np.sqrt(size) / radius

    @mutant("SIGN", "the step goes uphill")
    class Uphill(Parts):
        """x + s."""

        def direction(self, A, shift, g):
            return -np.linalg.solve(add_to_diagonal(A, shift), g)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Parts):
        """1.02 times the step."""

        def direction(self, A, shift, g):
            return 1.02 * np.linalg.solve(add_to_diagonal(A, shift), g)

    @mutant("TERM", "the curvature is forgotten: a step of length gamma along the gradient")
    class WithoutCurvature(Parts):
        """A = 0."""

        def direction(self, A, shift, g):
            return g / shift

    @mutant("LINESEARCH", "every trial is accepted")
    class EveryTrialAccepted(Method):
        """No test."""

        def passes(self, problem, x, s, shift):
            return True

    @mutant("LINESEARCH", "the constant of the test is that of convex functions")
    class StricterTest(Method):
        """|g+|^2/(2 lambda)."""

        def passes(self, problem, x, s, shift):
            g = problem.gradient(x - s)
            return problem.value(x) - problem.value(x - s) >= np.dot(g, g) / (2 * shift)

    @mutant("LINESEARCH", "the test asks for a decrease only")
    class AnyDecrease(Method):
        """f(x) - f(x+) >= 0."""

        def passes(self, problem, x, s, shift):
            return problem.value(x) - problem.value(x - s) >= 0

    @mutant("POWER", "the gradient in the test is not squared")
    class NormNotSquared(Method):
        """|g+|/(8 lambda)."""

        def passes(self, problem, x, s, shift):
            g = problem.gradient(x - s)
            return problem.value(x) - problem.value(x - s) >= norm(g) / (8 * shift)

    @mutant("STALE", "the gradient in the test is that of the point left")
    class OldGradient(Method):
        """|g|^2/(8 lambda)."""

        def passes(self, problem, x, s, shift):
            g = problem.gradient(x)
            return problem.value(x) - problem.value(x - s) >= np.dot(g, g) / (8 * shift)

    return (
        NeverDoubled, Quartered, Forgetful, ConstantShift, RadiusInverted, RadiusGuarded, RootShift, Uphill,
        StepTooLong, WithoutCurvature, EveryTrialAccepted, StricterTest, AnyDecrease, NormNotSquared, OldGradient,
    )  # fmt: skip
