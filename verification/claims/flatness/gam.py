"""GAM, exact form: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl import run
from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial, ScalarNetwork, diagonal_quadratic
from verification.claim import Kind, Standing, broken_run, claim, planted, without
from verification.evidence import bound, geometric_rate, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.first_iterates import first_iterates
from verification.gam_arithmetic import exact_form, quadratic
from verification.mutants.flatness import gam as mutants
from verification.newton_arithmetic import derivatives, plane_quartic

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "gam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal GAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, f divided by |g| as
    the paper has it. The Hessian changes from x to y here, so a Hessian at the wrong point shows.
    """
    expected = exact_form(derivatives, [1, -2], 6, "0.03125", "0.25", "0.75")
    return first_iterates(
        method(0.03125, 0.25, 0.75), plane_quartic(), np.array([1.0, -2.0]), expected, engine
    )


@claim(
    "gam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal GAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in AT_REGULAR_POINTS if m is not mutants.HessianAtIterate)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = exact_form(quadratic(A, b), [2, -1], 6, "0.125", "0.5", "0.75")
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.5, 0.75), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "gam",
    theorem="gradient of the gradient norm",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(x - x+)/eta = g(x) + alpha rho grad |g|(y), g = grad f, y = x + rho u, u = grad |g|(x) normalised",
    controls=planted(*AT_REGULAR_POINTS),
)
def step_descends_the_gradient_norm(method: type, engine: str) -> Finding:
    """grad |g| = H g/|g| where g = grad f is not 0, by the chain rule.

    Both gradients of |g| are central differences here, so no Hessian enters the expected step.
    """
    eta, rho, alpha = 0.03125, 0.25, 0.75
    instances: list[tuple[Any, list[float]]] = [
        (plane_quartic(), [1.0, -2.0]),
        (LogQuadratic(4), [3.0, -0.4, 1.5, -2.0]),
        (ScalarNetwork(2), [3.0, 0.2]),
    ]
    findings = []
    for problem, start in instances:
        t = run(method(eta, rho, alpha), problem, np.array(start), 10, engine=engine)
        if broken := broken_run(t):
            return broken

        def gradient_norm(x: np.ndarray, problem: Any = problem) -> float:
            return float(np.linalg.norm(problem.gradient(x)))

        expected = []
        for x in t.x[:-1]:
            u = _central_differences(gradient_norm, x)
            h = rho * _central_differences(gradient_norm, x + rho * u / np.linalg.norm(u))
            expected.append(problem.gradient(x) + alpha * h)
        # differences of length 2^-17: rounding u |g|/2^-17 = 1.5e-11 |g|, truncation 2^-34/6 = 1e-11 of the
        # third derivative of |g|, both for two differences: 1e-8 leaves a factor of a hundred for constants
        findings.append(identity((t.x[:-1] - t.x[1:]) / eta, expected, tolerance=1e-8))
    return worst(findings)


def _central_differences(function: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    h = 2.0**-17
    return np.array([(function(x + h * e) - function(x - h * e)) / (2 * h) for e in np.eye(x.size)])


@claim(
    "gam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (alpha rho L)^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
            mutants.PenaltyWithoutRadius,
            mutants.UnnormalisedPenalty,
            mutants.PerturbedGradient,
            mutants.PerturbationNotUndone,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = g + alpha h: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2,
    and |G - g| = alpha |h| <= alpha rho |H(y)| <= alpha rho L. On f = (L/2) x^2, h = rho L sign(x), so with
    eta = 1/L the step is x+ = -alpha rho sign(x) and both sides are equal at every t.
    """
    findings = []
    starts = {"L x^2 / 2": [3.0], "sum log(1 + x_i^2)": [3.0, -0.4, 1.5, -2.0]}
    for name, start in starts.items():
        x0 = np.array(start)
        problem = LogQuadratic(x0.size) if x0.size > 1 else Quadratic(np.array([[2.0]]), np.zeros(1))
        L, rho, alpha = problem.smoothness(), 0.25, 0.5
        eta = step_factor / L
        t = run(
            method(eta, rho, alpha), problem, x0, 100, engine=engine, record=[Suboptimality(), GradientNorm()]
        )
        if broken := broken_run(t):
            return broken
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
        floor = eta / 2 * (alpha * rho * L) ** 2
        right = f[:-1] - eta / 2 * g[:-1] ** 2 + floor
        allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2 + floor)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_t+1), {name}"))
    return worst(findings)


@claim(
    "gam",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + (alpha rho L)^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
            mutants.PenaltyWithoutRadius,
            mutants.UnnormalisedPenalty,
            mutants.PerturbedGradient,
        ),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-alpha rho from t = 1 on, |g_t| = alpha rho L: the floor is
    attained, and the two sides differ by (alpha rho L)^2 / T only.
    """
    L, rho, alpha = 2.0, 0.25, 0.5
    eta = step_factor / L
    t = run(
        method(eta, rho, alpha),
        diagonal_quadratic([L]),
        np.array([3.0]),
        300,
        engine=engine,
        record=[Suboptimality(), GradientNorm()],
    )
    if broken := broken_run(t):
        return broken
    g, f0 = t.observed["GradientNorm"][:-1], t.observed["Suboptimality"][0]
    T = np.arange(1, 301)
    return bound(
        np.cumsum(g**2) / T, 2 * f0 / (eta * T) + (alpha * rho * L) ** 2, allowance=1e-13, x=T, xlabel="T",
        ylabel="average of |g_t|^2",
    )  # fmt: skip


@claim(
    "gam",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic GAM ends on the cycle +-A v_1, A = eta alpha rho lambda_1 / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.PenaltySubtracted,
            mutants.PenaltyWithoutRadius,
            mutants.UnnormalisedPenalty,
            mutants.PerturbedGradient,
            mutants.ConvexCombination,
            mutants.PerturbationNotUndone,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0)) -> Finding:
    """On the axis of v_1 all vectors are parallel: h = rho lambda_1 sign(x) v_1, the step of SAM with radius alpha rho.

    Set x+ = -x there: x (2 - eta lambda_1) = eta alpha rho lambda_1 sign(x). The cycle attracts, since every
    factor of the claim on the approach is below 1 in modulus; along v_i, i > 1, the factor of v_1 is below -1.
    With a double top eigenvalue the cycle lies in its eigenspace, not along one axis.
    """
    eta, rho, alpha, steps = 0.3, 0.1, 0.5, 400
    problem = diagonal_quadratic(spectrum)
    t = run(method(eta, rho, alpha), problem, np.array([0.7, -0.4, 0.9]), steps, engine=engine)
    if broken := broken_run(t):
        return broken
    amplitude = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    picture = Picture(
        (
            Curve("amplitude A", np.array([1, steps]), np.full(2, amplitude), "theory"),
            Curve("|x_t|", t.steps[1:], np.linalg.norm(t.x[1:], axis=1), "measured"),
        ),
        "t", "amplitude", "log", "log",
    )  # fmt: skip
    # rounding: the map contracts, so the error is a few units of the largest intermediate, eta lambda_1 |x|
    expected = np.tile([amplitude, 0.0, 0.0], (10, 1))
    return identity(np.abs(t.x[-10:]), expected, tolerance=1e-12, scale=amplitude, picture=picture)


@claim(
    "gam",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="coordinate i decays by 1 - eta l_i - (2 - eta l_1) k^2 (A + rho k^2)/(A + rho), k = l_i/l_1",
    controls=(
        *planted(
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.PenaltyAtIterate,
            mutants.UnnormalisedAscent,
            mutants.UnnormalisedPenalty,
            mutants.AscentOfTheLoss,
            mutants.AscentTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Let k = lambda_i/lambda_1 and A the amplitude of the cycle. At x = A v_1 + delta v_i, to first order in delta,

    y = (A + rho) v_1 + (1 + rho k^2/A) delta v_i since H g ~ v_1 + (k^2 delta/A) v_i, and
    h_i = rho lambda_i^2 (1 + rho k^2/A) delta/(lambda_1 (A + rho)) with eta alpha rho = A (2 - eta lambda_1)/lambda_1.
    For 0 < k < 1 the factor lies in (-1, 1): the subtracted terms grow with k and reach 2 at k = 1 only. The map
    commutes with reflections of each coordinate, so coordinate i decays by its own factor.
    """
    spectrum, eta, rho, alpha, steps = np.array([3.0, 2.75, 1.0]), 0.3, 0.1, 0.5, 200
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    t = run(method(eta, rho, alpha), problem, np.array([0.7, -0.4, 0.9]), steps, engine=engine)
    if broken := broken_run(t):
        return broken
    A = eta * alpha * rho * spectrum[0] / (2 - eta * spectrum[0])
    k = spectrum[1:] / spectrum[0]
    factors = 1 - eta * spectrum[1:] - (2 - eta * spectrum[0]) * k**2 * (A + rho * k**2) / (A + rho)
    # relative rounding of each coordinate is some ten units per step, that of the fitted slope less
    return worst(
        [
            geometric_rate(
                np.abs(t.x[1:, i + 1]), abs(factors[i]), tolerance=1e-6, ylabel=f"|coordinate {i + 2}|"
            )
            for i in range(2)
        ]
    )


@claim(
    "gam",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with alpha = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.PerturbedGradient, mutants.PerturbationNotUndone)
    + without("alpha = 0", alpha=1e-6),
)
def without_weight_gradient_descent(method: type, engine: str, alpha: float = 0.0) -> Finding:
    """alpha = 0 leaves x - eta g; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    spectrum, x0, eta, steps = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0]), 0.25, 40
    t = run(method(eta, 0.25, alpha), diagonal_quadratic(spectrum), x0, steps, engine=engine)
    if broken := broken_run(t):
        return broken
    expected = x0 * (1 - eta * spectrum) ** np.arange(steps + 1)[:, None]
    # 40 products of exactly representable factors, each rounded once: 40 u, doubled for product and difference
    return identity(t.x, expected, tolerance=80 * 2.0**-53, scale=np.abs(expected))


@claim(
    "gam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: f = 0, h = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """f = 0 where g = 0, so y = x, g_a = grad f(x) = 0, h = 0 and x+ = x.

    The data are small integers, so the gradient at the minimiser (1, 2) is zero exactly in floating point.
    """
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    minimiser = np.array([1.0, 2.0])
    t = run(method(0.125, 0.5, 0.75), problem, minimiser + offset, 5, engine=engine)
    return broken_run(t) or identity(t.x, np.tile(minimiser, (6, 1)), tolerance=2.0**-53)


@claim(
    "gam",
    theorem="selection of the flattest minimum",
    kind=Kind.BOUND,
    standing=Standing.OBSERVED,
    statement="on (ab - 1)^2/2 from (3, 0.2) it ends within 2 eta alpha rho |H| of the flattest minimum, (1, 1)",
    engine="numba",
    controls=(
        *planted(mutants.DescendingPerturbation),
        *without("alpha > 0, gradient descent", alpha=0.0),
    ),
)
def flattest_minimum(method: type, engine: str, alpha: float = 1.0) -> Finding:
    """On the valley ab = 1 the Hessian has the eigenvalues a^2 + b^2 >= 2 and 0, with equality at (1, 1) alone.

    That GAM travels there is observed on this instance. On the diagonal, u = (a + b)/sqrt 2, f = (u^2/2 - 1)^2/2 has
    f'' = 3 u^2/2 - 1 and a step overshoots the minimum sqrt 2 by at most eta alpha rho f''(sqrt 2 + rho), since the
    step's map is increasing on either side; the bound grants as much along the valley. Gradient flow conserves
    a^2 - b^2, so gradient descent stays at 9.18.
    """
    eta, rho, steps = 0.01, 0.05, 100_000
    problem, start = ScalarNetwork(2), np.array([3.0, 0.2])
    t = run(method(eta, rho, alpha), problem, start, steps, engine=engine, every=49)
    if broken := broken_run(t):
        return broken
    sharpness = np.array([problem.sharpness(x) for x in t.x[1:]])
    ends = np.array([t.steps[1], steps])
    picture = Picture(
        (
            Curve("end of gradient flow", ends, np.full(2, problem.flow_sharpness(start)), "theory"),
            Curve("flattest minimum", ends, np.full(2, 2.0), "theory"),
            Curve("measured", t.steps[1:], sharpness, "measured"),
        ),
        "t", "largest eigenvalue of the Hessian", "log", "log",
    )  # fmt: skip
    overshoot = eta * rho * (2 + 3 * np.sqrt(2) * rho + 1.5 * rho**2)
    distance = np.linalg.norm(t.x[-100:] - 1, axis=1)
    return bound(distance, np.full(100, 2 * overshoot), x=t.steps[-100:], xlabel="t")._replace(
        picture=picture
    )


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_quadratic,
    step_descends_the_gradient_norm,
    descent_up_to_the_floor,
    average_gradient,
    two_cycle,
    approach_to_the_cycle,
    without_weight_gradient_descent,
    stationary_point_is_fixed,
    flattest_minimum,
)
