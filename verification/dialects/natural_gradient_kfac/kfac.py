"""What the field also calls K-FAC."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like
from refimpl.natural_gradient_kfac.kfac import KFAC
from refimpl.natural_gradient_kfac.one_layer import input_and_signal
from refimpl.second_order.gauss_newton import drawn
from verification.claim import dialect


@dialect("S of the true labels, the empirical Fisher matrix: most training code")
class TrueLabels(KFAC):
    """mean s s', which may vanish."""

    def validate(self, problem):
        super().validate(problem)
        checks.positive("damping", self.damping)

    def moments(self, problem, x, rng):
        columns, found = x.shape[0] // self.rows, []
        for draw in drawn(problem, self.batch, rng):
            a, s = input_and_signal(problem, x, draw, columns)
            found.append((np.outer(s, a).ravel(), np.outer(a, a), np.outer(s, s)))
        g, aa, ss = found[0]
        for more in found[1:]:
            g, aa, ss = g + more[0], aa + more[1], ss + more[2]
        return g / self.batch, aa / self.batch, ss / self.batch


@dialect("both factors start at the identity and are averaged with one weight: common PyTorch code")
class FromIdentity(KFAC):
    """A_0 = S_0 = I, w = beta."""

    def init(self, problem, x0):
        state = super().init(problem, x0)
        return state._replace(A=identity_like(state.A), S=identity_like(state.S))

    def averaged(self, old, new, k):
        return self.decay * old + (1 - self.decay) * new


DIALECTS = (TrueLabels, FromIdentity)
