"""Mistakes in a consensus point, made in any of the methods that use one."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def values_of(problem: Any, cloud: Any) -> Any:
    """f at every row."""
    values = np.zeros_like(cloud[:, 0])
    for i in range(cloud.shape[0]):
        values[i] = problem.value(cloud[i])
    return values


def consensus_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that every method with a `consensus` can contain."""

    @mutant("EPS", "the least value is not subtracted: all weights underflow where a E > 745")
    class UnshiftedWeights(base):
        """exp(-a E)."""

        def consensus(self, problem, cloud):
            weights = np.exp(-self.sharpness * values_of(problem, cloud))
            return weights @ cloud / np.sum(weights)

    @mutant("TERM", "the least value is subtracted above, not below the fraction")
    class ShiftedAbove(base):
        """sum exp(-a (E - min E)) X / sum exp(-a E)."""

        def consensus(self, problem, cloud):
            values = values_of(problem, cloud)
            weights = np.exp(-self.sharpness * (values - np.min(values)))
            return weights @ cloud / np.sum(np.exp(-self.sharpness * values))

    @mutant("SIGN", "large values weigh most")
    class Maximiser(base):
        """exp(a (E - max E))."""

        def consensus(self, problem, cloud):
            values = values_of(problem, cloud)
            weights = np.exp(self.sharpness * (values - np.max(values)))
            return weights @ cloud / np.sum(weights)

    @mutant("TERM", "the plain mean of the particles: f is not used")
    class PlainMean(base):
        """a = 0."""

        def consensus(self, problem, cloud):
            return base.consensus(self._replace(sharpness=0.0 * self.sharpness), problem, cloud)

    @mutant("BRANCH", "the best particle, a = infinity")
    class BestParticle(base):
        """argmin."""

        def consensus(self, problem, cloud):
            return cloud[np.argmin(values_of(problem, cloud))]

    @mutant("SCALE", "divided by the number of particles instead of the sum of the weights")
    class DividedByNumber(base):
        """sum w X / N."""

        def consensus(self, problem, cloud):
            values = values_of(problem, cloud)
            return np.exp(-self.sharpness * (values - np.min(values))) @ cloud / cloud.shape[0]

    @mutant("POWER", "the weights of the square of exp(-a E)")
    class SharpnessTwice(base):
        """2a."""

        def consensus(self, problem, cloud):
            return base.consensus(self._replace(sharpness=2 * self.sharpness), problem, cloud)

    return (
        UnshiftedWeights,
        ShiftedAbove,
        Maximiser,
        PlainMean,
        BestParticle,
        DividedByNumber,
        SharpnessTwice,
    )
