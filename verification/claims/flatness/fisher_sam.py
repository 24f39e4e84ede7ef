"""Fisher SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.observables import GradientNorm, Value
from refimpl.problems import LeastSquares, random_robust_regression
from verification.arithmetic.private import Instance
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dp.descent import is_gradient_descent
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import fisher_sam as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Kim, Li, Hu & Hospedales 2022"
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
DATA = Instance()  # four examples in three dimensions
PARABOLA = ("x^2", LeastSquares(np.full((1, 1), 2.0**0.5), np.zeros(1)), (3.0,))  # L = 2
ROBUST = ("robust regression", random_robust_regression(9, 3, 2.0, seed=0), (2.0, -1.0, 3.0))


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on four examples of least squares equal Fisher SAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_four_examples(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    eta, rho, damping, expected = Decimal("0.25"), Decimal("0.5"), Decimal("0.125"), []
    with localcontext() as context:
        context.prec = 80
        rows, targets = [[Decimal(a) for a in row] for row in DATA.A], [Decimal(b) for b in DATA.b]
        x = [Decimal(v) for v in DATA.x0]

        def gradients(p: list[Decimal]) -> list[list[Decimal]]:
            residuals = [sum((a * v for a, v in zip(r, p)), Decimal(0)) - b for r, b in zip(rows, targets)]
            return [[residual * a for a in r] for residual, r in zip(residuals, rows)]

        def mean(columns: list[list[Decimal]]) -> list[Decimal]:
            return [sum(column, Decimal(0)) / len(rows) for column in zip(*columns)]

        for _ in range(6):
            G = gradients(x)
            g, F = mean(G), [v + damping for v in mean([[v * v for v in r] for r in G])]
            size = sum((v * v / f for v, f in zip(g, F)), Decimal(0)).sqrt()
            perturbed = [p + rho * v / (f * size) for p, v, f in zip(x, g, F)]
            x = [p - eta * v for p, v in zip(x, mean(gradients(perturbed)))]
            expected.append(x)
    return first_iterates(method(0.25, 0.5, 0.125), DATA.problem(), np.array(DATA.x0), expected, engine)


def _fisher(problem: LeastSquares, x: np.ndarray, damping: float) -> np.ndarray:
    """mean_i (residual_i a_ij)^2 + damping at every row of x, written out."""
    residuals = x @ problem.A.T - problem.b
    return (residuals**2) @ (problem.A**2) / len(problem.b) + damping


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="worst perturbation of the ellipsoid, first order",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = H^{-1}((x - x+)/eta - g) on least squares has e'Fe = rho^2 and <g, e> = rho sqrt(g'F^{-1}g)",
    controls=(*planted(*AT_REGULAR_POINTS), *without("the damping", believed=0.0)),
)
def perturbation_is_the_linear_maximiser(method: type, engine: str, believed: float = 0.125) -> Finding:
    """(x - x+)/eta = grad f(x + e) = g + He. By Cauchy-Schwarz <g, e> = <F^{-1/2}g, F^{1/2}e> <= rho sqrt(g'F^{-1}g) on

    the ellipsoid e'Fe <= rho^2, with equality for one e only; so both equations say that e is the maximiser.
    """
    eta, rho, problem = 0.125, 0.5, DATA.problem()
    x = complete_run(method(eta, rho, 0.125), problem, np.array(DATA.x0), 12, engine=engine).x
    H, n = problem.A.T @ problem.A / 4, 4
    g, F = (x[:-1] @ problem.A.T - problem.b) @ problem.A / n, _fisher(problem, x[:-1], believed)
    e = np.linalg.solve(H, ((x[:-1] - x[1:]) / eta - g).T).T
    # e is known to some 20 u |x|/(eta lambda_min), lambda_min = 0.19: 1e-13 of its length
    sizes, products = np.sum(e * F * e, axis=1), np.sum(g * e, axis=1)
    return worst(
        [
            identity(sizes, np.full(12, rho**2), tolerance=1e-11),
            identity(products, rho * np.sqrt(np.sum(g * g / F, axis=1)), tolerance=1e-11),
        ]
    )


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f - (eta/2)|g|^2 + (eta/2)(L rho)^2/min_j F_j at every step, for eta <= 1/L",
    controls=(
        *planted(
            mutants.NotInverted,
            mutants.EuclideanLength,
            mutants.NormOfTheGradient,
            mutants.IdentityMetric,
            mutants.CentredSquares,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L f(x+) <= f - (eta/2)|g|^2 + (eta/2)|G - g|^2 and

    |G - g| <= L |e|, min F |e|^2 <= e'Fe = rho^2. On x^2 (L = 2, one example) with eta = 1/L both sides are equal.
    """
    findings, rho, damping = [], 0.5, 0.125
    for name, problem, start in (PARABOLA, ROBUST):
        L = problem.smoothness()
        eta = step_factor / L
        run = complete_run(
            method(eta, rho, damping),
            problem,
            np.array(start),
            60,
            engine=engine,
            record=[Value(), GradientNorm()],
        )
        f, g = run.observed["Value"], run.observed["GradientNorm"][:-1]
        F = np.array([np.mean(problem.sample_gradients(v) ** 2, axis=0) + damping for v in run.x[:-1]])
        floor = eta / 2 * (L * rho) ** 2 / F.min(axis=1)
        # some twenty operations on each term
        allowance = 1e-13 * (f[:-1] + eta * g**2 + floor)
        findings.append(
            step_inequality(
                f[1:], f[:-1] - eta / 2 * g**2 + floor, allowance=allowance, label=f"f(x_t+1), {name}"
            )
        )
    return worst(findings)


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum |g_t|^2 <= 2 f_0/(eta T) + (L rho)^2 (1/T) sum 1/min_j F_j for f* = 0; ratio -> 1 on x^2",
    controls=(
        *planted(mutants.NotInverted, mutants.EuclideanLength, mutants.IdentityMetric, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= 0; on x^2 with eta = 1/L every step has equality."""
    _, problem, start = PARABOLA
    L, rho, damping = 2.0, 0.5, 4.0
    eta, T = step_factor / L, np.arange(1, 201)
    run = complete_run(
        method(eta, rho, damping),
        problem,
        np.array(start),
        200,
        engine=engine,
        record=[Value(), GradientNorm()],
    )
    g, F = run.observed["GradientNorm"][:-1], 4 * run.x[:-1, 0] ** 2 + damping
    limit = 2 * run.observed["Value"][0] / (eta * T) + (L * rho) ** 2 * np.cumsum(1 / F) / T
    return bound(np.cumsum(g**2) / T, limit, x=T, xlabel="T", ylabel="average of |g_t|^2")


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on f(Sy), S diagonal, from y = S^{-1}x with negligible damping: S^{-1}(y - y+) = x - x+",
    controls=(
        *planted(
            mutants.IdentityMetric,
            mutants.EuclideanLength,
            mutants.RootOfFisher,
            mutants.NotInverted,
            mutants.NormOfTheGradient,
            mutants.PerturbationNotUndone,
        ),
        *without("negligible damping", damping=0.125),
        *without("S diagonal", shear=0.5),
    ),
)
def ellipsoid_scales_with_the_coordinates(
    method: type, engine: str, damping: float = 2.0**-500, shear: float = 0.0
) -> Finding:
    """The gradients in y are S g_i, so F_y = S F S and F_y^{-1} S g = S^{-1} F^{-1} g, of one norm: e_y = S^{-1} e_x.

    Both perturbed points are one, and y - y+ = eta S grad f(x + e). A damping of 2^-500 vanishes in the sum.
    """
    S, problem, x0 = np.array([[4.0, shear, 0], [0, 0.25, 0], [0, 0, 2.0]]), DATA.problem(), np.array(DATA.x0)
    algorithm = method(0.03125, 0.5, damping)
    x = complete_run(algorithm, problem, x0, 1, engine=engine).x
    y = complete_run(algorithm, problem._replace(A=problem.A @ S), np.linalg.solve(S, x0), 1, engine=engine).x
    # some fifty operations, and y - y+ loses a factor |y|/|y - y+| below 100
    return identity(np.linalg.solve(S.T, y[0] - y[1]), x[0] - x[1], tolerance=1e-12)


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="two-cycle of one example",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on x^2/2 it ends on the cycle +-c, c^2 = (sqrt(d^2 + 4/K^2) - d)/2, K = (2/eta - 1)/rho, d the damping",
    controls=(
        *planted(
            mutants.NotInverted,
            mutants.CentredSquares,
            mutants.RootOfFisher,
            mutants.EuclideanLength,
            mutants.IdentityMetric,
            mutants.DampedRoot,
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("a stable cycle", damping=1e-3),
    ),
)
def two_cycle(method: type, engine: str, damping: float = 0.75) -> Finding:
    """One example: F = x^2 + d and e = rho sign(x)/sqrt(F). x+ = -x where (2 - eta) c = eta rho/sqrt(c^2 + d), that is

    K^2 c^2 (c^2 + d) = 1. Near it |x| - c is multiplied by -(1 - eta) - (2 - eta) c^2/(c^2 + d), of modulus below 1
    where (2 - eta) c^2 < eta (c^2 + d).
    """
    eta, rho = 0.5, 0.5
    K = (2 / eta - 1) / rho
    c = np.sqrt((np.sqrt(damping**2 + 4 / K**2) - damping) / 2)
    problem = LeastSquares(np.ones((1, 1)), np.zeros(1))
    x = complete_run(method(eta, rho, damping), problem, np.array([3.0]), 120, engine=engine).x[-10:, 0]
    # the map contracts by 0.6: a few roundings of c
    return identity(x, c * np.sign(x[0]) * (-1.0) ** np.arange(10), tolerance=1e-14)


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 on least squares x_t - x* = (I - eta A'A/n)^t (x_0 - x*), as gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0, so x+ = x - eta grad f(x): x+ - x* = (I - eta A'A/n)(x - x*)."""
    return is_gradient_descent(method(0.25, rho, 0.125), engine)


@claim(
    "fisher-sam",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all examples are fitted F is the damping, e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradients", offset=1e-3)),
)
def fitted_data_stay(method: type, engine: str, offset: float = 0.0) -> Finding:
    """All residuals are zero, exactly for small integers, so g = 0, e = 0 and the second gradient is zero too."""
    A, x = np.array([[1.0, 2.0], [-1.0, 1.0], [3.0, 0.0]]), np.array([1.0, 2.0])
    return is_fixed(method(0.125, 0.5, 0.25), offset, engine, LeastSquares(A, A @ x), x)


CLAIMS = (
    first_iterates_on_four_examples,
    perturbation_is_the_linear_maximiser,
    descent_up_to_the_floor,
    average_gradient,
    ellipsoid_scales_with_the_coordinates,
    two_cycle,
    without_radius_gradient_descent,
    fitted_data_stay,
)
