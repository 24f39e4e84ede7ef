"""SAM-ON: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic, RidgePolynomial, diagonal_quadratic
from refimpl.problems.registry import EXAMPLES
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.flatness import sam_on as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
MASK = np.array([1.0, 0.0, 1.0])
A, B = np.array(arithmetic.A, float), np.array(arithmetic.B, float)


@claim(
    "sam-on",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic with the mask (1, 0, 1) equal SAM-ON in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""

    def ascent(x: list[Decimal], g: list[Decimal]) -> list[Decimal]:
        return arithmetic.of_length("0.5", [g[0], Decimal(0), g[2]])

    gradient = arithmetic.quadratic(arithmetic.A, arithmetic.B)
    expected = arithmetic.perturbed_descent(gradient, ascent, [2, 0, -1], 6, "0.125")
    x0 = np.array([2.0, 0.0, -1.0])
    return first_iterates(method(0.125, 0.5, MASK), Quadratic(A, B), x0, expected, engine)


@claim(
    "sam-on",
    theorem="first-order maximiser in the subspace",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = A^{-1}((x - x+)/eta - g) on a quadratic is 0 off the mask, |e| = rho and <g, e> = rho |m g|",
    controls=(
        *planted(*AT_REGULAR_POINTS),
        *without("e within the mask", believed=(1.0, 1.0, 1.0)),
    ),
)
def perturbation_is_the_masked_maximiser(
    method: type, engine: str, believed: tuple[float, ...] = (1.0, 0.0, 1.0)
) -> Finding:
    """Over e = m e, |e| <= rho: <g, e> = <m g, e> <= rho |m g| by Cauchy-Schwarz, equality for rho m g/|m g| only."""
    eta, rho, m = 0.125, 0.5, np.array(believed)
    x = complete_run(
        method(eta, rho, MASK), Quadratic(A, B), np.array([2.0, 0.25, -1.0]), 20, engine=engine
    ).x
    g, e = recovered(x, A, B, eta)
    maxima = rho * np.linalg.norm(m * g, axis=1)
    # e is known to 10 u (|x|/eta + |g|)/l_min, 1e-13
    return worst(
        [
            identity(e * (1 - m), np.zeros((20, 3)), tolerance=1e-12, scale=rho),
            identity(np.linalg.norm(e, axis=1), np.full(20, rho), tolerance=1e-12),
            identity(np.sum(g * e, axis=1), maxima, tolerance=1e-12),
        ]
    )


@claim(
    "sam-on",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L, any mask",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.UnnormalisedAscent),
        *planted(mutants.StepMasked),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, |G - g| <= L |e| <= L rho.
    On (L/2) x^2 with eta = 1/L and the mask (1) both sides are equal at every t.
    """
    eta, rho = step_factor / L, 0.25
    cases = ((PARABOLA, [1.0]), (VALLEY, [1.0, 0.0, 1.0, 0.0]), (VALLEY, [0.0, 0.0, 0.0, 1.0]))
    return worst([one_step_descent(method(eta, rho, np.array(m)), i, eta, rho, engine) for i, m in cases])


@claim(
    "sam-on",
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
    """Sum of the one-step descent over t < T, telescoped with f >= f*; attained as for SAM, with the mask (1)."""
    eta, rho = step_factor / L, 0.25
    return average_of_squares(method(eta, rho, np.ones(1)), eta, rho, engine)


@claim(
    "sam-on",
    theorem="two-cycle within the mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="diagonal quadratic: cycle +-eta rho l/(2 - eta l) on the mask's top axis; off it x_i (1 - eta l_i)^t",
    controls=(
        *planted(
            mutants.MaskForgotten,
            mutants.MaskInverted,
            mutants.StepMasked,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("diagonal quadratic", quartic=1.0),
    ),
)
def cycle_within_the_mask(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Off the mask e = 0 and coordinates are decoupled: gradient descent. On it the method is SAM in the subspace,

    which ends on the cycle of its largest curvature. Masks of all ones and of one entry are special cases.
    """
    eta, rho, spectrum = 0.3, 0.1, np.array([3.0, 2.0, 1.0, 0.5])
    x0, findings = np.array([0.7, -0.4, 0.9, 1.0]), []
    problem: Any = diagonal_quadratic(spectrum)
    if quartic:
        problem = RidgePolynomial(np.diag(spectrum), np.eye(4), np.zeros(4), np.full(4, quartic))
    for mask, top in (([0, 1, 1, 0], 1), ([1, 1, 1, 1], 0), ([0, 0, 1, 0], 2)):
        m = np.array(mask, float)
        x = complete_run(method(eta, rho, m), problem, x0, 400, engine=engine).x
        free = m == 0
        decay = x0 * (1 - eta * spectrum) ** np.arange(41)[:, None]
        # 40 steps of six roundings on terms of at most 7 |x| per unit of the smallest factor 0.1: 40 * 60 u
        findings.append(identity(x[:41] * free, decay * free, tolerance=2400 * 2.0**-53, scale=np.abs(decay)))
        amplitude = eta * rho * spectrum[top] / (2 - eta * spectrum[top])
        expected = np.where(np.arange(4) == top, amplitude, 0.0) * np.ones((10, 1))
        # the map contracts towards the cycle; the other axes of the mask decay by at most 0.93 per step
        findings.append(identity(np.abs(x[-10:]) * (m == 1), expected, tolerance=1e-12, scale=amplitude))
    return worst(findings)


@claim(
    "sam-on",
    theorem="scale-free weights",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="behind batch normalisation the step in w is orthogonal to w: |w+|^2 = |w|^2 + |w+ - w|^2 at every step",
    controls=(
        *planted(mutants.MaskForgotten, mutants.MaskInverted),
        *without("only normalisation parameters perturbed", mask=(1.0, 1.0, 1.0, 1.0)),
    ),
)
def weights_step_orthogonally(method: type, engine: str, mask: tuple[float, ...] | None = None) -> Finding:
    """f(tw, gamma, beta) does not depend on t > 0: <w, grad_w f(w, gamma, beta)> = 0 for all gamma and beta, those

    moved by e too, while w is where it was. Under SAM the gradient is orthogonal to the moved w + e_w instead.
    """
    problem, start = EXAMPLES["batch-norm-neuron"].build(), np.array([1.0, -0.5, 0.75, 0.25])
    m = problem.normalisation_mask() if mask is None else np.array(mask)
    w = complete_run(method(0.25, 0.25, m), problem, start, 40, engine=engine).x[:, :2]
    moved = np.sum(np.diff(w, axis=0) ** 2, axis=1)
    squares = np.sum(w**2, axis=1)
    # the inner product of w and its step is rounded at some twenty u |w|^2
    return identity(squares[1:], squares[:-1] + moved, tolerance=1e-14)


@claim(
    "sam-on",
    theorem="empty mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with the empty mask the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.MaskForgotten, mutants.MaskInverted, mutants.StepMasked)
    + planted(mutants.UnguardedNorm)
    + without("an empty mask", mask=(0.0, 1.0, 0.0)),
)
def without_mask_gradient_descent(
    method: type, engine: str, mask: tuple[float, ...] = (0.0, 0.0, 0.0)
) -> Finding:
    """m g = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, 0.5, np.array(mask)), 0.25, engine)


@claim(
    "sam-on",
    theorem="stationary in the mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where m g = 0 a step is one of gradient descent; a point with zero gradient is fixed, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_points(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where m g = 0. On sum log(1 + x_i^2) at (0, 1) with the mask (1, 0): x+ = (0, 1 - eta)."""
    fixed = is_fixed(method(0.125, 0.5, np.array([1.0, 0.0])), offset, engine)
    x = complete_run(
        method(0.125, 0.5, np.array([1.0, 0.0])), LogQuadratic(2), np.array([0.0, 1.0]), 1, engine=engine
    ).x
    return worst([fixed, identity(x[1], [0.0, 0.875], tolerance=2.0**-53)])


CLAIMS = (
    first_iterates_on_a_quadratic,
    perturbation_is_the_masked_maximiser,
    descent_up_to_the_floor,
    average_gradient,
    cycle_within_the_mask,
    weights_step_orthogonally,
    without_mask_gradient_descent,
    stationary_points,
)
