"""Gradient regularisation, exact: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.flatness.forward_gradient_regularisation import ForwardGradientRegularisation
from refimpl.problems import LogQuadratic, ScalarNetwork
from verification.arithmetic.newton import plane_quartic
from verification.arithmetic.penalty import exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness import gradient_floor as floor
from verification.claims.flatness import gradient_penalty as shared
from verification.claims.flatness.gradient_floor import L
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import gradient_regularisation as mutants
from verification.trial import complete_run


@claim(
    "gradient-regularisation",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic and on a coupled quadratic equal gradient regularisation in decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, to 80 digits."""
    return shared.six_iterates(method(0.03125, 0.125), exact("0.125"), engine)


@claim(
    "gradient-regularisation",
    theorem="gradient of the regularised loss",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(x - x+)/eta is the gradient of f + (gamma/2) |grad f|^2, by central differences",
    controls=planted(*mutants.MUTANTS),
)
def step_descends_the_regularised_loss(method: type, engine: str) -> Finding:
    """grad (|g|^2/2) = H g for g = grad f, by the chain rule and the symmetry of H: no Hessian enters here."""
    eta, gamma, h = 0.03125, 0.125, 2.0**-17
    instances: tuple[tuple[Any, list[float]], ...] = (
        (plane_quartic(), [1.0, -1.0]),
        (LogQuadratic(4), [3.0, -0.4, 1.5, -2.0]),
        (ScalarNetwork(2), [3.0, 0.2]),
    )
    findings = []
    for problem, start in instances:
        t = complete_run(method(eta, gamma), problem, np.array(start), 5, engine=engine)
        expected = []
        for x in t.x[:-1]:
            squares = [
                [np.sum(problem.gradient(x + s * h * e) ** 2) / 2 for s in (1, -1)] for e in np.eye(x.size)
            ]
            slope = np.array([(up - down) / (2 * h) for up, down in squares])
            expected.append(problem.gradient(x) + gamma * slope)
        # rounding u |g|^2/2^-17 = 1.5e-11 |g|^2, truncation 2^-34/6 = 1e-11 of the third derivative
        findings.append(identity((t.x[:-1] - t.x[1:]) / eta, expected, tolerance=1e-8))
    return worst(findings)


@claim(
    "gradient-regularisation",
    theorem="limit of the differences",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it is F-GR with any epsilon",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.HessianAhead)),
        *without("quadratic", quartic=1.0),
    ),
)
def forward_difference_on_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """grad f is affine there: (grad f(x + epsilon g) - g)/epsilon = H g, without remainder."""
    problem, x0 = plane_quartic(), np.array([2.0, -1.0])
    problem = problem._replace(cubic=np.zeros(2), quartic=quartic * problem.quartic)
    t = complete_run(method(0.03125, 0.125), problem, x0, 20, engine=engine)
    forward = complete_run(ForwardGradientRegularisation(0.03125, 0.125, 0.5), problem, x0, 20, engine=engine)
    # a contraction with some 2^4 roundings of entries of size 2^3 per step
    return identity(t.x, forward.x, tolerance=2.0**-43)


@claim(
    "gradient-regularisation",
    theorem="quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic mode i is multiplied by 1 - eta l_i (1 + gamma l_i)",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.HessianAhead)),
        *without("quadratic", quartic=1e-3),
    ),
)
def modes_of_a_quadratic(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """g = H (x - x*) and H g = H^2 (x - x*), so x+ - x* = (I - eta (H + gamma H^2))(x - x*), mode by mode."""
    return shared.regularised_modes(method(0.25, 0.375), 0.25, 0.375, engine, quartic)


@claim(
    "gradient-regularisation",
    theorem="one-step descent without a floor",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) (1 - L^2 gamma^2) |g_t|^2 at every t, for eta <= 1/L",
    controls=(
        *planted(
            mutants.TwiceThePenalty,
            mutants.NormPenalised,
            mutants.HessianTwice,
            mutants.PenaltyTooStrong,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_without_a_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction G = g + gamma H g: f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2 if eta <= 1/L

    and |G - g| = gamma |H g| <= gamma L |g|. On f = (L/2) x^2 with eta = 1/L the step is x+ = -gamma L x and both
    sides are L^2 gamma^2 f(x) at every t; the non-convex sum log(1 + x_i^2) (L = 2) joins it.
    """
    eta, gamma = step_factor / L, 0.25
    return floor.descent_without_a_floor(method(eta, gamma), eta, L * gamma, engine)


@claim(
    "gradient-regularisation",
    theorem="average gradient without a floor",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T (1 - L^2 gamma^2)) for every T; ratio -> 1 on L x^2/2",
    controls=(
        *planted(
            mutants.TwiceThePenalty, mutants.HessianTwice, mutants.PenaltyTooStrong, mutants.StepTooLong
        ),
        *without("eta <= 1/L", step_factor=1.5),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L, |g_t|^2 = q^t |g_0|^2 with q = L^2 gamma^2: the ratio of the sides is 1 - q^T.
    """
    eta, gamma = step_factor / L, 0.25
    return floor.average_without_a_floor(method(eta, gamma), eta, L * gamma, engine)


@claim(
    "gradient-regularisation",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with gamma = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("gamma = 0", gamma=1e-6),
)
def without_penalty_gradient_descent(method: type, engine: str, gamma: float = 0.0) -> Finding:
    """gamma = 0 leaves x - eta g; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return floor.is_gradient_descent(method(0.25, gamma), 0.25, engine)


@claim(
    "gradient-regularisation",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: x+ = x, exactly",
    controls=without("zero gradient", offset=1e-3),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The minima of |grad f|^2 are fixed with it: g = 0 makes the product H g zero as well. The data are integers."""
    return is_fixed(method(0.125, 0.25), offset, engine)


CLAIMS = (
    first_iterates_in_the_plane,
    step_descends_the_regularised_loss,
    forward_difference_on_a_quadratic,
    modes_of_a_quadratic,
    descent_without_a_floor,
    average_gradient,
    without_penalty_gradient_descent,
    stationary_point_is_fixed,
)
