"""Mistakes that every search by a posterior can make, planted in any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def of_the_process(method: Any) -> tuple[Any, ...]:
    """Wrong priors and wrong updates in subclasses of `method`."""

    @mutant("SCALE", "the lengthscale is four times too long")
    class LengthscaleX4(method):
        """4 l."""

        def init(self, problem, x0):
            return method.init(self._replace(lengthscale=4 * self.lengthscale), problem, x0)

    @mutant("SCALE", "the kernel is exp(-|x - z|^2/l^2): the two is missing")
    class TwoMissing(method):
        """l / sqrt 2."""

        def init(self, problem, x0):
            return method.init(self._replace(lengthscale=self.lengthscale / np.sqrt(2.0)), problem, x0)

    @mutant("TERM", "the mean of the prior is left out")
    class PriorMeanZero(method):
        """mu = 0."""

        def init(self, problem, x0):
            return method.init(self._replace(prior_mean=0.0), problem, x0)

    @mutant("STATE", "the covariance of the prior is kept: what is known stays uncertain")
    class PriorCovariance(method):
        """C+ = C."""

        def step(self, problem, state, rng):
            return method.step(self, problem, state, rng)._replace(covariance=state.covariance)

    @mutant("STATE", "the mean is not updated")
    class PriorMeanKept(method):
        """m+ = m."""

        def step(self, problem, state, rng):
            return method.step(self, problem, state, rng)._replace(mean=state.mean)

    return LengthscaleX4, TwoMissing, PriorMeanZero, PriorCovariance, PriorMeanKept


def of_the_choice(method: Any) -> tuple[Any, ...]:
    """Wrong gains in subclasses of a `method` that has gains(state)."""

    @mutant("SIGN", "the point of least gain is asked")
    class LeastGain(method):
        """argmin."""

        def gains(self, state, *draws):
            return -method.gains(self, state, *draws)

    @mutant("STALE", "the point of least mean is asked: greedy")
    class Greedy(method):
        """-m."""

        def gains(self, state, *draws):
            return np.min(state.mean) + 1 - state.mean

    @mutant("STALE", "the most uncertain point is asked")
    class MostUncertain(method):
        """C_jj."""

        def gains(self, state, *draws):
            found = state.mean.copy()
            for j in range(found.shape[0]):
                found[j] = state.covariance[j, j]
            return found

    @mutant("STALE", "gains by the largest value where the least is meant")
    class Maximises(method):
        """-m in place of m."""

        def gains(self, state, *draws):
            return method.gains(self, state._replace(mean=-state.mean), *draws)

    @mutant("POWER", "the covariance is squared, entry by entry: variances for deviations")
    class VarianceForDeviation(method):
        """C_ij |C_ij|."""

        def gains(self, state, *draws):
            return method.gains(
                self, state._replace(covariance=state.covariance * np.abs(state.covariance)), *draws
            )

    return LeastGain, Greedy, MostUncertain, Maximises, VarianceForDeviation
