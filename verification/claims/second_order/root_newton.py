"""Root Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import AffineImage, Quadratic, QuarticPerturbation
from verification.arithmetic.newton import newton, plane_quartic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.aicn import logistic
from verification.claims.second_order.local_norms import local_path, order_of
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import root_newton as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.WithoutGuard)


def damping(M: float, G: np.ndarray, q: int) -> np.ndarray:
    """sigma = M^{1/(q-1)} G^{(q-2)/(q-1)}."""
    return M ** (1 / (q - 1)) * G ** ((q - 2) / (q - 1))


@claim(
    "root-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 for q = 3 and q = 4 on a quartic in the plane equal Cramer's rule in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition: sigma = (M G)^{1/2} for q = 3 and (M G^2)^{1/3} for q = 4."""
    findings = []
    for q in (3, 4):
        M, expected = Decimal(2), []
        with localcontext() as context:
            context.prec = 80
            x = [Decimal(1), Decimal(-2)]
            for _ in range(6):
                n, square = newton(x)
                sigma = (M * square.sqrt()).sqrt() if q == 3 else ((M * square).ln() / 3).exp()
                x = [a - b / (1 + sigma) for a, b in zip(x, n)]
                expected.append(x)
        start = np.array([1.0, -2.0])
        findings.append(first_iterates(method(2.0, q), plane_quartic(), start, expected, engine))
    return worst(findings)


@claim(
    "root-newton",
    theorem="Newton's system in the metric of the Hessian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="every step h solves (1 + sigma) H h = -g, for q = 3 and q = 4",
    controls=planted(*AT_REGULAR_POINTS),
)
def step_solves_the_damped_system(method: type, engine: str) -> Finding:
    """x+ = x - n/(1 + sigma) with n = H^{-1} g: multiply h = x+ - x by (1 + sigma) H, all formed from the iterates."""
    findings = []
    problem, constant = logistic(0.1)
    for q in (3, 4):
        trajectory = complete_run(method(constant, q), problem, np.full(6, 2.0), 10, engine=engine)
        left, right = [], []
        for x, h in zip(trajectory.x, np.diff(trajectory.x, axis=0)):
            g, H = problem.gradient(x), problem.hessian(x)
            sigma = damping(constant, np.sqrt(g @ np.linalg.solve(H, g)), q)
            left.append((1 + sigma) * (H @ h))
            right.append(-g)
        # h carries the rounding of x, |x| <= 5, times (1 + sigma) |H| <= 30
        findings.append(identity(np.array(left), np.array(right), tolerance=1e-12, scale=1.0))
    return worst(findings)


@claim(
    "root-newton",
    theorem="one-step decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_k) - f(x_{k+1}) >= (|g_{k+1}|*_{x_k})^2/(2 sigma_k), q = 3 (M >= L_semi/2) and 4 (M >= L_3)",
    controls=(
        *planted(mutants.Undamped, mutants.CubicNewtonStep, mutants.Uphill),
        *without("M >= L_3", factor=1e-3),
    ),
)
def one_step_decrease(method: type, engine: str, factor: float = 1.0) -> Finding:
    """g+ = -sigma H h + e. Expanding (|g+ + sigma H h|*)^2 = (|e|*)^2 and convexity, f - f+ >= -<g+, h>:

    f - f+ >= (|g+|*)^2/(2 sigma) + (sigma^2 r^2 - (|e|*)^2)/(2 sigma) with r = |h|_x = G/(1 + sigma), and
    |e|* <= sigma r remains to be shown.
    q = 3: sigma >= M r and |e|* <= (L/2) r^2. q = 4: sigma >= 2 sqrt(M) r and sigma >= M r^2, and with
    |D^3 f[h, h]|* <= sqrt(2 L_3) r^2 one has |e|* <= sqrt(L_3/2) r^2 + L_3 r^3/6 <= 0.53 sigma r at M = L_3.
    """
    findings = []
    for seed in range(2):
        problem, constant = logistic(0.1)
        x0 = 3 * np.random.default_rng(seed).standard_normal(6)
        findings.append(
            _decreases(method(factor * constant, 3), problem, x0, 40, factor * constant, 3, engine)
        )
    for a in (1.0, 10.0, 1000.0):
        quartic = QuarticPerturbation(a)
        for start in (1e-3, 0.3, 30.0, 1000.0):
            M = factor * 2 * a
            findings.append(_decreases(method(M, 4), quartic, np.array([start]), 30, M, 4, engine))
    return worst(findings)


def _decreases(algorithm, problem, x0, steps, M, q, engine) -> Finding:
    trajectory = complete_run(algorithm, problem, x0, steps, engine=engine)
    path = local_path(problem, trajectory.x, problem.minimizer())
    G = path.decrement[:-1]
    sigma = damping(M, G, q)
    left = np.divide(path.next_gradient**2, 2 * sigma, out=np.zeros(steps), where=sigma > 0)
    f = path.value
    # values by about 50 roundings of terms of their size; those of the logistic loss are at least 0.1
    allowance = 50 * 2.0**-53 * (np.abs(f[:-1]) + np.abs(f[1:]))
    return step_inequality(left, f[:-1] - f[1:], allowance=allowance, label="(|g_{k+1}|*)^2/(2 sigma)")


@claim(
    "root-newton",
    theorem="decrease in the Newton decrement",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="q = 3, M >= L_semi: F_k - F_{k+1} >= (7/24) G^{3/2}/sqrt(M) where M G >= 1, G^2/3 elsewhere, at every k",
    controls=(
        *planted(mutants.Undamped, mutants.Uphill, mutants.EuclideanRegularisation, mutants.FactorNineTwice),
        *without("M >= L_semi", factor=1e-4),
    ),
)
def decrease_in_the_decrement(method: type, engine: str, factor: float = 1.0) -> Finding:
    """f(x+) <= f - alpha G^2 (1 - alpha/2) + (L/6) alpha^3 G^3 and L <= M; let s = sqrt(M G), alpha = 1/(1 + s).

    s >= 1: alpha <= 1/2 and s alpha <= 1, so the decrease is at least (3/4 - 1/6) alpha G^2 >= (7/24) G^2/s.
    s <= 1: alpha >= 1/2, and alpha - alpha^2/2 - alpha^3/6, concave, is 17/48 and 1/3 at the ends of [1/2, 1].
    """
    findings = []
    problem, constant = logistic(1e-2)
    constant *= factor
    for seed in range(2):
        x0 = 3 * np.random.default_rng(seed).standard_normal(6)
        trajectory = complete_run(method(constant, 3), problem, x0, 300, engine=engine)
        path = local_path(problem, trajectory.x, problem.minimizer())
        G = path.decrement[:-1]
        left = np.where(constant * G >= 1, 7 / 24 * G**1.5 / np.sqrt(constant), G**2 / 3)
        decrease = path.value[:-1] - path.value[1:]
        findings.append(
            step_inequality(left, decrease, allowance=5e-15, label="7 G^1.5/(24 sqrt M) or G^2/3")
        )
    return worst(findings)


@claim(
    "root-newton",
    theorem="global rate while M G >= 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="q = 3, M >= L_semi: F_k <= (F_0^{-1/2} + 7k/(48 sqrt(M D^3)))^{-2} as long as M G >= 1",
    controls=planted(mutants.Undamped, mutants.Uphill),
)
def global_rate(method: type, engine: str) -> Finding:
    """F <= <g, x - x*> <= D G by convexity, D = max |x_k - x*|_{x_k}, turns the decrease (7/24) G^{3/2}/sqrt(M) into

    F - F+ >= c F^{3/2} with c = 7/(24 sqrt(M D^3)); then F+^{-1/2} - F^{-1/2} = (F - F+)/(sqrt(F F+) (sqrt F +
    sqrt F+)) >= c F^{3/2}/(2 F^{3/2}) = c/2, since F+ <= F.
    """
    findings = []
    problem, constant = logistic(1e-2)
    for seed in range(2):
        x0 = 3 * np.random.default_rng(seed).standard_normal(6)
        trajectory = complete_run(method(constant, 3), problem, x0, 300, engine=engine)
        path = local_path(problem, trajectory.x, problem.minimizer())
        last = min(path.first_below(1 / constant), 300)
        F = path.value[: last + 1] - problem.minimum()
        k = np.arange(1, last + 1)
        limit = (F[0] ** -0.5 + 7 * k / (48 * np.sqrt(constant * path.distance.max() ** 3))) ** -2.0
        findings.append(bound(F[1:], limit, allowance=1e-12, x=k, ylabel="f(x_k) - f*"))
    return worst(findings)


@claim(
    "root-newton",
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on y -> f(T y) from T^{-1} x_0 the iterates are T^{-1} x_k",
    controls=planted(
        mutants.EuclideanNorm,
        mutants.HessianNotInverted,
        mutants.RegularisedHessian,
        mutants.EuclideanRegularisation,
    ),
)
def affine_invariance(method: type, engine: str) -> Finding:
    """Gradient, Hessian and n become T'g, T'HT and T^{-1}n; g'n does not change, so neither does sigma."""
    problem, constant = logistic(0.1)
    T = np.diag([4.0, 1.0, 0.25, 2.0, 1.0, 0.5])
    T[0, 3], T[4, 1], T[2, 5] = 1.0, -2.0, 0.5
    x0 = np.full(6, 2.0)
    plain = complete_run(method(constant, 3), problem, x0, 20, engine=engine)
    image = complete_run(
        method(constant, 3), AffineImage(problem, T), np.linalg.solve(T, x0), 20, engine=engine
    )
    # two solves with condition numbers below 1e3 per step, contracted by the method: 1e3 * 100 u
    return identity(image.x @ T.T, plain.x, tolerance=1e-11)


@claim(
    "root-newton",
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6 the error has local order 3/2 for q = 3 and 5/3 for q = 4",
    engine="ball",
    engine_fixed=True,
    controls=planted(
        mutants.HalfExponent,
        mutants.OrderInRoot,
        mutants.SquaredDecrement,
        mutants.CubicNewtonStep,
        mutants.Undamped,
        mutants.RegularisedHessian,
        mutants.StaleDecrement,
    ),
)
def order_of_the_root(method: type, engine: str) -> Finding:
    """1 - alpha = sigma/(1 + sigma) ~ G^{(q-2)/(q-1)} dominates the quadratic error of Newton's step."""
    return worst([order_of(method(1.0, q), 18, 1 + (q - 2) / (q - 1)) for q in (3, 4)])


@claim(
    "root-newton",
    theorem="fixed damping at q = 2",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="q = 2 has sigma = M: on a quadratic x_k - x* = (M/(1 + M))^k (x_0 - x*)",
    controls=(
        *planted(
            mutants.OrderInRoot,
            mutants.HalfExponent,
            mutants.Undamped,
            mutants.LinearisedStep,
            mutants.FactorNineTwice,
            mutants.ConstantTooLarge,
            mutants.ConstantTooSmall,
        ),
        *without("q = 2", q=3),
    ),
)
def fixed_damping(method: type, engine: str, q: int = 2) -> Finding:
    """G^{0/1} = 1 and M^{1/1} = M; n = x - x* on a quadratic, so x+ - x* = (1 - 1/(1 + M)) (x - x*)."""
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    away = np.array([3.0, -5.0])
    trajectory = complete_run(method(3.0, q), problem, np.array([1.0, 2.0]) + away, 20, engine=engine)
    expected = np.array([1.0, 2.0]) + 0.75 ** np.arange(21)[:, None] * away
    # every step rounds x once and solves a system of condition 3: 10 u of |x| <= 4, summed with ratio 3/4
    return identity(trajectory.x, expected, tolerance=40 * 2.0**-53, scale=4.0)


@claim(
    "root-newton",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the minimiser is a fixed point for q = 2, 3 and 4, without 0^0",
    controls=(*planted(mutants.WithoutGuard), *without("zero gradient", offset=1e-3)),
)
def minimiser_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """n = 0 where g = 0, whatever sigma is; G^{(q-2)/(q-1)} is 0^0 for q = 2. The data are integers: g = 0 exactly."""
    return worst([is_fixed(method(1.0, q), offset, engine) for q in (2, 3, 4)])


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    step_solves_the_damped_system,
    one_step_decrease,
    decrease_in_the_decrement,
    global_rate,
    affine_invariance,
    order_of_the_root,
    fixed_damping,
    minimiser_is_fixed,
)
