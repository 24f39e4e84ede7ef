"""Named mistakes in expected improvement."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import normal_cdf, normal_density
from refimpl.global_bo.expected_improvement import ExpectedImprovement
from refimpl.global_bo.gaussian_process import least_known
from verification.claim import mutant
from verification.mutants.global_bo.posteriors import of_the_choice, of_the_process


class Parts(ExpectedImprovement):
    """Expected improvement in parts, each as it should be."""

    def best(self, state):
        return least_known(state.mean, state.asked)

    def improvement(self, D, s):
        return s * normal_density(D / s) + D * normal_cdf(D / s)

    def gains(self, state):
        best, found = self.best(state), np.zeros_like(state.mean)
        for j in range(found.shape[0]):
            if state.asked[j] == 0:
                found[j] = self.improvement(best - state.mean[j], np.sqrt(state.covariance[j, j]))
        return found


@mutant("STALE", "the incumbent is the largest value known")
class WorstIncumbent(Parts):
    """max."""

    def best(self, state):
        return -least_known(-state.mean, state.asked)


@mutant("STALE", "the incumbent is the least mean of all points, asked or not")
class IncumbentOfTheMean(Parts):
    """min m."""

    def best(self, state):
        return np.min(state.mean)


@mutant("SIGN", "D = m - b: where a rise is expected")
class GapReversed(Parts):
    """-D."""

    def improvement(self, D, s):
        return Parts.improvement(self, -D, s)


@mutant("SIGN", "the form with |D| without its first term, the expected fall itself")
class AbsoluteGap(Parts):
    """s phi - |D| Phi(-|D|/s)."""

    def improvement(self, D, s):
        return Parts.improvement(self, -np.abs(D), s)


@mutant("SIGN", "the form with |D| adds where it should subtract")
class AbsoluteGapAdded(Parts):
    """[D]^+ + s phi + |D| Phi(-|D|/s)."""

    def improvement(self, D, s):
        far = np.abs(D)
        return np.maximum(D, 0.0) + s * normal_density(D / s) + far * normal_cdf(-far / s)


@mutant("TERM", "the term of the density is missing")
class DensityMissing(Parts):
    """D Phi."""

    def improvement(self, D, s):
        return D * normal_cdf(D / s)


@mutant("TERM", "the term of the mean fall is missing")
class FallMissing(Parts):
    """s phi."""

    def improvement(self, D, s):
        return s * normal_density(D / s)


@mutant("SCALE", "the density without its factor 1/sqrt(2 pi)")
class DensityUnscaled(Parts):
    """e^{-z^2/2}."""

    def improvement(self, D, s):
        return s * np.exp(-D * D / (2 * s * s)) + D * normal_cdf(D / s)


@mutant("SHAPE", "the probability of an improvement, not its expectation")
class Probability(Parts):
    """Phi(D/s)."""

    def improvement(self, D, s):
        return normal_cdf(D / s)


MUTANTS = (
    WorstIncumbent,
    IncumbentOfTheMean,
    GapReversed,
    AbsoluteGap,
    AbsoluteGapAdded,
    DensityMissing,
    FallMissing,
    DensityUnscaled,
    Probability,
    *of_the_process(ExpectedImprovement),
    *of_the_choice(ExpectedImprovement),
)
