"""ZO-SGD-Cons: of a step down, a step up and no step, the one with the smallest loss.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), its ZO-SGD-Cons, an
            idea of Kim et al. 2021.
Step        g = s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c,  z ~ N(0, I)
            x+ = that of x, x - eta g, x + eta g with the smallest F(.; y); of equals the first
Guarantee   F(x+; y) <= F(x; y) whatever the step size                                                   (derived)
            convex quadratic, slope s along z: F(x+; y) = F(x; y) - eta s^2 max(0, 1 - eta z'Hz/2)        (derived)
Assumes     nothing for the update. The decrease is that of the sample: f itself may rise.
Cost        five values per step.
Departures  of equal losses the published code keeps a moved candidate; here the iterate stays.
Trap        candidates made by three steps of an optimiser (down, twice up, down) are these only without momentum and
            without decay.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate of ZO-SGD-Cons."""

    x: Any  # x_t, shape (d,)


class ZOConservative(NamedTuple):
    """ZO-SGD-Cons; `step_size` eta > 0, `smoothing` c > 0 in units of x."""

    step_size: float
    smoothing: float

    @classmethod
    def prescribed(cls, problem):
        """32 times the step of MeZO: one that is too long is not taken; c = 1."""
        return cls(step_size=32 * cautious_step(problem), smoothing=1.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        move = self.step_size * slope(problem, state.x, z, self.smoothing, sample) * z
        x, least = state.x, problem.sample_value(state.x, sample)
        down = problem.sample_value(state.x - move, sample)
        up = problem.sample_value(state.x + move, sample)
        if down < least:
            x, least = state.x - move, down
        if up < least:
            x = state.x + move
        return State(x)
