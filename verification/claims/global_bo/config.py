"""CONFIG: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Beacons, GaussianWells
from verification.arithmetic import bayesian as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.posterior import (
    LENGTH,
    NOISE,
    START,
    UNIT,
    WELLS,
    grid,
    kernel,
    posterior,
    rows,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.global_bo.config import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
ROUNDING = 100 / NOISE * 64 * UNIT  # conditions of at most (1 + n)/noise, some dozen roundings
SEEN = GaussianWells(
    np.array([depth for depth, _ in exact.BEACONS]),
    np.array([centre for _, centre in exact.BEACONS]),
    np.full((2, 2), LENGTH),
)


@claim(
    "config",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 of seven and of eight points equal those of decimals, and where it declares it rests",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """A posterior for f and one for each constraint, each by elimination on all that was asked."""
    findings = []
    for n, mu, wall, length, noise, widths, level in (
        (7, -0.5, 0.5, 1.0, 0.125, (0.25, 1.0), 0.5),
        (8, -1.0, 0.5, 0.75, 0.0625, (2.0, 0.75), 0.625),  # infeasible
    ):
        wanted = exact.constrained(rows(n), mu, wall, length, noise, *widths, level, 6, tuple(START.tolist()))
        algorithm = method(0.5 + grid(n), mu, wall, length, noise, *widths)
        findings.append(first_iterates(algorithm, Beacons(WELLS, SEEN, level), START, wanted, engine))
    return worst(findings)


CENTRES, DEPTHS = np.array([[0.5, 0.25], [-1.5, 1.5], [2.0, -1.5]]), np.array([0.5, 0.5, 1.0])
SMOOTH = GaussianWells(DEPTHS, CENTRES, np.full((3, 2), LENGTH))  # -sum A_j k(., c_j)
NORM = float(np.sqrt(DEPTHS @ kernel(CENTRES, CENTRES, LENGTH) @ DEPTHS))
AMONG = np.array([[0.75, -0.25], [1.25, -0.25], [0.5, 0.25]])
# starts at the second well, which no beacon reaches; at the first, good enough never to leave it, both beacons seen
FAR = np.concatenate([CENTRES[1:2], 1.5 * grid(20)[1:], AMONG])
NEAR = np.concatenate([CENTRES[:1], 1.5 * grid(16)[1:], CENTRES[2:], AMONG[:2]])


class Instance(NamedTuple):
    """Beacons of depth 1 at `centres`: constraints of norm 1 about a level that is the mean of their prior."""

    points: np.ndarray
    level: float
    centres: tuple[tuple[float, float], ...]

    def problem(self) -> Beacons:
        """The smooth wells among them."""
        return Beacons(
            SMOOTH, GaussianWells(np.ones(2), np.array(self.centres), np.full((2, 2), LENGTH)), self.level
        )

    def algorithm(self, method: type, share: float = 1.0) -> Any:
        """With widths of `share` times the norms."""
        return method(self.points, 0.0, self.level, LENGTH, NOISE, share * NORM, share)

    def truth(self) -> tuple[np.ndarray, np.ndarray]:
        """f and all g at the points."""
        problem = self.problem()
        return np.array([SMOOTH.value(x) for x in self.points]), np.array(
            [problem.wall_values(x) for x in self.points]
        )


TWO = Instance(FAR, 0.75, ((0.75, -0.5), (1.25, -0.25)))  # two points are feasible
LENS = Instance(FAR, 0.5, ((0.5, -0.5), (1.5, 0.0)))  # three
WIDE = Instance(NEAR, 0.125, ((1.0, -0.75), (1.5, -0.5)))  # six
APART = Instance(FAR, 0.5, ((-0.5, -0.5), (1.75, 0.0)))  # none: g is 0.26 at least
ALMOST = Instance(FAR, 0.75, ((0.25, -0.5), (1.5, 0.0)))  # none: 0.17
FEW = Instance(np.concatenate([CENTRES[1:2], AMONG, CENTRES[2:]]), 0.75, TWO.centres)


ENDS = ((TWO, 18, 0.0), (APART, 18, 1.0), (ALMOST, 18, 1.0))
CLOSE = (
    ((-0.25, 0.125, 1.5, 0.5, 0.5, 0.25), 0.375),
    ((-0.5, 0.25, 2.0, 1.0, 0.25, 0.5), 0.375),
)


class Declared(NamedTuple):
    """Whether `algorithm` declares infeasibility."""

    algorithm: Any

    def measure(self, problem, state):
        return float(self.algorithm.infeasible(state))


def played(
    method: type, engine: str, instance: Instance, steps: int, share: float = 1.0
) -> tuple[list[int], np.ndarray]:
    """Numbers of the points asked, and the declarations, with widths of `share` times the norms."""
    return told(instance.algorithm(method, share), engine, instance.problem(), instance.points, steps)


def told(algorithm: Any, engine: str, f: Any, points: np.ndarray, steps: int) -> tuple[list[int], np.ndarray]:
    """Numbers of the points asked and, after each query, whether it declares."""
    t = complete_run(algorithm, f, points[0], steps, engine=engine, record=(Declared(algorithm),))
    return [int(np.argmin(np.sum((points - x) ** 2, axis=1))) for x in t.x], t.observed["Declared"]


def foretold(algorithm: Any, problem: Any, points: np.ndarray, steps: int) -> tuple[list[int], list[float]]:
    """The same by one inverse of all values a step."""
    f, g = np.array([problem.value(x) for x in points]), np.array([problem.wall_values(x) for x in points])
    process = (algorithm.lengthscale, algorithm.noise)
    known, asked, declared = [0], [0], []
    for _ in range(steps + 1):
        m, C = posterior(points, known, f[known], algorithm.prior_mean, *process)
        s = np.sqrt(np.diag(C))
        u = [posterior(points, known, wall[known], algorithm.wall_mean, *process)[0] for wall in g.T]
        allowed = np.max(u, axis=0) <= algorithm.wall_width * s
        declared.append(float(not np.any(allowed)))
        if np.any(allowed):
            known.append(int(np.argmin(np.where(allowed, m - algorithm.width * s, np.inf))))
        asked.append(known[-1])
    return asked[: steps + 1], declared


@claim(
    "config",
    theorem="excess of a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="widths of the norms: f(x+) - f* <= 2 |f|_k s, g_i(x+) <= 2 |g_i|_k s, and no false declaration",
    controls=(
        *controls(
            "upper-walls", "upper-bound", "widths-understated", "greedy", "unconstrained", "walls-reversed",
            "walls-kept", "prior-covariance", "declares-by-objective", "lengthscale-x4",
        ),
        *without("widths of at least the norms", share=0.3),
    ),
)  # fmt: skip
def excess_of_a_step(method: type, engine: str, share: float = 1.0) -> Finding:
    """|h - m| <= |h - mu|_k s for h = f, g_i and exact values: (h - mu)(p) = <h - mu, k(p, .)>, and k(p, .) less its
    combination by the posterior's weights w has the square k - 2 w'k + w'K w = s^2 - noise |w|^2. So m - width s <= h
    at every point: one that is feasible stays allowed, and there is none to be found where nothing is allowed. Then
    f(x+) - 2 width s <= m - width s at x+, which is at most the same at x*, and that at most f*. Likewise
    g_i(x+) - 2 s <= u - s <= 0. f* is the least value of the feasible points, and a regret may be negative.
    """
    findings = []
    for instance, steps in ((TWO, 18), (LENS, 18), (WIDE, 18)):
        asked, declared = played(method, engine, instance, steps, share)
        f, g = instance.truth()
        best = np.min(f[np.max(g, axis=1) <= 0])
        s = []
        for k in range(1, steps + 1):
            _, C = posterior(instance.points, asked[:k], np.zeros(k), 0.0, LENGTH, NOISE)
            s.append(C[asked[k], asked[k]] ** 0.5)
        regret, violation = f[asked[1:]] - best, np.max(g[asked[1:]], axis=1)
        findings += [
            step_inequality(regret, 2 * share * NORM * np.array(s), allowance=ROUNDING, label="regret"),
            step_inequality(violation, 2 * share * np.array(s), allowance=ROUNDING, label="violation"),
            identity(declared, np.zeros(steps + 1), tolerance=0.0),
        ]
    return worst(findings)


@claim(
    "config",
    theorem="declaration",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="what is asked, and when infeasibility is declared, is as by the posterior of all values at once",
    controls=planted(*(m for m in MUTANTS if m.variant_name not in ("prior-mean-zero", "wall-mean-zero"))),
)
def declared_when_proved(method: type, engine: str) -> Finding:
    """Nothing is allowed exactly where at every point some u_i - s > 0: as u_i - s <= g_i, that proves infeasibility.
    Where g >= eta > 0 for some i at every point, an x+ that is allowed has eta <= 2 s(x+): T of them have
    T eta^2/4 <= sum s^2 <= 2 I/log(1 + 1/noise), and 2 I <= n log(1 + T/(n noise)) for n points, as det(1 + K/noise) is
    that of a matrix (n, n) of trace n + T/noise at most: T is bounded, a declaration certain. From then on x rests.
    Among 48 points two hundredths of any constant make another choice.
    """
    cases = [(i.algorithm(method), i.problem(), i.points, n, end) for i, n, end in ENDS]
    for constants, level in CLOSE:
        cases.append((method(grid(48), *constants), Beacons(WELLS, SEEN, level), START + grid(48), 6, 0.0))
    findings = []
    for algorithm, problem, points, steps, end in cases:
        found, wanted = (
            told(algorithm, engine, problem, points, steps),
            foretold(algorithm, problem, points, steps),
        )
        findings += [identity(v, w, tolerance=0.0, scale=1.0) for v, w in zip(found, wanted)]
        findings.append(identity([found[1][-1]], [end], tolerance=0.0, scale=1.0))
    return worst(findings)


@claim(
    "config",
    theorem="sums of positive parts",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="T steps: positive violations and regrets sum to at most |h|_k sqrt(8 T I/log(1 + 1/noise)), h = g, f",
    controls=controls(
        "upper-bound", "greedy", "unconstrained", "walls-reversed", "prior-covariance", "upper-walls"
    ),
)
def sums_of_positive_parts(method: type, engine: str) -> Finding:
    """Each part is at most 2 |h|_k s_t, which is positive, and sum s_t <= sqrt(T sum s_t^2). I = log det(1 + K/noise)/2
    over the queries after the start: given the start their deviations are smaller, and
    s^2 <= log(1 + s^2/noise)/log(1 + 1/noise) for s <= 1. Regrets of points that are not feasible may be negative and
    must not pay for others.
    """
    steps, findings = 110, []
    count = np.arange(1, steps + 1)
    for instance in (FEW, WIDE):
        asked, declared = played(method, engine, instance, steps)
        f, g = instance.truth()
        best = np.min(f[np.max(g, axis=1) <= 0])
        K = kernel(instance.points[asked[1:]], instance.points[asked[1:]], LENGTH)
        diagonal = np.diag(np.linalg.cholesky(np.eye(steps) + K / NOISE))
        most = 2 * np.sqrt(count * np.cumsum(2 * np.log(diagonal)) / np.log1p(1 / NOISE))
        regret, violation = f[asked[1:]] - best, np.max(g[asked[1:]], axis=1)
        for part, norm in ((regret, NORM), (violation, 1.0)):
            sums = np.cumsum(np.maximum(part, 0.0))
            findings.append(bound(sums, norm * most, allowance=ROUNDING, x=count, xlabel="T"))
        findings.append(identity(declared, np.zeros(steps + 1), tolerance=0.0, scale=1.0))
    return worst(findings)


CLAIMS = (first_iterates_in_decimals, excess_of_a_step, declared_when_proved, sums_of_positive_parts)
