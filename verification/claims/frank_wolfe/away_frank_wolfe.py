"""Away-step Frank-Wolfe with backtracking: what is claimed of it, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import ConstrainedQuadratic, LogPortfolio, Quadratic, Simplex, constrained_quadratic
from verification.arithmetic.simplex import Square, away, backtracking
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.portfolios import ALONE, DOMINATED, START, UNIT, outside, path
from verification.claims.frank_wolfe.short_steps import IN_USE, LINEAR, A
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, in_turn, worst
from verification.mutants.frank_wolfe import away_frank_wolfe as mutants
from verification.trial import complete_run, first_iterates

FACTORS = (0.625, 0.75, 1.5)


class Estimate(NamedTuple):
    """The curvature M that the last step used."""

    def measure(self, problem, state):
        return state.M


def _quadratics() -> list[tuple[str, Any, np.ndarray]]:
    """Minimisers inside a face and on an edge, started at a vertex that is to be dropped."""
    face = constrained_quadratic(np.eye(4), np.array([0.4375, 0.375, 0.25, -0.0625]), Simplex())
    edge = constrained_quadratic(A, LINEAR, Simplex())
    return [("isotropic", face, np.eye(4)[3]), ("edge", edge, np.eye(4)[1])]


def _followed(method: Any, engine: str, steps: int) -> Iterator[tuple[str, Any, np.ndarray, np.ndarray]]:
    """Runs on all instances in turn: name, problem, x_0, ..., x_K and the M of the steps."""
    instances = [
        *_quadratics(),
        ("assets that pay alone", ALONE, START),
        ("a dominated asset", DOMINATED, START),
    ]
    for name, problem, x0 in instances:
        run = complete_run(method(1.0), problem, x0, steps, engine=engine, record=[Estimate()])
        yield name, problem, run.x, run.observed["Estimate"][1:]


class Steps(NamedTuple):
    """Of every step of a run: the slope and squared length of the better direction, the longest step, kind."""

    slope: np.ndarray
    square: np.ndarray
    top: np.ndarray
    away: np.ndarray


def _steps(problem: Any, x: np.ndarray) -> Steps:
    """Both directions at x_0, ..., x_{K-1}, from the gradients, with the active set as the positive weights."""
    rows = []
    for point in x[:-1]:
        g = problem.gradient(point)
        best, used = int(np.argmin(g)), np.flatnonzero(point > IN_USE)
        last = int(used[np.argmax(g[used])])
        ahead, back = g @ point - g[best], g[last] - g @ point
        away = back > ahead
        direction = point - np.eye(len(point))[last] if away else np.eye(len(point))[best] - point
        top = point[last] / (1 - point[last]) if away else 1.0
        rows.append((max(ahead, back), direction @ direction, top, away))
    return Steps(*np.array(rows).T)


@claim(
    "away-frank-wolfe",
    theorem="B-AFW",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic equal the method in fractions: steps towards, away and drops",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.AwayFromAnyVertex)),
)
def first_iterates_on_a_quadratic(method: Any, engine: str) -> Finding:
    """The update is the definition; values of a quadratic are rational, so every comparison is exact."""
    x0 = [0.1875, 0.3125, 0.0625, 0.4375]
    expected = backtracking(Square(A.tolist(), LINEAR.tolist()), x0, 6, away, *FACTORS)
    problem = constrained_quadratic(A, LINEAR, Simplex())
    return first_iterates(method(*FACTORS), problem, np.array(x0), expected, engine)


@claim(
    "away-frank-wolfe",
    theorem="sufficient decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f falls by slope^2/(2 M |d|^2) or, where top cuts the step, by slope top/2, along the better direction",
    controls=planted(
        mutants.AwayFromTheBest,
        mutants.AwayFromAnyVertex,
        mutants.NoAwaySteps,
        mutants.WorseDirection,
        mutants.NoBacktracking,
        mutants.LengthNotSquared,
        mutants.LinearMaximizer,
    ),
)
def sufficient_decrease(method: Any, engine: str) -> Finding:
    """gamma = min(slope/(M |d|^2), top) in f(x) - gamma slope + (M/2) gamma^2 |d|^2, which the step is accepted below.

    Where gamma = top <= slope/(M |d|^2) the parabola is at most f - top slope/2. Outside the domain f is infinite: an
    accepted point lies inside. Slope, direction and top are computed here from the gradient at every x_k.
    """

    def of(name: str, problem: Any, x: np.ndarray, M: np.ndarray) -> Finding:
        h = np.array([problem.suboptimality(point) for point in x])
        slope, square, top, _ = _steps(problem, x)
        # at rounding level neither the slope nor f - f* says anything
        telling = slope > 1e-6
        decrease = slope * np.minimum(slope / (M * square), top) / 2
        allowance = 64 * UNIT * (1 + np.abs(h[:-1]) + slope)
        return step_inequality(
            h[1:][telling],
            (h[:-1] - decrease)[telling],
            allowance=allowance[telling],
            label=f"h_k+1, {name}",
        )

    return in_turn(of(*followed) for followed in _followed(method, engine, 20))


def _drops(x: np.ndarray, steps: Steps) -> np.ndarray:
    """Which steps were away steps that ended with one weight less."""
    return (steps.away > 0) & ((x[1:] > IN_USE).sum(axis=1) < (x[:-1] > IN_USE).sum(axis=1))


@claim(
    "away-frank-wolfe",
    theorem="Theorem 1 of Lacoste-Julien & Jaggi",
    kind=Kind.BOUND,
    standing=Standing.CITED,
    statement="h_{k+1} <= (1 - (mu/4M)(w/D)^2) h_k at every step that is no drop, w = 2/sqrt d, d even",
    controls=(
        *planted(
            mutants.AwayFromTheBest,
            mutants.NoAwaySteps,
            mutants.WorseDirection,
            mutants.NoBacktracking,
            mutants.LinearMaximizer,
        ),
        *without("strong convexity", mu=0.0),
    ),
)
def contraction(method: Any, engine: str, mu: float = 1.0) -> Finding:
    """Lacoste-Julien & Jaggi 2015, Lemma 2 and Theorem 1: g_FW + g_A >= w sqrt(2 mu h) on a polytope of width w.

    With the slope at least half of the sum the decrease slope^2/(2 M |d|^2) is at least mu w^2 h/(4 M D^2). A step
    that `top` = 1 cuts halves h. The width of the simplex is the least distance between complementary faces,
    sqrt(1/k + 1/(d-k)) at k = d/2.
    """
    findings = []
    instances = _quadratics()
    if not mu:  # nearly flat along the edge of the minimiser
        B = np.diag([2.0**-6, 2.0**-6, 0.5, 1.0])
        flat = constrained_quadratic(B, B @ np.array([0.625, 0.375, -0.25, -0.25]), Simplex())
        instances = [("flat", flat, np.eye(4)[3])]
    for _, problem, x0 in instances:
        run = complete_run(method(1.0), problem, x0, 20, engine=engine, record=[Estimate()])
        h = np.array([problem.suboptimality(point) for point in run.x])
        progress = ~_drops(run.x, _steps(problem, run.x)) & (h[:-1] > 1e-12)
        modulus = problem.strong_convexity() if mu else 0.5
        rate = 1 - modulus / (4 * run.observed["Estimate"][1:]) * (4 / 4) / 2  # w^2 = 4/d, D^2 = 2
        k = np.flatnonzero(progress)
        # h is good to 64 roundings of numbers of size one
        findings.append(
            bound(
                np.maximum(h[1:][k], 0),
                rate[k] * h[:-1][k],
                allowance=np.full(k.size, 64 * UNIT),
                x=k,
                ylabel="f(x_{k+1}) - f*",
            )
        )
    return worst(findings)


@claim(
    "away-frank-wolfe",
    theorem="drops and feasibility",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="at most half of the first k steps are drops, x_k stays in the simplex, h_k <= gap, f never rises",
    controls=planted(
        mutants.NoTop,
        mutants.NoBacktracking,
        mutants.AwayFromTheBest,
        mutants.NoAwaySteps,
        mutants.LinearMaximizer,
    ),
)
def drops_and_feasibility(method: Any, engine: str) -> Finding:
    """From a vertex one weight is positive; only a step towards a vertex adds one, a drop removes one, one is left.

    So drops <= additions <= k - drops. A step of length gamma <= top keeps x + gamma d a convex combination. On the
    isotropic quadratic the start vertex is off the face of the minimiser: it is dropped. An accepted step has
    f(x+) <= f - gamma slope + (M/2) gamma^2 |d|^2 <= f - gamma slope/2. A step of length 1 to a minimiser that is a
    vertex is the last one.
    """

    def findings() -> Iterator[Finding]:
        for name, problem, x, _ in _followed(method, engine, 20):
            k = np.arange(1, len(x))
            drops = np.cumsum(_drops(x, _steps(problem, x)))
            # two of three assets in use at the start may be dropped without having been added
            yield bound(drops, (k + np.count_nonzero(x[0]) - 1) / 2 + 2.0**-40, x=k, ylabel="drops")
            yield bound(outside(x), 8 * UNIT * (np.arange(len(x)) + 1), ylabel="distance to the set")
            h = np.array([problem.suboptimality(point) for point in x])
            yield step_inequality(h[1:], h[:-1], allowance=64 * UNIT * (1 + np.abs(h[:-1])))
            if name == "isotropic":
                yield identity(float(x[-1, 3] < IN_USE and drops[-1] > 0), 1.0, tolerance=UNIT)
            if isinstance(problem, LogPortfolio):
                along = path(problem, x)
                yield step_inequality(along.h, along.gap, allowance=64 * UNIT * (1 + along.h))
        steep = ConstrainedQuadratic(
            Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0]
        )
        x = complete_run(method(1.0), steep, np.eye(3)[1], 4, engine=engine).x
        yield identity(x[1:], np.tile(np.eye(3)[0], (4, 1)), tolerance=UNIT)

    return in_turn(findings())


CLAIMS = (first_iterates_on_a_quadratic, sufficient_decrease, contraction, drops_and_feasibility)
