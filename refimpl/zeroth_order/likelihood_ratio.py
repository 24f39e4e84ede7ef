"""Likelihood-ratio gradients: a layer's noise tells how its parameters move the loss, without back-propagation.

Source      Jiang, Zhang, Yu, Xu & Peng 2024 ("One Forward is Enough for Neural Network Training via Likelihood Ratio
            Method").
Step        x+ = x - eta g, g the mean over `copies` draws of z ~ N(0, I), one number for each output of a layer,
            g = [L(sigma z) - b L(0)] (d phi/d x)' z / sigma
            L(Z): the loss with Z added to the layers' outputs phi, of which each is a function of noisy inputs
            b: coefficient of the control variate L(0), the loss without noise; one copy with b = 0 is one forward pass
Guarantee   E g = grad E L(sigma z), the gradient of the smoothed loss, for every loss, activation and b     (derived)
            linear hidden units: E |g|^2 in closed form, the smaller the nearer b is to 1                  (derived)
Assumes     no derivative of loss or activations; parameters enter a layer's output linearly here.
Cost        1 forward pass per copy, 2 where b is not 0; the noise of one pass. No tape of activations.
Departures  sigma is given; the published method may train it. Samples come one at a time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of a likelihood-ratio method."""

    x: Any  # x_t, shape (d,)


def moved(algorithm, problem, x, rng):
    """x - eta times the mean of the estimates over the copies, all on one sample."""
    sample, total = problem.sample(rng), np.zeros_like(x)
    for _ in range(algorithm.copies):
        Z = algorithm.sigma * rng.standard_normal(problem.noise_size())
        total = total + algorithm.estimate(problem, x, sample, Z)
    # estimates have Z = sigma z for z/sigma: sigma^2 too much
    return x - algorithm.step_size / (algorithm.copies * algorithm.sigma * algorithm.sigma) * total


def check_noise(algorithm):
    """Raise ValueError unless what the two methods share is usable."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("sigma", algorithm.sigma)
    checks.count("copies", algorithm.copies)


class LikelihoodRatio(NamedTuple):
    """Noise in all layers at once; `step_size` eta, `sigma` > 0, `copies` >= 1, `baseline` b in [0, 1]."""

    step_size: float
    sigma: float
    copies: int
    baseline: float

    @classmethod
    def prescribed(cls, problem):
        """Small steps, three copies, half of the control variate."""
        return cls(2.0**-6, 0.5, 3, 0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_noise(self)
        checks.between("baseline", self.baseline, 0, 1)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(moved(self, problem, state.x, rng))

    def estimate(self, problem, x, sample, Z):
        """sigma^2 g of one draw Z = sigma z."""
        loss = problem.noisy_value(x, sample, Z)
        if self.baseline != 0:
            loss = loss - self.baseline * problem.noisy_value(x, sample, np.zeros_like(Z))
        return loss * problem.noise_score(x, sample, Z)
