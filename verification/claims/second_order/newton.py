"""Newton's method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.problems import AffineImage, CurvatureLoss, LogBarrier, LogQuadratic, random_logistic
from verification.arithmetic.newton import newton, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.local_norms import order_of
from verification.claims.stationary import MINIMISER, PROBLEM
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import newton as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition; the system is solved here by Cramer's rule. The Hessian is positive there."""
    expected = []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        for _ in range(6):
            n, _ = newton(x)
            x = [a - b for a, b in zip(x, n)]
            expected.append(x)
    return first_iterates(method(1.0), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "newton",
    theorem="quadratic contraction",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x*| <= min(b |x - x*|^2, |x - x*|) with b = 3 L/(2 mu), from every x_0 with b |x_0 - x*| < 1",
    controls=(
        *planted(
            mutants.GradientStep,
            mutants.HessianNotInverted,
            mutants.Uphill,
            mutants.HalfStep,
            mutants.NeverRefreshed,
            mutants.StaleHessian,
        ),
        *without("b |x_0 - x*| < 1", start=0.6),
    ),
)
def quadratic_contraction(method: type, engine: str, start: float = 0.4) -> Finding:
    """x+ - x* = H(x)^{-1} [H(x)(x - x*) - g(x)], and the bracket is at most (L/2) |x - x*|^2 by the integral of
    H(x) - H(x* + t (x - x*)). Where r = |x - x*| < 2 mu/(3 L) the Hessian is at least mu - L r >= mu/3, so
    |x+ - x*| <= (3 L/(2 mu)) r^2 = b r^2 < r, and the next point is in the ball as well.
    """
    problem = LogQuadratic(1)  # mu = H(x*) = 2; b = 2.18
    t = complete_run(method(1.0), problem, np.array([start]), 5, engine=engine)
    r = np.abs(t.x[:, 0])
    b = 3 * problem.hessian_lipschitz() / (2 * 2.0)
    # x - n rounds once and n has a few roundings of its own: 8 u |x|
    right = np.minimum(b * r[:-1] ** 2, r[:-1])
    return step_inequality(r[1:], right, allowance=8 * 2.0**-53 * r[:-1], label="|x+ - x*|")


@claim(
    "newton",
    theorem="worst case of the local bound",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on mu x^2/2 - L |x|^3/6 the local bound is attained: |x+| = L x^2/(2 (mu - L |x|)) at every k",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.DiagonalHessian)),
)
def local_bound_is_attained(method: type, engine: str) -> Finding:
    """g = mu x - L x|x|/2 and H = mu - L |x|, so x - g/H = -(L x|x|/2)/(mu - L |x|). One dimension has no
    off-diagonal, and H > 0 on |x| < mu/L. The bound in general is proved with the quadratic contraction.
    """
    findings = []
    for mu, L in ((1.0, 1.0), (3.0, 0.5)):
        r = [mu / L / 2]
        for _ in range(4):
            r.append(L * r[-1] ** 2 / (2 * (mu - L * r[-1])))
        t = complete_run(method(1.0), CurvatureLoss(mu, L), np.array([r[0]]), 4, engine=engine)
        # x - n cancels: 8 u |x| against |x+|, and |x_k|/|x_{k+1}| < 2300 in these four steps
        findings.append(tight(np.abs(t.x[:, 0]), r, tolerance=1e-11, ylabel="|x_k|"))
    return worst(findings)


@claim(
    "newton",
    theorem="errors square on x - log x",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on x - log x the error is squared: x_k - 1 = -(x_0 - 1)^{2^k} for k >= 1",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m is not mutants.DiagonalHessian)),
        *without("start within 1 of the minimiser", start=2.5),
    ),
)
def errors_square(method: type, engine: str, start: float = 1.5) -> Finding:
    """g = 1 - 1/x and H = 1/x^2 give x+ = x - x (x - 1) = 1 - (x - 1)^2. From |x_0 - 1| >= 1 the iterates leave
    x > 0, where the function is not defined; the formulas of g and H go on, and the run ends elsewhere.
    """
    t = complete_run(method(1.0), LogBarrier(), np.array([start]), 5, engine=engine)
    expected = [start, *(1 - 0.5 ** (2**k) for k in range(1, 6))]
    # x+ has a derivative of at most 1 there, and a step has about six roundings of numbers below 2
    return identity(t.x[:, 0], np.array(expected), tolerance=60 * 2.0**-53, scale=1.0)


@claim(
    "newton",
    theorem="full steps on self-concordant functions",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f self-concordant, G = sqrt(g'H^{-1}g) < 1: G+ <= (G/(1 - G))^2 at every step of length one",
    controls=(
        *planted(
            mutants.Uphill,
            mutants.StepTooLong,
            mutants.HalfStep,
            mutants.RegularisedHessian,
            mutants.NeverRefreshed,
            mutants.StaleHessian,
        ),
        *without("f self-concordant", c=0.25),
    ),
)
def full_step_contracts(method: type, engine: str, c: float = 1.0) -> Finding:
    """With r = |h|_x = G the Hessians at x + s h are within (1 - s G)^{-2} of that at x, so |g+|*_x <= G^2/(1 - G), and
    the norm at x+ is at most 1/(1 - G) times that. On c (x - log x), self-concordant for c >= 1, G = sqrt c |x - 1|.
    """
    findings = []
    for start in (0.625, 1.375):
        x = complete_run(method(1.0), LogBarrier(), np.array([start]), 4, engine=engine).x[:, 0]
        G = np.sqrt(c) * np.abs(x - 1)
        # x near 1 by six roundings
        findings.append(step_inequality(G[1:], (G[:-1] / (1 - G[:-1])) ** 2, allowance=16 * 2.0**-53))
    return worst(findings)


@claim(
    "newton",
    theorem="divergence without a good start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on log(1 + x^2) x+ = -2 x^3/(1 - x^2): from 1/2 to the minimiser, from 3/5 away from it without end",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.DiagonalHessian)),
)
def basin_on_a_nonconvex_function(method: type, engine: str) -> Finding:
    """g = 2x/(1 + x^2), H = 2 (1 - x^2)/(1 + x^2)^2: x - g/H = -2 x^3/(1 - x^2), written here in rationals. It
    shortens x where x^2 < 1/3, has the 2-cycle x = +-1/sqrt 3, and for x^2 > 1, where H < 0, x+ = 2x/(1 - 1/x^2)
    doubles at least: Newton's method climbs to infinity.
    """
    steps, left, right = 7, [], []
    for start in (Fraction(1, 2), Fraction(3, 5)):
        x, path = start, [start]
        for _ in range(steps):
            x = -2 * x**3 / (1 - x * x)
            path.append(x)
        run = complete_run(method(1.0), LogQuadratic(1), np.array([float(start)]), steps, engine=engine)
        left.append(run.x[:, 0])
        right.append(np.array([float(v) for v in path]))
    # the relative error of x grows by at most |x f'/f| = 2 + |1 + x^2|/|1 - x^2| <= 10 in the three steps near
    # x^2 = 1/3 and 1, and by 10 u a step: below 1e4 * 10 u; towards 0 the cancelled x - n has 10 u |x| at least
    scale = np.maximum(np.abs(np.array(right)), 0.1)
    return identity(np.array(left), np.array(right), tolerance=1e-11, scale=scale)


@claim(
    "newton",
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k",
    controls=planted(
        mutants.GradientStep,
        mutants.HessianNotInverted,
        mutants.DiagonalHessian,
        mutants.RegularisedHessian,
    ),
)
def affine_invariance(method: type, engine: str) -> Finding:
    """Gradient and Hessian become T'g and T'HT, so the Newton direction becomes T^{-1} H^{-1} g."""
    problem: Any = random_logistic(n=60, d=6, mu=0.1, seed=0)
    T = np.diag([4.0, 1.0, 0.25, 2.0, 1.0, 0.5])
    T[0, 3], T[4, 1], T[2, 5] = 1.0, -2.0, 0.5
    x0 = np.full(6, 0.5)
    plain = complete_run(method(1.0), problem, x0, 8, engine=engine)
    image = complete_run(method(1.0), AffineImage(problem, T), np.linalg.solve(T, x0), 8, engine=engine)
    # two solves with condition numbers below 1e3 per step, contracted by the method: 1e3 * 100 u
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)


@claim(
    "newton",
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 2",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.StepTooLong,
        mutants.HalfStep,
        mutants.RegularisedHessian,
        mutants.NeverRefreshed,
        mutants.StaleHessian,
    ),
)
def order_two(method: type, engine: str) -> Finding:
    """x - (x + x^2/2)/(1 + x) = (x^2/2)/(1 + x): the error is squared and halved in the limit.

    H(0) = 1 hides a missing Hessian: x - g = -x^2/2 has order 2 as well.
    """
    return order_of(method(1.0), 12, 2.0)


@claim(
    "newton",
    theorem="contraction on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic, convex or not, x_k - x* = (1 - eta)^k (x_0 - x*): the full step solves it at once",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in (mutants.NeverRefreshed, mutants.StaleHessian))),
        *without("the step size of the statement", off=0.01),
    ),
)
def contraction_on_a_quadratic(method: type, engine: str, off: float = 0.0) -> Finding:
    """n = A^{-1}(A x - b) = x - x*, so x+ - x* = (1 - eta) (x - x*): a constant step below 1 is linear, with a factor
    that no condition number changes. On the indefinite one x* is the saddle: the method solves g = 0, no more.
    """
    findings, away = [], np.array([2.0, -7.0])
    for problem in (PROBLEM, type(PROBLEM)(np.array([[2.0, 1.0], [1.0, -4.0]]), np.array([4.0, -7.0]))):
        for eta in (1.0, 0.5, 1.25):
            t = complete_run(method(eta + off), problem, MINIMISER + away, 6, engine=engine)
            expected = MINIMISER + (1 - eta) ** np.arange(7)[:, None] * away
            # a solve of condition below 4 with right sides below 40 at each of six steps, errors halved by the next
            findings.append(identity(t.x, expected, tolerance=1000 * 2.0**-53, scale=1.0))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    quadratic_contraction,
    local_bound_is_attained,
    errors_square,
    full_step_contracts,
    basin_on_a_nonconvex_function,
    affine_invariance,
    order_two,
    contraction_on_a_quadratic,
)
