"""Consensus hopping: the consensus point of a Gaussian cloud around the iterate is the next one.

Source      Riedl, Klock, Geldhauser & Fornasier 2023 ("Gradient is All You Need?"), consensus hopping scheme.
Step        Y_i = x + s z_i,  z_i ~ N(0, I), i = 1 .. N;  x+ = v_a(Y)                     (see `consensus`)
Guarantee   N -> infinity: x+ = x - tau grad F(x), tau = a s^2, F(x) = -(1/a) log E exp(-a f(x + s z)), and
            F(x+) <= F(x) - |x+ - x|^2/(2 tau): gradient descent on a smoothed f, without any step condition  (derived)
            f = (y - b)'A(y - b)/2: x+ = (I + tau A)^{-1}(x + tau A b), a proximal step                       (derived)
            N finite: N Cov(x+) -> E w^2 (Y - v)(Y - v)'/(E w)^2                                              (derived)
Assumes     f bounded below; values only.
Cost        N evaluations and N d draws per step.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.zeroth_order.consensus import consensus_point


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class ConsensusHopping(NamedTuple):
    """`sharpness` a >= 0, `spread` s > 0 in units of x, `particles` N >= 1."""

    sharpness: float
    spread: float
    particles: int

    @classmethod
    def prescribed(cls, problem):
        """Eight particles at a spread of 1/16, tau = a s^2 = 1/128: no theory prescribes them."""
        return cls(sharpness=2.0, spread=0.0625, particles=8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.nonnegative("sharpness", self.sharpness)
        checks.positive("spread", self.spread)
        checks.count("particles", self.particles)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        d = state.x.shape[0]
        z = rng.standard_normal(self.particles * d).reshape((self.particles, d))
        return State(self.consensus(problem, state.x + self.spread * z))

    def consensus(self, problem, cloud):
        """v_a of the rows of `cloud`."""
        return consensus_point(problem, cloud, self.sharpness)
