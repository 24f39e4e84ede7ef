"""ZO-AE-DS with coordinate-wise differences: the gradient in the code one coordinate after the other.

Source      Zhang, Yao, Jia, Yi, Hong, Chang & Liu 2022 (ZO-AE-DS), its CGE as in the published code.
Step        u = code of the noisy sample under the encoder x, k numbers;  l = loss of the decoded code, queried
            g_i = [l(u + c e_i) - l(u - c e_i)]/2c,   x+ = x - eta (du/dx)' g
Guarantee   l quadratic: g = D'p_image exactly, p_image the gradient in the decoded input. D'D = I: D g is the
            projection of p_image to the range of D; what is orthogonal to it is lost                    (derived)
            f(x+) <= f - eta |v|^2 (1 - eta L |v|^2/2) |g|^2 for one noisy input v and D'C'CD <= L I      (derived)
Assumes     nothing for the update.
Cost        2k queries, one code and one pullback.
Departures  the noise is that of the data: a sample is a clean input with a noisy one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import check_two_point
from refimpl.zeroth_order.zo_ae_ds import State


class ZOAEDSCoordinates(NamedTuple):
    """`step_size` eta > 0, `smoothing` c > 0 in units of the code."""

    step_size: float
    smoothing: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L, L the largest smoothness of a sample; c = 1/4."""
        L = problem.sample_smoothness()
        checks.positive("sample_smoothness", L)
        return cls(1.0 / L, 0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        u = problem.latent_code(state.x, sample)
        g = self.estimate(problem, u, sample)
        return State(state.x - self.step_size * problem.latent_pullback(state.x, sample, g))

    def estimate(self, problem, u, sample):
        """g (k,) at the code u."""
        g = np.zeros_like(u)
        for i in range(u.shape[0]):
            ahead, behind = u.copy(), u.copy()
            ahead[i] = ahead[i] + self.smoothing
            behind[i] = behind[i] - self.smoothing
            g[i] = self.difference(problem, ahead, behind, sample)
        return g

    def difference(self, problem, ahead, behind, sample):
        """[l(u + c e_i) - l(u - c e_i)]/2c."""
        loss = problem.latent_value(ahead, sample)
        return (loss - problem.latent_value(behind, sample)) / (2 * self.smoothing)
