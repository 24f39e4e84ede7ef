"""ZO-RankSGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear, LogQuadratic, Quadratic, diagonal_quadratic
from verification.arithmetic import ranking as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order.rankings import Cube, Exponential, ranked_pairs
from verification.evidence import identity, mean_bound, mean_test, step_inequality
from verification.finding import Finding, worst
from verification.mutants.zeroth_order.zo_rank_sgd import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "zo-rank-sgd",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quadratic from the two best of four given candidates equal rational arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The candidates are sorted by their values in rationals; pairs of places (i, j), i < j, i among the first two."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, draws = np.array(exact.START, float), tape(np.ravel(exact.NORMALS))
    wanted = exact.iterates(Fraction(1, 4), Fraction(1, 8), 4, 2, 5)
    return first_iterates(method(0.25, 0.125, 4, 2), problem, x0, wanted, engine, rng=draws)


@claim(
    "zo-rank-sgd",
    theorem="law of the estimate",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="linear f: E g = (2/sqrt pi) p/|p| for k = m = 2, 3, and for k = 1, m = 3 along p m/(m-1) times the mean "
    "of the largest of m normal numbers, with the stated covariances, whatever |p|",
    alpha=1e-6,
    controls=controls(
        "reversed",
        "square-of-candidates",
        "worse-only",
        "ranked-by-index",
        "values-used",
        "one-fewer",
    ),
)
def mean_of_the_estimate(method: type, engine: str) -> Finding:
    """Along p/|p| the candidates are m normal numbers, in the order of f: g is Gini's mean difference, of all pairs.

    E|a - b| = 2/sqrt pi; its variance over m numbers is (4/(m(m-1))) [(m+1)/3 + (2 sqrt3 (m-2) - 2(2m-3))/pi]. Across p
    the draws do not know the order: sum over i of (2i - m + 1)^2 / (m(m-1)/2)^2 = 4(m+1)/(3m(m-1)), i = 0 .. m - 1. On
    a linear f all steps of one run are independent.

    k = 1: g is the mean of the others less the best, along p m/(m-1) M - S/(m-1) with the largest M and the sum S of
    m numbers. Cov(M, S) = 1, so the variance is m^2/(m-1)^2 Var M - m/(m-1)^2, and 1 + 1/(m-1) across. For m = 3
    E M = 3/(2 sqrt pi) and E M^2 = 1 + sqrt3/(2 pi).
    """
    findings, p, n = [], np.array([3.0, -4.0]), 100
    unit = p / 5
    for m, k in ((2, 2), (3, 3), (3, 1)):
        x = complete_run(method(1.0, 0.5, m, k), Linear(p), np.zeros(2), n, engine=engine, rng=m).x
        gini = 4 / (m * (m - 1)) * ((m + 1) / 3 + (2 * math.sqrt(3) * (m - 2) - 2 * (2 * m - 3)) / math.pi)
        along, across, size = gini, 4 * (m + 1) / (3 * m * (m - 1)), 2 / math.sqrt(math.pi)
        if k == 1:
            square, size = 1 + math.sqrt(3) / (2 * math.pi), 9 / (4 * math.sqrt(math.pi))
            along, across = 9 / 4 * square - size**2 - 3 / 4, 3 / 2
        covariance = along * np.outer(unit, unit) + across * (np.eye(2) - np.outer(unit, unit))
        mean = size * unit
        findings.append(mean_test(-np.diff(x, axis=0), mean, covariance=covariance, margin=0.9))
    return worst(findings)


@claim(
    "zo-rank-sgd",
    theorem="a direction of descent up to mu",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<g, grad f(x)> >= -(L mu/2) mean over the pairs of |xi_i|^2 + |xi_j|^2, at every step of every run",
    controls=(
        *controls("reversed", "ranked-by-index", "worse-only"),
        *without("L-smooth f", L=0.02),
    ),
)
def no_pair_is_far_wrong(method: type, engine: str, L: float = 2.0) -> Finding:
    """f(x + mu a) < f(x + mu b) and L-smoothness give mu grad f'a - L mu^2 |a|^2/2 < mu grad f'b + L mu^2 |b|^2/2: for
    every pair grad f'(b - a) > -(L mu/2)(|a|^2 + |b|^2). The mean over the pairs is the claim.
    """
    left, right = [], []
    for problem, smoothing in ((LogQuadratic(3), 2.0**-6), (diagonal_quadratic([2.0, 1.0, 0.5]), 0.25)):
        draws = np.random.default_rng(4).standard_normal((12, 4, 3))
        algorithm = method(0.25, smoothing, 4, 2)
        x = complete_run(
            algorithm, problem, np.array([1.5, -1.0, 0.5]), 12, engine=engine, rng=tape(draws.ravel())
        ).x
        for k in range(12):
            g = (x[k] - x[k + 1]) / 0.25
            pairs = ranked_pairs(problem, x[k], draws[k], smoothing, 2)
            left.append(-(g @ problem.gradient(x[k])))
            right.append(L * smoothing / 2 * np.mean([a @ a + b @ b for a, b in pairs]))
    # sums of a dozen products of numbers up to ten, and x rounded before the difference is divided by 1/4
    return step_inequality(left, right, allowance=1e-13, label="-<g, grad f>")


@claim(
    "zo-rank-sgd",
    theorem="invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the iterates are the same bit for bit for f, exp(f) and f^3",
    controls=(*controls("values-used"), *without("an increasing function", sign=-1.0)),
)
def only_the_order_counts(method: type, engine: str, sign: float = 1.0) -> Finding:
    """An increasing function of f ranks the same points in the same order; only the order enters the step."""
    problem, x0, algorithm = diagonal_quadratic([2.0, 0.5]), np.array([1.0, -2.0]), method(0.125, 0.25, 4, 2)
    plain, exponential, cube = (
        complete_run(algorithm, f, x0, 40, engine=engine, rng=3).x
        for f in (problem, Exponential(problem, sign), Cube(problem))
    )
    return worst([identity(exponential, plain, tolerance=0.0), identity(cube, plain, tolerance=0.0)])


@claim(
    "zo-rank-sgd",
    theorem="stationarity at the rate sqrt(d/T)",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="k = m: mean of E|grad f(x_t)| <= (sqrt(pi)/2)(D/(eta T) + L eta d + 2 L mu d) with D = f(x_0) - f*",
    controls=controls("reversed", "ranked-by-index"),
    alpha=1e-6,
)
def mean_gradient(method: type, engine: str) -> Finding:
    """By the order E<g, p> = (2/sqrt pi)|p| for linear f, |p| the gradient; a pair that is ranked otherwise has

    mu |p'(a - b)| <= L mu^2 (|a|^2 + |b|^2)/2, which loses twice that at most, 2 L mu d in the mean. E|g|^2 <= 2 d, as
    of every difference. So E f(x+) <= f - eta (2/sqrt pi)|p| + 2 eta L mu d + L eta^2 d: sum. The best eta, which is
    sqrt(D/(L d T)), makes it sqrt(pi L d D/T) + sqrt(pi) L mu d.
    """
    problem, x0, T, mu, d, squares = LogQuadratic(3), np.array([1.5, -1.0, 0.5]), 48, 2.0**-10, 3, []
    L, D = problem.smoothness(), problem.value(x0)
    eta = np.sqrt(D / (L * d * T))
    for seed in range(56):
        x = complete_run(method(eta, mu, 2, 2), problem, x0, T, engine=engine, rng=seed).x[:-1]
        squares.append(np.mean([np.linalg.norm(problem.gradient(v)) for v in x]))
    return mean_bound(np.array(squares), np.sqrt(np.pi) / 2 * (D / (eta * T) + L * eta * d + 2 * L * mu * d))


CLAIMS = (
    first_iterates_on_a_quadratic,
    mean_of_the_estimate,
    no_pair_is_far_wrong,
    only_the_order_counts,
    mean_gradient,
)
