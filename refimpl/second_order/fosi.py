"""FOSI: Newton's step for the extreme eigenvalues of the Hessian, gradient descent for the rest.

Source      Sivan, Gabel & Schuster 2023 (P411), Algorithm 2.
Step        every `period` steps, the first one included: eigenpairs (w, V) of hess f(x), and E their `largest` greatest
            and `smallest` least ones;  g = grad f(x)
            d1 = -alpha sum_E (v'g/|w|) v,   d2 = -s g without its part in E,   x+ = x + d1 + d2
Guarantee   on quadratics the error along E is multiplied by 1 - alpha, along other eigenvectors by 1 - s w: with
            s = 2/(w_top + w_low) of the others by (kappa - 1)/(kappa + 1), kappa = w_top/w_low, at most     (derived)
Assumes     nothing for the update; smoothness and mu of the rest for the rate.
Cost        one gradient per step and one Hessian with some 9 d^3 operations per period; d^2 floats.
Departures  eigenpairs come from the whole Hessian, where the paper runs Lanczos's method: the same subspace. No warm-up
            without it. The authors' code also lengthens d2 by w_1/w_largest, 3 at most. Where w = 0 the part of g is
            taken as it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, quotient


class State(NamedTuple):
    """Iterate, eigenpairs of the last refresh, steps taken."""

    x: Any  # shape (d,)
    w: Any  # ascending, shape (d,)
    V: Any  # columns, shape (d, d)
    t: int


def refreshed_pairs(problem, state, period):
    """Those of the Hessian in every `period`-th step, those of the state in the others."""
    if state.t % period == 0:
        w, V = eigh(problem.hessian(state.x))
    else:
        w, V = state.w, state.V
    return w, V


def extremes(w, largest, smallest):
    """1 for so many greatest and least eigenvalues, 0 for the others; shape of w."""
    inside = np.zeros_like(w)
    for i in range(largest):
        inside[w.shape[0] - i - 1] = 1.0
    for i in range(smallest):
        inside[i] = 1.0
    return inside


def newton_along(w, V, inside, u):
    """sum over E of (v'u/|w|) v."""
    return V @ (inside * quotient(V.T @ u, np.abs(w)))


def rest_of(V, inside, u):
    """u without its part in E."""
    return V @ ((1.0 - inside) * (V.T @ u))


def both_ends(problem):
    """Numbers of largest and smallest eigenvalues to begin with: two and one, as far as there are so many."""
    d = problem.dimension()
    return min(2, max(1, d - 1)), min(1, d - 1)


def check_split(algorithm, problem):
    """Raise ValueError unless the hyper-parameters that all forms share are usable."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("alpha", algorithm.alpha)
    checks.count("largest", algorithm.largest, 0)
    checks.count("smallest", algorithm.smallest, 0)
    checks.count("period", algorithm.period)
    taken, d = algorithm.largest + algorithm.smallest, problem.dimension()
    if taken > d:
        raise ValueError(f"largest + smallest must be at most the dimension {d}, got {taken}")


class FOSI(NamedTuple):
    """`step_size` s > 0 of the rest, `alpha` > 0 of Newton's part; E is refreshed in every `period`-th step."""

    step_size: float
    alpha: float
    largest: int
    smallest: int
    period: int

    @classmethod
    def prescribed(cls, problem):
        """Eigenvalues at either end, a cautious Newton part, and s = 1/8 for problems of order one."""
        high, low = both_ends(problem)
        return cls(step_size=0.125, alpha=0.5, largest=high, smallest=low, period=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_split(self, problem)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, np.outer(zero, zero), 0)

    def step(self, problem, state, rng):
        w, V = self.eigenpairs(problem, state)
        inside, g = self.inside(w), problem.gradient(state.x)
        d1 = -self.alpha * self.newton_part(w, V, inside, g)
        d2 = -self.step_size * self.outside(V, inside, g)
        return State(state.x + d1 + d2, w, V, state.t + 1)

    def eigenpairs(self, problem, state):
        """w and V in use."""
        return refreshed_pairs(problem, state, self.period)

    def inside(self, w):
        """1 for E."""
        return extremes(w, self.largest, self.smallest)

    def newton_part(self, w, V, inside, u):
        """The step in E."""
        return newton_along(w, V, inside, u)

    def outside(self, V, inside, u):
        """u without E."""
        return rest_of(V, inside, u)
