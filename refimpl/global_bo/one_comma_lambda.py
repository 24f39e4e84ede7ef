"""Self-adjusting (1,lambda)-EA: the best of lambda copies replaces its parent, and lambda follows the success.

Source      Kaufmann, Larcher, Lengler & Sieberling 2024 ("Hardest Monotone Functions for Evolutionary Algorithms")
            with the (1 : s+1)-success rule of Hevia Fajardo & Sudholt 2021.
Step        y_j = x with every bit flipped with probability p, j = 1 .. round(lambda);  x+ = the best by f_t, always
            lambda+ = max(1, lambda/F) if f_t(x+) < f_t(x), else min(lambda F^(1/s), largest)
Guarantee   number of set bits, lambda offspring: E(z - z+) = sum over k of k (P(D <= k)^lambda - P(D <= k-1)^lambda),
            D = Bin(z, p) - Bin(n - z, p): negative for lambda = 1 near the minimum                           (derived)
            between its limits lambda is kept by a success and s failures: one success in s + 1 steps         (derived)
Assumes     nothing of f.
Cost        round(lambda) + 1 evaluations and `largest` n uniform draws per step, of which round(lambda) n are used.
Departures  minimisation, and ties as in the (1+lambda)-EA; halves are rounded up; `largest` bounds lambda, which grows
            without end at a minimum; every step takes as many draws as it may need, so that steps stay comparable.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.evolution import Static, best_offspring
from refimpl.global_bo.one_plus_lambda import check_order


class State(NamedTuple):
    """Iterate and real-valued lambda."""

    x: Any  # the parent x_k, shape (n,)
    size: Any  # lambda_k


class OneCommaLambdaEA(NamedTuple):
    """Self-adjusting (1,lambda)-EA: `rate` p in (0, 1], `factor` F > 1, `success_ratio` s > 0, `largest` lambda."""

    rate: float
    factor: float
    success_ratio: float
    largest: int
    order: Any = Static()

    @classmethod
    def prescribed(cls, problem):
        """Rate 1/n, F = 7/4, s = 1/2 (s < 1 is efficient on OneMax), at most 4 offspring."""
        return cls(1.0 / problem.dimension(), 1.75, 0.5, 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("rate", self.rate)
        checks.between("rate", self.rate, 0.0, 1.0)
        checks.positive("factor", self.factor)
        if self.factor <= 1:
            raise ValueError(f"factor must be above 1, got {self.factor!r}")
        checks.positive("success_ratio", self.success_ratio)
        checks.count("largest", self.largest)
        check_order(self.order)

    def init(self, problem, x0):
        return State(x0, 1.0)

    def step(self, problem, state, rng):
        f, count = self.order.at(state.x), 1
        for _ in range(self.largest):
            if count + 0.5 <= state.size:
                count = count + 1
        y, value = self.best(problem, f, state.x, count, rng)
        for _ in range((self.largest - count) * state.x.shape[0]):
            rng.random()
        if value < f.value(problem, state.x):
            return State(y, np.maximum(1.0, state.size / self.factor))
        grown = state.size * np.exp(np.log(self.factor) / self.success_ratio)
        return State(y, np.minimum(grown, self.largest))

    def best(self, problem, f, x, count, rng):
        """Best of `count` offspring of x by f, with its value."""
        return best_offspring(problem, f, x, count, self.rate, rng)
