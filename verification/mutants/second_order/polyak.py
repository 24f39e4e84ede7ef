"""Mistakes in steps that are to reach a known value, as subclasses of any such method."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def gaps(Method: Any) -> tuple[Any, ...]:
    """Mistakes in f - f*, of a method with `gap(problem, x, *draw)`."""

    @mutant("TERM", "f* is taken to be zero")
    class TargetForgotten(Method):
        """f."""

        def gap(self, problem, x, *draw):
            return problem.sample_value(x, *draw) if draw else problem.value(x)

    @mutant("DAMP", "values below f* are not noticed: the step goes up to f*")
    class GapNegative(Method):
        """f - f*, of either sign."""

        def gap(self, problem, x, *draw):
            return (problem.sample_value(x, *draw) if draw else problem.value(x)) - self.target

    return (TargetForgotten, GapNegative)


def full_value(Method: Any) -> tuple[Any, ...]:
    """The mistake in f_i - f* of a method on samples."""

    @mutant("STALE", "the value is that of the whole sum, the gradient that of one sample")
    class FullValue(Method):
        """f - f*."""

        def gap(self, problem, x, draw):
            return np.maximum(problem.value(x) - self.target, 0.0)

    return (FullValue,)


def linear_lengths(Method: Any) -> tuple[Any, ...]:
    """Mistakes in gap/size, of a method with `length(gap, size)`."""

    @mutant("SCALE", "the length is doubled, as if the model were quadratic")
    class Doubled(Method):
        """2 (f - f*)/|g|^2."""

        def length(self, gap, size):
            return 2 * super().length(gap, size)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 times the step."""

        def length(self, gap, size):
            return 1.02 * super().length(gap, size)

    @mutant("POWER", "the norm of the gradient is not squared")
    class NormNotSquared(Method):
        """(f - f*)/|g|."""

        def length(self, gap, size):
            return super().length(gap, np.sqrt(size))

    @mutant("EPS", "no guard where the drawn gradient is zero: the length is 0/0")
    class Unguarded(Method):
        """NaN where g = 0."""

        def length(self, gap, size):
            return gap / size

    @mutant("SIGN", "the step goes uphill")
    class Uphill(Method):
        """x + l g."""

        def length(self, gap, size):
            return -super().length(gap, size)

    return (Doubled, StepTooLong, NormNotSquared, Unguarded, Uphill)


def model_lengths(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the length on the quadratic model, of a method with `length(gap, size)`."""

    def root(t, sign=-1):
        return 1 + sign * np.sqrt(np.maximum(1 - t, 0.0))

    @mutant("SCALE", "the 2 under the root is missing")
    class TwoForgotten(Method):
        """1 - sqrt(1 - (f - f*)/G)."""

        def length(self, gap, size):
            return 1.0 if gap >= size else root(gap / size)

    @mutant("BRANCH", "the other root of the model is taken, beyond its minimum")
    class OtherRoot(Method):
        """1 + sqrt(1 - 2 (f - f*)/G)."""

        def length(self, gap, size):
            return 1.0 if 2 * gap >= size else root(2 * gap / size, 1)

    @mutant("BRANCH", "the full step is taken only where the gap exceeds G: no number in between")
    class BranchWithoutTwo(Method):
        """1 - sqrt(1 - 2 (f - f*)/G) where f - f* <= G."""

        def length(self, gap, size):
            return 1.0 if gap >= size else 1 - np.sqrt(1 - 2 * gap / size)

    @mutant("BRANCH", "where the model does not reach f* the point stays")
    class Resting(Method):
        """l = 0 in place of 1."""

        def length(self, gap, size):
            return 0.0 if 2 * gap >= size else root(2 * gap / size)

    @mutant("TERM", "the linear model is solved: half as long near the minimum")
    class LinearModel(Method):
        """min((f - f*)/G, 1)."""

        def length(self, gap, size):
            return 1.0 if gap >= size else gap / size

    @mutant("TERM", "the full step is always taken")
    class FullStep(Method):
        """l = 1."""

        def length(self, gap, size):
            return 1.0

    @mutant("SIGN", "the step goes uphill")
    class Uphill(Method):
        """x + l u."""

        def length(self, gap, size):
            return -super().length(gap, size)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """1.02 times the step."""

        def length(self, gap, size):
            return 1.02 * super().length(gap, size)

    return (TwoForgotten, OtherRoot, BranchWithoutTwo, Resting, LinearModel, FullStep, Uphill, StepTooLong)


def squared_scales(Method: Any) -> tuple[Any, ...]:
    """Mistakes in a diagonal of squares, of a method with `scale(B)`."""

    @mutant("POWER", "the square root is kept, as in the method it comes from")
    class RootKept(Method):
        """sqrt B."""

        def scale(self, B):
            return np.sqrt(B)

    @mutant("EPS", "epsilon is added to the squares, against 0/0")
    class EpsilonAdded(Method):
        """B + 1/8."""

        def scale(self, B):
            return B + 0.125

    @mutant("SHAPE", "one number for all coordinates: the trace")
    class TraceOnly(Method):
        """sum B."""

        def scale(self, B):
            return np.sum(B) + 0 * B

    return (RootKept, EpsilonAdded, TraceOnly)
