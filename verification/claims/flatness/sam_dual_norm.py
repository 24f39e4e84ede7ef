"""SAM with a p-norm: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import Quadratic, diagonal_quadratic
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    ends_on_cycle,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import sam_dual_norm as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
OVERFLOWING = (mutants.ExponentsExchanged, mutants.RootOfTheDual)  # at q = 1 and at q = 4
# on equal coordinates all p-balls with p >= 2 reach furthest, on an axis those with p <= 2
DIAGONAL = ("L |x|^2 / 2, equal coordinates", diagonal_quadratic([2.0, 2.0, 2.0]), (3.0, 3.0, 3.0))
AXIS = ("L |x|^2 / 2, on an axis", diagonal_quadratic([2.0, 2.0, 2.0]), (0.0, 3.0, 0.0))


def euclidean_radius(rho: float, q: float, d: int) -> float:
    """max |e|_2 over |e|_p <= rho: rho d^{1/2 - 1/p} for p >= 2 and rho for p <= 2, with 1/p = 1 - 1/q."""
    return rho * max(1.0, d ** (1 / q - 0.5))


@claim(
    "sam-dual-norm",
    theorem="equation (2)",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic, for q = 3/2, 5/4 and 4, equal the formula in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition, rho sign(g) |g|^{q-1} / (|g|_q^q)^{1/p}; lists of decimals evaluate it."""
    A, b = arithmetic.A, arithmetic.B
    problem, findings = Quadratic(np.array(A, float), np.array(b, float)), []
    for text in ("1.5", "1.25", "4"):
        q = Decimal(text)

        def ascent(x: list[Decimal], g: list[Decimal], q: Decimal = q) -> list[Decimal]:
            root = sum((abs(v) ** q for v in g), Decimal(0)) ** (1 - 1 / q)
            return [(Decimal("0.5") * abs(v) ** (q - 1) / root).copy_sign(v) for v in g]

        expected = arithmetic.perturbed_descent(arithmetic.quadratic(A, b), ascent, [2, 0, -1], 6, "0.125")
        x0 = np.array([2.0, 0.0, -1.0])
        findings.append(first_iterates(method(0.125, 0.5, float(q)), problem, x0, expected, engine))
    return worst(findings)


@claim(
    "sam-dual-norm",
    theorem="the linearised maximum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = A^{-1}((x - x+)/eta - g) on a quadratic has |e|_p = rho and <g, e> = rho |g|_q, for q = 1, ..., 4",
    controls=(
        *planted(*(m for m in AT_REGULAR_POINTS if m not in OVERFLOWING)),
        *planted(*OVERFLOWING, powers=(1.5,)),
        *without("1/p + 1/q = 1", defect=0.01),
    ),
)
def perturbation_attains_hoelder(
    method: type, engine: str, defect: float = 0.0, powers: tuple[float, ...] = (1.0, 1.25, 1.5, 2.0, 4.0)
) -> Finding:
    """Hoelder: <g, e> <= |g|_q |e|_p <= rho |g|_q on the ball, so a point of the ball with <g, e> = rho |g|_q is a

    maximiser, and for 1 < p < infinity (a strictly convex ball) the only one. As (q - 1) p = q and q - q/p = 1,
    |e|_p^p = rho^p sum |g|^{(q-1)p} / |g|_q^q = rho^p and <g, e> = rho |g|_q^q / |g|_q^{q/p} = rho |g|_q.
    """
    A, b = np.array(arithmetic.A, float), np.array(arithmetic.B, float)
    eta, rho, findings = 0.125, 0.5, []
    for q in powers:
        t = complete_run(method(eta, rho, q), Quadratic(A, b), np.array([2.0, 0.25, -1.0]), 20, engine=engine)
        g, e = recovered(t.x, A, b, eta)
        inverse = 1 - 1 / q + defect  # 1/p
        lengths = np.linalg.norm(e, np.inf if not inverse else 1 / inverse, axis=1)
        products, maxima = np.sum(g * e, axis=1), rho * np.linalg.norm(g, q, axis=1)
        # e is known to 1e-14; |e|_p has derivatives of at most 1, <g, e> of |g|
        findings.append(identity(lengths, np.full(20, rho), tolerance=1e-12))
        findings.append(identity(products, maxima, tolerance=1e-12))
    return worst(findings)


@claim(
    "sam-dual-norm",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 R^2, R = rho max(1, d^{1/2-1/p}), for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.RootOfTheDual,
        ),
        *without("eta <= 1/L", step_factor=2.5),
        *without("the Euclidean radius of the p-ball", wide=0),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0, wide: int = 1) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, |G - g| <= L |e|_2 <= L R.
    On (L/2) |x|^2 with eta = 1/L, x+ = -e: equality at every t, on equal coordinates for p >= 2, on an axis for p <= 2.
    """
    eta, rho, findings = step_factor / L, 0.25, []
    cases: list[tuple[Any, float]] = [
        (DIAGONAL, 1.5), (DIAGONAL, 1.0), (AXIS, 3.0), (AXIS, 1.5), (VALLEY, 1.5), (VALLEY, 3.0)
    ]  # fmt: skip
    for instance, q in cases:
        R = euclidean_radius(rho, q, len(instance[2])) if wide else rho
        findings.append(one_step_descent(method(eta, rho, q), instance, eta, R, engine))
    return worst(findings)


@claim(
    "sam-dual-norm",
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + L^2 R^2; ratio -> 1 on L |x|^2/2, equal coordinates",
    controls=(
        *planted(
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.RootOfTheDual,
        ),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On equal coordinates with eta = 1/L and q = 3/2 the iterates are +-rho d^{-1/p} in every entry from t = 1 on.
    """
    eta, rho, findings = step_factor / L, 0.25, []
    for (_, problem, start), q in ((DIAGONAL, 1.5), (AXIS, 3.0), (PARABOLA, 1.5)):
        R, record = euclidean_radius(rho, q, len(start)), [Suboptimality(), GradientNorm()]
        t = complete_run(method(eta, rho, q), problem, np.array(start), 200, engine=engine, record=record)
        T, f0 = np.arange(1, 201), t.observed["Suboptimality"][0]
        average = np.cumsum(t.observed["GradientNorm"][:-1] ** 2) / T
        limit = 2 * f0 / (eta * T) + (L * R) ** 2
        findings.append(bound(average, limit, allowance=1e-13, x=T, xlabel="T", ylabel="average of |g_t|^2"))
    return worst(findings)


@claim(
    "sam-dual-norm",
    theorem="q = 2 is SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with q = 2 on a quadratic it ends on SAM's cycle +-A v_1, A = eta rho lambda_1 / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.SignAscent,
            mutants.EntriesToTheQ,
            mutants.PerturbationNotUndone,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("q = 2", q=1.0),
    ),
)
def euclidean_norm_has_the_cycle_of_sam(method: type, engine: str, q: float = 2.0) -> Finding:
    """p = q = 2: e = rho g/|g|. The cycle of SAM: x = -x+ on the top axis, and no other axis has a stable one."""
    eta, rho = 0.3, 0.1
    return ends_on_cycle(method(eta, rho, q), (3.0, 1.5, 1.0), eta * rho * 3 / (2 - eta * 3), 400, engine)


@claim(
    "sam-dual-norm",
    theorem="q = 1 is the sign step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with q = 1 on a diagonal quadratic every coordinate has its own cycle, eta rho l_i / (2 - eta l_i)",
    controls=(
        *planted(
            mutants.EuclideanLength,
            mutants.GradientOverDualNorm,
            mutants.EuclideanAscent,
            mutants.EntriesToTheQ,
            mutants.RootOfTheDual,
            mutants.SignLost,
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("q = 1", q=1.125),
    ),
)
def sign_step_has_a_cycle_in_every_coordinate(method: type, engine: str, q: float = 1.0) -> Finding:
    """e = rho sign(g) decouples a diagonal quadratic: x_i+ = x_i - eta l_i (x_i + rho sign x_i), SAM in dimension one.

    |x+| - A_i = -(1 - eta l_i) (|x| - A_i) once the sign alternates; SAM itself keeps the cycle of the top axis only.
    """
    eta, rho, spectrum = 0.25, 0.125, np.array([3.0, 2.0, 1.0])
    x0 = np.array([0.7, -0.4, 0.9])
    x = complete_run(method(eta, rho, q), diagonal_quadratic(spectrum), x0, 300, engine=engine).x[-10:]
    A = eta * rho * spectrum / (2 - eta * spectrum)
    expected = A * np.sign(x[0]) * (-1.0) ** np.arange(10)[:, None]
    # (3/4)^290 is below rounding, and each map contracts: a few units of A_i
    return identity(x, expected, tolerance=1e-14, scale=np.tile(A, (10, 1)))


@claim(
    "sam-dual-norm",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, rho, 1.5), 0.25, engine)


@claim(
    "sam-dual-norm",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0, so the second gradient is grad f(x) = 0 as well and x+ = x. The data are integers."""
    return is_fixed(method(0.125, 0.5, 1.5), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    perturbation_attains_hoelder,
    descent_up_to_the_floor,
    average_gradient,
    euclidean_norm_has_the_cycle_of_sam,
    sign_step_has_a_cycle_in_every_coordinate,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
)
