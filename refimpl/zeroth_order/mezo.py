"""MeZO: zeroth-order SGD in place, with directions that are drawn again instead of stored.

Source      Malladi, Gao, Nichani, Damian, Lee, Chen & Arora 2023, Algorithm 1 (n = 1) and its n-SPSA.
Step        for j = 1, ..., n, all on one sample y:  x <- x + c z_j,  l+ = F(x; y),  x <- x - 2c z_j,  l- = F(x; y),
            x <- x + c z_j,  s_j = (l+ - l-)/2c
            x <- x - eta [(1/n) sum_j s_j z_j + decay x]
Guarantee   f(x+) <= f(x) + <p, x+ - x> + (x+ - x)'H(x+ - x)/2 with H <= l I and tr H <= r l, s_j = p'z_j, no decay:
            E f(x+) <= f - eta |p|^2 + (eta^2 l/2) gamma |p|^2,  gamma = 1 + (r + 1)/n for normal directions and
            1 + (d r + d - 2)/(n (d + 2)) on the sphere: r, not d, slows it down            (derived; attained)
            The trajectory is a function of x_0, the scalars s_j and the seed of the z_j             (derived)
Assumes     nothing for the update.
Cost        2n values per step. Nothing beyond x where the z_j are drawn again from their seed for each of the four
            passes; the log of a run is one seed and n scalars per step.
Departures  draws come from `rng`, which gives z_j once: it is held, with the sum of the s_j z_j, for one step. The
            published code exempts biases and layer norms from the decay.
Trap        x returns to its place up to rounding only: a replay from a log repeats copies of x, not the
            in-place run, to the last bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import Normal, cautious_step, check_law, check_two_point


class State(NamedTuple):
    """Iterate of MeZO."""

    x: Any  # x_t, shape (d,)


class MeZO(NamedTuple):
    """MeZO; `step_size` eta > 0, `smoothing` c > 0 in units of x, `directions` n >= 1, `decay` >= 0."""

    step_size: float
    smoothing: float
    directions: int = 1
    decay: float = 0.0
    law: Any = Normal()

    @classmethod
    def prescribed(cls, problem):
        """The step 1/(gamma L) with one direction and r = d, L the largest of one sample; c = 1/4, no decay."""
        return cls(step_size=cautious_step(problem), smoothing=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.count("directions", self.directions)
        checks.nonnegative("decay", self.decay)
        check_law(self.law)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, total = state.x, np.zeros_like(state.x)
        for _ in range(self.directions):
            z = self.law.draw(x, rng)
            ahead = x + self.smoothing * z
            behind = ahead - 2 * self.smoothing * z
            difference = problem.sample_value(ahead, sample) - problem.sample_value(behind, sample)
            x = behind + self.smoothing * z
            total = total + difference / (2 * self.smoothing) * z
        return State(x - self.step_size * (total / self.directions + self.decay * x))
