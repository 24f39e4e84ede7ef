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

from refimpl.natural_gradient_kfac.adafisher import AdaFisher, State, preconditioned, refreshed


class AdaFisherW(AdaFisher):
    """AdaFisher's parameters; the `weight_decay` delta is decoupled."""

    def step(self, problem, state, rng):
        g, H, S = refreshed(self, problem, state, rng)
        update, m, power = preconditioned(self, state, g, H, S)
        return State(state.x - self.step_size * (update + self.weight_decay * state.x), m, power, H, S)
