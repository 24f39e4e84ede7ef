"""SAM with a random sparse mask: a few coordinates drawn at random are perturbed, for some steps.

Source      Mi, Shen, Ren, Zhou, Sun, Ji & Tao 2022 (sparse SAM, random mask); baseline of Zhong et al. 2022 and of
            Mueller et al. 2023.
Step        every `period` steps: m = 1 on `kept` of the d coordinates, all subsets equally likely, else m stays
            e = rho m g / |g|,  g = grad f(x)   (e = 0 where g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   E m = kept/d, so over fresh masks E e = (kept/d) rho g/|g| and E <g, e> = (kept/d) rho |g|        (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 rho^2 for every mask           (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        two gradients per step, d normal draws per `period` steps; two extra d-vectors.
Departures  the norm is that of the whole gradient, as released; the norm of the masked one is a dialect. The subset
            is that of the largest of d normal draws.
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


class RandomMaskSAM(NamedTuple):
    """SAM on random masks: `step_size` eta > 0, radius `rho` >= 0, `kept` entries, a new mask every `period` steps."""

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
            mask = top_mask(rng.standard_normal(state.x.size), self.kept)
        ascent = mask * scale_to_norm(problem.gradient(state.x), self.rho)
        x = state.x - self.step_size * problem.gradient(state.x + ascent)
        return State(x, mask, state.k + 1)
