"""ZO-AE-DS: a denoising encoder trained on queries of a classifier, with random differences in the code only.

Source      Zhang, Yao, Jia, Yi, Hong, Chang & Liu 2022 (ZO-AE-DS), with the estimates of the published code.
Step        u = code of the noisy sample under the encoder x, k numbers;  l = loss of the decoded code, queried
            g = (k/Q) sum_q [l(u + c v_q) - l(u)]/c v_q,  v_q uniform on the unit sphere
            x+ = x - eta (du/dx)' g
Guarantee   l quadratic with gradient p = D'p_image and Hessian B at u:  E g = p,                        (derived)
            E|g|^2 = |p|^2 + [(k - 1)|p|^2 + k c^2 ((tr B)^2 + 2 tr B^2)/(4(k + 2))]/Q:
            for c -> 0 and Q = 1 the factor k, where without an autoencoder it is the size of the input
            certificate sigma/2 (Phi^{-1}(p_A) - Phi^{-1}(p_B)) of the classifier behind N(0, sigma^2 I) noise: the
            margin, where decoder, encoder and classifier are linear with two classes                    (derived)
Assumes     nothing for the update.
Cost        Q + 1 queries, one code and one pullback.
Departures  the noise is that of the data: a sample is a clean input with a noisy one.
Trap        a direction of length one needs the factor k: with the dimension of the input in its place the step is
            too long by their ratio.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.zeroth_order.estimators import check_two_point


class State(NamedTuple):
    """Iterate of ZO-AE-DS."""

    x: Any  # parameters of the encoder, shape (d,)


class ZOAEDS(NamedTuple):
    """`step_size` eta > 0, `smoothing` c > 0 in units of the code, `queries` Q >= 1 directions."""

    step_size: float
    smoothing: float
    queries: int

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/(k L), L the largest smoothness of a sample; c = 1/4; two directions."""
        L = problem.sample_smoothness()
        checks.positive("sample_smoothness", L)
        return cls(1.0 / (problem.latent_dimension() * L), 0.25, 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.count("queries", self.queries)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        u = problem.latent_code(state.x, sample)
        g = self.estimate(problem, u, sample, rng)
        return State(state.x - self.step_size * problem.latent_pullback(state.x, sample, g))

    def estimate(self, problem, u, sample, rng):
        """g (k,) at the code u."""
        here, total = problem.latent_value(u, sample), np.zeros_like(u)
        for _ in range(self.queries):
            v = scale_to_norm(rng.standard_normal(u.shape[0]), 1.0)
            ahead = problem.latent_value(u + self.smoothing * v, sample)
            total = total + (ahead - here) / self.smoothing * v
        return u.shape[0] * total / self.queries
