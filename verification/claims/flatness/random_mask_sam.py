"""SAM with a random mask: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Quadratic
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    ends_on_cycle,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.dialects.flatness import random_mask_sam as dialects
from verification.evidence import exact_moments, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import random_mask_sam as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
SCHEDULES = (mutants.NeverRefreshed, mutants.MaskComesLate)  # right where every step has a new mask
A, B = np.array(arithmetic.A, float), np.array(arithmetic.B, float)
START = np.array([2.0, 0.25, -1.0])
# three triples of draws and what two kept entries make of each; more draws for mutants that ask for them
DRAWS = (0.5, -1.0, 2.0, 0.25, 1.5, -0.5, -2.0, 0.125, -0.25)
MASKS = ((1, 0, 1), (1, 1, 0), (0, 1, 1))


@claim(
    "random-mask-sam",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic, two of three entries kept for two steps, equal 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS, *dialects.DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, the masks read off by hand."""
    masks = iter([m for m in MASKS for _ in range(2)])

    def ascent(x: arithmetic.Vector, g: arithmetic.Vector) -> arithmetic.Vector:
        return [v * m for v, m in zip(arithmetic.of_length("0.5", g), next(masks))]

    gradient = arithmetic.quadratic(arithmetic.A, arithmetic.B)
    expected = arithmetic.perturbed_descent(gradient, ascent, ["2", "0.25", "-1"], 6, "0.125")
    algorithm, draws = method(0.125, 0.5, 2, 2), tape(DRAWS + DRAWS[::-1])
    return first_iterates(algorithm, Quadratic(A, B), START, expected, engine, rng=draws)


@claim(
    "random-mask-sam",
    theorem="law of a step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="over all orders of draws x_1 has mean x - eta (g + (k/d) A u), u = rho g/|g|, and the exact covariance",
    controls=(
        *planted(*(m for m in AT_REGULAR_POINTS if m not in SCHEDULES)),
        *planted(*dialects.DIALECTS),
        *without("subsets of equal size", believed=1.5),
    ),
)
def law_of_the_first_step(method: type, engine: str, believed: float = 1.0) -> Finding:
    """Independent draws of one law come in every order equally often, so the k largest are any subset equally often:

    E m_i = k/d and E m_i m_j = k (k - 1)/(d (d - 1)). x_1 = x - eta (g + A (m u)) is affine in m. So E <g, e> is k/d of
    SAM's gain. k = 1 and 2 of d = 3.
    """
    eta, rho, d, findings = 0.125, 0.5, 3, []
    g = A @ START - B
    u = rho * g / np.linalg.norm(g)
    for k in (1, 2):
        ends = [
            complete_run(
                method(eta, rho, k, 1), Quadratic(A, B), START, 1, engine=engine, rng=tape([*order, *order])
            ).x[1]
            for order in permutations((0.5, -0.25, -1.0))
        ]
        both = believed * k * (k - 1) / (d * (d - 1))
        second = np.full((d, d), both) + (k / d - both) * np.eye(d)
        J = eta * A * u  # d x_1 / d m, up to sign
        findings.append(
            exact_moments(
                np.array(ends), np.full(6, 1 / 6), mean=START - eta * (g + A @ u * k / d),
                covariance=J @ (second - (k / d) ** 2) @ J.T, tolerance=1e-14,
            )
        )  # fmt: skip
    return worst(findings)


@claim(
    "random-mask-sam",
    theorem="support and gain",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = A^{-1}((x - x+)/eta - g) is rho g/|g| on two of three entries, 0 elsewhere, the same for 3 steps",
    controls=(
        *planted(*(m for m in AT_REGULAR_POINTS if m is not mutants.NeverRefreshed)),
        *planted(*dialects.DIALECTS),
        *without("the period", period=2),
    ),
)
def support_of_the_perturbation(method: type, engine: str, period: int = 3) -> Finding:
    """m has entries 0 and 1 of which two are 1, and is drawn at steps 0, 3, 6, ... only: m_i = e_i |g|/(rho g_i)."""
    eta, rho = 0.125, 0.5
    x = complete_run(method(eta, rho, 2, period), Quadratic(A, B), START, 18, engine=engine, rng=0).x
    g, e = recovered(x, A, B, eta)
    # |g| >= 0.1 on this run and e is known to 1e-13; entries of g are above 1e-3 of it
    m = e * np.linalg.norm(g, axis=1)[:, None] / (rho * g)
    return worst(
        [
            identity(np.sum(m, axis=1), np.full(18, 2.0), tolerance=1e-9),
            identity(m * (1 - m), np.zeros((18, 3)), tolerance=1e-9, scale=1.0),
            identity(m.reshape(6, 3, 3), np.repeat(m[::3, None], 3, axis=1), tolerance=1e-9),
        ]
    )


@claim(
    "random-mask-sam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L, for any mask",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.UnnormalisedAscent),
        *planted(mutants.StepMasked),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, |G - g| <= L |e| <= L rho.
    On (L/2) x^2 with eta = 1/L and the one entry kept both sides are equal at every t.
    """
    eta, rho = step_factor / L, 0.25
    cases = ((PARABOLA, 1), (VALLEY, 2))
    return worst([one_step_descent(method(eta, rho, k, 2), i, eta, rho, engine) for i, k in cases])


@claim(
    "random-mask-sam",
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
    """Sum of the one-step descent over t < T, telescoped with f >= f*; attained as for SAM, the one entry kept."""
    eta, rho = step_factor / L, 0.25
    return average_of_squares(method(eta, rho, 1, 3), eta, rho, engine)


@claim(
    "random-mask-sam",
    theorem="all entries kept",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with kept = d on a quadratic it ends on SAM's cycle +-A v_1, A = eta rho lambda_1/(2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.MaskInverted,
            mutants.IndependentEntries,
            mutants.OneEntryFewer,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("kept = d", kept=1),
    ),
)
def full_mask_has_the_cycle_of_sam(method: type, engine: str, kept: int = 3) -> Finding:
    """m = 1 whatever is drawn: the step is SAM's, and x = -x+ on the top axis gives the amplitude A."""
    eta, rho = 0.3, 0.1
    return ends_on_cycle(
        method(eta, rho, kept, 2), (3.0, 1.5, 1.0), eta * rho * 3 / (2 - eta * 3), 400, engine
    )


@claim(
    "random-mask-sam",
    theorem="no entry kept",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with kept = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.MaskForgotten, mutants.MaskInverted, mutants.StepMasked)
    + without("kept = 0", kept=1),
)
def empty_mask_gradient_descent(method: type, engine: str, kept: int = 0) -> Finding:
    """m = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, 0.5, kept, 2), 0.25, engine)


@claim(
    "random-mask-sam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point for every mask: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0, so the second gradient is grad f(x) = 0 as well and x+ = x. The data are integers."""
    return is_fixed(method(0.125, 0.5, 1, 2), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    law_of_the_first_step,
    support_of_the_perturbation,
    descent_up_to_the_floor,
    average_gradient,
    full_mask_has_the_cycle_of_sam,
    empty_mask_gradient_descent,
    stationary_point_is_fixed,
)
