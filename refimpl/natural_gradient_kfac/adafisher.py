"""AdaFisher: momentum divided by the diagonal of a Kronecker-factored Fisher matrix, of one linear layer.

Source      Gomes, Zhang, Belilovsky, Wolf & Hosseini 2025 (P420).
Step        layer z = W a; a_i its input, s_i the gradient of the loss of example i in z, b examples; delta the decay
            H+ = keep H + add mean a_i^2,  S+ = keep S + add mean s_i^2,  H_0 = S_0 = 1
            m+ = beta m + (1 - beta) (mean s_i a_i' + delta W),  W+ = W - eta (m+/(1 - beta^t)) / (S+ H+' + lambda)
Guarantee   keep = 0, add = 1: S H' is the diagonal of the empirical Fisher matrix where a^2 and s^2 are independent;
            beta = delta = 0, whole batch, f L-smooth, eta = lambda/L: f(x) - f(x+) >= g'(x - x+)/2        (derived)
Assumes     nothing for the update; a model that is one linear layer, so that its Jacobian shows a.
Cost        b gradients per step, O(d) operations; d + rows + d/rows floats.
Departures  a row of W per output; s_i belongs to the loss of one example, in the released code to the mean over the
            batch; that code scales new statistics to [0, 1] by their least and largest entry, has the weights keep =
            0.08 and add = 0.008, which do not sum to 1, and updates every 100 steps: here there is no scaling, and
            every step updates.
Trap        there is no square root, and S belongs to rows, H to columns: where they are equally many, nothing tells.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.shampoo import as_matrix
from refimpl.natural_gradient_kfac.one_layer import check_one_layer, input_and_signal, outputs
from refimpl.second_order.gauss_newton import drawn

LARGEST = 1 - 2.0**-7  # of beta: 1 - beta^t must not be zero in any number format


class State(NamedTuple):
    """Iterate, mean of the gradients, beta^t, and the two factors."""

    x: Any  # W row by row, shape (d,)
    m: Any  # as x
    power: Any
    H: Any  # shape (d / rows,)
    S: Any  # shape (rows,)


def refreshed(method, problem, state, rng):
    """mean s a' row by row, H+ and S+."""
    columns = state.H.shape[0]
    draws = drawn(problem, method.batch, rng)
    a, s = input_and_signal(problem, state.x, draws[0], columns)
    g, aa, ss = np.outer(s, a).ravel(), a * a, s * s
    for draw in draws[1:]:
        a, s = input_and_signal(problem, state.x, draw, columns)
        g, aa, ss = g + np.outer(s, a).ravel(), aa + a * a, ss + s * s
    share = method.add / method.batch
    return g / method.batch, method.keep * state.H + share * aa, method.keep * state.S + share * ss


def preconditioned(method, state, g, H, S):
    """(m+/(1 - beta^t)) / (S+ H+' + lambda), m+ and beta^t."""
    m = method.beta * state.m + (1 - method.beta) * g
    power = state.power * method.beta
    return m / (1 - power) / (np.outer(S, H).ravel() + method.damping), m, power


class AdaFisher(NamedTuple):
    """`step_size` eta > 0, `damping` lambda > 0, `beta` in [0, 1), weights `keep` and `add` of old and new statistics,
    `weight_decay` delta >= 0, `batch` b draws and `rows` outputs.
    """

    step_size: float
    damping: float
    beta: float
    keep: float
    add: float
    weight_decay: float
    batch: int
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """Weights that sum to one, two draws, and as many rows as the problem has outputs."""
        return cls(
            step_size=0.125,
            damping=0.5,
            beta=0.5,
            keep=0.75,
            add=0.25,
            weight_decay=0.0625,
            batch=2,
            rows=outputs(problem),
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the model is one layer of so many rows."""
        for name in ("step_size", "damping"):
            checks.positive(name, getattr(self, name))
        for name in ("keep", "add", "weight_decay"):
            checks.nonnegative(name, getattr(self, name))
        checks.between("beta", self.beta, 0.0, LARGEST)
        check_one_layer(self, problem)

    def init(self, problem, x0):
        ones = as_matrix(np.ones_like(x0), self.rows)
        return State(x0, np.zeros_like(x0), 1.0, ones[0].copy(), ones[:, 0].copy())

    def step(self, problem, state, rng):
        g, H, S = refreshed(self, problem, state, rng)
        update, m, power = preconditioned(self, state, g + self.weight_decay * state.x, H, S)
        return State(state.x - self.step_size * update, m, power, H, S)
