"""Adaptive sharpness: its limits by the Hessian, what leaves it unchanged, and why no scale is right for all data."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np

from refimpl.problems import AffineImage, CubicPerturbation, DiagonalLinearNetwork, Quadratic, ScalarNetwork
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic.newton import W, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, tight
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import adaptive_sharpness as mutants
from verification.trial import complete_run


@claim(
    "adaptive-sharpness",
    theorem="limit by the Hessian, worst case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|S/rho^2 - lambda_max(H * cc')/2| <= L2 max(c)^3 rho/6 at the minimum of logistic regression",
    shows=("P066/2",),
    controls=(
        *planted(
            mutants.Standard,
            mutants.ScaleOnce,
            mutants.RadiusScaled,
            mutants.Cube,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
            mutants.Descends,
        ),
        *without("a minimum", offset=0.25),
    ),
)
def limit_by_the_hessian(method: type, engine: str, offset: float = 0.0) -> Finding:
    """f(w + c * e) - f(w) = e'(H * cc')e/2 + r, |r| <= L2 |c * e|^3/6 where grad f(w) = 0, and |c * e| <= max(c) rho.

    So S is at most rho^2 lambda/2 + L2 max(c)^3 rho^3/6, and the search ascends (``ascent``) from e = rho v_1, where f
    is at least rho^2 lambda/2 less as much. On x^2/2 + x^3/6 (L2 = 1) at 0 with c = 2 S = 2 rho^2 + 4 rho^3/3, which is
    the bound. On quadratics (L2 = 0) S = rho^2 lambda/2 for every rho.
    """
    problem, minimizer = _logistic()
    w = minimizer + offset
    c = np.abs(w)
    scaled = problem.hessian(w) * np.outer(c, c)
    eigenvalues, V = np.linalg.eigh(scaled)
    top, wobble = eigenvalues[-1], problem.hessian_lipschitz() * np.max(c) ** 3 / 6
    radii, measured = 2.0 ** np.arange(-6.0, 0.0), []
    for rho in radii:
        ends = [
            complete_run(method(w, c, rho), problem, w + s * rho * c * V[:, -1], 60, engine=engine).x[-1]
            for s in (1, -1)
        ]
        measured.append(max(problem.value(x) - problem.value(w) for x in ends) / rho**2)
    found = np.array(measured)
    picture = Picture(
        (
            Curve("lambda/2 + L2 max(c)^3 rho/6", radii, top / 2 + wobble * radii, "theory"),
            Curve("lambda/2", radii, np.full(len(radii), top / 2), "theory"),
            Curve("S/rho^2", radii, found, "measured"),
        ),
        "rho", "S/rho^2", "log", "linear",
    )  # fmt: skip
    # values of size 1 with some 2^6 roundings, over rho^2 = 2^-12
    near = bound(
        np.abs(found - top / 2),
        wobble * radii,
        allowance=np.full(len(radii), 2.0**-34),
        x=radii,
        xlabel="rho",
        ylabel="|S/rho^2 - lambda/2|",
    )
    cubic, zero, two = CubicPerturbation(), np.array([offset]), np.array([2.0])
    exact = 2.0 ** -np.arange(1.0, 6.0)
    ends = [
        complete_run(method(zero, two, rho), cubic, zero + 2 * rho, 9, engine=engine).x[-1] for rho in exact
    ]
    increase = [cubic.value(x) - cubic.value(zero) for x in ends]
    attained = tight(
        increase, 2 * exact**2 + 4 * exact**3 / 3, tolerance=2.0**-44, x=exact, xlabel="rho", ylabel="S"
    )
    square = Quadratic(np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([3.0, 1.0]))
    at, units = square.minimizer(), np.array([1.5, 0.25])
    x = complete_run(method(at, units, 0.75), square, at + 0.125, 60, engine=engine).x[-1]
    largest = 0.75**2 * np.linalg.eigvalsh(square.A * np.outer(units, units))[-1] / 2
    whole = identity(square.suboptimality(x), largest, tolerance=2.0**-46)
    return worst([near, attained, whole])._replace(picture=picture)


@functools.cache
def _logistic() -> tuple[Any, np.ndarray]:
    problem = EXAMPLES["logistic"].build()
    return problem, problem.minimizer()


@claim(
    "adaptive-sharpness",
    theorem="average case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="E f(w + rho c * z) - f(w) = (rho^2/2) sum c_j^2 H_jj + O(rho^4), z Gaussian; >= S at a convex minimum",
    controls=(
        *planted(mutants.Standard, mutants.RadiusScaled, mutants.ScaleOfIterate, mutants.RadiusTooLarge),
        *without("the scale in the trace", exponent=1),
        *without("the term of order four", fourth=0.0),
    ),
)
def average_case(method: type, engine: str, exponent: int = 2, fourth: float = 1.0) -> Finding:
    """E z_j z_k = 1_jk, odd moments vanish, E z_j z_k z_l z_m is the sum over three pairings: on a quartic the mean is

    (rho^2/2) sum_j c_j^2 H_jj + (rho^4/8) sum_jk c_j^2 c_k^2 D^4 f_jjkk exactly. It is computed by the product of
    three-point Gauss-Hermite rules, exact to degree five in every z_j. At a minimum of a convex quadratic
    S = (rho^2/2) lambda_max(H * cc') is at most (rho^2/2) tr(H * cc'), with equality for H of rank one.
    """
    problem, w, rho = plane_quartic(), np.array([1.0, -0.5]), 0.5
    c = np.abs(w)
    rows = np.array(W, float)
    squares = (rows * c) ** 2
    trace = np.sum(c**exponent * np.diag(problem.hessian(w)))
    tensor = np.sum(2 * problem.quartic * np.sum(squares, axis=1) ** 2)
    expected = rho**2 / 2 * trace + fourth * rho**4 / 8 * tensor
    # nine values of size 2^4 with some 2^5 roundings
    mean = identity(_gaussian_mean(problem, w, rho * c), expected, tolerance=2.0**-46)
    tops, averages = [], []
    rng = np.random.default_rng(0)
    for rank in (1, 1, 2, 3):
        B = rng.standard_normal((3, rank))
        A = B @ B.T
        flat = Quadratic((A + A.T) / 2, np.zeros(3))
        w, rho = rng.standard_normal(3), 0.5
        shifted = flat._replace(b=flat.A @ w)
        x = complete_run(method(w, np.abs(w), rho), shifted, w + 0.125, 300, engine=engine).x[-1]
        tops.append((x - w) @ flat.A @ (x - w) / 2)
        averages.append(_gaussian_mean(shifted, w, rho * np.abs(w)))
    below = bound(tops, averages, allowance=2.0**-40, xlabel="instance", ylabel="S", xscale="linear")
    rank_one = tight(tops[:2], averages[:2], tolerance=2.0**-40, xlabel="instance", ylabel="S")
    return worst([mean, below, rank_one])


def _gaussian_mean(problem: Any, w: np.ndarray, spread: np.ndarray) -> float:
    """E f(w + spread * z) - f(w), z Gaussian: nodes 0 and +-sqrt 3 with weights 2/3 and 1/6 in every coordinate."""
    nodes, weights = np.array([0.0, np.sqrt(3), -np.sqrt(3)]), np.array([2 / 3, 1 / 6, 1 / 6])
    total = 0.0
    for chosen in itertools.product(range(3), repeat=w.size):
        index = list(chosen)
        total += float(np.prod(weights[index])) * (
            problem.value(w + spread * nodes[index]) - problem.value(w)
        )
    return total


@claim(
    "adaptive-sharpness",
    theorem="invariance under rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="if g(x) = f(Dx), D diagonal, the search on g around w/D with c = |w/D| is that on f with c = |w|",
    shows=("P066/3",),
    controls=(
        *planted(
            mutants.Standard,
            mutants.ScaleOnce,
            mutants.ScaleInGradientOnly,
            mutants.ScaleDivides,
            mutants.RadiusScaled,
        ),
        *without("the scale c = |w|, standard sharpness", adaptive=False),
    ),
)
def invariant_under_rescaling(method: type, engine: str, adaptive: bool = True) -> Finding:
    """grad g = D grad f at Dx, so c * grad is the same vector u for both when c goes to |D^{-1}| c, and d goes to

    D^{-1} d: every iterate does, and every value is the same. (ab - 1)^2/2 is its own image under (a, b) -> (ka, b/k),
    as layers of a ReLU network are. With c = 1 the value changes.
    """
    network, rho, values = ScalarNetwork(2), 0.25, []
    for k in (1.0, 2.0, 5.0):
        w = np.array([1.5 * k, 1.25 / k])
        c = np.abs(w) if adaptive else np.ones(2)
        x = complete_run(method(w, c, rho), network, w, 40, engine=engine).x[-1]
        values.append(network.value(x))
    # some 2^5 roundings of values of size 1
    layers = identity(values, np.full(3, values[0]), tolerance=2.0**-47)
    logistic = EXAMPLES["logistic"].build()
    w, D = np.array([1.0, -0.5, 2.0, 0.25, -1.0]), 2.0 ** np.array([1, -2, 0, 3, -1])
    image = AffineImage(logistic, np.diag(D))
    ends = [
        complete_run(method(v, np.abs(v) if adaptive else np.ones(5), rho), p, v, 20, engine=engine).x
        for p, v in ((logistic, w), (image, w / D))
    ]
    # powers of two: every number is the same but for its exponent, sums of five terms may round otherwise
    return worst([layers, identity(ends[1] * D, ends[0], tolerance=2.0**-48)])


@claim(
    "adaptive-sharpness",
    theorem="which sharpness is right depends on the data",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on a diagonal network S/rho^2 -> 2 sum X_j^2 |beta_j| for c = 1, and 2 sum X_j^2 beta_j^2 for c = |w|",
    shows=("P066/4",),
    controls=(
        *planted(
            mutants.Standard,
            mutants.ScaleOnce,
            mutants.ScaleDivides,
            mutants.GradientAtCenter,
            mutants.Unnormalised,
            mutants.Descends,
        ),
        *without("the scale c = |w| in the adaptive one", power=0.0),
    ),
)
def right_measure_depends_on_the_data(method: type, engine: str, power: float = 1.0) -> Finding:
    """One sample X = (1, 1/2), y = 1, u = sqrt(beta), v = 0, beta >= 0 on the line of interpolators. At d = c * e the

    residual is J'd + q, J = (2 X * u, 0), q = sum X_j (du_j^2 - dv_j^2), and |q| <= rho^2 for both scales, as
    X_j c_j^2 <= 1. With s = |J * c| S <= (s rho + rho^2)^2/2. The search starts at e = rho J * c/s, where q >= 0 and so
    f >= s^2 rho^2/2; it stays in the positive orthant of du with dv = 0, where f is convex, and ascends. s^2 is
    4 sum X_j^2 beta_j for c = 1, and 4 sum X_j^2 beta_j^2 for c = |w|.

    On the line beta_2 = 2 (1 - beta_1) these are 2 (1 + beta_1) and 4 (beta_1^2 + (1 - beta_1)^2): standard sharpness
    selects (0, 2) and adaptive sharpness (1/2, 1). Both fit the sample. If (0, 2) is the truth the standard one has no
    error and the adaptive one has, if (1/2, 1) is the other way around.
    """
    problem, rho = DiagonalLinearNetwork(np.array([[1.0, 0.5]]), np.array([1.0])), 2.0**-7
    grid = np.arange(9) / 8
    betas = np.stack([grid, 2 * (1 - grid)], axis=1)
    findings, selected, curves = [], [], []
    for adaptive, limit in ((0.0, 1 + grid), (power, 2 * (grid**2 + (1 - grid) ** 2))):
        found = []
        for beta in betas:
            w = np.concatenate([np.sqrt(beta), np.zeros(2)])
            c = w**adaptive  # 0^0 = 1
            e = c * np.concatenate([problem.X[0] * w[:2], np.zeros(2)])
            start = w + rho * c * e / np.linalg.norm(e)
            x = complete_run(method(w, c, rho), problem, start, 41, engine=engine).x[-1]
            found.append(problem.value(x) / rho**2)
        # residuals of size rho are known to 2^-50
        allowance = 2.0**-40
        highest = (np.sqrt(2 * limit) + rho) ** 2 / 2
        findings.append(bound(found, highest, allowance=allowance, x=grid, xlabel="beta_1", ylabel="S/rho^2"))
        findings.append(bound(limit, found, allowance=allowance, x=grid, xlabel="beta_1", ylabel="limit"))
        selected.append(betas[int(np.argmin(found))])
        scale = "c = |w|" if adaptive else "c = 1"
        curves += [
            Curve(f"limit, {scale}", grid, limit, "theory"),
            Curve(scale, grid, np.array(found), "measured"),
        ]
    findings.append(identity(selected, [[0.0, 2.0], [0.5, 1.0]], tolerance=2.0**-53))
    picture = Picture(tuple(curves), "beta_1 of the interpolator", "S/rho^2", "linear", "linear")
    return worst(findings)._replace(picture=picture)


LIMITS = (limit_by_the_hessian, average_case, invariant_under_rescaling, right_measure_depends_on_the_data)
