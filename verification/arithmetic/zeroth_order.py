"""Zeroth-order steps in decimal arithmetic, on second-order regression: knows nothing of this library's methods.

F(x; i) = n z_i(x)^2/2 with z_i = y_i + J_i x + x'Q_i x/2. The draws are NumPy's, in the order of the method's text.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems.registry import EXAMPLES

EXAMPLE = "quadratic-regression"
DIGITS = 80


def decimals(values: Any) -> np.ndarray:
    """An array of the same numbers as decimals, of as many digits as they have."""
    return np.vectorize(lambda v: Decimal(float(v)), otypes=[object])(np.asarray(values, float))


class World:
    """The losses F(.; i) of the example and the stream of draws of one seed."""

    def __init__(self, seed: int) -> None:
        problem = EXAMPLES[EXAMPLE].build()
        self.y, self.J, self.n = decimals(problem.y), decimals(problem.J), len(problem.y)
        self.Q = decimals(problem.Q).reshape(self.n, *self.J.shape[1:], -1)
        self.x0 = decimals(EXAMPLES[EXAMPLE].start)
        self.rng = np.random.default_rng(seed)

    def index(self) -> int:
        """The next sample."""
        return int(self.rng.integers(0, self.n))

    def normals(self, x: np.ndarray) -> np.ndarray:
        """As many normal draws as x has entries."""
        return decimals(self.rng.standard_normal(len(x)))

    def uniform(self) -> Decimal:
        """The next uniform draw."""
        return Decimal(float(self.rng.random()))

    def value(self, x: np.ndarray, i: int) -> Decimal:
        """F(x; i)."""
        z = self.y[i] + self.J[i] @ x + x @ self.Q[i] @ x / 2
        return self.n * z * z / 2

    def gradient(self, x: np.ndarray, i: int) -> np.ndarray:
        """grad F(x; i)."""
        z = self.y[i] + self.J[i] @ x + x @ self.Q[i] @ x / 2
        return self.n * z * (self.J[i] + self.Q[i] @ x)

    def slope(self, x: np.ndarray, z: np.ndarray, c: Decimal, i: int) -> Decimal:
        """The central difference along z."""
        return (self.value(x + c * z, i) - self.value(x - c * z, i)) / c / 2


Rule = Callable[[World, np.ndarray, Any], np.ndarray]


def expected(
    rule: Rule, steps: int, seed: int, memory: Any = None, world: type[World] = World
) -> list[list[Decimal]]:
    """x_1, ..., x_steps to 80 digits of `x = rule(world, x, memory)`; `memory` is a dict of the rule's own."""
    with localcontext() as context:
        context.prec = DIGITS
        here, found = world(seed), []
        x, memory = here.x0, {} if memory is None else memory
        for _ in range(steps):
            x = rule(here, x, memory)
            found.append(list(x))
    return found
