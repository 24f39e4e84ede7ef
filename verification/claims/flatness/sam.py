"""SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import math

import numpy as np

from refimpl.problems import GaussianWells, Quadratic
from verification.arithmetic import sam as arithmetic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.attention import ATTENTION
from verification.claims.flatness.gradient_floor import (
    PARABOLA,
    VALLEY,
    L,
    average_of_squares,
    ends_on_cycle,
    is_gradient_descent,
    one_step_descent,
)
from verification.claims.flatness.network_penalty import ETA, gradient_norm_slope, penalised
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import sam as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "sam",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic with an off-diagonal Hessian equal SAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    A, b = [[3, 1], [1, 2]], [1, -1]
    expected = arithmetic.perturbed_descent(
        arithmetic.quadratic(A, b), lambda x, g: arithmetic.of_length("0.5", g), [2, -1], 6, "0.125"
    )
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.5), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "sam",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) L^2 rho^2 at every t, for eta <= 1/L",
    controls=(
        *planted(mutants.RadiusTooLarge, mutants.StepTooLong, mutants.UnnormalisedAscent),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_floor(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L,

    f(x+) <= f - eta <g, G> + (L eta^2 / 2) |G|^2 <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2,
    and |G - g| <= L |e| <= L rho. On f = (L/2) x^2 with eta = 1/L both sides are equal at every t, so this
    worst case sees a radius that is too large; the non-convex sum log(1 + x_i^2) (L = 2) joins it.
    """
    eta, rho = step_factor / L, 0.25
    return worst([one_step_descent(method(eta, rho), i, eta, rho, engine) for i in (PARABOLA, VALLEY)])


@claim(
    "sam",
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
    """Sum of the one-step descent over t < T, telescoped with f >= f*.

    On f = (L/2) x^2 with eta = 1/L the iterates are +-rho from t = 1 on, |g_t| = L rho: the floor
    L^2 rho^2 is attained, and the two sides differ by L^2 rho^2 / T only.
    """
    eta, rho = step_factor / L, 0.25
    return average_of_squares(method(eta, rho), eta, rho, engine)


@claim(
    "sam",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic SAM ends on the cycle +-A v_1, A = eta rho lambda_1 / (2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.GradientAtIterate,
            mutants.AveragedGradients,
            mutants.LargeGuard,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.0, 1.0)) -> Finding:
    """Along the top eigenvector |x+| - A = -(1 - eta lambda_1) (|x| - A) once the sign alternates.

    Set x+ = -x on the axis: x (2 - eta lambda_1) = eta lambda_1 rho sign(x). Cycles along v_i, i > 1, are
    unstable since (lambda_1/lambda_i)^2 (2 - eta lambda_i) + eta lambda_1 > 2, so almost every start ends on
    the cycle of v_1. With a double top eigenvalue the cycle lies in its eigenspace, not along one axis.
    """
    eta, rho = 0.3, 0.1
    amplitude = eta * rho * spectrum[0] / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, rho), spectrum, amplitude, 4000, engine)


@claim(
    "sam",
    theorem="saddle points attract within rho",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on -lambda x^2/2 |x_t| - rho = (1 + eta lambda)^t (|x_0| - rho): x_0 within rho is pulled to the saddle",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedAscent,
            mutants.SquaredNorm,
            mutants.GradientAtIterate,
            mutants.AveragedGradients,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("negative curvature", curvature=2.0),
    ),
)
def saddle_attracts_within_rho(method: type, engine: str, curvature: float = -2.0) -> Finding:
    """e = -rho sign(x), so x+ = x + eta lambda (x - rho sign x): |x+| - rho = (1 + eta lambda) (|x| - rho) as long as

    the sign stays. It does for |x_0| >= rho, where gradient descent and SAM both leave; from |x_0| < rho SAM goes to 0.
    """
    eta, rho, findings = 0.03125, 0.5, []
    problem = Quadratic(np.array([[curvature]]), np.zeros(1))
    for start, steps in ((0.4375, 30), (0.5, 30), (0.5625, 30), (-0.4375, 30)):
        x = complete_run(method(eta, rho), problem, np.array([start]), steps, engine=engine).x[:, 0]
        expected = np.sign(start) * (rho + (1 + eta * 2.0) ** np.arange(steps + 1) * (abs(start) - rho))
        # some eight operations per step on numbers below 1, amplified by at most (17/16)^30 < 7
        findings.append(identity(x, expected, tolerance=30 * 8 * 7 * 2.0**-53, scale=1.0))
    return worst(findings)


@claim(
    "sam",
    theorem="a narrow well is left by rho",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from a well (a, b) narrower than rho SAM ends at a + rho, where f falls: f'(a) = 0, f'(a + rho) < 0",
    controls=(
        *planted(
            mutants.PerturbationNotUndone,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedAscent,
            mutants.SquaredNorm,
            mutants.GradientAtIterate,
            mutants.AveragedGradients,
            mutants.RadiusTooLarge,
            mutants.LargeGuard,
        ),
        *without("a well narrower than rho", rho=0.125),
    ),
)
def narrow_well_is_left_by_rho(method: type, engine: str, rho: float = 0.5) -> Finding:
    """Stationary points a < b < c: f' > 0 on (a, b) only, up to c. For x in (a, b), b < x + rho < c: f'(x + rho) < 0,

    so x moves right until f'(x) < 0. Then y = x - rho follows y+ = y - eta f'(y), gradient descent, which for
    eta <= 1/L ends at a, monotonically. So SAM leaves the well, but comes to rest before the wide one.
    Here f = -0.3 e^{-50 x^2} - e^{-(x - 2)^2/2}, a = 0.009, b = 0.243, c = 2.
    """

    def slope(x: float) -> float:
        return 30 * x * math.exp(-50 * x**2) + (x - 2) * math.exp(-((x - 2) ** 2) / 2)

    low, high = 0.0, 0.125
    while low < (a := low + (high - low) / 2) < high:
        low, high = (low, a) if slope(a) > 0 else (a, high)
    problem = GaussianWells(np.array([0.3, 1.0]), np.array([[0.0], [2.0]]), np.array([[0.1], [1.0]]))
    x = complete_run(method(1 / 32, rho), problem, np.array([0.0625]), 200, engine=engine).x[-10:, 0]
    # y contracts to a by 1 - eta f''(a) = 0.1; the gradient is rounded at 16 u, over f''(a) = 28
    ends = identity(x, np.full(10, a + rho), tolerance=1e-14)
    return worst([ends, step_inequality(slope(a + rho), 0.0, label="f'(a + rho)")])


@claim(
    "sam",
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives e = 0; on a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i."""
    return is_gradient_descent(method(0.25, rho), 0.25, engine)


@claim(
    "sam",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """e = 0 where g = 0, so the second gradient is grad f(x) = 0 as well and x+ = x.

    The data are integers: g = 0 exactly.
    """
    return is_fixed(method(0.125, 0.5), offset, engine)


@claim(
    "sam",
    theorem="penalty on the gradient norm",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on a two-layer tanh network (x - x+)/eta = grad (f + rho |grad f|) + O(rho^2), with exponent 2",
    controls=planted(
        *(m for m in mutants.MUTANTS if m not in (mutants.UnguardedNorm, mutants.ClippedBeforeAscent))
    ),
)
def descends_the_gradient_norm_on_a_network(method: type, engine: str) -> Finding:
    """grad f(x + rho u) = g + rho H u + (rho^2/2) D^3 f[u, u] + O(rho^3), u = g/|g|, and H u = grad |g|.

    tanh is smooth, so the expansion holds at every x with g not 0; the exponent is 2 exactly where D^3 f[u, u] is
    not 0, as at random points. Any error of first order leaves the exponent 1.
    """
    return penalised(
        lambda rho: method(ETA, rho),
        lambda problem, x, rho: problem.gradient(x) + rho * gradient_norm_slope(problem, x),
        2.0,
        engine,
    )


CLAIMS = (
    first_iterates_on_a_quadratic,
    descent_up_to_the_floor,
    average_gradient,
    two_cycle,
    saddle_attracts_within_rho,
    narrow_well_is_left_by_rho,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
    descends_the_gradient_norm_on_a_network,
    *ATTENTION,
)
