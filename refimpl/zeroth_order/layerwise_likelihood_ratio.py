"""Likelihood-ratio gradients with noise in one layer at a time and both signs of every draw.

Source      Jiang, Zhang, Yu, Xu & Peng 2024 ("One Forward is Enough for Neural Network Training via Likelihood Ratio
            Method"), layer-wise noise and antithetic variables.
Step        x+ = x - eta g, g the mean over `copies` draws of z ~ N(0, I), z_l its part in layer l,
            g = sum_l [L(sigma z_l) - L(-sigma z_l)] (d phi_l/d x)' z_l / (2 sigma)
Guarantee   E g has for the parameters of layer l the derivatives of E L(sigma z_l), the loss smoothed in this layer
            alone: no gradient of one function where smoothing matters                                     (derived)
            linear hidden units of output weights a, residual r, input u: g is free of sigma,
            Cov g = r^2 (a a' + |a|^2 I) |u|^2 for the hidden weights, 2 r^2 h h' for a, h the units       (derived)
Assumes     no derivative of loss or activations; parameters enter a layer's output linearly here.
Cost        2 forward passes per layer and copy; the noise of one pass.
Departures  sigma is given; the published method may train it. Samples come one at a time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.zeroth_order.likelihood_ratio import State, check_noise, moved


class LayerwiseLikelihoodRatio(NamedTuple):
    """Antithetic noise in one layer at a time; `step_size` eta, `sigma` > 0, `copies` >= 1."""

    step_size: float
    sigma: float
    copies: int

    @classmethod
    def prescribed(cls, problem):
        """Small steps, three copies."""
        return cls(2.0**-6, 0.5, 3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_noise(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(moved(self, problem, state.x, rng))

    def estimate(self, problem, x, sample, Z):
        """sigma^2 g of one draw Z = sigma z."""
        total = np.zeros_like(x)
        for layer in range(problem.noise_layers()):
            part = problem.noise_part(Z, layer)
            change = problem.noisy_value(x, sample, part) - problem.noisy_value(x, sample, -part)
            total = total + change / 2 * problem.noise_score(x, sample, part)
        return total
