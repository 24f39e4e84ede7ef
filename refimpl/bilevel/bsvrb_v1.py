"""BSVRB v1: blockwise variance-reduced bilevel optimisation that tracks the Hessian of every block.

Source      Hu, Qiu, Guo, Zhang & Yang 2023 (ICML); MSVR: Jiang, Li, Wang, Zhang & Yang 2022 (NeurIPS).
Step        I of m blocks, B draws of each; D[q] = q at (x_t, y_t), less q at (x_{t-1}, y_{t-1}), of the same draws
            sampled     s_i <- (1 - a) s_i + a g_y + gamma D[g_y],   gamma = (m - I)/(I (1 - a)) + 1 - a
                        H_i <- P[(1 - a) H_i + a g_yy + gamma D[g_yy]], P to eigenvalues >= mu; others kept
            G = mean over the sampled blocks of f_x - g_xy H_i^{-1} f_y at (x_t, y_t) with H_i before the step, G~ the
            same at (x_{t-1}, y_{t-1}) with the H_i before that;  z <- (1 - beta)(z - G~) + G
            x+ = x - eta z,   y_i+ = y_i - tau s_i for all blocks
Guarantee   no noise, p = I/m: E|e'|^2 = (p (1-a)^2 + 1-p)|e|^2 + (p c^2 + 1-p)|D|^2, c = (1-p)/(p (1-a)), of the
            error of a tracked quantity (without P); I = m: what is exact at first is so for ever            (derived)
            iterations O(m eps^-3 1[I < m]/(I sqrt I) + m eps^-3/(I sqrt B)) to an eps-stationary point      (abstract)
Assumes     g_i strongly convex in y, draws smooth in mean square.
Cost        2 I of lower_y, lower_yy, upper_x, upper_y and lower_xy_vector, 2 I solves, I projections; first step: 2 m.
Departures  the order of a step is that of the authors' published code, not read in the paper: y moves in all blocks,
            hyper-gradients take the H_i of before. First step: all blocks, a = beta = 1 and gamma = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.blockwise import check_blockwise, estimates, msvr, subset
from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Iterates and estimates of all blocks, and the previous ones."""

    x: Any  # x_t, shape (dx,)
    Y: Any  # y_i, shape (m, dy)
    S: Any  # tracks g_y, shape (m, dy)
    H: Any  # tracks g_yy, shape (m, dy, dy)
    z: Any  # estimate of the hyper-gradient, shape (dx,)
    x_old: Any  # x_{t-1}
    Y_old: Any  # y_i of x_{t-1}
    H_old: Any  # H before the last step
    k: int  # steps taken


class BSVRBv1(NamedTuple):
    """`step_size` eta, `lower_step_size` tau, `tracking` a < 1, `momentum` beta, `blocks` I, `batch` B, floor `mu`.

    y_i start at the rows of `start` (m, dy), H_i at `hessians` (m, dy, dy), positive definite.
    """

    step_size: float
    lower_step_size: float
    tracking: float
    momentum: float
    blocks: int
    batch: int
    mu: float
    start: Any
    hessians: Any

    @classmethod
    def prescribed(cls, problem):
        """tau = 1/(2 L_g), eta = mu/(8 L_g), a = 1/4, beta = 3/8, about half the blocks, B = 3, H_i = L_g I."""
        m, dy = problem.block_count(), problem.lower_dimension()
        L, mu = problem.lower_smoothness(), problem.lower_strong_convexity()
        start, hessians = np.full((m, dy), 0.5), np.stack([L * np.eye(dy)] * m)
        return cls(0.125 * mu / L, 0.5 / L, 0.25, 0.375, (m + 1) // 2, 3, mu, start, hessians)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and both starts have one entry per block."""
        check_blockwise(self, problem)
        checks.positive("mu", self.mu)
        dy = problem.lower_dimension()
        checks.array("hessians", self.hessians, shape=(problem.block_count(), dy, dy))

    def init(self, problem, x0):
        Y, H = self.start.copy(), self.hessians.copy()
        return State(x0, Y, Y, H, x0, x0, Y, H, 0)  # the first step reads x, y and H

    def step(self, problem, state, rng):
        S, H, z = estimates(self, problem, state, rng)
        x, Y = state.x - self.step_size * z, state.Y - self.lower_step_size * S
        return State(x, Y, S, H, z, state.x, state.Y, state.H, state.k + 1)

    def estimated(self, problem, state, chosen, a, gamma, beta, rng):
        """s, H and z after a step that draws the blocks `chosen`."""
        S, H, z = state.S.copy(), state.H.copy(), (1 - beta) * state.z
        for i in chosen:
            b = problem.block(i, self.batch, rng)
            now, before = b.lower_y(state.x, state.Y[i]), b.lower_y(state.x_old, state.Y_old[i])
            S[i] = self.tracked(state.S[i], now, before, a, gamma)
            now, before = b.lower_yy(state.x, state.Y[i]), b.lower_yy(state.x_old, state.Y_old[i])
            H[i] = self.projected(self.tracked(state.H[i], now, before, a, gamma))
            now = self.direction(b, state.x, state.Y[i], state.H[i])
            before = self.direction(b, state.x_old, state.Y_old[i], state.H_old[i])
            z = z + self.corrected(now, before, beta) / len(chosen)
        return S, H, z

    def sampled(self, m, rng):
        """The blocks of a step."""
        return subset(rng, m, self.blocks)

    def tracked(self, h, now, before, a, gamma):
        """MSVR of one block."""
        return msvr(h, now, before, a, gamma)

    def corrected(self, now, before, beta):
        """What z gets from one block."""
        return now - (1 - beta) * before

    def direction(self, b, x, y, H):
        """f_x - g_xy H^{-1} f_y."""
        return b.upper_x(x, y) - b.lower_xy_vector(x, y, np.linalg.solve(H, b.upper_y(x, y)))

    def projected(self, H):
        """The nearest matrix of eigenvalues of at least mu."""
        w, V = eigh(H)
        return (V * np.maximum(w, self.mu)) @ V.T
