"""Metagradient descent: the gradient through all of a training with momentum, replayed from few stored states (REPLAY).

Source      Engstrom, Ilyas, Chen, Feldmann, Moses & Madry 2025; the lazy k-ary tree of REPLAY.
Step        training  v_{t+1} = beta v_t + g_y(x, y_t),  y_{t+1} = y_t - gamma v_{t+1},  t < T = k^m,  v_0 = 0
            a = f_y(x, y_T), c = 0, h = f_x(x, y_T);  for t = T-1, ..., 0:
            b = c - gamma a;  h <- h + g_xy(x, y_t) b;  a <- a + g_yy(x, y_t) b;  c <- beta b
            the state at t is replayed: a segment of n > 1 steps whose first state is stored is run again but for its
            last n/k steps, the first states of its k parts are stored, and the parts are done from the last
            x+ = x - eta h
Guarantee   h is the gradient of F_T(x) = f(x, y_T(x)), the same number for all k and m with k^m = T       (derived)
            T + m T (k - 1)/k training steps are taken and (k - 1) m + 1 states are stored               (derived)
Assumes     a training that is the same when it is run again.
Cost        T + m T (k - 1)/k lower_y, T lower_yy_vector and lower_xy_vector, one upper_x and upper_y.
Departures  the training takes full gradients, so that no batches have to be replayed; x moves along the gradient, not
            along its sign (a dialect).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check
from refimpl.core import checks


class State(NamedTuple):
    """The metaparameters."""

    x: Any  # x_k, shape (dx,)


class MetagradientDescent(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `momentum` beta of the training, `arity` k, `depth` m, `start` y_0."""

    step_size: float
    lower_step_size: float
    momentum: float
    arity: int
    depth: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/(2 L) of psi, gamma = 1/(2 L_g), beta = 1/2, T = 2^2, start 1/2: common values, not a theory's."""
        eta, gamma = 0.5 / problem.smoothness(), 0.5 / problem.lower_smoothness()
        return cls(eta, gamma, 0.5, 2, 2, np.full(problem.lower_dimension(), 0.5))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("depth",))
        checks.count("arity", self.arity, 2)
        checks.between("momentum", self.momentum, 0, 1)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * self.metagradient(problem, state.x))

    def metagradient(self, problem, x):
        """h."""
        T, y = self.arity**self.depth, self.start.copy()
        v = 0 * y
        stored = [(T, y, v)]  # lengths and first states of segments, the last one on top
        end, _ = self.trained(problem, x, y, v, T)
        h, a, c = problem.upper_x(x, end), problem.upper_y(x, end), v  # c = 0, as v
        for _ in range(T):
            for _ in range(self.depth):
                n, y, v = stored[-1]
                if n > 1:
                    n = n // self.arity
                    stored[-1] = (n, y, v)
                    for _ in range(self.arity - 1):
                        y, v = self.trained(problem, x, y, v, n)
                        stored.append((n, y, v))
            n, y, v = stored.pop()
            h, a, c = self.pulled_back(problem, x, y, h, a, c)
        return h

    def trained(self, problem, x, y, v, n):
        """The state after n steps of the training."""
        for _ in range(n):
            v = self.momentum * v + problem.lower_y(x, y)
            y = y - self.lower_step_size * v
        return y, v

    def pulled_back(self, problem, x, y, h, a, c):
        """h, a and c before a step from y."""
        b = c - self.lower_step_size * a
        h = h + problem.lower_xy_vector(x, y, b)
        return h, a + problem.lower_yy_vector(x, y, b), self.momentum * b
