"""Successive halving: many configurations on few examples, the best of them on more, the best of these on all.

Source      Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar 2018 ("Hyperband"), Algorithm 1, inner loop; analysis as in
            Jamieson & Talwalkar 2016.
Step        y_j = x + radius z_j, z_j ~ N(0, I), j = 1 .. n;  rungs i = 0 .. s with r_i = floor(R eta^(i-s)) examples:
            l(y) = sum over the first r_i examples;  the floor(n/eta^(i+1)) configurations of least l go on
            x+ = the best of the last rung, by R examples
Guarantee   means over r examples within G(r) of those over R: f_R(x+) <= min_j f_R(y_j) + 2 sum_{i<s} G(r_i)  (derived)
            x+ is the best one if #{j: f_R(y_j) - min <= 2 G(r_i)} <= floor(n/eta^(i+1)) for all i < s      (derived)
Assumes     nothing of f.
Cost        sum over rungs of n_i (r_i - r_{i-1}) sample values, those already summed being kept; n d normal draws.
Departures  a step is one race, around the winner of the race before; ties go to what was ahead in the rung before, then
            to the earlier draw.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.global_bo.racing import drawn, race


class State(NamedTuple):
    """Iterate."""

    x: Any  # winner of the last race, shape (d,)


def check_race(self: Any) -> None:
    """Raise ValueError unless `radius` and `eta` are usable."""
    checks.positive("radius", self.radius)
    checks.count("eta", self.eta, 2)


def check_resource(name: str, resource: int, problem: Any) -> None:
    """Raise ValueError unless the problem has that many examples."""
    if resource > problem.sample_count():
        raise ValueError(
            f"{name} must be at most the number of examples, {problem.sample_count()}, got {resource!r}"
        )


class SuccessiveHalving(NamedTuple):
    """`radius` of the draws, `configurations` n, `resource` R, `eta` >= 2, `halvings` s with eta^s <= n, R."""

    radius: float
    configurations: int
    resource: int
    eta: int
    halvings: int

    @classmethod
    def prescribed(cls, problem):
        """Seven configurations, at most six examples, halved once or twice."""
        R = min(6, problem.sample_count())
        return cls(0.5, 7, R, 2, 2 if R >= 4 else R // 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_race(self)
        checks.count("halvings", self.halvings, 0)
        checks.count("configurations", self.configurations, self.eta**self.halvings)
        checks.count("resource", self.resource, self.eta**self.halvings)
        check_resource("resource", self.resource, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        cloud = drawn(state.x, self.radius, self.configurations, rng)
        winner, _ = self.race(problem, cloud, self.halvings)
        return State(winner)

    def race(self, problem, cloud, halvings):
        """(y, sum) of the winner."""
        return race(problem, cloud, self.resource, self.eta, halvings)
