"""GAM, exact form: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic, ScalarNetwork
from verification.arithmetic.gam import exact_form, quadratic
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gam_cycle import CYCLE
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.flatness.network_penalty import (
    ETA,
    gradient_norm_bend,
    gradient_norm_slope,
    penalised,
)
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import gam as mutants
from verification.trial import complete_run, first_iterates

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
        t = complete_run(method(eta, rho, alpha), problem, np.array(start), 4, engine=engine)

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
    eta, rho, alpha = step_factor / L, 0.25, 0.5
    algorithm = method(eta, rho, alpha)
    return worst([one_step_descent(algorithm, i, eta, alpha * rho, engine) for i in (PARABOLA, VALLEY)])


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
    eta, rho, alpha = step_factor / L, 0.25, 0.5
    return average_of_squares(method(eta, rho, alpha), eta, alpha * rho, engine)


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
    return is_gradient_descent(method(0.25, 0.25, alpha), 0.25, engine)


@claim(
    "gam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: f = 0, h = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """f = 0 where g = 0, so y = x, g_a = grad f(x) = 0, h = 0 and x+ = x. The data are integers: g = 0 exactly."""
    return is_fixed(method(0.125, 0.5, 0.75), offset, engine)


@claim(
    "gam",
    theorem="selection of the flattest minimum",
    kind=Kind.BOUND,
    standing=Standing.OBSERVED,
    statement="on (ab - 1)^2/2 from (3, 0.2) it ends within 2 eta alpha rho |H| of the flattest minimum, (1, 1)",
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
    eta, rho, steps = 0.1, 0.05, 10_000
    problem, start = ScalarNetwork(2), np.array([3.0, 0.2])
    t = complete_run(method(eta, rho, alpha), problem, start, steps, engine=engine, every=49)
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
    return bound(
        distance, np.full(100, 2 * overshoot), x=t.steps[-100:], xlabel="t", ylabel="|x_t - 1|"
    )._replace(picture=picture)


@claim(
    "gam",
    theorem="penalty on first-order flatness",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on a two-layer tanh network (x - x+)/eta = grad (f + alpha R1_rho) + O(rho^3), with exponent 3",
    controls=planted(*AT_REGULAR_POINTS),
)
def descends_first_order_flatness_on_a_network(method: type, engine: str) -> Finding:
    """R1_rho = rho max |g| over the ball of radius rho = rho |g| + rho^2 |v| + O(rho^3), v = grad |g| = H g/|g|.

    GAM's step is g + alpha rho v(x + rho u), u = v/|v|, and v(x + rho u) = v + rho (D v) u + O(rho^2). D v is the
    Hessian of |g|, symmetric, so (D v) u = grad |v|: both sides agree up to O(rho^3) where g and v are not 0, and
    tanh is smooth. v comes from the Hessian, grad |v| from a central difference of v. A Hessian or gradient taken
    at the wrong point leaves the exponent 2, a wrong scale the exponent 1 or 0.
    """
    alpha = 0.75
    return penalised(
        lambda rho: method(ETA, rho, alpha),
        lambda problem, x, rho: (
            problem.gradient(x)
            + alpha * rho * (gradient_norm_slope(problem, x) + rho * gradient_norm_bend(problem, x))
        ),
        3.0,
        engine,
    )


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_on_a_quadratic,
    step_descends_the_gradient_norm,
    descent_up_to_the_floor,
    average_gradient,
    *CYCLE,
    without_weight_gradient_descent,
    stationary_point_is_fixed,
    flattest_minimum,
    descends_first_order_flatness_on_a_network,
)
