"""IAPTT: descent through lower steps whose start is a variable and which end where the upper level is worst.

Source      Liu, Liu, Zeng & Zhang 2021 (NeurIPS), initialisation auxiliary and pessimistic trajectory truncation.
Step        y_0 = z_k,  y_{t+1} = y_t - gamma g_y(x_k, y_t) for t < T;  K = argmax_{1 <= t <= T} f(x_k, y_t), the first
            a = f_y(x_k, y_K), h = f_x(x_k, y_K);
            for t = K-1, ..., 0:  h <- h - gamma g_xy(x_k, y_t) a,  a <- a - gamma g_yy(x_k, y_t) a
            x+ = x - eta h,  z+ = z - zeta a
Guarantee   (h, a) is the gradient of V(x, z) = max_{1 <= t <= T} f(x, y_t(x, z)) where the maximum is single (derived)
            V is at least the value f(x, y_t) of every lower iterate                                      (derived)
Assumes     f and g smooth; nothing of convexity in y.
Cost        T lower_y and upper, at most T lower_yy_vector and lower_xy_vector, one upper_x and upper_y; T + 1 copies.
Departures  gradient steps at the lower level; x and z in the whole space.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check
from refimpl.core import checks


class State(NamedTuple):
    """The upper iterate and where the lower steps start."""

    x: Any  # x_k, shape (dx,)
    z: Any  # z_k, shape (dy,)


class IAPTT(NamedTuple):
    """`step_size` eta of x, `start_step_size` zeta of z, `lower_step_size` gamma, `inner_steps` T, first z `start`."""

    step_size: float
    start_step_size: float
    lower_step_size: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """gamma = 1/(2 L_g), eta = 1/(2 L) of psi, zeta = 1/2, T = 4, start 2: common values, not a theory's."""
        eta, gamma = 0.5 / problem.smoothness(), 0.5 / problem.lower_smoothness()
        return cls(eta, 0.5, gamma, 4, np.full(problem.lower_dimension(), 2.0))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps",))
        checks.positive("start_step_size", self.start_step_size)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        ys = self.followed(problem, state.x, state.z)
        h, a = self.pulled_back(problem, state.x, ys, self.worst(problem, state.x, ys))
        return State(state.x - self.step_size * h, state.z - self.start_step_size * a)

    def followed(self, problem, x, z):
        """y_0, ..., y_T."""
        ys = [z]
        for t in range(self.inner_steps):
            ys.append(ys[t] - self.lower_step_size * problem.lower_y(x, ys[t]))
        return ys

    def worst(self, problem, x, ys):
        """K."""
        K, highest = 1, problem.upper(x, ys[1])
        for t in range(2, len(ys)):
            value = problem.upper(x, ys[t])
            if value > highest:
                K, highest = t, value
        return K

    def pulled_back(self, problem, x, ys, K):
        """The gradient of f(x, y_K(x, z)) in x and in z."""
        h, a = problem.upper_x(x, ys[K]), problem.upper_y(x, ys[K])
        for j in range(K):
            y = ys[K - 1 - j]
            h = h - self.lower_step_size * problem.lower_xy_vector(x, y, a)
            a = a - self.lower_step_size * problem.lower_yy_vector(x, y, a)
        return h, a
