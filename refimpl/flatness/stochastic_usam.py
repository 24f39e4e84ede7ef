"""USAM on sampled losses (SGD-SAM, unnormalised): one draw serves the ascent and the descent.

Source      Agarwala & Dauphin 2023 (SGD-SAM on the quadratic regression model).
Step        i drawn,  e = rho grad f_i(x)
            x+ = x - eta grad f_i(x + e)
Guarantee   least squares with |a_i|^2 = r^2 that interpolates, s = r^2 (1 + rho r^2):
            E|x+ - x*|^2 = |x - x*|^2 - eta (1 + rho r^2)(2 - eta s) (x - x*)'H(x - x*), so that it is stable in
            mean square iff tr H = r^2 is at most (sqrt(1 + 8 rho/eta) - 1)/(2 rho)   (derived)
Assumes     nothing for the update. A draw is a mini-batch, as the problem samples it.
Cost        two sampled gradients per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.known import known


class State(NamedTuple):
    """Iterate of stochastic USAM."""

    x: Any  # x_t, shape (d,)


class StochasticUSAM(NamedTuple):
    """Stochastic USAM with `step_size` eta > 0 and `rho` >= 0 in units of x per gradient."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/(4 L) with the largest L of a single f_i and rho = 1/(4 L); 1/32 where no L is known."""
        L = known(problem, "sample_smoothness", 8.0)
        return cls(step_size=0.25 / L, rho=0.25 / L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.rho * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))
