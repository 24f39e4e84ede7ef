"""Mistakes in gains that are expected maxima of lines, planted in any method that has them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.global_bo.gaussian_process import excess, observed
from verification.claim import mutant


class Seen(NamedTuple):
    """The state of a search with the least value seen."""

    x: Any
    points: Any
    mean: Any
    covariance: Any
    asked: Any
    best: Any


def seen(state: Any, best: Any) -> Seen:
    """`state` with `best`."""
    return Seen(state.x, state.points, state.mean, state.covariance, state.asked, best)


def of_the_lines(method: Any) -> tuple[Any, ...]:
    """Wrong slopes and wrong noise in subclasses of `method`."""

    @mutant("STALE", "slopes by the variances of the other points, not by that of the point asked")
    class SlopesOfOthers(method):
        """C_ji / sqrt(C_jj + noise)."""

        def slopes(self, state, i):
            b = state.covariance[:, i].copy()
            for j in range(b.shape[0]):
                b[j] = b[j] / np.sqrt(state.covariance[j, j] + self.noise)
            return b

    @mutant("TERM", "slopes without the noise of the value to come")
    class SlopesWithoutNoise(method):
        """C_ji / sqrt(C_ii)."""

        def slopes(self, state, i):
            return state.covariance[:, i] / np.sqrt(state.covariance[i, i])

    @mutant("POWER", "slopes without the root")
    class SlopesWithoutRoot(method):
        """C_ji / (C_ii + noise)."""

        def slopes(self, state, i):
            return state.covariance[:, i] / (state.covariance[i, i] + self.noise)

    @mutant("TERM", "only the mean of the point asked moves: expected improvement with the law of that mean")
    class OthersFixed(method):
        """b_j = 0 for j != i."""

        def slopes(self, state, i):
            b = np.zeros_like(state.mean)
            b[i] = method.slopes(self, state, i)[i]
            return b

    @mutant("POWER", "the noise is taken for a standard deviation and squared")
    class NoiseSquared(method):
        """noise^2."""

        def step(self, problem, state, rng):
            return method.step(self._replace(noise=self.noise * self.noise), problem, state, rng)

    @mutant("TERM", "values are taken for exact")
    class NoiseForgotten(method):
        """noise 0, but for a trace."""

        def step(self, problem, state, rng):
            return method.step(self._replace(noise=self.noise * 2.0**-20), problem, state, rng)

    @mutant("STALE", "expected improvement below the least value seen, noise and all")
    class BestNoisyIncumbent(method):
        """b = min y."""

        def init(self, problem, x0):
            return seen(method.init(self, problem, x0), 0.0)

        def step(self, problem, state, rng):
            i = int(np.argmax(self.gains(state)))
            value = problem.sample_value(state.points[i], problem.sample(rng))
            best = value if np.max(state.asked) == 0 else np.minimum(state.best, value)
            return seen(observed(state, i, value, self.noise), best)

        def gains(self, state):
            found = np.zeros_like(state.mean)
            if np.max(state.asked) == 0:
                return found
            for i in range(found.shape[0]):
                s = np.sqrt(state.covariance[i, i])
                found[i] = s * excess((state.best - state.mean[i]) / s)
            return found

    return (
        SlopesOfOthers, SlopesWithoutNoise, SlopesWithoutRoot, OthersFixed, NoiseSquared, NoiseForgotten,
        BestNoisyIncumbent,
    )  # fmt: skip
