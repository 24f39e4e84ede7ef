"""Newton with lazy Hessians: exact iterates, reductions and fixed points."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from refimpl.problems import CubicPower, Quadratic, random_logistic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.stationary import is_fixed
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import lazy_newton as mutants
from verification.trial import complete_run

# in one dimension a matrix is its diagonal, and no gradient of these runs is zero
INVISIBLE = (mutants.DiagonalHessian, mutants.UnguardedZeroGradient)


@claim(
    "lazy-newton",
    theorem="exact phase on |x|^3/6",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on |x|^3/6 with M = 8 every phase multiplies x by the same rational number, known exactly",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in INVISIBLE)),
        *without("period 3", period=2),
    ),
)
def exact_phase_on_a_cubic(method: type, engine: str, period: int = 3) -> Finding:
    """H(x_pi) = x_pi, g = x^2/2 and lambda = sqrt(M x^2/2) = 2 x for M = 8 and x > 0: with t = x/x_pi,

    t+ = t - (t^2/2)/(1 + 2 t), a rational recursion from t = 1: 5/6, 45/64, ... Each phase of three multiplies x by
    its third value. In one dimension nothing tells a matrix from its diagonal.
    """
    phases, t, factors = 8, Fraction(1), [Fraction(1)]
    for _ in range(3):
        t -= t * t / 2 / (1 + 2 * t)
        factors.append(t)
    expected = [factors[3] ** (k // 3) * factors[k % 3] for k in range(3 * phases + 1)]
    trajectory = complete_run(method(8.0, period), CubicPower(1.0), np.ones(1), 3 * phases, engine=engine)
    wanted = np.array([float(value) for value in expected])
    # 24 steps of about ten roundings each, none of them amplified: the map is homogeneous of degree one
    return identity(trajectory.x[:, 0], wanted, tolerance=500 * 2.0**-53, scale=wanted)


@claim(
    "lazy-newton",
    theorem="worst-case factor on L |x|^3/6",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on L |x|^3/6 with m = 1, M = c L: x_k = (1 - 1/(2 + sqrt(2 c)))^k x_0; the factor is 1/sqrt 2 for c = 1",
    controls=(
        *planted(
            mutants.LinearRegularisation,
            mutants.RootOfNormOnly,
            mutants.WithoutRegularisation,
            mutants.Uphill,
            mutants.ConstantTooLarge,
            mutants.StepTooLong,
            mutants.NeverRefreshed,
        ),
        *without("m = 1", period=2),
    ),
)
def factor_on_a_cubic(method: type, engine: str, period: int = 1) -> Finding:
    """H = L |x| and g = L x |x|/2, so lambda = L |x| sqrt(c/2) and h = -x/(2 + sqrt(2 c)): equality at every k.

    The factors for c = 1/2 (the least that the phase decrease allows), 1 and 2 are 2/3, 1/sqrt 2 and 3/4.
    """
    L, steps, findings = 2.0, 60, []
    for c, factor in ((0.5, 2 / 3), (1.0, 0.5**0.5), (2.0, 0.75)):
        trajectory = complete_run(method(c * L, period), CubicPower(L), np.array([1.5]), steps, engine=engine)
        k = np.arange(steps + 1)
        # about ten roundings per step add up, the map being homogeneous; the power costs as many
        findings.append(tight(np.abs(trajectory.x[:, 0]), 1.5 * factor**k, tolerance=20 * steps * 2.0**-53,
                              x=k, ylabel="|x_k|"))  # fmt: skip
    return worst(findings)


@claim(
    "lazy-newton",
    theorem="reduction to gradient-regularised Newton",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with m = 1 every step solves (H(x) + sqrt(M |g|) I) h = -g at the current point",
    controls=(
        *planted(
            mutants.NeverRefreshed,
            mutants.DiagonalHessian,
            mutants.ConstantTooLarge,
            mutants.StepTooLong,
            mutants.LinearRegularisation,
        ),
        *without("m = 1", period=2),
    ),
)
def with_period_one_regularised_newton(method: type, engine: str, period: int = 1) -> Finding:
    """pi(k) = k for m = 1: the residual of the linear system, formed from the iterates, vanishes to rounding."""
    problem = random_logistic(n=60, d=6, mu=1e-2, seed=3)
    M = 3 * problem.hessian_lipschitz()
    trajectory = complete_run(method(M, period), problem, np.full(6, 2.0), 12, engine=engine)
    left, right = [], []
    for x, after in zip(trajectory.x, trajectory.x[1:]):
        g = problem.gradient(x)
        H = problem.hessian(x) + np.sqrt(M * np.linalg.norm(g)) * np.eye(6)
        left.append(H @ (after - x))
        right.append(-g)
    # after - x carries the rounding of x, |x| <= 5, times |H| <= 3, against gradients that fall to about 1e-4
    return identity(np.array(left), np.array(right), tolerance=1e-13, scale=1.0)


@claim(
    "lazy-newton",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point, exactly, also where the Hessian is singular",
    controls=(*planted(mutants.UnguardedZeroGradient), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """lambda = 0 there and H may be singular, so the system is not solved: x+ = x by definition.

    A = diag(2, 0) and the minimiser (1, 3) have small integer entries: its gradient is zero exactly in floating
    point, while the second eigenvalue makes the unguarded step 0/0.
    """
    problem, minimiser = Quadratic(np.diag([2.0, 0.0]), np.array([2.0, 0.0])), np.array([1.0, 3.0])
    return is_fixed(method(1.0, 2), offset, engine, problem, minimiser)


EXACT = (
    exact_phase_on_a_cubic,
    factor_on_a_cubic,
    with_period_one_regularised_newton,
    stationary_point_is_fixed,
)
