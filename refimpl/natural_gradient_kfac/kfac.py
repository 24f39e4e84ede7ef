"""K-FAC with full Kronecker factors, factored damping and KL clip, of one linear layer.

Source      Martens & Grosse 2015 (sections 3, 5 and 6.3); the clip is Ba, Grosse & Martens 2017's (both recalled).
Step        layer z = W a; over a batch of b draws, G the mean of s_i a_i', s_i the gradient of loss i in z,
            A_0 = S_0 = 0:
            w = min(1 - 1/t, beta),  A+ = w A + (1 - w) mean a_i a_i',  S+ = w S + (1 - w) mean E[s s' | a_i],
            p^2 = (tr A+/dim A)/(tr S+/dim S),  V = (S+ + sqrt(lambda)/p I)^{-1} G (A+ + p sqrt(lambda) I)^{-1},
            nu = min(1, sqrt(kappa/(eta^2 <V, G>))),  W+ = W - eta nu V
Guarantee   with F the Kronecker product of both damped factors, D = W - W+: <D, F D> = min(kappa, eta^2 <G, F^{-1} G>);
            undamped, the layer's outputs do not depend on the linear coordinates of a; for a Gaussian likelihood whose
            covariance is the same for all examples eta = 1 and the whole batch minimise in one step (all derived)
Assumes     nothing for the update; a model that is one linear layer, so that its Jacobian shows a. A bias is an
            input that is 1.
Cost        b gradients, b (m^2 + n^2) operations for the factors, m^3/3 + n^3/3 + m n (m + n) for V of an (m, n) layer.
Departures  E is exact, over labels that the model draws given a_i: the Hessian of loss i in z, where the paper draws
            labels; true labels ("empirical") are a dialect. One layer. V = G/lambda, the limit, where a trace is
            zero. No momentum, no adaptive damping, no rescaling by the exact Fisher matrix.
Trap        (A + p r I)(x)(S + r/p I) = A(x)S + r^2 I + r (A(x)I/p + p I(x)S): more than the damping r^2 of the product.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, quotient
from refimpl.first_order_adaptive.shampoo import as_matrix
from refimpl.natural_gradient_kfac.one_layer import check_one_layer, input_and_signal, outputs
from refimpl.second_order.gauss_newton import drawn

LARGEST = 1 - 2.0**-7  # of the decay


class State(NamedTuple):
    """Iterate, both factors and the number of batches in them."""

    x: Any  # W row by row, shape (d,)
    A: Any  # shape (d / rows, d / rows)
    S: Any  # shape (rows, rows)
    k: Any


def mean_of_diagonal(H):
    """tr H / dim H."""
    total = H[0, 0]
    for i in range(1, H.shape[0]):
        total = total + H[i, i]
    return total / H.shape[0]


class KFAC(NamedTuple):
    """`step_size` eta > 0, `damping` lambda >= 0, `decay` beta in [0, 1) of the factors, `clip` kappa > 0, `batch` b
    draws and `rows` outputs.
    """

    step_size: float
    damping: float
    decay: float
    clip: float
    batch: int
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """Dyadic numbers for problems of order one; beta just below 3/4, where the plain mean of four would begin."""
        return cls(step_size=0.5, damping=0.0625, decay=0.7421875, clip=0.25, batch=2, rows=outputs(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable, factors regular that nothing is added to, and the
        model is one linear layer.
        """
        checks.positive("step_size", self.step_size)
        checks.nonnegative("damping", self.damping)
        checks.between("decay", self.decay, 0.0, LARGEST)
        checks.positive("clip", self.clip)
        check_one_layer(self, problem)
        if self.damping == 0:
            d = problem.dimension()
            rank = int(np.linalg.matrix_rank(problem.sample_output_hessian(np.zeros(d), 0)))
            if rank < self.rows:
                raise ValueError(
                    f"damping must be positive where S at 0 has rank {rank} of {self.rows}, got 0"
                )
            checks.count("batch of an undamped method", self.batch, d // self.rows)

    def init(self, problem, x0):
        W = as_matrix(np.zeros_like(x0), self.rows)
        return State(x0, W.T @ W, W @ W.T, 0)

    def step(self, problem, state, rng):
        g, aa, ss = self.moments(problem, state.x, rng)
        A, S = self.averaged(state.A, aa, state.k), self.averaged(state.S, ss, state.k)
        v = self.preconditioned(as_matrix(g, self.rows), A, S).ravel()
        return State(state.x - self.step_size * self.clipped(g, v) * v, A, S, state.k + 1)

    def moments(self, problem, x, rng):
        """The means over a batch of s a' row by row, of a a' and of E s s'."""
        columns = x.shape[0] // self.rows
        draws = drawn(problem, self.batch, rng)
        a, s = input_and_signal(problem, x, draws[0], columns)
        g, aa, ss = np.outer(s, a).ravel(), np.outer(a, a), problem.sample_output_hessian(x, draws[0])
        for draw in draws[1:]:
            a, s = input_and_signal(problem, x, draw, columns)
            g, aa = g + np.outer(s, a).ravel(), aa + np.outer(a, a)
            ss = ss + problem.sample_output_hessian(x, draw)
        return g / self.batch, aa / self.batch, ss / self.batch

    def averaged(self, old, new, k):
        """w old + (1 - w) new, w = min(1 - 1/(k + 1), beta): a plain mean as long as beta would forget less."""
        if (k + 1) * (1 - self.decay) < 1:
            return (k * old + new) / (k + 1)
        return self.decay * old + (1 - self.decay) * new

    def preconditioned(self, G, A, S):
        """V = (p S + r I)^{-1} G (A/p + r I)^{-1}, r^2 = lambda: p S and A/p have one mean of diagonals, perhaps 0."""
        a, s, root = mean_of_diagonal(A), mean_of_diagonal(S), np.sqrt(self.damping)
        both = np.sqrt(a * s)
        half = np.linalg.solve(add_to_diagonal(both * quotient(S, s), root), G)
        return np.linalg.solve(add_to_diagonal(both * quotient(A, a), root), half.T.copy()).T

    def clipped(self, g, v):
        """nu."""
        size = self.step_size * self.step_size * np.dot(g, v)
        if size > self.clip:
            return np.sqrt(self.clip / size)
        return 1.0
