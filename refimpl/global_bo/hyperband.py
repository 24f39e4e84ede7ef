"""Hyperband: successive halving from every trade between many configurations and many examples.

Source      Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018 ("Hyperband"), Algorithm 1.
Step        s_max = the largest s with eta^s <= R;  bracket s = s_max, s_max - 1, .., 0, s_max, ..: one per step
            a race (see `successive_halving`) of n = ceil((s_max + 1) eta^s/(s + 1)) configurations with s halvings
            x+ = its winner if s = s_max or its sum over R examples is below that of x, else x
Guarantee   of one cycle: f_R(x) <= min over its brackets of [min_j f_R(y_j) + 2 sum_{i<s} G(r_i)]             (derived)
Assumes     nothing of f.
Cost        sum over rungs of n_i (r_i - r_{i-1}) sample values; n d normal draws.
Departures  cycles follow each other, each around the result of the one before; r_i = floor(R eta^(i-s)) where R is no
            power of eta.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.global_bo.racing import bracket_size, drawn, largest_power, race
from refimpl.global_bo.successive_halving import check_race, check_resource


class State(NamedTuple):
    """Incumbent, centre of the cycle, sum of the incumbent, bracket."""

    x: Any  # the best winner of the cycle, shape (d,)
    centre: Any  # around which the cycle draws, shape (d,)
    least: Any  # sum of x over R examples, nothing before the first bracket of a cycle
    s: int  # halvings of the bracket to come


class Hyperband(NamedTuple):
    """`radius` of the draws, `resource` R, `eta` >= 2."""

    radius: float
    resource: int
    eta: int

    @classmethod
    def prescribed(cls, problem):
        """At most six examples, eta = 2."""
        return cls(0.5, min(6, problem.sample_count()), 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_race(self)
        checks.count("resource", self.resource)
        check_resource("resource", self.resource, problem)

    def deepest(self):
        """s_max."""
        return largest_power(self.eta, self.resource)

    def size(self, s):
        """n of bracket s."""
        return bracket_size(self.eta, s, self.deepest() + 1)

    def init(self, problem, x0):
        return State(x0, x0, 0.0, self.deepest())

    def step(self, problem, state, rng):
        first = state.s == self.deepest()
        centre = state.x if first else state.centre
        winner, least = self.race(problem, drawn(centre, self.radius, self.size(state.s), rng), state.s)
        following = state.s - 1 if state.s > 0 else self.deepest()
        if first or least < state.least:
            return State(winner, centre, least, following)
        return State(state.x, centre, state.least, following)

    def race(self, problem, cloud, halvings):
        """(y, sum) of the winner."""
        return race(problem, cloud, self.resource, self.eta, halvings)
