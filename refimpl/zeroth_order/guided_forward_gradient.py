"""Forward gradient with a guess: the gradient is projected on a guessed direction, one from a local auxiliary loss.

Source      Fournier, Rivaud, Belilovsky, Eickenberg & Oyallon 2023 ("Can Forward Gradient Match Backpropagation?"): the
            target is projected on the guess by a Jacobian-vector product; guesses are random or local gradients.
Step        v = (1 - w) u/|u| + w z/|z|,  u = grad a(x) of the auxiliary loss a, z ~ N(0, I); 0 in place of 0/0
            g = (grad f(x)'v) v/|v|^2,  x+ = x - eta g                                  (g = 0 where v = 0)
Guarantee   g is the orthogonal projection of grad f on v: |g - grad f|^2 = |grad f|^2 (1 - cos^2)           (derived)
            f(x+) <= f(x) - eta (1 - eta L/2) cos^2 |grad f(x)|^2, for every guess and 0 < eta < 2/L         (derived)
            w = 0, a = f: gradient descent;  w = 1: E cos^2 = 1/d, E g = grad f/d                            (derived)
Assumes     f is L-smooth for the descent; nothing for the update, and nothing of a.
Cost        one Jacobian-vector product of f, one gradient of the auxiliary loss, one draw.
Departures  the auxiliary loss is given as a problem of the same variables; in the paper it is a small network on the
            activations of a block. The derivative is the inner product of the gradient oracle with v.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.problems import Quadratic


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class GuidedForwardGradient(NamedTuple):
    """`step_size` eta > 0; `auxiliary`, a problem with a gradient; `random` w in [0, 1], the weight of the noise."""

    step_size: float
    auxiliary: Any
    random: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L; sum i x_i^2/2 as a local loss, which knows nothing of f, and a random part of one quarter."""
        d = problem.dimension()
        return cls(
            1.0 / problem.smoothness(), Quadratic(np.diag(np.arange(1.0, d + 1)), np.zeros(d)), random=0.25
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("random", self.random, 0.0, 1.0)
        if not hasattr(self.auxiliary, "gradient"):
            raise ValueError(
                f"auxiliary must be a problem with a gradient, got {type(self.auxiliary).__name__}"
            )
        if self.auxiliary.dimension() != problem.dimension():
            raise ValueError(
                f"auxiliary must have the dimension {problem.dimension()}, got {self.auxiliary.dimension()}"
            )

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        local = scale_to_norm(self.auxiliary.gradient(state.x), 1 - self.random)
        v = local + scale_to_norm(rng.standard_normal(state.x.shape[0]), self.random)
        square = np.dot(v, v)
        if square == 0:
            return State(state.x)
        slope = np.dot(problem.gradient(state.x), v) / square
        return State(state.x - self.step_size * slope * v)
