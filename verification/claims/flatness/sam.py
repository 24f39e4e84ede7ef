"""SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl import run
from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import LogQuadratic, Quadratic
from verification.claim import Kind, Standing, broken_run, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.first_iterates import first_iterates
from verification.mutants.flatness import sam as mutants


@claim(
    "sam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal SAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    eta, rho = Decimal("0.125"), Decimal("0.5")
    expected = []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(2), Decimal(-1)]

        def gradient(p: list[Decimal]) -> list[Decimal]:
            return [sum((a * v for a, v in zip(row, p)), Decimal(0)) - c for row, c in zip(A, b)]

        for _ in range(6):
            g = gradient(x)
            size = sum((v * v for v in g), Decimal(0)).sqrt()
            perturbed = gradient([v + rho * w / size for v, w in zip(x, g)])
            x = [v - eta * w for v, w in zip(x, perturbed)]
            expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.5), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "sam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.UnnormalisedAscent),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2,
    and |G - g| <= L |e| <= L rho. On f = (L/2) x^2 with eta = 1/L both sides are equal at every t, so this
    worst case sees a radius that is too large; the non-convex sum log(1 + x_i^2) (L = 2) joins it.
    """
    findings = []
    starts = {"L x^2 / 2": [3.0], "sum log(1 + x_i^2)": [3.0, -0.4, 1.5, -2.0]}
    for name, start in starts.items():
        x0 = np.array(start)
        problem = LogQuadratic(x0.size) if x0.size > 1 else Quadratic(np.array([[2.0]]), np.zeros(1))
        L, rho = problem.smoothness(), 0.25
        eta = step_factor / L
        trajectory = run(
            method(eta, rho), problem, x0, 100, engine=engine, record=[Suboptimality(), GradientNorm()]
        )
        if broken := broken_run(trajectory):
            return broken
        f, g = trajectory.observed["Suboptimality"], trajectory.observed["GradientNorm"]
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + eta / 2 * (L * rho) ** 2
        allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2 + eta * (L * rho) ** 2)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_t+1), {name}"))
    return worst(findings)


@claim(
    "sam",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 rho^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.UnnormalisedAscent),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-rho from t = 1 on, |g_t| = L rho: the floor
    L^2 rho^2 is attained, and the two sides differ by L^2 rho^2 / T only.
    """
    L, rho = 2.0, 0.25
    eta = step_factor / L
    problem = Quadratic(np.array([[L]]), np.zeros(1))
    trajectory = run(
        method(eta, rho),
        problem,
        np.array([3.0]),
        300,
        engine=engine,
        record=[Suboptimality(), GradientNorm()],
    )
    if broken := broken_run(trajectory):
        return broken
    g, f0 = trajectory.observed["GradientNorm"][:-1], trajectory.observed["Suboptimality"][0]
    T = np.arange(1, 301)
    return bound(
        np.cumsum(g**2) / T, 2 * f0 / (eta * T) + (L * rho) ** 2, allowance=1e-13, x=T, xlabel="T",
        ylabel="average of |g_t|^2",
    )  # fmt: skip


@claim(
    "sam",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic SAM ends on the cycle +-A v_1, A = eta rho lambda_1 / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.GradientAtIterate,
            mutants.AveragedGradients,
            mutants.LargeGuard,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.0, 1.0)) -> Finding:
    """Along the top eigenvector |x+| - A = -(1 - eta lambda_1) (|x| - A) once the sign alternates.

    Set x+ = -x on the axis: x (2 - eta lambda_1) = eta lambda_1 rho sign(x). Cycles along v_i, i > 1, are
    unstable since (lambda_1/lambda_i)^2 (2 - eta lambda_i) + eta lambda_1 > 2, so almost every start ends on
    the cycle of v_1. With a double top eigenvalue the cycle lies in its eigenspace, not along one axis.
    """
    eta, rho, steps = 0.3, 0.1, 4000
    problem = Quadratic(np.diag(spectrum), np.zeros(3))
    trajectory = run(method(eta, rho), problem, np.array([0.7, -0.4, 0.9]), steps, engine=engine)
    if broken := broken_run(trajectory):
        return broken
    amplitude = eta * rho * spectrum[0] / (2 - eta * spectrum[0])
    last = np.abs(trajectory.x[-10:])
    expected = np.tile([amplitude, 0.0, 0.0], (10, 1))
    picture = Picture(
        (
            Curve("A = eta rho lambda_1 / (2 - eta lambda_1)", np.array([1, steps]), np.full(2, amplitude), "theory"),
            Curve("|x_t|", trajectory.steps[1:], np.linalg.norm(trajectory.x[1:], axis=1), "measured"),
        ),
        "t", "amplitude", "log", "log",
    )  # fmt: skip
    # rounding: the map contracts, so the error is a few units of the largest intermediate, eta lambda_1 |x|
    return identity(last, expected, tolerance=1e-12, scale=amplitude, picture=picture)


@claim(
    "sam",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    spectrum, x0, eta, steps = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0]), 0.25, 40
    trajectory = run(method(eta, rho), Quadratic(np.diag(spectrum), np.zeros(3)), x0, steps, engine=engine)
    if broken := broken_run(trajectory):
        return broken
    expected = x0 * (1 - eta * spectrum) ** np.arange(steps + 1)[:, None]
    # 40 products of exactly representable factors, each rounded once: 40 u, doubled for the two gradients
    return identity(trajectory.x, expected, tolerance=80 * 2.0**-53, scale=np.abs(expected))


@claim(
    "sam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0, so the second gradient is grad f(x) = 0 as well and x+ = x.

    The data are small integers, so the gradient at the minimiser (1, 2) is zero exactly in floating point.
    """
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    minimiser = np.array([1.0, 2.0])
    trajectory = run(method(0.125, 0.5), problem, minimiser + offset, 5, engine=engine)
    if broken := broken_run(trajectory):
        return broken
    return identity(trajectory.x, np.tile(minimiser, (6, 1)), tolerance=2.0**-53)


CLAIMS = (
    first_iterates_on_a_quadratic,
    descent_up_to_the_floor,
    average_gradient,
    two_cycle,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
)
