"""Damped Newton for self-concordant functions: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from refimpl.problems import AffineImage, LogBarrier, random_logistic
from verification.arithmetic.newton import newton, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.local_norms import local_path, order_of
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import damped_newton as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Nesterov 2018"


@claim(
    "damped-newton",
    paper=PAPER,
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition, x - n/(1 + M_f sqrt(g'n)); the system H n = g is solved here by Cramer's rule."""
    expected = []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        for _ in range(6):
            n, square = newton(x)
            x = [a - b / (1 + square.sqrt() / 2) for a, b in zip(x, n)]
            expected.append(x)
    return first_iterates(method(0.5), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "damped-newton",
    paper=PAPER,
    theorem="tight contraction on x - log x",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from x = 1 - s: G = s and G+ = 2 s^2/(1 + s), exactly, at every step; from x >= 1 one step ends at 1",
    controls=(
        *planted(
            mutants.Undamped,
            mutants.SquaredDecrement,
            mutants.DecrementOfDampedStep,
            mutants.HessianNotInverted,
            mutants.ConstantDoubled,
            mutants.CubicNewtonStep,
            mutants.Uphill,
            mutants.StepTooLong,
        ),
        *without("M_f = 1", constant=0.75),
    ),
)
def tight_on_the_barrier(method: type, engine: str, constant: float = 1.0) -> Finding:
    """n = x^2 - x, G = |x - 1|: below 1 x+ = x + x s/(1 + s), so 1 - x+ = s (1 - x/(1 + s)) = 2 s^2/(1 + s); above 1
    x+ = x - (x - 1). The factor 2 in G+ <= 2 G^2 is attained as s -> 0.
    """
    s, expected = Fraction(3, 4), [0.75]
    for _ in range(4):
        s = 2 * s * s / (1 + s)
        expected.append(float(s))
    t = complete_run(method(constant), LogBarrier(), np.array([0.25]), 4, engine=engine)
    # x near 1 rounds to u; 1 - x is at least 0.02 there, and contracts what the steps before left
    below = tight(1 - t.x[:, 0], expected, tolerance=1e-13, ylabel="1 - x_k")
    ends = [
        complete_run(method(constant), LogBarrier(), np.array([x]), 1, engine=engine).x[1, 0]
        for x in (1.5, 5.0)
    ]
    return worst([below, identity(np.array(ends), np.ones(2), tolerance=1e-14)])


@claim(
    "damped-newton",
    paper=PAPER,
    theorem="decrease and contraction of one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f - f+ >= omega(M G)/M^2 and M G+ <= 2 (M G)^2 at every step, omega(t) = t - log(1 + t)",
    controls=(
        *planted(
            mutants.EuclideanNorm,
            mutants.HessianNotInverted,
            mutants.Uphill,
            mutants.StepTooLong,
            mutants.Undamped,
        ),
        *without("M_f of self-concordance", factor=1e-2),
    ),
)
def decrease_and_contraction(method: type, engine: str, factor: float = 1.0) -> Finding:
    """With r = |h|_x and M r < 1, f(x + h) <= f + <g, h> + [-M r - log(1 - M r)]/M^2; M r = t/(1 + t) with t = M G, and
    <g, h> = -G^2/(1 + t): f - omega(t)/M^2. The Hessians at x + s h are within (1 - s M r)^{-2} of that at x, so that
    M |g+|*_x <= t M r + (M r)^2/(1 - M r) = 2 t^2/(1 + t); the norm at x+ is at most 1/(1 - M r) = 1 + t times that.
    On the barrier both are near equality; the logistic loss has M_f <= L/(2 mu^{3/2}).
    """
    findings = []
    barrier, logistic = LogBarrier(), random_logistic(n=60, d=5, mu=0.1, seed=0)
    concordance = logistic.hessian_lipschitz() / (2 * 0.1**1.5)
    instances = (
        (barrier, 1.0, np.array([0.0625]), 6),
        (barrier, 1.0, np.array([3.0]), 1),
        (logistic, concordance, 3 * np.random.default_rng(0).standard_normal(5), 25),
    )
    for problem, M, x0, steps in instances:
        x = complete_run(method(factor * M), problem, x0, steps, engine=engine).x
        with np.errstate(all="ignore"):  # controls leave the domain
            path = local_path(problem, x, problem.minimizer())
        t = M * path.decrement
        f = path.value
        omega = t[:-1] - np.log1p(t[:-1])
        # values and decrements below 10 by about a hundred roundings
        findings.append(step_inequality(omega / M**2, f[:-1] - f[1:], allowance=1e-13))
        findings.append(step_inequality(t[1:], 2 * t[:-1] ** 2, allowance=1e-12))
    return worst(findings)


@claim(
    "damped-newton",
    paper=PAPER,
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k",
    controls=planted(mutants.EuclideanNorm, mutants.HessianNotInverted),
)
def affine_invariance(method: type, engine: str) -> Finding:
    """Gradient, Hessian and n become T'g, T'HT and T^{-1}n; g'n does not change, so neither does the step size."""
    problem = random_logistic(n=60, d=3, mu=0.1, seed=0)
    T = np.array([[4.0, 1.0, 0.0], [0.0, 0.5, -2.0], [0.0, 0.0, 1.0]])
    x0 = np.full(3, 2.0)
    plain = complete_run(method(1.0), problem, x0, 10, engine=engine)
    image = complete_run(method(1.0), AffineImage(problem, T), np.linalg.solve(T, x0), 10, engine=engine)
    # two solves with condition numbers below 1e3 per step, contracted by the method: 1e3 * 100 u
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)


@claim(
    "damped-newton",
    paper=PAPER,
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 2",
    engine="ball",
    engine_fixed=True,
    controls=planted(mutants.StepTooLong, mutants.Uphill),
)
def order_two(method: type, engine: str) -> Finding:
    """M G+ <= 2 (M G)^2, and G is of the order of the error; 1 - 1/(1 + M G) ~ M G does not vanish faster."""
    return order_of(method(1.0), 12, 2.0)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    tight_on_the_barrier,
    decrease_and_contraction,
    affine_invariance,
    order_two,
)
