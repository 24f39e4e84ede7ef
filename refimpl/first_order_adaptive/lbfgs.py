"""L-BFGS with a fixed step: the two-loop recursion over the last m pairs, no line search.

Source      Liu & Nocedal 1989; first step and threshold as in torch.optim.LBFGS without a line search.
Step        s = x_{t-1} - x_{t-2}, y = g_t - g_{t-1}, kept if s'y > 1e-10; of more than m pairs the oldest is dropped
            H = gamma I, gamma = s'y / y'y of the newest pair; then for every pair, the oldest first,
            H <- (I - rho s y') H (I - rho y s') + rho s s', rho = 1 / s'y
            x_t = x_{t-1} - eta H g_t;   x_1 = x_0 - eta min(1, 1/|g_1|_1) g_1
Guarantee   H is positive definite, H y = s for the newest pair: g'Hg >= (s'g)^2 / s'y                     (derived)
            with exact line searches on a quadratic the iterates are those of conjugate gradients         (derived)
Assumes     nothing for the update.
Cost        one gradient per step; 4 m d multiplications, 2 (m + 1) d floats beside x.
Departures  the library stops where no entry of g exceeds 1e-7 or where g'Hg < 1e-9; here nothing stops. s is the
            difference of the iterates, not the product of length and direction: the same numbers before rounding.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks

CURVATURE = 1e-10  # a pair is kept if s'y is larger


class Pairs(NamedTuple):
    """The memory, the newest pair last; rows not yet filled are zero, with rho = 0, and leave H as it is."""

    S: Any  # steps, shape (memory, d)
    Y: Any  # differences of gradients, shape (memory, d)
    rho: Any  # 1/s'y, shape (memory,)
    gamma: float  # s'y/y'y of the newest pair, 1 before there is one


class State(NamedTuple):
    """Iterate, the one before with its gradient, and the memory."""

    x: Any  # x_t, shape (d,)
    x_before: Any  # x_{t-1}, shape (d,)
    g_before: Any  # g_t, the gradient at x_{t-1}, shape (d,)
    pairs: Any
    t: int


def appended(pairs, s, y, rho, gamma):
    """The memory with the pair (s, y) of weight rho as its newest one, the oldest dropped."""
    S = np.concatenate((pairs.S[1:], np.atleast_2d(s)))
    Y = np.concatenate((pairs.Y[1:], np.atleast_2d(y)))
    return Pairs(S, Y, np.concatenate((pairs.rho[1:], rho * np.ones_like(pairs.rho[:1]))), gamma)


def remember(pairs, s, y):
    """The memory after the step s that changed the gradient by y: as it was, or with that pair."""
    curvature = np.dot(s, y)
    if curvature > CURVATURE:
        return appended(pairs, s, y, 1.0 / curvature, curvature / np.dot(y, y))
    return pairs


def two_loops(pairs, g):
    """H g."""
    S, Y, rho, gamma = pairs
    q, alpha = g, np.zeros_like(rho)
    for i in range(rho.shape[0] - 1, -1, -1):
        alpha[i] = rho[i] * np.dot(S[i], q)
        q = q - alpha[i] * Y[i]
    r = gamma * q
    for i in range(rho.shape[0]):
        r = r + (alpha[i] - rho[i] * np.dot(Y[i], r)) * S[i]
    return r


class LBFGS(NamedTuple):
    """L-BFGS with step size eta > 0 and a `memory` of m >= 1 pairs."""

    step_size: float
    memory: int

    @classmethod
    def prescribed(cls, problem):
        """The full step, and three pairs."""
        return cls(step_size=1.0, memory=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.count("memory", self.memory)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        rows = np.repeat(nothing, self.memory).reshape(self.memory, x0.shape[0])
        return State(x0, x0, nothing, Pairs(rows, rows, np.repeat(nothing[:1], self.memory), 1.0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs = remember(state.pairs, state.x - state.x_before, g - state.g_before)
        length = self.step_size
        if state.t == 0:
            length = self.step_size / np.maximum(1.0, np.sum(np.abs(g)))
        return State(state.x - length * two_loops(pairs, g), state.x, g, pairs, state.t + 1)
