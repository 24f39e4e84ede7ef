"""AMP: what is claimed of its steps, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Quadratic, RidgePolynomial
from verification.arithmetic import sam as arithmetic
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.amp_ball import BALL
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    ends_on_cycle,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import amp as mutants
from verification.trial import complete_run, first_iterates

FAR = 0.75  # reaches the sphere in one step, and does not overflow where the projection is missing


@claim(
    "amp",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a plane quartic and a coupled quadratic, N = 3 and 2, equal AMP in 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_with_and_without_projection(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library.

    In the first run one, two or all three ascent steps stay within the ball; the second begins just outside, with
    |zeta g| = sqrt(65)/8 = 1.008.
    """
    findings = []
    for problem, gradient, start, eta, eps, zeta, N in (
        (plane_quartic(), lambda x: derivatives(x)[0], [1, -1], "0.03125", "0.5", "0.0625", 3),
        (
            Quadratic(np.array(arithmetic.A, float), np.array(arithmetic.B, float)),
            arithmetic.quadratic(arithmetic.A, arithmetic.B),
            [2, 0, -1],
            "0.125",
            "1",
            "0.125",
            2,
        ),
    ):

        def ascent(
            x: list[Decimal],
            g: list[Decimal],
            gradient: Any = gradient,
            eps: str = eps,
            zeta: str = zeta,
            N: int = N,
        ) -> list[Decimal]:
            D = [Decimal(zeta) * v for v in g]
            for n in range(N):
                if n:
                    ahead = gradient([v + w for v, w in zip(x, D)])
                    D = [v + Decimal(zeta) * w for v, w in zip(D, ahead)]
                if arithmetic.norm(D) > Decimal(eps):
                    D = arithmetic.of_length(eps, D)
            return D

        expected = arithmetic.perturbed_descent(gradient, ascent, start, 6, eta)
        algorithm = method(float(eta), float(eps), float(zeta), N)
        findings.append(first_iterates(algorithm, problem, np.array(start, float), expected, engine))
    return worst(findings)


@claim(
    "amp",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 eps^2 at every t, for eta <= 1/L",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.ProjectionMissing),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, |G - g| <= L |D| <= L eps.
    On f = (L/2) x^2 with eta = 1/L the step is x+ = -D, |D| = eps, and both sides are equal at every t.
    """
    eta, eps = step_factor / L, 0.25
    algorithm = method(eta, eps, FAR, 2)
    return worst([one_step_descent(algorithm, i, eta, eps, engine) for i in (PARABOLA, VALLEY)])


@claim(
    "amp",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 eps^2 for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.ProjectionMissing),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-eps from t = 1 on: the floor is attained.
    """
    eta, eps = step_factor / L, 0.25
    return average_of_squares(method(eta, eps, FAR, 1), eta, eps, engine)


@claim(
    "amp",
    theorem="within the ball",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="while |D| <= eps each coordinate of a quadratic is multiplied by 1 - eta l (1 + zeta l)^N per step",
    controls=(
        *planted(
            mutants.AlwaysOnTheSphere,
            mutants.InnerDescent,
            mutants.InnerGradientAtIterate,
            mutants.PerturbationForgotten,
            mutants.OneStepFewer,
            mutants.OneStepMore,
            mutants.NormalisedInnerGradient,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.InnerStepTooLong,
            mutants.StepTooLong,
        ),
        *without("|D| <= eps", eps=0.5),
        *without("quadratic", quartic=2.0**-6),
    ),
)
def free_ascent_multiplies(method: type, engine: str, eps: float = 64.0, quartic: float = 0.0) -> Finding:
    """x + D is multiplied by 1 + zeta l in each ascent step, and x+ = x - eta l (x + D). N = 1 is USAM."""
    eta, zeta, spectrum = 0.25, 0.25, np.array([1.0, 0.5, 0.25])
    x0, findings = np.array([1.0, -2.0, 3.0]), []
    problem: Any = Quadratic(np.diag(spectrum), np.zeros(3))
    if quartic:
        problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    for N in (1, 3):
        t = complete_run(method(eta, eps, zeta, N), problem, x0, 20, engine=engine)
        expected = x0 * (1 - eta * spectrum * (1 + zeta * spectrum) ** N) ** np.arange(21)[:, None]
        # per step twelve operations on terms of at most 2 |x|, relative to a factor of at least 1/2: 48 u
        findings.append(identity(t.x, expected, tolerance=20 * 48 * 2.0**-53, scale=np.abs(expected)))
    return worst(findings)


@claim(
    "amp",
    theorem="one long ascent step is SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with N = 1 and zeta |g| > eps it ends on SAM's cycle +-A v_1, A = eta eps l_1 / (2 - eta l_1)",
    controls=(
        *planted(
            mutants.ProjectionMissing,
            mutants.InnerDescent,
            mutants.OneStepFewer,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("zeta |g| > eps", zeta=0.25),
    ),
)
def one_long_ascent_step_is_sam(method: type, engine: str, zeta: float = FAR) -> Finding:
    """Then D = eps g/|g|, the perturbation of SAM; at the cycle |g| = l_1 A = 0.25, at all times zeta |g| > eps."""
    eta, eps = 0.3, 0.1
    amplitude = eta * eps * 3 / (2 - eta * 3)
    return ends_on_cycle(method(eta, eps, zeta, 1), (3.0, 1.5, 1.0), amplitude, 400, engine)


@claim(
    "amp",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with eps = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.ProjectionMissing) + without("eps = 0", eps=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, eps: float = 0.0) -> Finding:
    """eps = 0 projects D to 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, eps, 0.5, 3), 0.25, engine)


@claim(
    "amp",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point, though not the best in the worst case: D = 0 and x+ = x",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """D = 0 + zeta 0 where g = 0, for every ascent step, and 0 lies in the ball of radius 0. The data are integers."""
    return worst([is_fixed(method(0.125, eps, 0.25, 3), offset, engine) for eps in (0.5, 0.0)])


CLAIMS = (
    first_iterates_with_and_without_projection,
    descent_up_to_the_floor,
    average_gradient,
    free_ascent_multiplies,
    one_long_ascent_step_is_sam,
    *BALL,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
)
