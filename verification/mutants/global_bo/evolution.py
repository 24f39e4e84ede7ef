"""Mistakes in the choice among offspring, made in any of the evolutionary algorithms."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.global_bo.evolution import flipped
from verification.claim import mutant


class Late(NamedTuple):
    """The function of the offspring's own generation."""

    order: Any

    def value(self, problem, y):
        return self.order.at(y).value(problem, y)


class ByOffspring(NamedTuple):
    """Every offspring in its own generation."""

    order: Any

    def at(self, parent):
        return Late(self.order)


class Opposite(NamedTuple):
    """-f."""

    f: Any

    def value(self, problem, y):
        return -self.f.value(problem, y)


class Negative(NamedTuple):
    """The opposite order."""

    order: Any

    def at(self, parent):
        return Opposite(self.order.at(parent))


def order_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that can be planted into `best(problem, f, x, count, rng)` and `order` of a method."""

    @mutant("SIGN", "the worst offspring counts as the best, and improvement is to larger values")
    class Maximises(base):
        """-f."""

        def step(self, problem, state, rng):
            return base.step(self._replace(order=Negative(self.order)), problem, state, rng)

    @mutant(
        "STALE", "offspring are compared by the weights of their own generation instead of their parent's"
    )
    class RankedByOffspring(base):
        """f_{t+1}."""

        def step(self, problem, state, rng):
            return base.step(self._replace(order=ByOffspring(self.order)), problem, state, rng)

    @mutant("BRANCH", "the last of the offspring is taken instead of the best")
    class LastOffspring(base):
        """No comparison."""

        def best(self, problem, f, x, count, rng):
            y = flipped(x, self.rate, rng)
            for _ in range(count - 1):
                y = flipped(x, self.rate, rng)
            return y, f.value(problem, y)

    @mutant("BRANCH", "the last of equal offspring is taken instead of the first")
    class LastOfEquals(base):
        """<=."""

        def best(self, problem, f, x, count, rng):
            best = flipped(x, self.rate, rng)
            least = f.value(problem, best)
            for _ in range(count - 1):
                y = flipped(x, self.rate, rng)
                value = f.value(problem, y)
                if value <= least:
                    best, least = y, value
            return best, least

    @mutant("STATE", "every offspring is mutated from the one before it instead of from the parent")
    class Chained(base):
        """y_j from y_{j-1}."""

        def best(self, problem, f, x, count, rng):
            best = flipped(x, self.rate, rng)
            least = f.value(problem, best)
            y = best
            for _ in range(count - 1):
                y = flipped(y, self.rate, rng)
                value = f.value(problem, y)
                if value < least:
                    best, least = y, value
            return best, least

    @mutant("NOISE", "one draw decides for all bits")
    class OneDrawForAll(base):
        """All bits or none, with the draws of the others thrown away."""

        def best(self, problem, f, x, count, rng):
            best, least = x, 0.0 * self.rate
            for j in range(count):
                y, first = x.copy(), rng.random()
                for _ in range(x.shape[0] - 1):
                    rng.random()
                if first < self.rate:
                    y = 1.0 - x
                value = f.value(problem, y)
                if j == 0 or value < least:
                    best, least = y, value
            return best, least

    @mutant("NOISE", "bits are flipped with probability 1 - p")
    class OtherProbability(base):
        """1 - p."""

        def step(self, problem, state, rng):
            return base.step(self._replace(rate=1.0 - self.rate), problem, state, rng)

    @mutant("NOISE", "every bit becomes a fair coin with probability p: half the flips")
    class HalfTheFlips(base):
        """p / 2."""

        def step(self, problem, state, rng):
            return base.step(self._replace(rate=0.5 * self.rate), problem, state, rng)

    return (
        Maximises,
        RankedByOffspring,
        LastOffspring,
        LastOfEquals,
        Chained,
        OneDrawForAll,
        OtherProbability,
        HalfTheFlips,
    )
