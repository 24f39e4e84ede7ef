"""BSVRB v2: blockwise variance-reduced bilevel optimisation that tracks Hessian-vector products of every block.

Source      Hu, Qiu, Guo, Zhang & Yang 2023 (ICML); MSVR: Jiang, Li, Wang, Zhang & Yang 2022 (NeurIPS).
Step        as BSVRB v1, but v_i stands for H_i^{-1} f_y: it follows the gradient of v'g_yy v/2 - v'f_y,
            q_i(t) = g_yy v_i - f_y at (x_t, y_t, v_t);  sampled  s_i as there,
                        u_i <- (1 - a) u_i + a q_i(t) + gamma (q_i(t) - q_i(t-1)), same draws;  others kept
            G_t = mean over the sampled blocks of f_x - g_xy v_i at time t, G~_t the same at time t - 1
            z <- (1 - beta)(z - G~_t) + G_t,   x+ = x - eta z
            y_i+ = y_i - tau s_i,   v_i+ = v_i - sigma u_i, cut to |v_i| <= R, for all blocks;   v_i = 0 at first
Guarantee   the mean square errors of s_i and u_i follow the recursion of v1; no noise, I = m: both exact    (derived)
            at a stationary point with v_i = g_yy^{-1} f_y nothing moves where I = m                         (derived)
            iterations O(m eps^-3 1[I < m]/(I sqrt I) + m eps^-3/(I sqrt B)) to an eps-stationary point      (abstract)
Assumes     g_i strongly convex in y, draws smooth in mean square, |g_yy^{-1} f_y| <= R.
Cost        2 I of lower_y, lower_yy_vector, lower_xy_vector, upper_x and upper_y, no matrix; first step: 2 m.
Departures  the order of a step and the bound on v_i are those of the authors' published code, not read in the paper:
            y and v move in all blocks. First step: all blocks, a = beta = 1 and gamma = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.blockwise import check_blockwise, estimates, msvr, subset
from refimpl.core import checks
from refimpl.core.dialect import norm, scale_to_norm


class State(NamedTuple):
    """Iterates and estimates of all blocks, and the previous ones."""

    x: Any  # x_t, shape (dx,)
    Y: Any  # y_i, shape (m, dy)
    S: Any  # tracks g_y, shape (m, dy)
    V: Any  # v_i, shape (m, dy)
    U: Any  # tracks g_yy v_i - f_y, shape (m, dy)
    z: Any  # estimate of the hyper-gradient, shape (dx,)
    x_old: Any  # x_{t-1}
    Y_old: Any  # y_i of x_{t-1}
    V_old: Any  # v_i of x_{t-1}
    k: int  # steps taken


class BSVRBv2(NamedTuple):
    """As BSVRB v1 without mu; `vector_step_size` sigma of v_i and its `bound` R."""

    step_size: float
    lower_step_size: float
    vector_step_size: float
    tracking: float
    momentum: float
    blocks: int
    batch: int
    bound: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """tau = 1/(2 L_g), sigma = 3/4 of it, eta = mu/(8 L_g), a = 1/4, beta = 3/8, half the blocks, B = 3, R = 1."""
        m, L, mu = problem.block_count(), problem.lower_smoothness(), problem.lower_strong_convexity()
        start = np.full((m, problem.lower_dimension()), 0.5)
        return cls(0.125 * mu / L, 0.5 / L, 0.375 / L, 0.25, 0.375, (m + 1) // 2, 3, 1.0, start)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has one row per block."""
        check_blockwise(self, problem)
        checks.positive("vector_step_size", self.vector_step_size)
        checks.positive("bound", self.bound)

    def init(self, problem, x0):
        Y = self.start.copy()
        V = np.zeros_like(Y)
        return State(x0, Y, Y, V, Y, x0, x0, Y, V, 0)  # the first step reads x, y and v

    def step(self, problem, state, rng):
        S, U, z = estimates(self, problem, state, rng)
        x, Y = state.x - self.step_size * z, state.Y - self.lower_step_size * S
        V = self.bounded(state.V - self.vector_step_size * U)
        return State(x, Y, S, V, U, z, state.x, state.Y, state.V, state.k + 1)

    def estimated(self, problem, state, chosen, a, gamma, beta, rng):
        """s, u and z after a step that draws the blocks `chosen`."""
        S, U, z = state.S.copy(), state.U.copy(), (1 - beta) * state.z
        for i in chosen:
            b = problem.block(i, self.batch, rng)
            now, before = b.lower_y(state.x, state.Y[i]), b.lower_y(state.x_old, state.Y_old[i])
            S[i] = self.tracked(state.S[i], now, before, a, gamma)
            now = self.residual(b, state.x, state.Y[i], state.V[i])
            before = self.residual(b, state.x_old, state.Y_old[i], state.V_old[i])
            U[i] = self.tracked(state.U[i], now, before, a, gamma)
            now = self.direction(b, state.x, state.Y[i], state.V[i])
            before = self.direction(b, state.x_old, state.Y_old[i], state.V_old[i])
            z = z + self.corrected(now, before, beta) / len(chosen)
        return S, U, z

    def sampled(self, m, rng):
        """The blocks of a step."""
        return subset(rng, m, self.blocks)

    def tracked(self, h, now, before, a, gamma):
        """MSVR of one block."""
        return msvr(h, now, before, a, gamma)

    def corrected(self, now, before, beta):
        """What z gets from one block."""
        return now - (1 - beta) * before

    def residual(self, b, x, y, v):
        """g_yy v - f_y."""
        return b.lower_yy_vector(x, y, v) - b.upper_y(x, y)

    def direction(self, b, x, y, v):
        """f_x - g_xy v."""
        return b.upper_x(x, y) - b.lower_xy_vector(x, y, v)

    def bounded(self, V):
        """Rows cut to the length R."""
        for i in range(V.shape[0]):
            if norm(V[i]) > self.bound:
                V[i] = scale_to_norm(V[i], self.bound)
        return V
