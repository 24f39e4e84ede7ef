"""Named mistakes that methods with rank-one Kronecker factors share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import identity_like
from refimpl.natural_gradient_kfac import kfac_rank_one
from refimpl.natural_gradient_kfac.kfac_rank_one import means
from refimpl.second_order.gauss_newton import drawn
from verification.claim import mutant


def matrix(mean):
    """G as a matrix."""
    g, a, s = mean
    return g.reshape(s.shape[0], a.shape[0])


def second_moment_vectors(method, problem, x, rng):
    """Root mean squares of the entries in place of the means."""
    rows, columns = method.rows, x.shape[0] // method.rows
    g, aa, ss = np.zeros_like(x), np.zeros_like(x[:columns]), np.zeros_like(x[:rows])
    for draw in drawn(problem, method.batch, rng):
        a, s = problem.sample_jacobian(x, draw)[0, :columns], problem.sample_output_gradient(x, draw)
        g, aa, ss = g + np.outer(s, a).ravel(), aa + a * a, ss + s * s
    return g / method.batch, np.sqrt(aa / method.batch), np.sqrt(ss / method.batch)


def shared_mistakes(base: Any, advance: Any) -> tuple[Any, ...]:
    """Of a class whose step is `advance`(method, problem, state, rng, means=, refreshed=, scale=)."""

    @mutant("TERM", "the signals are left out: one factor only")
    class OnlyInputs(base):
        """D = G A+."""

        def step(self, problem, state, rng):
            def refreshed(method, state, mean):
                _, A, B = kfac_rank_one.refreshed(method, state, mean)
                return (matrix(mean) @ A).ravel(), A, B

            return advance(self, problem, state, rng, refreshed=refreshed)

    @mutant("TERM", "the inputs are left out: one factor only")
    class OnlySignals(base):
        """D = B+ G."""

        def step(self, problem, state, rng):
            def refreshed(method, state, mean):
                _, A, B = kfac_rank_one.refreshed(method, state, mean)
                return (B @ matrix(mean)).ravel(), A, B

            return advance(self, problem, state, rng, refreshed=refreshed)

    @mutant("STALE", "the factors of the step before")
    class OldFactors(base):
        """D = B G A."""

        def step(self, problem, state, rng):
            def refreshed(method, state, mean):
                _, A, B = kfac_rank_one.refreshed(method, state, mean)
                return (state.B @ matrix(mean) @ state.A).ravel(), A, B

            return advance(self, problem, state, rng, refreshed=refreshed)

    @mutant("STATE", "the factors forget: each is updated from the identity")
    class Forgetful(base):
        """A = B = I before every update."""

        def step(self, problem, state, rng):
            def refreshed(method, state, mean):
                fresh = state._replace(A=identity_like(state.A), B=identity_like(state.B))
                return kfac_rank_one.refreshed(method, fresh, mean)

            return advance(self, problem, state, rng, refreshed=refreshed)

    @mutant("SCALE", "the vectors are summed over the batch")
    class VectorsSummed(base):
        """sum a, sum s."""

        def step(self, problem, state, rng):
            def summed(method, problem, x, rng):
                g, a, s = means(method, problem, x, rng)
                return g, method.batch * a, method.batch * s

            return advance(self, problem, state, rng, means=summed)

    @mutant("SCALE", "the signals are those of the mean loss: another 1/b")
    class SignalsOfTheMean(base):
        """mean s/b."""

        def step(self, problem, state, rng):
            def shorter(method, problem, x, rng):
                g, a, s = means(method, problem, x, rng)
                return g, a, s / method.batch

            return advance(self, problem, state, rng, means=shorter)

    @mutant("TERM", "root mean squares of the entries are the vectors: signs are lost")
    class Unsigned(base):
        """sqrt mean a^2."""

        def step(self, problem, state, rng):
            return advance(self, problem, state, rng, means=second_moment_vectors)

    @mutant("SIGN", "uphill")
    class Uphill(base):
        """W+ = W + eta D."""

        def step(self, problem, state, rng):
            return advance(self, problem, state, rng, scale=-1.0)

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def step(self, problem, state, rng):
            return advance(self, problem, state, rng, scale=1.02)

    @mutant("SCALE", "old and new have each other's weight")
    class WeightsExchanged(base):
        """1 - b for b."""

        def updated(self, A, a):
            return base.updated(self._replace(decay=1 - self.decay), A, a)

    return (
        OnlyInputs,
        OnlySignals,
        OldFactors,
        Forgetful,
        VectorsSummed,
        SignalsOfTheMean,
        Unsigned,
        Uphill,
        StepTooLong,
        WeightsExchanged,
    )
