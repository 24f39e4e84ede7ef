"""ASAM on a mask: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import Quadratic, RidgePolynomial, diagonal_quadratic
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import PARABOLA, VALLEY, L, is_gradient_descent
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import asam_on as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
MASK = np.array([1.0, 0.0, 1.0])
A, B = np.array(arithmetic.A, float), np.array(arithmetic.B, float)


@claim(
    "asam-on",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic with the mask (1, 0, 1) equal masked ASAM in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    rho, offset = Decimal("0.5"), Decimal("0.125")

    def ascent(x: list[Decimal], g: list[Decimal]) -> list[Decimal]:
        T = [abs(x[0]) + offset, Decimal(0), abs(x[2]) + offset]
        size = arithmetic.norm([t * v for t, v in zip(T, g)])
        return [rho * t * t * v / size for t, v in zip(T, g)]

    gradient = arithmetic.quadratic(arithmetic.A, arithmetic.B)
    expected = arithmetic.perturbed_descent(gradient, ascent, [2, 1, -1], 6, "0.125")
    x0 = np.array([2.0, 1.0, -1.0])
    return first_iterates(method(0.125, 0.5, 0.125, MASK), Quadratic(A, B), x0, expected, engine)


@claim(
    "asam-on",
    theorem="first-order maximiser in the subspace",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = A^{-1}((x - x+)/eta - g) on a quadratic: 0 off the mask, |T^{-1} e| = rho, <g, e> = rho |m T g|",
    controls=(
        *planted(*AT_REGULAR_POINTS),
        *without("e within the mask", believed=(1.0, 1.0, 1.0)),
    ),
)
def perturbation_is_the_masked_maximiser(
    method: type, engine: str, believed: tuple[float, ...] = (1.0, 0.0, 1.0)
) -> Finding:
    """Over e = m e, |T^{-1} e| <= rho: <g, e> = <m T g, T^{-1} e> <= rho |m T g| by Cauchy-Schwarz, with equality

    for T^{-1} e = rho m T g / |m T g| only.
    """
    eta, rho, offset, m = 0.125, 0.5, 0.125, np.array(believed)
    algorithm = method(eta, rho, offset, MASK)
    x = complete_run(algorithm, Quadratic(A, B), np.array([2.0, 0.25, -1.0]), 20, engine=engine).x
    g, e = recovered(x, A, B, eta)
    T = np.abs(x[:-1]) + offset
    maxima = rho * np.linalg.norm(m * T * g, axis=1)
    # e is known to 1e-13, divided by T >= 0.1
    return worst(
        [
            identity(e * (1 - m), np.zeros((20, 3)), tolerance=1e-11, scale=rho),
            identity(np.linalg.norm(e / T, axis=1), np.full(20, rho), tolerance=1e-11),
            identity(np.sum(g * e, axis=1), maxima, tolerance=1e-11),
        ]
    )


@claim(
    "asam-on",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) <= f(x_k) - (eta/2) |g_k|^2 + (eta/2) (L rho max_i m_i T_i)^2 at every k, for eta <= 1/L",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.NotAdaptive),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_relative_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2 and |G - g| <= L |e| <= L rho max_i m_i T_i.
    On f = (L/2) x^2 with eta = 1/L and the mask (1) both sides are equal at every k.
    """
    eta, rho, offset, findings = step_factor / L, 0.5, 0.25, []
    for (name, problem, start), mask in ((PARABOLA, [1.0]), (VALLEY, [1.0, 0.0, 1.0, 0.0])):
        m = np.array(mask)
        t = complete_run(
            method(eta, rho, offset, m), problem, np.array(start), 100, engine=engine,
            record=[Suboptimality(), GradientNorm()],
        )  # fmt: skip
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"][:-1]
        floor = eta / 2 * (L * rho * np.max(m * (np.abs(t.x[:-1]) + offset), axis=1)) ** 2
        # some ten operations on each of the three terms
        allowance = 1e-14 * (f[:-1] + eta * g**2 + floor)
        right = f[:-1] - eta / 2 * g**2 + floor
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_k+1), {name}"))
    return worst(findings)


@claim(
    "asam-on",
    theorem="two-cycle within the mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a masked axis ends on +-eta l rho offset/(2 - eta l (1 + rho)), others decay by 1 - eta l_i per step",
    controls=(
        *planted(
            mutants.NormOverAll,
            mutants.MaskForgotten,
            mutants.MaskInverted,
            mutants.StepMasked,
            mutants.NotAdaptive,
            mutants.ScaleOnce,
            mutants.OffsetOutsideTheMask,
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("diagonal quadratic", quartic=1.0),
    ),
)
def cycle_within_the_mask(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """On the one masked axis x+ = x - eta l (x + rho (|x| + offset) sign x). With q = 1 - eta l (1 + rho), |q| < 1,

    x+ = sign(x) (q |x| - eta l rho offset): once the sign alternates |x+| - c = -q (|x| - c) with
    c = eta l rho offset/(1 + q). Off the mask e = 0.
    """
    eta, rho, offset, spectrum = 0.25, 0.5, 0.125, np.array([2.0, 3.0, 1.0])
    x0, m = np.array([0.7, -0.4, 0.9]), np.array([0.0, 1.0, 0.0])
    problem: Any = diagonal_quadratic(spectrum)
    if quartic:
        problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    x = complete_run(method(eta, rho, offset, m), problem, x0, 60, engine=engine).x
    c = eta * 3 * rho * offset / (2 - eta * 3 * (1 + rho))
    decay = (x0 * (1 - eta * spectrum) ** np.arange(61)[:, None])[:, [0, 2]]
    return worst(
        [
            # 60 products of representable factors, each rounded a few times
            identity(x[:, [0, 2]], decay, tolerance=60 * 8 * 2.0**-53, scale=np.abs(decay)),
            # |q|^60 is below rounding, and the map contracts: a few units of c
            identity(x[-10:, 1], c * np.sign(x[-10, 1]) * (-1.0) ** np.arange(10), tolerance=1e-14),
        ]
    )


@claim(
    "asam-on",
    theorem="empty mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with the empty mask the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.MaskForgotten, mutants.OffsetOutsideTheMask)
    + planted(mutants.UnguardedNorm)
    + without("an empty mask", mask=(0.0, 1.0, 0.0)),
)
def without_mask_gradient_descent(
    method: type, engine: str, mask: tuple[float, ...] = (0.0, 0.0, 0.0)
) -> Finding:
    """m T g = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, 0.5, 0.125, np.array(mask)), 0.25, engine)


@claim(
    "asam-on",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """m T g = 0 where g = 0, so e = 0 and the second gradient is grad f(x) = 0 as well. The data are integers."""
    return is_fixed(method(0.125, 0.5, 0.125, np.array([1.0, 0.0])), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    perturbation_is_the_masked_maximiser,
    descent_up_to_the_relative_floor,
    cycle_within_the_mask,
    without_mask_gradient_descent,
    stationary_point_is_fixed,
)
