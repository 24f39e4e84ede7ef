"""Named mistakes that all forms of PSGD share, made of the form."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def shared(Method: Any) -> tuple[Any, ...]:
    """Mistakes in the pair of vectors and in what the fitted matrix is applied to."""

    @mutant("NOISE", "the probe is a vector of signs: the criterion has the same mean, its steps another law")
    class SignProbe(Method):
        """v in {-1, 1}^d."""

        def pair(self, problem, x, rng):
            v = np.sign(rng.standard_normal(x.shape[0]))
            return v, problem.hessian_vector(x, v)

    @mutant("STALE", "probe and product are exchanged: the Hessian is fitted, not its inverse")
    class Exchanged(Method):
        """The pair (H v, v)."""

        def pair(self, problem, x, rng):
            v, h = super().pair(problem, x, rng)
            return h, v

    @mutant("TERM", "the gradient stands in for the product with the Hessian")
    class GradientForProduct(Method):
        """The pair (v, g)."""

        def pair(self, problem, x, rng):
            return rng.standard_normal(x.shape[0]), problem.gradient(x)

    @mutant("STALE", "the product is taken at the origin, not at the iterate")
    class ProductAtOrigin(Method):
        """The pair (v, H(0) v)."""

        def pair(self, problem, x, rng):
            return super().pair(problem, 0 * x, rng)

    @mutant("STALE", "the step is preconditioned by the matrix of before the fit")
    class OldMatrix(Method):
        """x+ = x - s P g."""

        def step(self, problem, state, rng):
            found = super().step(problem, state, rng)
            old = state[1]
            return found._replace(x=state.x - self.step_size * self.applied(old, problem.gradient(state.x)))

    @mutant("TERM", "the gradient is not preconditioned")
    class NotApplied(Method):
        """x+ = x - s g."""

        def applied(self, F, g):
            return g

    @mutant("POWER", "the matrix is applied twice, as for a Fisher matrix")
    class AppliedTwice(Method):
        """x+ = x - s P P g."""

        def applied(self, F, g):
            return super().applied(F, super().applied(F, g))

    @mutant("SIGN", "the step goes up instead of down")
    class Ascent(Method):
        """x+ = x + s P g."""

        def applied(self, F, g):
            return -super().applied(F, g)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(Method):
        """x+ = x - 1.02 s P g."""

        def applied(self, F, g):
            return 1.02 * super().applied(F, g)

    return (
        SignProbe, Exchanged, GradientForProduct, ProductAtOrigin, OldMatrix, NotApplied, AppliedTwice, Ascent,
        StepTooLong,
    )  # fmt: skip
