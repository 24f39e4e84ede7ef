"""What every Frank-Wolfe method must keep: iterates in the set, and the gap above the suboptimality."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from refimpl.problems import ConstrainedQuadratic, LinearNoise, Quadratic, Simplex
from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.claims.frank_wolfe.noisy_instances import random_instance
from verification.claims.frank_wolfe.portfolios import UNIT, outside
from verification.claims.frank_wolfe.short_steps import STEEP
from verification.evidence import bound, step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run

STEPS = 40


def instances(curvature: float) -> list[tuple[Any, np.ndarray]]:
    """Minimisers at a vertex and on an edge of the simplex, or a concave f; with noise for methods that see it."""
    if curvature:
        tilted = ConstrainedQuadratic(Quadratic(curvature * np.eye(4), np.zeros(4)), Simplex(), np.eye(4)[0])
        return [(LinearNoise(tilted, 0.0), np.array([0.25, 0.25, 0.25, 0.25]))]
    return [(LinearNoise(STEEP, 0.25), np.eye(3)[1]), (random_instance(0.25), np.eye(4)[2])]


def certificate_of(algorithm: str, controls: Iterable[Control], paper: str = "") -> Claim:
    """The claim about that method, which must reject the `controls` and a function that is not convex."""

    @claim(
        algorithm,
        paper=paper,
        theorem="certificate",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement="x_t stays in the simplex and f(x_t) - f* <= G(x_t) = max_v <grad f(x_t), x_t - v>, at every t",
        controls=(*controls, *without("convex f", curvature=-1.0)),
    )
    def certificate(method: Any, engine: str, curvature: float = 0.0) -> Finding:
        """Every step is a convex combination of points of the simplex; weights and sum are rounded once or twice in it.

        f(x) - f* <= <grad f(x), x - x*> <= max_v <grad f(x), x - v> for convex f; at the least x both are zero.
        """
        found = []
        for problem, x0 in instances(curvature):
            x = complete_run(method.prescribed(problem), problem, x0, STEPS, engine=engine, rng=1).x
            g = np.array([problem.gradient(row) for row in x])
            gap = np.sum(g * x, axis=1) - g.min(axis=1)
            h = np.array([problem.suboptimality(row) for row in x])
            found.append(
                bound(outside(x), 8 * UNIT * (np.arange(STEPS + 1) + 1), ylabel="distance to the set")
            )
            # sums of four products of numbers up to two
            found.append(step_inequality(h, gap, allowance=32 * UNIT, xlabel="t", label="f(x_t) - f*"))
        return worst(found)

    return certificate
