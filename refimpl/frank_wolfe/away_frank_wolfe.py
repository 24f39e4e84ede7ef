"""Away-step Frank-Wolfe on the simplex with backtracking, for objectives without global smoothness (B-AFW).

Source      Carderera, Besancon & Pokutta 2021, section 3 (B-AFW): away steps of Guelat & Marcotte 1986 in the form of
            Lacoste-Julien & Jaggi 2015, Algorithm 1, with the step sizes of Pedregosa, Negiar, Askari & Jaggi 2020.
Step        s = argmin_i g_i,  a = argmax_{i: x_i > 0} g_i,  g = grad f(x)
            d = e_s - x, top = 1,             where <g, x - e_s> >= <g, e_a - x>
            d = x - e_a, top = x_a / (1 - x_a)  elsewhere (away); gamma = top there drops e_a
            gamma = min(slope / (M |d|^2), top), slope = -<g, d>, y = x + gamma d with the first
            M = decrease M_-, increase M, ... for which f(y) <= f(x) + <g, y - x> + (M/2) |y - x|^2
Guarantee   f decreases by at least slope^2 / (2 M |d|^2) where gamma < top; h+ <= (1 - (mu/4M)(w/D)^2) h with the
            pyramidal width w of the simplex; at most half of the steps are drops                       (cited, derived)
Assumes     f convex, x_0 a point of the simplex in dom f; outside dom f `value` is +inf. A polytope with vertices V is
            the simplex under x = V w: the weights w are the active set.
Cost        one gradient, one linear minimiser and one pair of values per trial of M; two vectors.
Departures  where the slope is not positive x is a minimiser and stays. Weights up to 2^-50 are used up. M is
            increased 100 times per step at most, which only rounding makes it reach.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks

TRIALS = 100
IN_USE = 2.0**-50  # rounding leaves less where a weight is used up


class State(NamedTuple):
    """Iterate and the current estimate of the curvature."""

    x: Any  # x_k, shape (d,)
    M: Any


class AwayFrankWolfe(NamedTuple):
    """B-AFW from the curvature `estimate`, times `decrease` before a step and `increase` while it is too small."""

    estimate: float
    decrease: float = 0.9
    increase: float = 2.0

    @classmethod
    def prescribed(cls, problem):
        """The estimate 1, with the factors 0.9 and 2 of Pedregosa et al. 2020."""
        return cls(1.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the set is the simplex."""
        checks.positive("estimate", self.estimate)
        checks.between("decrease", self.decrease, 2.0**-10, 1.0)
        checks.between("increase", self.increase, 1 + 2.0**-10, 2.0**10)
        check_simplex(problem)

    def init(self, problem, x0):
        return State(x0, self.estimate)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        d, top = better(state.x, g, problem.linear_minimizer(g))
        if np.dot(g, d) >= 0:
            return state
        M = self.decrease * state.M
        y = shortened(state.x, g, d, top, M)
        for _ in range(TRIALS):
            if fits(problem, state.x, g, y, M):
                break
            M = self.increase * M
            y = shortened(state.x, g, d, top, M)
        return State(y, M)


def check_simplex(problem):
    """Raise ValueError unless the linear minimiser is that of the simplex."""
    probe = 1.0 + np.arange(problem.dimension())
    vertex = problem.linear_minimizer(probe)
    if vertex[0] != 1 or np.sum(np.abs(vertex)) != 1 or problem.linear_minimizer(-probe)[-1] != 1:
        raise ValueError(f"the set must be the simplex, got one whose linear minimiser is {vertex}")


def worst_in_use(x, g):
    """The vertex e_a of largest g_a among those with weight."""
    e = np.zeros_like(x)
    e[np.argmax(np.where(x > IN_USE, g, -np.inf))] = 1.0
    return e


def better(x, g, v):
    """The better of the directions v - x and x - e_a, and the longest step along it."""
    e = worst_in_use(x, g)
    weight = np.dot(e, x)
    if np.dot(g, x - e) < np.dot(g, v - x):
        return x - e, weight / (1 - weight)
    return v - x, 1.0


def shortened(x, g, d, top, M):
    """The point on the ray of d at which the parabola of curvature M is least, at most `top` away."""
    return x + np.minimum(-np.dot(g, d) / (M * np.dot(d, d)), top) * d


def fits(problem, x, g, y, M):
    """Whether the parabola of curvature M lies above f at y."""
    return problem.value(y) <= problem.value(x) + np.dot(g, y - x) + M / 2 * np.dot(y - x, y - x)
