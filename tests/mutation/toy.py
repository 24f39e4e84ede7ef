"""A method in the dialect that is as small as it can be and yet shows every operator something."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class State(NamedTuple):
    x: Any
    m: Any
    k: int


def half(v):
    return v / 2


class Toy(NamedTuple):
    a: float
    b: float

    @classmethod
    def prescribed(cls, problem):
        return cls(1.0 + 1.0, 0.5)

    def validate(self, problem):
        if self.a + self.b < 0:
            raise ValueError("a + b must not be negative")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        m = state.m + problem.gradient(state.x)
        return State(state.x - self.a * half(m), m, state.k + 1)


class Tiny(NamedTuple):
    a: float

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        return State(self.a * state.x, state.x, state.k)


class Namesake(NamedTuple):
    """Its `half` is called like the function that it calls."""

    a: float

    def init(self, problem, x0):
        return State(x0, x0, 0)

    def step(self, problem, state, rng):
        return State(self.half(state.x), state.m, state.k)

    def half(self, v):
        return half(self.a * v)


class Ramp(NamedTuple):
    """A problem whose gradient is 4 everywhere."""

    def gradient(self, x):
        return 0 * x + 4
