"""Named mistakes in parallel expected improvement."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.gaussian_process import excess
from refimpl.global_bo.q_expected_improvement import QExpectedImprovement
from verification.claim import mutant
from verification.mutants.global_bo.posteriors import of_the_process


class Parts(QExpectedImprovement):
    """The gain of a pair in parts, each as it should be."""

    def root(self, state, i, j):
        root = np.sqrt(state.covariance[i, i])
        shared = state.covariance[i, j] / root
        return root, shared, np.sqrt(state.covariance[j, j] - shared * shared)

    def first(self, best, value):
        return np.minimum(best, value)

    def second(self, gap, own):
        return own * excess(gap / own)

    def gain(self, state, best, i, j, Z):
        root, shared, own = self.root(state, i, j)
        total = 0.0
        for z in Z:
            least = self.first(best, state.mean[i] + root * z)
            total = total + best - least + self.second(least - state.mean[j] - shared * z, own)
        return total / self.samples


@mutant("TERM", "the two values are drawn as if they were independent")
class Independent(Parts):
    """L diagonal."""

    def root(self, state, i, j):
        return np.sqrt(state.covariance[i, i]), 0.0, np.sqrt(state.covariance[j, j])


@mutant("STALE", "the second value is measured from the least known, not from the lesser of it and the first")
class SumOfFalls(Parts):
    """EI_i + EI_j."""

    def gain(self, state, best, i, j, Z):
        root, shared, own = self.root(state, i, j)
        total = 0.0
        for z in Z:
            least = self.first(best, state.mean[i] + root * z)
            total = total + best - least + self.second(best - state.mean[j] - shared * z, own)
        return total / self.samples


@mutant("SIGN", "the correlation has the wrong sign")
class CorrelationReversed(Parts):
    """-C_ij."""

    def root(self, state, i, j):
        root, shared, own = Parts.root(self, state, i, j)
        return root, -shared, own


@mutant("TERM", "the second value keeps its whole variance besides the shared part")
class VarianceTwice(Parts):
    """sqrt(C_jj) for the rest."""

    def root(self, state, i, j):
        root, shared, _ = Parts.root(self, state, i, j)
        return root, shared, np.sqrt(state.covariance[j, j])


@mutant("POWER", "variances for roots")
class RootMissing(Parts):
    """L L' for L."""

    def root(self, state, i, j):
        return state.covariance[i, i], state.covariance[i, j], state.covariance[j, j]


@mutant("BRANCH", "the larger of the least value known and the first")
class GreaterForLesser(Parts):
    """max."""

    def first(self, best, value):
        return np.maximum(best, value)


@mutant("BRANCH", "the first value counts where it rises, too")
class FirstUnbounded(Parts):
    """f_i for min(b, f_i)."""

    def first(self, best, value):
        return value


@mutant("TERM", "the second value is taken for its mean")
class SecondCertain(Parts):
    """(t - c)^+ and a trace of the rest, so that pairs stay in order."""

    def second(self, gap, own):
        return np.maximum(gap, 0.0) + 2.0**-30 * own * excess(gap / own)


@mutant("SIGN", "the pair of least gain")
class LeastPair(Parts):
    """argmin."""

    def gain(self, state, best, i, j, Z):
        return -Parts.gain(self, state, best, i, j, Z)


MUTANTS = (
    Independent,
    SumOfFalls,
    CorrelationReversed,
    VarianceTwice,
    RootMissing,
    GreaterForLesser,
    FirstUnbounded,
    SecondCertain,
    LeastPair,
    *of_the_process(QExpectedImprovement),
)
