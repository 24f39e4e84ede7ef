"""What the field also calls AdaGrad with the full matrix."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad, State
from verification.claim import dialect


@dialect("epsilon is added to the root instead of under it: delta of Duchi, Hazan & Singer")
class EpsilonAfterRoot(FullMatrixAdaGrad):
    """D = (S^{1/2} + eps I)^{-1} g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        S = state.S + np.outer(g, g)
        w, V = eigh(S)
        roots = np.sqrt(np.maximum(w, 0.0)) + self.epsilon
        return State(state.x - self.step_size * (V @ ((V.T @ g) / roots)), S)


DIALECTS = (EpsilonAfterRoot,)
