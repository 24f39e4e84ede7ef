"""AdaHessian: Adam with estimated Hessian diagonals, averaged over blocks, in the place of the gradient's square.

Source      Yao, Gholami, Shen, Mustafa, Keutzer & Mahoney 2021, Algorithm 1; decay and epsilon as in the authors' code.
Step        s = block means of z o (H(x) z), z random signs;   m+ = beta1 m + (1 - beta1) g,   g = grad f(x)
            v+ = beta2 v + (1 - beta2) s o s;   m^ = m+ / (1 - beta1^t),   v^ = v+ / (1 - beta2^t)
            x+ = x - eta (m^ / (sqrt(v^)^k + epsilon) + lambda x)
Guarantee   E s = block means of diag H. For diagonal H every draw gives |H_ii|: with k = 1, beta1 = 0, block 1 and a
            quadratic an entry with H_ii > 0 shrinks by the factor 1 - eta at every step, whatever H_ii is, and one with
            H_ii < 0 grows by 1 + eta                                                                      (derived)
            exact diagonal D with least entry alpha > 0, k = 1, beta1 = beta2 = 0, H <= L I, eta = alpha/L:
            f(x) - f(x+) >= (alpha/2L) g'D^{-1}g                                                           (derived)
Assumes     nothing for the update.
Cost        one gradient and one Hessian-vector product per step; two extra d-vectors.
Departures  blocks are `block` neighbouring coordinates, which must divide d (the authors: the entries of a convolution
            kernel). The paper has no epsilon inside the power, nor has the code; it must be positive here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.probes import block_means, probed_diagonal


class State(NamedTuple):
    """Iterate, averages of the gradients and of the squared estimates, number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    v: Any  # shape (d,), never negative
    t: int


class AdaHessian(NamedTuple):
    """`step_size` eta > 0, betas in [0, 1), `power` k in [0, 1], `epsilon` > 0, `weight_decay` lambda >= 0.

    `block` is the number of neighbouring coordinates that share a curvature.
    """

    step_size: float
    beta1: float
    beta2: float
    power: float
    epsilon: float
    weight_decay: float
    block: int

    @classmethod
    def prescribed(cls, problem):
        """The authors' defaults and a little decay; blocks of two where d is even."""
        block = 1 + (problem.dimension() + 1) % 2
        return cls(
            step_size=0.15, beta1=0.9, beta2=0.999, power=1.0, epsilon=1e-4, weight_decay=0.0625, block=block
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the block divides the dimension."""
        for name in ("step_size", "epsilon"):
            checks.positive(name, getattr(self, name))
        for name in ("beta1", "beta2"):
            beta = getattr(self, name)
            checks.finite(name, beta)
            if not 0 <= beta < 1:
                raise ValueError(f"{name} must lie in [0, 1), got {beta!r}")
        checks.between("power", self.power, 0, 1)
        checks.nonnegative("weight_decay", self.weight_decay)
        checks.count("block", self.block)
        d = problem.dimension()
        if d % self.block:
            raise ValueError(f"block must divide the dimension {d}, got {self.block}")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        t = state.t + 1
        m = average(state.m, problem.gradient(state.x), self.beta1)
        s = self.curvature(problem, state.x, rng)
        v = average(state.v, s * s, self.beta2)
        u = corrected(m, self.beta1, t) / self.divisor(corrected(v, self.beta2, t))
        return State(self.move(state.x, u), m, v, t)

    def curvature(self, problem, x, rng):
        """Block means of one estimate of the diagonal, shape (d,), of either sign."""
        return block_means(probed_diagonal(problem, x, rng), self.block)

    def divisor(self, v):
        """sqrt(v)^k + epsilon, shape (d,)."""
        return np.sqrt(v) ** self.power + self.epsilon

    def move(self, x, u):
        """x less the step along u and the decay, shape (d,)."""
        return x - self.step_size * (u + self.weight_decay * x)
