"""Adaptive sharpness (l-infinity): what is claimed of the search for the largest value in a scaled box."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np

from refimpl.problems import AffineImage, Quadratic, ScalarNetwork
from refimpl.problems.registry import EXAMPLES
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.ball_search import ascends_by
from verification.claims.stationary import MINIMISER, is_fixed
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.flatness import adaptive_sharpness_cube as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "adaptive-sharpness-cube",
    theorem="ascent to a vertex",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with changing signs equal the ascents to the vertices in exact fractions",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.ZeroIsPositive)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition, evaluated in fractions without this library; signs are exact.

    The Hessian is indefinite: six steps visit five vertices.
    """
    H, b = ((4, 0, -3), (0, -2, 1), (-3, 1, 3)), (Fraction(1, 4), Fraction(0), Fraction(0))
    w, c = (Fraction(1, 2), Fraction(-1, 4), Fraction(1)), (Fraction(1, 2), Fraction(3, 2), Fraction(1, 4))
    rho, x, expected = Fraction(3, 4), [Fraction(1), Fraction(-2), Fraction(1)], []
    for _ in range(6):
        g = [sum((h * v for h, v in zip(row, x)), Fraction(0)) - t for row, t in zip(H, b)]
        x = [a + rho * s * ((v > 0) - (v < 0)) for a, s, v in zip(w, c, g)]
        expected.append(x)
    problem = Quadratic(np.array(H, float), np.array(b, float))
    algorithm = method(np.array(w, float), np.array(c, float), float(rho))
    return first_iterates(algorithm, problem, np.array([1.0, -2.0, 1.0]), expected, engine)


@claim(
    "adaptive-sharpness-cube",
    theorem="largest value in a box",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from every vertex f(x_k) - f(w) <= S on convex quadratics with c = |w|, and the best start attains S",
    controls=(
        *planted(
            mutants.Standard,
            mutants.ScaleSquared,
            mutants.RelativeToLargest,
            mutants.Ball,
            mutants.ScaleOfIterate,
            mutants.Descends,
            mutants.WithoutSign,
            mutants.SideTooLong,
        ),
        *without("a start at every vertex", share=0.0),
    ),
)
def maximum_over_the_vertices(method: type, engine: str, share: float = 1.0) -> Finding:
    """A convex function is largest at a vertex of a box: S is the maximum of 2^d values, by enumeration. The maximiser

    z is fixed where no g_j is 0: f at the vertex opposite in j is no larger, so by convexity z_j g_j >= 0. Started at
    the centre alone the search ends in local maxima.
    """
    reached, largest = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        B, w, rho = rng.standard_normal((5, 4)), rng.standard_normal(4), rng.uniform(0.25, 1.5)
        H = B.T @ B
        problem, c = Quadratic((H + H.T) / 2, rng.standard_normal(4)), np.abs(w)
        vertices = [w + rho * c * np.array(z) for z in itertools.product((-1.0, 1.0), repeat=4)]
        starts = vertices if share else [w]
        ends = [complete_run(method(w, c, rho), problem, x, 8, engine=engine).x[-1] for x in starts]
        reached.append(max(problem.value(x) for x in ends) - problem.value(w))
        largest.append(max(problem.value(x) for x in vertices) - problem.value(w))
    # values of size 2^4 with some 2^5 roundings
    upper = bound(reached, largest, allowance=2.0**-44, xlabel="instance", ylabel="S", xscale="linear")
    return worst([upper, tight(reached, largest, tolerance=2.0**-44, xlabel="instance", ylabel="S")])


@claim(
    "adaptive-sharpness-cube",
    theorem="limit by the Hessian",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="at a minimum tr(H * cc') <= 2 S/rho^2 <= min(d lambda_max, sum |.|) of H * cc'; each side is attained",
    controls=planted(
        mutants.Standard,
        mutants.ScaleSquared,
        mutants.RelativeToLargest,
        mutants.Ball,
        mutants.GradientAtCenter,
        mutants.SideTooLong,
    ),
)
def limit_by_the_hessian(method: type, engine: str) -> Finding:
    """2 S/rho^2 = max z'Mz over z in {-1, 1}^d, M = H * cc'. The mean over all z is tr M, |z|^2 = d, |z_j z_k| = 1.

    Diagonal M attains the trace, M = aa' with |a_j| equal attains d lambda_max, and M with entries >= 0 the sum. tr M
    is the limit of the average-case sharpness: S is above it.
    """
    rng = np.random.default_rng(0)
    B = rng.standard_normal((4, 3))
    w = np.array([1.0, -0.5, 2.0])
    positive = np.array([[3.0, 1.0, 1.0], [1.0, 2.0, 0.5], [1.0, 0.5, 2.0]])
    matrices = [B.T @ B, np.diag([3.0, 1.0, 2.0]), np.outer(1 / w, 1 / w), positive]
    rho, found, trace, above = 0.5, [], [], []
    c = np.abs(w)
    for A in matrices:
        H = (A + A.T) / 2
        problem, M = Quadratic(H, H @ w), H * np.outer(c, c)
        starts = [w + rho * c * np.array(z) for z in itertools.product((-1.0, 1.0), repeat=3)]
        ends = [complete_run(method(w, c, rho), problem, x, 6, engine=engine).x[-1] - w for x in starts]
        found.append(max(d @ H @ d for d in ends) / rho**2)
        trace.append(np.trace(M))
        above.append(min(3 * np.linalg.eigvalsh(M)[-1], np.sum(np.abs(M))))
    limits = [
        bound(trace, found, allowance=2.0**-44, ylabel="sharpness / rho^2"),
        bound(found, above, allowance=2.0**-44, ylabel="sharpness / rho^2"),
    ]
    attained = [
        tight(found[1:2], trace[1:2], tolerance=2.0**-44, ylabel="sharpness / rho^2"),
        tight(found[2:], above[2:], tolerance=2.0**-44, ylabel="sharpness / rho^2"),
    ]
    return worst([*limits, *attained])


@claim(
    "adaptive-sharpness-cube",
    theorem="ascent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) - f(x_k) >= sum_j rho c_j |g_j| - <g, x_k - w> >= 0 at every k >= 1, for convex f",
    controls=(
        *planted(mutants.Ball, mutants.GradientAtCenter, mutants.Descends, mutants.WithoutSign),
        *without("convexity", curvature=-1.0),
    ),
)
def ascent(method: type, engine: str, curvature: float = 1.0) -> Finding:
    """f(x+) >= f(x) + <g, x+ - x> by convexity, and <g, x+ - w> = sum rho c_j |g_j|, the maximum over the box.

    Instances: logistic regression and quadratics with large off-diagonal entries, from starts inside the box.
    """
    logistic, rng, findings = EXAMPLES["logistic"].build(), np.random.default_rng(1), []
    for seed in range(4):
        B = rng.standard_normal((6, 5))
        H = B.T @ B
        objective = Quadratic(curvature * (H + H.T) / 2, rng.standard_normal(5)) if seed else logistic
        w, rho = rng.standard_normal(5), 1.5
        c = np.abs(w)
        start = w + rho * c * rng.uniform(-1, 1, 5)
        x = complete_run(method(w, c, rho), objective, start, 8, engine=engine).x[1:]
        f = np.array([objective.value(p) for p in x])
        gain = [np.sum(rho * c * np.abs(g)) - g @ (p - w) for p in x[:-1] for g in [objective.gradient(p)]]
        findings.append(ascends_by(f, np.array(gain)))
    return worst(findings)


@claim(
    "adaptive-sharpness-cube",
    theorem="invariance under rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="if g(x) = f(Dx), D diagonal, the search on g around w/D with c = |w/D| is that on f with c = |w|",
    controls=(
        *planted(mutants.Standard, mutants.ScaleSquared, mutants.RelativeToLargest),
        *without("the scale c = |w|, standard sharpness", adaptive=False),
    ),
)
def invariant_under_rescaling(method: type, engine: str, adaptive: bool = True) -> Finding:
    """grad g = D grad f at Dx with D > 0 has the same signs, and sides go to |D^{-1}| c: so do all iterates.

    (ab - 1)^2/2 is its own image under (a, b) -> (ka, b/k). With c = 1 the value changes.
    """
    network, rho, values = ScalarNetwork(2), 0.25, []
    for k in (1.0, 2.0, 5.0):
        w = np.array([1.5 * k, 1.25 / k])
        c = np.abs(w) if adaptive else np.ones(2)
        values.append(network.value(complete_run(method(w, c, rho), network, w, 8, engine=engine).x[-1]))
    # some 2^5 roundings of values of size 1
    layers = identity(values, np.full(3, values[0]), tolerance=2.0**-47)
    logistic = EXAMPLES["logistic"].build()
    w, D = np.array([1.0, -0.5, 2.0, 0.25, -1.0]), 2.0 ** np.array([1, -2, 0, 3, -1])
    ends = [
        complete_run(method(v, np.abs(v) if adaptive else np.ones(5), rho), p, v, 8, engine=engine).x
        for p, v in ((logistic, w), (AffineImage(logistic, np.diag(D)), w / D))
    ]
    return worst([layers, identity(ends[1] * D, ends[0], tolerance=2.0**-48)])


@claim(
    "adaptive-sharpness-cube",
    theorem="no ascent direction",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the centre of a box with zero gradient it stays: x+ = w, exactly",
    controls=(*planted(mutants.ZeroIsPositive), *without("zero gradient", offset=1e-3)),
)
def stationary_center_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """sign 0 = 0: at a stationary w no side is preferred, and x+ = w. The data are integers: g = 0 exactly."""
    return is_fixed(method(MINIMISER, MINIMISER / 2, 0.5), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    maximum_over_the_vertices,
    limit_by_the_hessian,
    ascent,
    invariant_under_rescaling,
    stationary_center_is_fixed,
)
