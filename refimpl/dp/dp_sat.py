"""Differentially private sharpness-aware training (DP-SAT): the ascent step comes from the release before.

Source      Park, Kim, Choi & Lee 2023, DP-SAT.
Step        e_t = rho p_{t-1}/|p_{t-1}|   (e_0 = 0; zero where p = 0)
            p_t = (1/(q n)) (sum_{i in S} clip(grad f_i(x_t + e_t)) + sigma C z),  S, clip, z as in DP-SGD
            x_{t+1} = x_t - eta p_t
Guarantee   e_t is a function of what has been released: a step costs what a step of DP-SGD does       (derived)
            on a quadratic with Hessian H the noise of a step costs tr(H) (eta sigma C/(q n))^2 / 2    (derived)
            without noise and clipping in one dimension x_t -> x* -+ rho, not x*                       (derived)
Assumes     n is public; nothing else for privacy.
Cost        as DP-SGD, and one d-vector more. SAM on privatised gradients (dp-sam) has to release twice.
Departures  the released code adds 1e-16 to |p|; here e is exactly zero at p = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.dp.release import poisson_sample, privatised_mean
from refimpl.dp.release import validate as validate_release


class State(NamedTuple):
    """Iterate and the last release."""

    x: Any  # x_t, shape (d,)
    released: Any  # p_{t-1}, shape (d,)


class DPSAT(NamedTuple):
    """DP-SAT: as DP-SGD, with the radius `rho` >= 0 of the ascent step in units of x."""

    step_size: float
    clip: float
    noise_multiplier: float
    sampling_rate: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L; the rest is not a matter of the problem: C = 3, sigma = 1/2, q = 0.3, rho = 1/4."""
        return cls(1.0 / problem.smoothness(), clip=3.0, noise_multiplier=0.5, sampling_rate=0.3, rho=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        validate_release(self)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x + scale_to_norm(state.released, self.rho))
        included = poisson_sample(G, self.sampling_rate, rng)
        p = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        return State(state.x - self.step_size * p, p)
