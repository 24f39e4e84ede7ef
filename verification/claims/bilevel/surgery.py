"""Main and auxiliary objectives, and expected iterates in decimals, for the methods of gradient surgery."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from itertools import islice
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Box, NoisyLevels, QuadraticLevels, coupled_levels_example
from verification.arithmetic.levels import Vector, exact, plus, realisations
from verification.trial import complete_run

X0, FIXED, ONE = np.array([0.5, -0.75]), np.array([0.25, 0.5, -0.25]), np.ones(1)
ETA, WEIGHT = 0.125, 0.75


def noisy_iterates(
    direction: Callable[[int, Vector, Vector], Vector],
) -> tuple[NoisyLevels, Any, list[Vector]]:
    """Problem, tape and x_1, ..., x_6 with noise; `direction(k, g, a)` is what the method makes of both gradients."""
    X, Y = Box(np.full(2, -8.0), np.full(2, 8.0)), Box(np.full(3, -8.0), np.full(3, 8.0))
    problem = NoisyLevels(coupled_levels_example(), X, Y, 0.5, 2.0)
    draws, found = np.random.default_rng(8).standard_normal(60).tolist(), []
    with localcontext() as context:
        context.prec = 80
        x, y = exact(X0, Decimal), exact(FIXED, Decimal)
        for k, drawn in enumerate(islice(realisations(problem, draws, Decimal), 6)):
            x = plus(x, direction(k, drawn.lower_x(x, y), drawn.upper_x(x, y)), -Decimal(ETA))
            found.append(x)
    return problem, tape(draws), found


def objectives(R: Any, u: Any, P: Any, v: Any, noise: float = 0.0) -> NoisyLevels:
    """F = x'Rx/2 - u'x and A = x'Px/2 - v'x, with y = 1 held fixed; normal terms of deviation `noise` in F alone."""
    R, P, u, v = (np.asarray(w, float) for w in (R, P, u, v))
    d, none = len(u), np.zeros((1, 1))
    levels = QuadraticLevels(
        ONE[:, None], u[None, :], none, R, P, np.zeros((d, 1)), ONE[:, None], v, np.zeros(1)
    )
    return NoisyLevels(levels, Box(np.full(d, -9.0), np.full(d, 9.0)), Box(-ONE, ONE), 0.0, noise)


def path(algorithm: Any, problem: Any, x0: Any, steps: int, engine: str) -> tuple[Any, Any, Any, Any]:
    """x_0, ..., x_K, the directions (x_k - x_{k+1})/eta, and the gradients of F and A at x_0, ..., x_{K-1}."""
    t = complete_run(algorithm, problem, np.asarray(x0, float), steps, engine=engine)
    levels, x = problem.objective, np.asarray(t.x)
    d = (x[:-1] - x[1:]) / algorithm.step_size
    return x, d, x[:-1] @ levels.R - levels.B[0], x[:-1] @ levels.P - levels.p


def value(problem: Any, x: Any) -> Any:
    """F at the rows of x."""
    levels = problem.objective
    return np.sum(x * (x @ levels.R), axis=-1) / 2 - x @ levels.B[0]
