"""MKOR-H: MKOR that falls back to gradient descent when its steps no longer pay.

Source      Mozaffari, Li, Zhang & Mehri Dehnavi 2023 (P400).
Step        MKOR's while every step has lowered the loss by at least the share `least` of it; from the first x_t with
            f(x_t) > (1 - least) f(x_{t-1}) on  W+ = W - eta G,  G the mean over a batch of s_i a_i'
Guarantee   f(x_t) <= (1 - least)^t f(x_0) until then; after it, with the whole batch, f L-smooth and eta <= 1/L,
            f(x+) <= f(x) - (eta/2) |g|^2                                                              (derived)
Assumes     a loss that is not negative; a model that is one linear layer, so that its Jacobian shows a.
Cost        that of MKOR and one value per step, later b gradients; m^2 + n^2 floats.
Departures  those of MKOR; the paper's rule, of which only the purpose is known here, compares rates at which the loss
            falls: ours is the simplest of that kind.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import norm, scale_to_norm
from refimpl.natural_gradient_kfac.kfac_rank_one import LARGEST, SMALLEST, identities, means, refreshed
from refimpl.natural_gradient_kfac.mkor import check, grown, stabilised
from refimpl.natural_gradient_kfac.one_layer import outputs


class State(NamedTuple):
    """Iterate, inverses of both factors, loss while MKOR pays, and whether it does."""

    x: Any  # W row by row, shape (d,)
    A: Any  # shape (d / rows, d / rows)
    B: Any  # shape (rows, rows)
    loss: Any
    pays: int  # 1 or 0


class MKORH(NamedTuple):
    """MKOR's parameters, and the share `least` in (0, 1) of the loss by which a step must lower it."""

    step_size: float
    decay: float
    threshold: float
    mixing: float
    least: float
    batch: int
    rows: int

    @classmethod
    def prescribed(cls, problem):
        """Dyadic numbers for problems of order one."""
        return cls(
            step_size=0.5,
            decay=0.75,
            threshold=0.875,
            mixing=0.25,
            least=0.0625,
            batch=2,
            rows=outputs(problem),
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the model is one linear layer."""
        checks.between("least", self.least, SMALLEST, LARGEST)
        check(self, problem)

    def init(self, problem, x0):
        A, B = identities(self, x0)
        return State(x0, A, B, problem.value(x0), 1)

    def step(self, problem, state, rng):
        mean = means(self, problem, state.x, rng)
        if state.pays == 0:
            return State(state.x - self.step_size * mean[0], state.A, state.B, state.loss, 0)
        D, A, B = refreshed(self, state, mean)
        x = state.x - self.step_size * scale_to_norm(D, norm(mean[0]))
        loss = problem.value(x)
        return State(x, A, B, loss, 1 if loss <= (1 - self.least) * state.loss else 0)

    def updated(self, A, a):
        """MKOR's."""
        return grown(stabilised(A, self.threshold, self.mixing), a, self.decay)
