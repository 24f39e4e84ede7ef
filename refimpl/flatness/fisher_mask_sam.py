"""SAM with a Fisher mask: the coordinates of largest empirical Fisher information are perturbed, for some steps.

Source      Zhong, Ding, Shen, Mi, Liu, Du & Tao 2022 (FSAM).
Step        every `period` steps: F_j = mean_i (d f_i(x)/d x_j)^2 over all examples, m = 1 on the `kept` largest F_j
            e = rho m g / |g|,  g = grad f(x)   (e = 0 where g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   m maximises mean_i |m grad f_i(x)|^2 over all masks of that size, when it is drawn up              (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 rho^2                          (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        two gradients per step, the gradients of all examples once per `period` steps; two extra d-vectors.
Departures  all examples instead of a sample of them; whether the paper divides by |g| or by |m g| is recalled only: the
            latter is a dialect. Of equal F_j the first are kept.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.masks import check_kept, top_mask


class State(NamedTuple):
    """Iterate, mask and step index."""

    x: Any  # x_t, shape (d,)
    mask: Any  # m, shape (d,)
    k: int


class FisherMaskSAM(NamedTuple):
    """SAM on Fisher masks: `step_size` eta > 0, radius `rho` >= 0, `kept` entries, a new mask every `period` steps."""

    step_size: float
    rho: float
    kept: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, a radius of 0.05, and half of the coordinates for three steps."""
        half = (problem.dimension() + 1) // 2
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, kept=half, period=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        check_kept(self.kept, problem)
        checks.count("period", self.period)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        mask = state.mask
        if state.k % self.period == 0:
            G = problem.sample_gradients(state.x)
            mask = top_mask(np.sum(G * G, axis=0), self.kept)  # n F, in the order of F
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)
