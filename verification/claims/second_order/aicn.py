"""AICN: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems import AffineImage, CurvatureLoss, random_logistic
from verification.arithmetic.newton import newton, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.local_norms import local_path, order_of
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import aicn as mutants
from verification.trial import complete_run, first_iterates


def logistic(mu: float) -> tuple[Any, float]:
    """Regularised logistic regression and its bound L_2/mu^{3/2} of the semi-strong self-concordance."""
    problem = random_logistic(n=60, d=6, mu=mu, seed=0)
    return problem, problem.hessian_lipschitz() / mu**1.5


@claim(
    "aicn",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.CancellingStepSize)),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition, with alpha = (sqrt(1 + 2 L_est G) - 1)/(L_est G): the other form of the root."""
    constant, expected = Decimal(2), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(1), Decimal(-2)]
        for _ in range(6):
            n, square = newton(x)
            scaled = constant * square.sqrt()
            alpha = ((1 + 2 * scaled).sqrt() - 1) / scaled
            x = [a - alpha * b for a, b in zip(x, n)]
            expected.append(x)
    return first_iterates(method(2.0), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "aicn",
    theorem="minimiser of the cubic model",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="every step h is stationary for the model: (1 + (L_est/2) |h|_x) H h = -g",
    controls=planted(
        *(m for m in mutants.MUTANTS if m is not mutants.CancellingStepSize),
    ),
)
def step_minimises_the_cubic_model(method: type, engine: str) -> Finding:
    """The gradient of <g, h> + |h|_x^2/2 + (L_est/6) |h|_x^3 is g + H h + (L_est/2) |h|_x H h.

    With h = -alpha n it vanishes iff alpha + (L_est/2) G alpha^2 = 1, whose positive root is the step size.
    """
    problem, constant = logistic(0.1)
    trajectory = complete_run(method(constant), problem, np.full(6, 2.0), 10, engine=engine)
    left, right = [], []
    for x, h in zip(trajectory.x, np.diff(trajectory.x, axis=0)):
        H = problem.hessian(x)
        left.append((1 + constant / 2 * np.sqrt(h @ H @ h)) * (H @ h))
        right.append(-problem.gradient(x))
    # h carries the rounding of x, |x| <= 5, times (1 + L_est |h|/2) |H| <= 30
    return identity(np.array(left), np.array(right), tolerance=1e-12, scale=1.0)


@claim(
    "aicn",
    theorem="contraction of the dual norm",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|g_{k+1}|*_{x_k} <= L_est alpha_k^2 G_k^2 at every k",
    controls=(
        *planted(
            mutants.HalfStep, mutants.DiagonalHessian, mutants.StaleHessian, mutants.SelfConcordantStep
        ),
        *without("L_est >= L_semi", factor=1e-3),
    ),
)  # fmt: skip
def dual_norm_contracts(method: type, engine: str, factor: float = 1.0) -> Finding:
    """g_{k+1} = (1 - alpha) g_k + e with |e|*_{x_k} <= (L_semi/2) |h|^2_{x_k} = (L_semi/2) alpha^2 G^2, and

    (1 - alpha) G = (L_est/2) alpha^2 G^2 by the equation of alpha: the sum is at most L_est alpha^2 G^2.
    """
    findings = []
    for seed, scale in ((0, 1.0), (1, 10.0)):
        problem, constant = logistic(0.1)
        constant *= factor
        x0 = scale * np.random.default_rng(seed).standard_normal(6)
        trajectory = complete_run(method(constant), problem, x0, 25, engine=engine)
        path = local_path(problem, trajectory.x, problem.minimizer())
        G = path.decrement[:-1]
        right = 4 * constant * G**2 / (1 + np.sqrt(1 + 2 * constant * G)) ** 2
        # the gradient's own rounding, about 100 u, in the dual norm: 100 u / sqrt(mu)
        findings.append(step_inequality(path.next_gradient, right, allowance=5e-14, label="|g_{k+1}|*"))
    return worst(findings)


@claim(
    "aicn",
    theorem="one step towards the minimiser",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="F_{k+1} <= min_tau (1 - tau) F_k + (L_est/3) tau^3 |x_k - x*|^3_{x_k} at every k",
    controls=(
        *planted(mutants.Undamped, mutants.Uphill),
        *without("L_est >= L_semi", factor=1e-4),
    ),
)
def one_step_towards_the_minimiser(method: type, engine: str, factor: float = 1.0) -> Finding:
    """The model with constant L_est bounds f from above, so F_{k+1} <= min_y f(y) - f* + (L_est/3) |y - x_k|^3:
    the lower model at y costs another L_est/6. Take y = x_k + tau (x* - x_k) and use convexity.
    """
    problem, constant = logistic(1e-2)
    constant *= factor
    findings = []
    for seed in range(4):
        x0 = 3 * np.random.default_rng(seed).standard_normal(6)
        trajectory = complete_run(method(constant), problem, x0, 60, engine=engine)
        path = local_path(problem, trajectory.x, problem.minimizer())
        F = path.value - problem.minimum()
        cube = constant * path.distance[:-1] ** 3
        tau = np.minimum(1.0, np.sqrt(np.maximum(F[:-1], 0) / cube))
        right = (1 - tau) * F[:-1] + cube * tau**3 / 3
        findings.append(step_inequality(F[1:], right, allowance=2e-15, label="F_{k+1}"))
    return worst(findings)


@claim(
    "aicn",
    theorem="global rate",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="F_k <= 9 L_est D^3/(k + 4)^2 for all k >= 1, D = max_k |x_k - x*|_{x_k}",
    controls=(*planted(mutants.Undamped), *without("L_est >= L_semi", factor=1e-4)),
)
def global_rate(method: type, engine: str, factor: float = 1.0) -> Finding:
    """With u = F/(L_est D^3) one step gives u+ <= min_tau (1 - tau) u + tau^3/3: at most 1/3 where u >= 1, and
    u - (2/3) u^{3/2} at tau = sqrt(u) otherwise, so u+^{-1/2} >= u^{-1/2} + 1/3 and u_k <= 9/(k + 4)^2.

    Undamped Newton cycles among points where H is small: there F stays large while the distances in H are small.
    """
    findings = []
    problem, constant = logistic(1e-2)
    constant *= factor
    for seed in range(2):
        x0 = 3 * np.random.default_rng(seed).standard_normal(6)
        trajectory = complete_run(method(constant), problem, x0, 1200, engine=engine)
        path = local_path(problem, trajectory.x, problem.minimizer())
        k = np.arange(1, 1201)
        F = np.maximum(path.value[1:] - problem.minimum(), 0)
        limit = 9 * constant * path.distance.max() ** 3 / (k + 4) ** 2
        findings.append(bound(F, limit, allowance=np.full(1200, 2e-15), x=k, ylabel="f(x_k) - f*"))
    return worst(findings)


@claim(
    "aicn",
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k",
    controls=planted(
        mutants.EuclideanNorm,
        mutants.EuclideanDirection,
        mutants.HessianNotInverted,
        mutants.RegularisedHessian,
        mutants.DiagonalHessian,
    ),
)
def affine_invariance(method: type, engine: str) -> Finding:
    """Gradient, Hessian and n become T'g, T'HT and T^{-1}n; g'n does not change, so neither does alpha."""
    problem, constant = logistic(0.1)
    T = np.diag([4.0, 1.0, 0.25, 2.0, 1.0, 0.5])
    T[0, 3], T[4, 1], T[2, 5] = 1.0, -2.0, 0.5
    x0 = np.full(6, 2.0)
    plain = complete_run(method(constant), problem, x0, 20, engine=engine)
    image = complete_run(method(constant), AffineImage(problem, T), np.linalg.solve(T, x0), 20, engine=engine)
    # two solves with condition numbers below 1e3 per step, contracted by the method: 1e3 * 100 u
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)


@claim(
    "aicn",
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 2",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.HalfStep,
        mutants.RegularisedHessian,
        mutants.StaleDecrement,
        mutants.StaleHessian,
    ),
)
def order_two(method: type, engine: str) -> Finding:
    """The contraction of the dual norm is quadratic, and 1 - alpha ~ L_est G/2 does not vanish faster."""
    return order_of(method(1.0), 12, 2.0)


@claim(
    "aicn",
    theorem="reduction to Newton's method",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with L_est = 0 the step is Newton's: on x^2/2 - |x|^3/6 it is x+ = -x |x|/(2 (1 - |x|))",
    controls=(
        *planted(mutants.HalfStep, mutants.Uphill, mutants.RegularisedHessian, mutants.StaleHessian),
        *without("L_est = 0", constant=0.5),
    ),
)
def without_estimate_newton(method: type, engine: str, constant: float = 0.0) -> Finding:
    """alpha = 2/(1 + 1) = 1. With g = x - x|x|/2 and H = 1 - |x| the quotient gives x - g/H = -x|x|/(2 (1 - |x|))."""
    trajectory = complete_run(method(constant), CurvatureLoss(1.0, 1.0), np.array([0.125]), 3, engine=engine)
    expected = [0.125]
    for _ in range(3):
        x = expected[-1]
        expected.append(-x * abs(x) / (2 * (1 - abs(x))))
    # x - n cancels: each step adds a rounding of x to an x+ of order x^2
    return identity(trajectory.x[:, 0], np.array(expected), tolerance=4 * 2.0**-53, scale=1.0)


@claim(
    "aicn",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the minimiser is a fixed point, without 0/0 in the step size",
    controls=(*planted(mutants.CancellingStepSize), *without("zero gradient", offset=1e-3)),
)
def minimiser_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g = 0 gives n = 0 and alpha = 1 in the form without cancellation. The data are integers: g = 0 exactly."""
    return is_fixed(method(1.0), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    step_minimises_the_cubic_model,
    dual_norm_contracts,
    one_step_towards_the_minimiser,
    global_rate,
    affine_invariance,
    order_two,
    without_estimate_newton,
    minimiser_is_fixed,
)
