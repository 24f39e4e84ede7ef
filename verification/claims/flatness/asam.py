"""ASAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import AffineImage, Quadratic, diagonal_quadratic
from verification.arithmetic import sam as arithmetic
from verification.arithmetic.newton import plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import PARABOLA, VALLEY, L, is_gradient_descent
from verification.claims.flatness.perturbation import recovered
from verification.claims.stationary import is_fixed
from verification.dialects.flatness import asam as dialects
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import asam as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Kwon, Kim, Park & Choi 2021"
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
COUPLED = (arithmetic.A, arithmetic.B)


@claim(
    "asam",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a coupled quadratic, from a zero and a negative coordinate, equal ASAM in decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS, *dialects.DIALECTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of 80-digit decimals evaluate it without this library."""
    rho, offset = Decimal("0.5"), Decimal("0.125")

    def ascent(x: list[Decimal], g: list[Decimal]) -> list[Decimal]:
        T = [abs(v) + offset for v in x]
        size = arithmetic.norm([t * v for t, v in zip(T, g)])
        return [rho * t * t * v / size for t, v in zip(T, g)]

    expected = arithmetic.perturbed_descent(arithmetic.quadratic(*COUPLED), ascent, [2, 0, -1], 6, "0.125")
    problem = Quadratic(*(np.array(data, float) for data in COUPLED))
    return first_iterates(method(0.125, 0.5, 0.125), problem, np.array([2.0, 0.0, -1.0]), expected, engine)


@claim(
    "asam",
    paper=PAPER,
    theorem="adaptive sharpness, first order",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="e = A^{-1}((x - x+)/eta - g) on a quadratic has |T^{-1} e| = rho and <g, e> = rho |T g|",
    controls=(
        *planted(*AT_REGULAR_POINTS, *dialects.DIALECTS),
        *without("the offset of the scale", believed=0.0),
    ),
)
def perturbation_is_the_linear_maximiser(method: type, engine: str, believed: float = 0.125) -> Finding:
    """(x - x+)/eta = grad f(x + e) = g + A e. By Cauchy-Schwarz <g, e> = <T g, T^{-1} e> <= |T g| rho on the

    ball |T^{-1} e| <= rho, with equality for T^{-1} e = rho T g / |T g| only; so both equations say e is the maximiser.
    """
    A, b = (np.array(data, float) for data in COUPLED)
    eta, rho = 0.125, 0.5
    x = complete_run(method(eta, rho, 0.125), Quadratic(A, b), np.array([2.0, 0.0, -1.0]), 6, engine=engine).x
    T = np.abs(x[:-1]) + believed
    g, e = recovered(x, A, b, eta)
    # e is known to some 10 u (|x|/eta + |g|)/lambda_min = 5e-14, divided by T >= 0.01
    lengths = np.linalg.norm(e / np.where(T > 0, T, 1.0), axis=1)
    products, maxima = np.sum(g * e, axis=1), rho * np.linalg.norm(T * g, axis=1)
    return worst(
        [
            identity(lengths, np.full(6, rho), tolerance=1e-10),
            identity(products, maxima, tolerance=1e-10),
        ]
    )


@claim(
    "asam",
    paper=PAPER,
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on f(Ay), A diagonal, from y = A^{-1} x with offset 0: A^{-1}(y - y+) = x - x+",
    controls=(
        *planted(
            mutants.ScaleOnce,
            mutants.SquareInTheNorm,
            mutants.PlainNorm,
            mutants.NotAdaptive,
            mutants.OneScale,
            mutants.PerturbationNotUndone,
            mutants.ScaledStep,
        ),
        *without("offset = 0", offset=0.125),
        *without("A diagonal", shear=0.5),
    ),
)
def perturbation_scales_with_the_coordinates(
    method: type, engine: str, offset: float = 0.0, shear: float = 0.0
) -> Finding:
    """T_y = |y| = A^{-1} T_x (A > 0 diagonal) and the gradient in y is A g, so T_y A g = T_x g, of the same norm:

    e_y = A^{-1} e_x, both perturbed points are one, and y - y+ = eta A grad f(x + e). SAM has not this
    property. Any multiple of T^2 g that depends on |T g| alone has it, so the length of e is not seen here.
    """
    A = np.array([[4.0, shear], [0.0, 0.25]])
    problem, algorithm, findings = plane_quartic(), method(0.03125, 0.25, offset), []
    for start in ([1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]):
        x0 = np.array(start)
        y0 = np.linalg.solve(A, x0)
        x = complete_run(algorithm, problem, x0, 1, engine=engine).x
        y = complete_run(algorithm, AffineImage(problem, A), y0, 1, engine=engine).x
        # some fifty operations, and y - y+ loses a factor |y| / |y - y+| below 100
        findings.append(identity(np.linalg.solve(A.T, y[0] - y[1]), x[0] - x[1], tolerance=1e-12))
    return worst(findings)


@claim(
    "asam",
    paper=PAPER,
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) <= f(x_k) - (eta/2) |g_k|^2 + (eta/2) (L rho max_i T_i)^2 at every k, for eta <= 1/L",
    controls=(
        *planted(
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.NotAdaptive,
            mutants.UnnormalisedAscent,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_relative_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2, and
    |G - g| <= L |e| <= L rho max_i T_i, since |e| <= max_i T_i |T^{-1} e|. On f = (L/2) x^2 with eta = 1/L the
    step is x+ = -rho T sign(x) and both sides are equal at every k.
    """
    eta, rho, offset, findings = step_factor / L, 0.5, 0.25, []
    for name, problem, start in (PARABOLA, VALLEY):
        t = complete_run(
            method(eta, rho, offset), problem, np.array(start), 100, engine=engine,
            record=[Suboptimality(), GradientNorm()],
        )  # fmt: skip
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"][:-1]
        floor = eta / 2 * (L * rho * (np.abs(t.x[:-1]).max(axis=1) + offset)) ** 2
        right = f[:-1] - eta / 2 * g**2 + floor
        # some ten operations on each of the three terms
        allowance = 1e-14 * (f[:-1] + eta * g**2 + floor)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_k+1), {name}"))
    return worst(findings)


@claim(
    "asam",
    paper=PAPER,
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(1/K) sum |g_k|^2 <= 2 (f_0 - f*)/(eta K) + (L rho)^2 (1/K) sum max_i T_i^2; ratio -> 1 on L x^2/2",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.NotAdaptive),
        *without("eta <= 1/L", step_factor=1.8),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over k < K, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates tend to +-rho offset / (1 - rho), where |g| = L rho T.
    """
    eta, rho, offset = step_factor / L, 0.5, 0.25
    _, problem, start = PARABOLA
    record = [Suboptimality(), GradientNorm()]
    t = complete_run(method(eta, rho, offset), problem, np.array(start), 300, engine=engine, record=record)
    g, T = t.observed["GradientNorm"][:-1], np.abs(t.x[:-1]).max(axis=1) + offset
    K = np.arange(1, 301)
    limit = 2 * t.observed["Suboptimality"][0] / (eta * K) + (L * rho) ** 2 * np.cumsum(T**2) / K
    return bound(np.cumsum(g**2) / K, limit, allowance=1e-13, x=K, xlabel="K", ylabel="average of |g_k|^2")


@claim(
    "asam",
    paper=PAPER,
    theorem="two-cycle on a parabola",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on lambda x^2/2 ASAM ends on the cycle +-c, c = eta lambda rho offset / (2 - eta lambda (1 + rho))",
    controls=(
        *planted(
            mutants.SquareInTheNorm,
            mutants.PlainNorm,
            mutants.UnnormalisedAscent,
            mutants.NotAdaptive,
            mutants.SignedScale,
            mutants.OffsetUnderTheRoot,
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
            *dialects.DIALECTS,
        ),
        *without("eta lambda (1 + rho) < 2", rho=2.0),
    ),
)
def two_cycle(method: type, engine: str, rho: float = 0.5) -> Finding:
    """x+ = x - eta lambda (x + rho (|x| + offset) sign x). With q = 1 - eta lambda (1 + rho), |q| < 1,

    x+ = sign(x) (q |x| - eta lambda rho offset): once the sign alternates, |x+| - c = -q (|x| - c) with
    c = eta lambda rho offset / (1 + q). Before that q > 0 and |x| shrinks until q |x| < eta lambda rho offset.
    """
    eta, curvature, offset = 0.25, 3.0, 0.125
    c = eta * curvature * rho * offset / (2 - eta * curvature * (1 + rho))
    problem = diagonal_quadratic([curvature])
    x = complete_run(method(eta, rho, offset), problem, np.array([3.0]), 60, engine=engine).x[-10:, 0]
    # |q|^60 is below rounding, and the map contracts: a few units of c
    return identity(x, c * np.sign(x[0]) * (-1.0) ** np.arange(10), tolerance=1e-14)


@claim(
    "asam",
    paper=PAPER,
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 the iterates are x_k - x* = (I - eta A)^k (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong, mutants.ScaledStep) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, rho, 0.125), 0.25, engine)


@claim(
    "asam",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """T g = 0 where g = 0, so e = 0 and the second gradient is grad f(x) = 0 as well: x+ = x.

    The data are integers: g = 0 exactly.
    """
    return is_fixed(method(0.125, 0.5, 0.125), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    perturbation_is_the_linear_maximiser,
    perturbation_scales_with_the_coordinates,
    descent_up_to_the_relative_floor,
    average_gradient,
    two_cycle,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
)
