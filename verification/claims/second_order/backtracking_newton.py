"""Damped Newton with backtracking: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import AffineImage, QuarticPerturbation, random_logistic
from verification.arithmetic.newton import Vector, derivatives, newton, plane_quartic, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.local_norms import local_path, order_of
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import backtracking_newton as mutants
from verification.trial import complete_run, first_iterates

LEAST = 2.0**-10


STARTS = ((2.0, 0.25), (4.0, -3.0))


def searched(x: Vector, least: Decimal, steps: int) -> list[Vector]:
    """Iterates on the plane quartic, in decimals."""
    found, theta = [], least
    with localcontext() as context:
        context.prec = 80
        for _ in range(steps):
            n, square = newton(x)
            _, H = derivatives(x)
            theta = max(theta / 2, least)
            while True:
                sigma = theta * (square.ln() / 3).exp()
                after = [a - b / (1 + sigma) for a, b in zip(x, n)]
                g, _ = derivatives(after)
                dual = solve(H, g)
                gain = (g[0] * n[0] + g[1] * n[1]) / (1 + sigma)
                if gain >= (g[0] * dual[0] + g[1] * dual[1]) / (2 * sigma):
                    break
                theta *= 4
            x = after
            found.append(x)
    return found


class AcceptedConstant(NamedTuple):
    """theta_k."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.theta


@claim(
    "backtracking-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quartic in the plane equal Cramer's rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition, with the search written out. From (2, 1/4) with theta_0 = 2^-10 the accepted theta
    is 1/4, 1/8, 1/4, 1/2, 1, 1/2, 1/4, 1/8: it jumps, falls and rises; with theta_0 = 1/8 it stays at theta_0 first.
    """
    findings = []
    for least, start in ((LEAST, STARTS[0]), (2.0**-3, STARTS[0]), (LEAST, STARTS[1])):
        expected = searched([Decimal(v) for v in start], Decimal(least), 8)
        findings.append(first_iterates(method(least), plane_quartic(), np.array(start), expected, engine))
    return worst(findings)


@claim(
    "backtracking-newton",
    theorem="the method on a line",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on x^2/2 + a x^4/12 sigma is the first for which 2 sigma n g+ >= (1 + sigma) g+^2/H",
    controls=planted(*mutants.MUTANTS),
)
def scalar_iterates(method: type, engine: str) -> Finding:
    """In one dimension g = x + a x^3/3, H = 1 + a x^2, G = |g|/sqrt(H) and |g+|* = |g+|/sqrt(H): the definition in
    scalars, with the test multiplied by 2 sigma (1 + sigma).
    """
    left, right = [], []
    for a, start, least in ((1.0, 3.0, 0.125), (10.0, -2.0, 2.0**-6), (10.0, 0.5, 2.0**-6)):
        x, theta, path = start, least, [start]
        for _ in range(8):
            g, H = x + a * x**3 / 3, 1 + a * x * x
            theta = max(theta / 2, least)
            for _ in range(30):
                sigma = theta * (g * g / H) ** (1 / 3)
                after = x - g / H / (1 + sigma)
                slope = after + a * after**3 / 3
                if 2 * sigma * (g / H) * slope >= (1 + sigma) * slope * slope / H:
                    break
                theta *= 4
            x = after
            path.append(x)
        t = complete_run(method(least), QuarticPerturbation(a), np.array([start]), 8, engine=engine)
        left.append(t.x[:, 0])
        right.append(path)
    # each step has about thirty roundings of numbers below 3, and contracts what the steps before left
    return identity(np.array(left), np.array(right), tolerance=300 * 2.0**-53, scale=1.0)


@claim(
    "backtracking-newton",
    theorem="one-step decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_k) - f(x_{k+1}) >= (|g_{k+1}|*_{x_k})^2/(2 sigma_k) at every k, no constant of f being given",
    controls=planted(
        mutants.EveryTrialAccepted,
        mutants.TestReversed,
        mutants.Undamped,
        mutants.GradientNotRenewed,
        mutants.Uphill,
    ),
)
def one_step_decrease(method: type, engine: str) -> Finding:
    """By convexity f(x) - f(x+) >= <g+, x - x+>, and the accepted trial has <g+, x - x+> >= |g+|*^2/(2 sigma)."""
    findings = []
    for mu, scale in ((0.1, 3.0), (1e-2, 3.0), (1e-2, 10.0)):
        problem: Any = random_logistic(n=60, d=6, mu=mu, seed=0)
        x0 = scale * np.random.default_rng(0).standard_normal(6)
        t = complete_run(method(LEAST), problem, x0, 25, engine=engine, record=[AcceptedConstant()])
        path = local_path(problem, t.x, problem.minimizer())
        # at the floor of the gradient's rounding, |g|* of 1e-13, there is nothing to decrease
        K = min(path.first_below(1e-6), 25)
        with np.errstate(over="ignore", invalid="ignore"):  # diverging controls overflow
            sigma = t.observed["AcceptedConstant"][1 : K + 1] * path.decrement[:K] ** (2 / 3)
            left = path.next_gradient[:K] ** 2 / (2 * sigma)
        # a value is a mean of 60 terms and a square, below 1 + f: 100 u of it
        allowance = 100 * 2.0**-53 * (1 + np.abs(path.value[:K]))
        findings.append(step_inequality(left, path.value[:K] - path.value[1 : K + 1], allowance=allowance))
    return worst(findings)


@claim(
    "backtracking-newton",
    theorem="the constant is found",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="theta_k <= max(theta_0, 4 L_3^{1/3}) on x^2/2 + a x^4/12, L_3 = 2 a: four times what is prescribed",
    controls=(
        *planted(mutants.TestReversed, mutants.Uphill, mutants.GradientNotRenewed),
        *without("the constant of the problem", known=1e-3),
    ),
)
def constant_is_found(method: type, engine: str, known: float = 1.0) -> Finding:
    """With sigma >= (L_3 G^2)^{1/3} the test passes, as in Root Newton's one-step decrease with q = 4: the step h has
    r = |h|_x <= G/(2 sqrt sigma) and <= G/sigma, |D^3 f[h, h]|* <= sqrt(2 L_3) |h|^2 by convexity, so that
    g+ = -sigma H h + e with |e|* <= sqrt(L_3/2) r^2 + L_3 r^3/6 <= 0.52 sigma r, and expanding |g+ + sigma H h|*^2 =
    |e|*^2 gives the test. A rejected theta is therefore below L_3^{1/3}, and what follows it is below four times that.
    """
    findings = []
    for a in (1.0, 10.0, 1000.0):
        for start in (0.3, 10.0):
            problem = QuarticPerturbation(a)
            t = complete_run(
                method(LEAST), problem, np.array([start]), 12, engine=engine, record=[AcceptedConstant()]
            )
            G = np.abs(t.x[:, 0])  # H >= 1 and |g| >= |x|: at |x| below 1e-6 rounding decides the test
            theta = t.observed["AcceptedConstant"][1:][G[:-1] > 1e-6]
            limit = np.full(len(theta), max(LEAST, 4 * known * (2 * a) ** (1 / 3)))
            findings.append(bound(theta, limit, ylabel="theta_k", yscale="linear"))
    return worst(findings)


@claim(
    "backtracking-newton",
    theorem="number of trials",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="K steps ask for at most (3 K + 1 + log2(theta_K/theta_0))/2 gradients, that at x_0 included",
    controls=planted(mutants.ForgottenConstant),
)
def number_of_trials(method: type, engine: str) -> Finding:
    """theta_{k+1} = 4^{j_k} max(theta_k/2, theta_0), so 2 j_k <= 1 + log2(theta_{k+1}/theta_k), for k = 0 even 2 j_0 =
    log2(theta_1/theta_0). The j_k + 1 trials of K steps are at most (3 K - 1 + log2(theta_K/theta_0))/2 together.
    """
    problem = random_logistic(n=60, d=6, mu=1e-2, seed=0)
    x0 = 10 * np.random.default_rng(0).standard_normal(6)
    gradients, most = [], []
    for K in (1, 2, 3, 5, 8, 13):
        t = complete_run(
            method(LEAST), problem, x0, K, engine=engine, record=[AcceptedConstant()], count=True
        )
        calls = t.calls or {}
        gradients.append(calls["gradient"] + calls["hessian"])
        most.append(K + (3 * K + 1 + np.log2(t.observed["AcceptedConstant"][-1] / LEAST)) / 2)
    return bound(np.array(gradients, float), np.array(most), xlabel="K", ylabel="oracle calls")


@claim(
    "backtracking-newton",
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k, the search included",
    controls=planted(
        mutants.EuclideanTest,
        mutants.EuclideanNorm,
        mutants.RegularisedHessian,
    ),
)
def affine_invariance(method: type, engine: str) -> Finding:
    """n becomes T^{-1} n and g'n, g+'n, g+'H^{-1}g+ do not change: neither sigma nor the test sees the coordinates."""
    problem: Any = random_logistic(n=60, d=6, mu=0.1, seed=0)
    T = np.diag([4.0, 1.0, 0.25, 2.0, 1.0, 0.5])
    T[0, 3], T[4, 1], T[2, 5] = 1.0, -2.0, 0.5
    x0 = np.full(6, 2.0)
    plain = complete_run(method(LEAST), problem, x0, 5, engine=engine)
    image = complete_run(method(LEAST), AffineImage(problem, T), np.linalg.solve(T, x0), 5, engine=engine)
    # two solves with condition numbers below 1e3 per step, contracted by the method: 1e3 * 100 u
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)


@claim(
    "backtracking-newton",
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 5/3",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.SquaredDecrement,
        mutants.HalfExponent,
        mutants.Undamped,
        mutants.RegularisedHessian,
    ),
)
def order_five_thirds(method: type, engine: str) -> Finding:
    """Near x* the test passes for sigma >= c G, which theta_0 G^{2/3} exceeds, so theta falls to theta_0; then
    1 - alpha = sigma/(1 + sigma) ~ G^{2/3} dominates the quadratic error of Newton's step.
    """
    return order_of(method(1.0), 18, 5 / 3)


@claim(
    "backtracking-newton",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the minimiser is a fixed point, without a search",
    controls=without("zero gradient", offset=1e-3),
)
def minimiser_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = 0 gives sigma = 0 and the test 0 >= 0/0: the step is not searched. The data are integers: g = 0 exactly."""
    return is_fixed(method(LEAST), offset, engine)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    scalar_iterates,
    one_step_decrease,
    constant_is_found,
    number_of_trials,
    affine_invariance,
    order_five_thirds,
    minimiser_is_fixed,
)
