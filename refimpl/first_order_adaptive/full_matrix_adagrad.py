"""AdaGrad with the full matrix: the gradient is preconditioned by the root of the sum of all outer products.

Source      Duchi, Hazan & Singer 2011, Figure 1 (full matrices); epsilon where Gupta, Koren & Singer 2018 have it.
Step        S_t = S_{t-1} + g_t g_t',  S_0 = 0,  g_t = gradient at x_{t-1}
            x_t = x_{t-1} - s (S_t + eps I)^{-1/2} g_t
Guarantee   <g_t, x_{t-1} - x_t> <= 2 s tr(H_t - H_{t-1}),  H_t = (S_t + eps I)^{1/2}                         (derived)
            sum_t <g_t, x_{t-1} - u> <= (D^2 / (2 s) + s) tr H_T,  D = max_t |x_{t-1} - u|                    (derived)
Assumes     convexity for the meaning of the regret; nothing for the update.
Cost        one gradient per step; a symmetric eigendecomposition, some 9 d^3 operations, and d^2 floats.
Departures  eps is added when the root is taken, the paper starts S at eps I: the same numbers. Eigenvalues that
            rounding has made negative count as zero. Ball arithmetic cannot separate the zero eigenvalues of a sum of
            fewer than d - 1 outer products: for d > 2 its first steps are undecidable.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Iterate and sum of outer products."""

    x: Any  # x_t, shape (d,)
    S: Any  # sum of g g', shape (d, d)


class FullMatrixAdaGrad(NamedTuple):
    """`step_size` s > 0 and `epsilon` > 0 in units of the squared gradient."""

    step_size: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """s = 1/8 and epsilon = 1, the square of a gradient of order one; the step of the theorem needs D."""
        return cls(step_size=0.125, epsilon=1.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("epsilon", self.epsilon)

    def init(self, problem, x0):
        nothing = np.zeros_like(x0)
        return State(x0, np.outer(nothing, nothing))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        S = state.S + np.outer(g, g)
        w, V = eigh(S)
        roots = np.sqrt(np.maximum(w, 0.0) + self.epsilon)
        return State(state.x - self.step_size * (V @ ((V.T @ g) / roots)), S)
