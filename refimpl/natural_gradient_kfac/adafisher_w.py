"""AdaFisherW: AdaFisher with its weight decay beside the preconditioner.

Source      Gomes, Zhang, Belilovsky, Wolf & Hosseini 2025 (P420).
Step        as AdaFisher, with m+ = beta m + (1 - beta) mean s_i a_i' and
            W+ = W - eta [(m+/(1 - beta^t)) / (S+ H+' + lambda) + delta W]
Guarantee   as AdaFisher for delta = 0; delta shrinks every weight by 1 - eta delta, whatever its curvature (derived)
Assumes     nothing for the update; a model that is one linear layer, so that its Jacobian shows a.
Cost        as AdaFisher.
Departures  those of AdaFisher; the decay is multiplied by eta, as in AdamW.
"""

from __future__ import annotations

from typing import NamedTuple

from refimpl.natural_gradient_kfac.adafisher import State, check, preconditioned, refreshed, start, usual


class AdaFisherW(NamedTuple):
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
        """Dyadic numbers for problems of order one."""
        return usual(cls, problem)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the model is one linear layer."""
        check(self, problem)

    def init(self, problem, x0):
        return start(self, x0)

    def step(self, problem, state, rng):
        g, H, S = refreshed(self, problem, state, rng)
        update, m, power = preconditioned(self, state, g, H, S)
        return State(state.x - self.step_size * (update + self.weight_decay * state.x), m, power, H, S)
