"""What the claims about short steps on the simplex share: iterates in fractions, and the decrease of every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex, constrained_quadratic
from verification.arithmetic.simplex import Direction, Square, short
from verification.claims.frank_wolfe.portfolios import outside
from verification.evidence import bound, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

ROWS = np.array(
    [[2.0, -2.5, 0.5, -0.5], [-0.5, -0.25, -2.0, -0.25], [-0.75, 3.25, 0.25, -0.25], [-0.25, -0.75, -1, -0.5]]
)
A, LINEAR = ROWS.T @ ROWS + np.eye(4) / 2, np.array([6.671875, -7.453125, 6.46875, -0.09375])
UNIT = 2.0**-53
IN_USE = 2.0**-50
START = [0.1875, 0.3125, 0.0625, 0.4375]
# flat enough for steps that are cut; a vertex is the minimiser
STEEP = ConstrainedQuadratic(Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0])
Parts = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, float]]


def isotropic(d: int) -> Any:
    """|x - b|^2/2, its minimiser inside a face of the simplex."""
    b = np.where(np.arange(d) < d - 1, 1 / (d - 1) + (np.arange(d) - d / 2 + 1) / 16 / d, -0.0625)
    return constrained_quadratic(np.eye(d), b, Simplex())


def iterates(method: Any, engine: str, direction: Direction) -> Finding:
    """The first iterates on a quadratic in fractions, with L = 12 and with L = 2, where steps are cut."""
    problem, f = constrained_quadratic(A, LINEAR, Simplex()), Square(A.tolist(), LINEAR.tolist())
    return worst(
        [
            first_iterates(method(L), problem, np.array(START), short(f, START, 6, direction, L), engine)
            for L in (12.0, 2.0)
        ]
    )


def decrease(method: Any, engine: str, parts: Parts) -> Finding:
    """f(x+) <= f(x) - G min(G/(L |d|^2), top)/2 with d, top and G = -<g, d> from `parts`; x stays on the simplex."""
    found = []
    edge = constrained_quadratic(A, LINEAR, Simplex())
    for problem, x0 in ((isotropic(5), np.eye(5)[4]), (edge, np.eye(4)[1]), (STEEP, np.eye(3)[1])):
        L = problem.smoothness()
        x = complete_run(method(L), problem, x0, 16, engine=engine).x
        h, right = np.array([problem.suboptimality(point) for point in x]), []
        for point, here in zip(x[:-1], h):
            g = problem.gradient(point)
            d, top = parts(point, g)
            gap = max(-g @ d, 0.0)
            right.append(here - gap * min(gap / (L * max(d @ d, UNIT)), top) / 2)
        # inner products of a few terms of size up to L D^2
        found.append(step_inequality(h[1:], np.array(right), allowance=256 * UNIT * (1 + L)))
        found.append(bound(outside(x), 8 * UNIT * (np.arange(len(x)) + 1), ylabel="distance to the set"))
    return worst(found)
