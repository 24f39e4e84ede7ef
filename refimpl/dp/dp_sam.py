"""SAM on privatised gradients (DP-SAM), the baseline of DP-SAT that pays for two releases per step.

Source      Park, Kim, Choi & Lee 2023, baseline: SAM with both gradients privatised as in DP-SGD.
Step        a = (1/(q n)) (sum_{i in S} clip(grad f_i(x)) + sigma C z),  e = rho a/|a|  (zero where a = 0)
            p = (1/(q n)) (sum_{i in S} clip(grad f_i(x + e)) + sigma C z'),  x+ = x - eta p
            one Poisson sample S for both, independent normal z and z'
Guarantee   T steps with q = 1 are a Gaussian mechanism of parameter sqrt(2 T)/sigma: sqrt 2 times the noise of
            DP-SGD for the same privacy                                                                (derived)
Assumes     n is public; nothing else for privacy.
Cost        the gradients of all examples twice, 2 d normal and n uniform draws per step.
Departures  none known; the paper does not print the baseline step by step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.dp.release import poisson_sample, privatised_mean
from refimpl.dp.release import validate as validate_release


class State(NamedTuple):
    """Iterate and the first release of the step that led to it."""

    x: Any  # x_t, shape (d,)
    ascent: Any  # a of step t - 1, shape (d,): it is released as well


class DPSAM(NamedTuple):
    """DP-SAM: as DP-SGD, with the radius `rho` >= 0 of the ascent step in units of x."""

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
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        a = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        G = problem.sample_gradients(state.x + scale_to_norm(a, self.rho))
        p = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        return State(state.x - self.step_size * p, a)
