"""(1+lambda)-EA: the best of lambda mutated copies replaces its parent unless it is worse; (1+1)-EA for lambda = 1.

Source      Kaufmann, Larcher, Lengler & Sieberling 2024 ("Hardest Monotone Functions for Evolutionary Algorithms").
            Their functions Switching and Adversarial Dynamic BinVal are the orders `SwitchingBinVal()` and
            `AdversarialBinVal()`.
Step        y_j = x with every bit flipped with probability p, j = 1 .. lambda;  y = the best by f_t
            x+ = y if f_t(y) <= f_t(x), else x                                  (f_t may depend on the parent: `order`)
Guarantee   Switching, z set bits, lambda = 1: E(z - z+) = z p - (n - z) p (1 - (1-p)^z) for z < n/2,
            z p (1-p)^(n-z) for z >= n/2                                                                      (derived)
            which no other monotone f_t undercuts: Switching is drift-minimal for every p                     (derived)
            p = 1/n, from n/2 set bits: the mean time until none is set grows like n^(3/2)        (Theorem; computed)
Assumes     nothing of f; the bounds speak of monotone f_t, whose minimum is where no bit is set.
Cost        lambda + 1 evaluations and lambda n uniform draws per step.
Departures  minimisation: a set bit is a zero of the paper. Bits of one kind are ranked by their index; it matters for
            lambda > 1 only. The first of equal offspring is taken instead of a random one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.global_bo.evolution import Static, best_offspring


class State(NamedTuple):
    """Iterate."""

    x: Any  # the parent x_k, shape (n,)


def check_order(order: Any) -> None:
    """Raise ValueError unless `order` compares offspring."""
    if not hasattr(order, "at"):
        raise ValueError(
            f"order must be Static(), SwitchingBinVal() or AdversarialBinVal(), got {type(order).__name__}"
        )


class OnePlusLambdaEA(NamedTuple):
    """(1+lambda)-EA: `rate` p in (0, 1] of flips, `offspring` lambda >= 1, `order` that compares them."""

    rate: float
    offspring: int
    order: Any = Static()

    @classmethod
    def prescribed(cls, problem):
        """Two offspring with the standard rate 1/n."""
        return cls(1.0 / problem.dimension(), 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("rate", self.rate)
        checks.between("rate", self.rate, 0.0, 1.0)
        checks.count("offspring", self.offspring)
        check_order(self.order)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        f = self.order.at(state.x)
        y, value = self.best(problem, f, state.x, self.offspring, rng)
        if value <= f.value(problem, state.x):
            return State(y)
        return state

    def best(self, problem, f, x, count, rng):
        """Best of `count` offspring of x by f, with its value."""
        return best_offspring(problem, f, x, count, self.rate, rng)
