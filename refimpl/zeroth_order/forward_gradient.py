"""Forward gradient descent: the directional derivative along a random direction, times that direction.

Source      Baydin, Pearlmutter, Syme, Wood & Torr 2022 ("Gradients without Backpropagation"), Algorithm 1: one normal
            direction; other isotropic guesses and averages as in Fournier et al. 2023.
Step        g = mean over j = 1 .. n of (grad f(x)'v_j) v_j,  x+ = x - eta g;  v_j independent, E v v' = I
Guarantee   E g = grad f(x);  E|g|^2 = |grad f(x)|^2 (m + n - 1)/n, m = d + 2 for normal v, d for the other two laws;
            E f(x+) <= f(x) - eta (1 - eta L (m + n - 1)/(2n)) |grad f(x)|^2                            (derived)
            on x'Hx/2 the second moments obey an exact linear recursion, see `second_moments` of the claims (derived)
Assumes     f is L-smooth for the descent; nothing for the update.
Cost        n Jacobian-vector products, each about two evaluations of f; no backward pass.
Departures  the derivative is the inner product of the problem's gradient oracle with v; a dual-number pass
            (`refimpl.zeroth_order.dual`) gives the same number, which `forward-gradient.dual-numbers` claims.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import Normal, check_law


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class ForwardGradient(NamedTuple):
    """Forward gradient descent: `step_size` eta > 0, `directions` n >= 1 to average over, their `law`."""

    step_size: float
    directions: int = 1
    law: Any = Normal()

    @classmethod
    def prescribed(cls, problem):
        """The step 1/(L (d + 2)), best for one normal direction: d + 2 times shorter than that of gradient descent."""
        return cls(step_size=1.0 / (problem.smoothness() * (problem.dimension() + 2)))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.count("directions", self.directions)
        check_law(self.law)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        p = problem.gradient(state.x)
        total = np.zeros_like(p)
        for _ in range(self.directions):
            v = self.law.draw(p, rng)
            total = total + np.dot(p, v) * v
        return State(state.x - self.step_size / self.directions * total)
