"""Mistakes in a direction from a ranking, made in any of the methods that use one."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.zeroth_order.zo_rank_sgd import State
from verification.claim import mutant


def ranking_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that every method with `candidates`, `best` and `smoothing` can contain."""

    class Another(base):
        """The step of `base` with another `combined` from values (m,) and draws (m, d)."""

        def combined(self, values, xi):
            raise NotImplementedError

        def direction(self, problem, x, rng):
            d = x.shape[0]
            xi = rng.standard_normal(self.candidates * d).reshape((self.candidates, d))
            values = np.zeros_like(xi[:, 0])
            for i in range(xi.shape[0]):
                values[i] = problem.value(x + self.smoothing * xi[i])
            return self.combined(values, xi)

        def step(self, problem, state, rng):
            return self.moved(problem, state.x, self.direction(problem, state.x, rng))

        def moved(self, problem, x, g):
            if not hasattr(self, "trials"):
                return State(x - self.step_size * g)
            found, least, move = x, problem.value(x), self.step_size * g
            for _ in range(self.trials):
                if problem.value(x - move) < least:
                    found, least = x - move, problem.value(x - move)
                move = self.shrinking * move
            return State(found)

    def pairs(values, best):
        m = values.shape[0]
        for i in range(m):
            rank = 0
            for j in range(m):
                if i != j and values[j] < values[i]:
                    rank = rank + 1
            for j in range(m):
                if i != j and values[i] < values[j]:
                    yield rank, i, j

    def mean_over(chosen, xi):
        total, n = 0 * xi[0], 0
        for i, j in chosen:
            total, n = total + (xi[j] - xi[i]), n + 1
        return total / max(n, 1)

    @mutant("SIGN", "the worse point minus the better one is taken for the better minus the worse: uphill")
    class Reversed(Another):
        """xi_i - xi_j."""

        def combined(self, values, xi):
            return -mean_over([(i, j) for r, i, j in pairs(values, self.best) if r < self.best], xi)

    @mutant("BRANCH", "pairs that were not ranked are used: k = m")
    class UnrankedEdges(Another):
        """All pairs."""

        def combined(self, values, xi):
            return mean_over([(i, j) for _, i, j in pairs(values, self.best)], xi)

    @mutant("BRANCH", "one point too few is counted among the best")
    class OneFewer(Another):
        """k - 1."""

        def combined(self, values, xi):
            return mean_over([(i, j) for r, i, j in pairs(values, self.best) if r < self.best - 1], xi)

    @mutant("TERM", "pairs among the best are left out")
    class AcrossOnly(Another):
        """The best against the rest."""

        def combined(self, values, xi):
            ranks = {i: r for r, i, _ in pairs(values, self.best)}
            worst = values.shape[0]
            chosen = [
                (i, j)
                for r, i, j in pairs(values, self.best)
                if r < self.best and ranks.get(j, worst) >= self.best
            ]
            return mean_over(chosen, xi)

    @mutant("SCALE", "divided by m^2 instead of the number of pairs")
    class SquareOfCandidates(Another):
        """1/m^2."""

        def combined(self, values, xi):
            chosen = [(i, j) for r, i, j in pairs(values, self.best) if r < self.best]
            return mean_over(chosen, xi) * (len(chosen) / values.shape[0] ** 2)

    @mutant("POWER", "pairs are weighted by the difference of their values: no ranking has them")
    class ValuesUsed(Another):
        """(f_j - f_i)(xi_j - xi_i)."""

        def combined(self, values, xi):
            chosen = [(i, j) for r, i, j in pairs(values, self.best) if r < self.best]
            total = 0 * xi[0]
            for i, j in chosen:
                total = total + (values[j] - values[i]) * (xi[j] - xi[i])
            return total / max(len(chosen), 1)

    @mutant("STALE", "the worse point only: the better one is not subtracted")
    class WorseOnly(Another):
        """xi_j."""

        def combined(self, values, xi):
            chosen = [(i, j) for r, i, j in pairs(values, self.best) if r < self.best]
            return mean_over(chosen, xi) + sum((xi[i] for i, _ in chosen), 0 * xi[0]) / max(len(chosen), 1)

    @mutant("SCALE", "candidates at distance one whatever mu is")
    class SmoothingOne(Another):
        """mu = 1."""

        def direction(self, problem, x, rng):
            return Another.direction(self._replace(smoothing=0 * self.smoothing + 1), problem, x, rng)

        def combined(self, values, xi):
            return mean_over([(i, j) for r, i, j in pairs(values, self.best) if r < self.best], xi)

    @mutant("NOISE", "the candidates are ranked in the order of their draws: the oracle is not asked")
    class RankedByIndex(Another):
        """f_i = i."""

        def combined(self, values, xi):
            order = np.cumsum(np.ones_like(values))
            return mean_over([(i, j) for r, i, j in pairs(order, self.best) if r < self.best], xi)

    return (
        Reversed,
        UnrankedEdges,
        OneFewer,
        AcrossOnly,
        SquareOfCandidates,
        ValuesUsed,
        WorseOnly,
        SmoothingOne,
        RankedByIndex,
    )
