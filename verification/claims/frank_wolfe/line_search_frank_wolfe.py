"""Frank-Wolfe with exact line search: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex, SimplexWorstCase
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.simplex import Square, short, towards
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.claims.frank_wolfe.portfolios import outside
from verification.claims.frank_wolfe.short_steps import STEEP
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import line_search_frank_wolfe as mutants
from verification.trial import complete_run
from verification.trial import first_iterates as compared

MAXIMISER, LONG, LONGER, UNCUT, LONGEST = mutants.SHARED
UNIT = 2.0**-53
# least at a vertex: the concave one bends downwards everywhere, the linear one not at all
CONCAVE = ConstrainedQuadratic(
    Quadratic(-np.diag([1.0, 0.5, 0.25]), np.zeros(3)), Simplex(), np.array([1.0, 0.0, 0.0])
)
FLAT = ConstrainedQuadratic(Quadratic(np.zeros((3, 3)), np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0])
MIDDLE = [0.25, 0.25, 0.5]
FACE = EXAMPLES["simplex-quadratic"].build()
A, START = FACE.objective.A, list(EXAMPLES["simplex-quadratic"].start)
INSTANCES = ((FACE, START), (STEEP, MIDDLE), (FLAT, MIDDLE), (CONCAVE, MIDDLE))


class WithQuartic(NamedTuple):
    """`quadratic` plus |x|^4: not a parabola along a segment."""

    quadratic: Any

    def validate(self):
        """Raise ValueError unless the quadratic is usable."""
        self.quadratic.validate()

    def dimension(self):
        return self.quadratic.dimension()

    def gradient(self, x):
        return self.quadratic.gradient(x) + 4 * np.dot(x, x) * x

    def hessian_vector(self, x, v):
        return self.quadratic.hessian_vector(x, v) + 4 * np.dot(x, x) * v + 8 * np.dot(x, v) * x

    def linear_minimizer(self, s):
        return self.quadratic.linear_minimizer(s)


@claim(
    "line-search-frank-wolfe",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 equal the method in fractions; so do cut steps on convex, linear and concave quadratics",
    engine="ball",
    # the maximiser jumps to a vertex and stays, which balls cannot decide
    controls=planted(*(m for m in mutants.MUTANTS if m is not MAXIMISER), UNCUT),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The least point of a parabola on [0, 1] is that of its slopes; all numbers are rational.

    Where the step is cut the next direction is zero: those runs are one step long.
    """
    found = [compared(method(), FACE, np.array(START), expected(FACE, START, 6), engine)]
    for problem, x0 in INSTANCES[1:]:
        run = complete_run(method(), problem, np.array(x0), 1, engine=engine)
        # sums of three products of numbers of size one
        found.append(identity(run.x[1], np.array(expected(problem, x0, 1)[0], float), tolerance=16 * UNIT))
    return worst(found)


def expected(problem: Any, x0: list[float], steps: int) -> Any:
    """The iterates in fractions."""
    f = Square(problem.objective.A.tolist(), problem.objective.b.tolist())
    return short(f, x0, steps, towards, None)


@claim(
    "line-search-frank-wolfe",
    theorem="least on the segment",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x + gamma d) for 33 values of gamma in [0, 1] at every step, and x stays in the set",
    controls=planted(MAXIMISER, LONG, LONGER, LONGEST, mutants.CurvatureOfTheVertex, mutants.VertexAdded),
)
def least_on_the_segment(method: type, engine: str) -> Finding:
    """The step is the minimiser of the parabola f(x + gamma d) over [0, 1], which only ends of the segment cut."""
    found = []
    for problem, x0 in INSTANCES:
        x = complete_run(method(), problem, np.array(x0), 8, engine=engine).x
        left, right = [], []
        for point, after in pairwise(x):
            v = problem.linear_minimizer(problem.gradient(point))
            left += 33 * [problem.suboptimality(after)]
            right += [problem.suboptimality(point + t * (v - point)) for t in np.arange(33) / 32]
        # values of a few terms of size up to L D^2, L <= 22
        found.append(step_inequality(left, right, allowance=256 * 23 * UNIT))
        found.append(bound(outside(x), 8 * UNIT * (np.arange(len(x)) + 1), ylabel="distance to the set"))
    return worst(found)


@claim(
    "line-search-frank-wolfe",
    theorem="slope at the end",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="f falls by G^2/(2 d'Hd) and <grad f(x+), d> = 0 at every step of a run without cut steps",
    controls=(
        *planted(MAXIMISER, LONG, LONGER, LONGEST, mutants.CurvatureOfTheVertex, mutants.NormOfTheProduct),
        *without("quadratic f", quartic=True),
    ),
)
def slope_at_the_end(method: type, engine: str, quartic: bool = False) -> Finding:
    """The derivative of f(x + gamma d) vanishes at its interior minimiser; f is then G gamma/2 below f(x)."""
    problem = WithQuartic(FACE) if quartic else FACE
    x = complete_run(method(), problem, np.array(START), 12, engine=engine).x
    slopes, falls = [], []
    for point, after in pairwise(x):
        g = FACE.gradient(point)
        d = FACE.linear_minimizer(g) - point
        slopes.append(problem.gradient(after) @ d)
        falls.append(FACE.suboptimality(point) - FACE.suboptimality(after) - (g @ d) ** 2 / (d @ A @ d) / 2)
    # inner products of four terms of size up to L D^2, L <= 22
    return identity(np.array([slopes, falls]), np.zeros((2, 12)), tolerance=256 * 23 * UNIT, scale=1.0)


@claim(
    "line-search-frank-wolfe",
    theorem="worst case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on |x|^2/2 in the simplex f(x_k) = 1/(2(k + 1)) for k < d, from a vertex, below 2 L D^2/(k + 2)",
    controls=(
        *planted(MAXIMISER, LONG, LONGER, LONGEST, mutants.CurvatureOfTheVertex, mutants.VertexAdded),
        *without("k < d", steps=40),
    ),
)
def worst_case(method: type, engine: str, steps: int = 31) -> Finding:
    """x_k is the mean of k + 1 vertices, the next one is none of them: G = |x_k|^2 = 1/(k + 1), |d|^2 = 1 + 1/(k + 1).

    So gamma = 1/(k + 2); no method that adds one vertex per step has less. The bound: no other gamma in [0, 1] is
    better, 2/(k + 2) among them, for which h+ <= (1 - gamma) h + (L/2) D^2 gamma^2, and h_1 <= L D^2/2.
    """
    d, k = 32, np.arange(1, steps + 1)
    run = complete_run(
        method(), SimplexWorstCase(d), np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
    )
    h = run.observed["Suboptimality"][1:]
    # f - f* is a small part of f at most, but for k = d - 1 where it is 0
    inner = tight(h[:-1], (1 / (k + 1) - 1 / d)[:-1] / 2, tolerance=2.0**-40, x=k[:-1], ylabel="f(x_k) - f*")
    return worst([inner, bound(np.maximum(h, 0), 4 / (k + 2), x=k, ylabel="f(x_k) - f*")])


CLAIMS = (
    first_iterates,
    least_on_the_segment,
    slope_at_the_end,
    worst_case,
    certificate_of("line-search-frank-wolfe", planted(mutants.VertexAdded, UNCUT)),
)
