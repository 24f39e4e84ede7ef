"""Differentially private stochastic gradient descent (DP-SGD).

Source      Abadi, Chu, Goodfellow, McMahan, Mironov, Talwar & Zhang 2016, Algorithm 1; baseline of DP-SAT.
Step        S a Poisson sample: each of the n examples with probability q, independently
            p = (1/(q n)) (sum_{i in S} clip(g_i) + sigma C z),  clip(g) = g min(1, C/|g|),  z ~ N(0, I)
            x+ = x - eta p,  g_i = grad f_i(x)
Guarantee   one example replaced by one of zero gradient changes the sum by at most C, so one step is a Gaussian
            mechanism of parameter 1/sigma, T steps with q = 1 one of parameter sqrt(T)/sigma         (derived)
            E p = mean clip(g_i),  Cov p = ((1-q)/(q n^2)) sum clip(g_i) clip(g_i)' + (sigma C/(q n))^2 I  (derived)
Assumes     n is public; nothing else for privacy.
Cost        the gradients of all examples (those outside of S are not used), d normal and n uniform draws per step.
Departures  the normal draws are floating-point numbers, as everywhere: no protection against attacks on their bits.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.dp.release import poisson_sample, privatised_mean
from refimpl.dp.release import validate as validate_release


class State(NamedTuple):
    """Iterate of DP-SGD."""

    x: Any  # x_t, shape (d,)


class DPSGD(NamedTuple):
    """DP-SGD: `step_size` eta > 0, `clip` C > 0, `noise_multiplier` sigma >= 0, `sampling_rate` 0 < q <= 1."""

    step_size: float
    clip: float
    noise_multiplier: float
    sampling_rate: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L; the rest is a matter of privacy, not of the problem: C = 3, sigma = 1/2, q = 0.3."""
        return cls(1.0 / problem.smoothness(), clip=3.0, noise_multiplier=0.5, sampling_rate=0.3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        validate_release(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        included = poisson_sample(G, self.sampling_rate, rng)
        p = privatised_mean(G, included, self.clip, self.noise_multiplier, self.sampling_rate, rng)
        return State(state.x - self.step_size * p)
