"""Named mistakes in noisy expected improvement."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.gaussian_process import excess, least_known, marked
from refimpl.global_bo.knowledge_gradient import rise
from refimpl.global_bo.noisy_expected_improvement import NoisyExpectedImprovement
from verification.claim import mutant
from verification.mutants.global_bo.lines import of_the_lines
from verification.mutants.global_bo.posteriors import of_the_choice, of_the_process


class Parts(NoisyExpectedImprovement):
    """Noisy expected improvement in parts, each as it should be."""

    def best(self, state):
        return least_known(state.mean, state.asked)

    def fall(self, D):
        return np.maximum(D, 0.0)

    def inside(self, state, i):
        return marked(state.asked, i)

    def gains(self, state):
        found = np.zeros_like(state.mean)
        for i in range(found.shape[0]):
            rising = rise(-state.mean, self.slopes(state, i), self.inside(state, i))
            found[i] = self.fall(self.best(state) - state.mean[i]) + rising
        return found


@mutant("BRANCH", "the means of all points count, asked or not")
class AllPoints(Parts):
    """Lines of all points."""

    def inside(self, state, i):
        return np.ones_like(state.mean) if np.max(state.asked) > 0 else Parts.inside(self, state, i)


@mutant("BRANCH", "the means of all points were known to begin with")
class IncumbentOfTheMean(Parts):
    """min m."""

    def best(self, state):
        return np.min(state.mean)


@mutant("SIGN", "the incumbent has the wrong sign")
class IncumbentReversed(Parts):
    """-b."""

    def best(self, state):
        best = least_known(state.mean, state.asked)
        return best if np.max(state.asked) == 0 else -best


@mutant("TERM", "the fall at once is left out")
class FallMissing(Parts):
    """rise alone."""

    def fall(self, D):
        return 0.0 * D


@mutant("SIGN", "a rise at once is added for a fall")
class FallReversed(Parts):
    """(m - b)^+."""

    def fall(self, D):
        return np.maximum(-D, 0.0)


@mutant(
    "STALE", "expected improvement below the best mean, as if that stayed and the value came without noise"
)
class PlugIn(Parts):
    """s phi(D/s) + D Phi(D/s) with s^2 = C_ii."""

    def gains(self, state):
        found = np.zeros_like(state.mean)
        if np.max(state.asked) == 0:
            return found
        for i in range(found.shape[0]):
            s = np.sqrt(state.covariance[i, i])
            found[i] = s * excess((self.best(state) - state.mean[i]) / s)
        return found


MUTANTS = (
    AllPoints,
    IncumbentOfTheMean,
    IncumbentReversed,
    FallMissing,
    FallReversed,
    PlugIn,
    *of_the_lines(NoisyExpectedImprovement),
    *of_the_process(NoisyExpectedImprovement),
    *of_the_choice(NoisyExpectedImprovement),
)
