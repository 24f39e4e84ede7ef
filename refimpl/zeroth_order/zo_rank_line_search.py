"""ZO-RankSGD with a line search by ranking: of a few step lengths the best point is taken, the old one included.

Source      Tang, Rybin & Chang 2024 ("Zeroth-Order Optimization Meets Human Feedback"), line search of Algorithm 2.
Step        g as in `zo_rank_sgd`;  x+ = the best of x and x - eta gamma^j g, j = 0 .. l - 1       (the first of equals)
Guarantee   f(x+) <= f(x), for every f and every draw; and f(x+) <= f(x - eta gamma^j g) for every j          (derived)
Assumes     nothing.
Cost        two rankings per step, of m and of l + 1 points.
Departures  the old point is among those that are ranked, so that no step goes up.
"""

from __future__ import annotations

from typing import NamedTuple

from refimpl.core import checks
from refimpl.zeroth_order.zo_rank_sgd import State, ranked_direction


class ZORankLineSearch(NamedTuple):
    """The fields of ZORankSGD with the longest step `step_size`; `shrinking` gamma in (0, 1), `trials` l >= 1."""

    step_size: float
    smoothing: float
    candidates: int
    best: int
    shrinking: float
    trials: int

    @classmethod
    def prescribed(cls, problem):
        """Five candidates of which two are named, mu = 1/16, and steps of 1, 1/2 and 1/4."""
        return cls(step_size=1.0, smoothing=0.0625, candidates=5, best=2, shrinking=0.5, trials=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("smoothing", self.smoothing)
        checks.count("candidates", self.candidates, 2)
        checks.count("best", self.best)
        if self.best > self.candidates:
            raise ValueError(f"best must be at most {self.candidates}, the candidates, got {self.best}")
        checks.positive("shrinking", self.shrinking)
        checks.between("shrinking", self.shrinking, 0.0, 1.0)
        checks.count("trials", self.trials)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        d = state.x.shape[0]
        xi = rng.standard_normal(self.candidates * d).reshape((self.candidates, d))
        move = self.step_size * ranked_direction(problem, state.x, xi, self.smoothing, self.best)
        x, least = state.x, problem.value(state.x)
        for _ in range(self.trials):
            trial = state.x - move
            value = problem.value(trial)
            if value < least:
                x, least = trial, value
            move = self.shrinking * move
        return State(x)
