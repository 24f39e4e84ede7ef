"""LookSAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import Quadratic, diagonal_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import VALLEY, ends_on_cycle, is_gradient_descent
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import looksam as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Liu, Mai, Chen, Hsieh & You 2022"
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
BOWL = ("quadratic", diagonal_quadratic([2.0, 1.5, 0.5]), (0.7, -0.4, 0.9))
L, PERIOD = 2.0, 3


@claim(
    "looksam",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 with k = 3 on a quadratic with an off-diagonal Hessian equal LookSAM in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition, with the cosine as the paper has it; lists of decimals evaluate it."""
    A, b, expected = [[3, 1], [1, 2]], [1, -1], []
    eta, rho, alpha = Decimal("0.125"), Decimal("0.5"), Decimal("0.75")
    with localcontext() as context:
        context.prec = 80
        x, v = [Decimal(2), Decimal(-1)], [Decimal(0), Decimal(0)]

        def dot(p: list[Decimal], q: list[Decimal]) -> Decimal:
            return sum((a * c for a, c in zip(p, q)), Decimal(0))

        def gradient(p: list[Decimal]) -> list[Decimal]:
            return [dot([Decimal(a) for a in row], p) - c for row, c in zip(A, b)]

        for t in range(8):
            g = gradient(x)
            size = dot(g, g).sqrt()
            if t % 3 == 0:
                s = gradient([p + rho * q / size for p, q in zip(x, g)])
                length = dot(s, s).sqrt()
                cosine = dot(s, g) / (length * size)
                v = [p - length * cosine * q / size for p, q in zip(s, g)]
                D = s
            else:
                D = [p + alpha * size / dot(v, v).sqrt() * q for p, q in zip(g, v)]
            x = [p - eta * q for p, q in zip(x, D)]
            expected.append(x)
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.5, 0.75, 3), problem, np.array([2.0, -1.0]), expected, engine)


@claim(
    "looksam",
    paper=PAPER,
    theorem="decomposition of the SAM gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at SAM steps D = s = g + rho A u; between, w = D - g has |w| = alpha |g|, <w, u> = 0 and lies along s",
    controls=(
        *planted(*AT_REGULAR_POINTS),
        *without("the gradient of the last SAM step", behind=1),
    ),
)
def reused_part(method: type, engine: str, behind: int = 0) -> Finding:
    """v = s - <s, u> u is orthogonal to u = g/|g|, and <v, s> = |v|^2 by Pythagoras: |s|^2 = |v|^2 + <s, u>^2.

    D = (x - x+)/eta is read off the iterates, g = Ax - b; so w = alpha |g| v/|v| has <w, u> = 0 and
    <w, s> = alpha |g| sqrt(|s|^2 - <s, u>^2) with s = D of the last SAM step.
    """
    A, b = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 4.0]]), np.array([1.0, -1.0, 2.0])
    eta, rho, alpha = 0.125, 0.5, 0.75
    algorithm = method(eta, rho, alpha, PERIOD)
    x = complete_run(algorithm, Quadratic(A, b), np.array([2.0, 0.5, -1.0]), 15, engine=engine).x
    g, D = x[:-1] @ A - b, (x[:-1] - x[1:]) / eta
    t = np.array([t for t in range(15) if t % PERIOD])
    last = t - t % PERIOD + behind
    w, u, s = (D - g)[t], g[last] / np.linalg.norm(g[last], axis=1)[:, None], D[last]
    sizes = np.linalg.norm(g[t], axis=1)
    along = np.sqrt(np.maximum(np.sum(s * s, axis=1) - np.sum(s * u, axis=1) ** 2, 0.0))
    # D is good to some ten roundings of |x|/eta, 1e-14, |g| > 0.5, and |s|^2 - <s, u>^2 = |v|^2 loses |s|^2/|v|^2
    return worst(
        [
            identity(
                D[::PERIOD], (g + rho * g / np.linalg.norm(g, axis=1)[:, None] @ A)[::PERIOD], tolerance=1e-12
            ),
            identity(np.linalg.norm(w, axis=1), alpha * sizes, tolerance=1e-12),
            identity(np.sum(w * u, axis=1), np.zeros(len(t)), tolerance=1e-12, scale=sizes),
            identity(np.sum(w * s, axis=1), alpha * sizes * along, tolerance=1e-12),
        ]
    )


@claim(
    "looksam",
    paper=PAPER,
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f - (eta/2)|g|^2 + (eta/2) L^2 rho^2 at SAM steps, f - (eta/2)(1 - alpha^2)|g|^2 at the others",
    controls=(
        *planted(mutants.RolledBack, mutants.UnscaledReuse, mutants.SamAlways, mutants.SamLast),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the direction D: for eta <= 1/L,

    f(x+) <= f - eta <g, D> + (L eta^2/2)|D|^2 <= f - (eta/2)|g|^2 + (eta/2)|D - g|^2; |D - g| <= L rho at SAM steps and
    |D - g| = alpha |g|, or 0 where v = 0, at the others. Both instances have L = 2.
    """
    findings = []
    for name, problem, start in (BOWL, VALLEY):
        f, g, floor, eta = _observed(method, engine, problem, start, step_factor)
        right = f[:-1] - eta / 2 * g**2 + floor
        # some twenty operations on each term
        allowance = 1e-13 * (f[:-1] + eta * g**2 + floor)
        findings.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_t+1), {name}"))
    return worst(findings)


@claim(
    "looksam",
    paper=PAPER,
    theorem="average gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum_{t<T} c_t |g_t|^2 <= 2 (f_0 - f*)/eta + L^2 rho^2 ceil(T/k), c_t = 1 at SAM steps, else 1 - alpha^2",
    controls=(
        *planted(mutants.RolledBack),
        *without("eta <= 1/L", step_factor=1.9),
    ),
)
def average_gradient(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Sum of the one-step descent over t < T, telescoped with f >= f*; there are ceil(T/k) SAM steps before T."""
    f, g, _, eta = _observed(method, engine, *BOWL[1:], step_factor)
    T = np.arange(1, len(g) + 1)
    weights = np.where((T - 1) % PERIOD == 0, 1.0, 1 - ALPHA**2)
    limit = 2 * f[0] / eta + (L * RHO) ** 2 * np.ceil(T / PERIOD)
    return bound(np.cumsum(weights * g**2), limit, x=T, xlabel="T", ylabel="weighted sum of |g_t|^2")


ALPHA, RHO = 0.75, 0.25


def _observed(
    method: type, engine: str, problem: object, start: tuple[float, ...], step_factor: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """f - f* (T + 1,), |g| (T,), what the descent allows on top (T,), and eta."""
    eta, steps = step_factor / L, 90
    record = [Suboptimality(), GradientNorm()]
    run = complete_run(
        method(eta, RHO, ALPHA, PERIOD), problem, np.array(start), steps, engine=engine, record=record
    )
    g = run.observed["GradientNorm"][:-1]
    floor = np.where(np.arange(steps) % PERIOD == 0, (L * RHO) ** 2, (ALPHA * g) ** 2)
    return run.observed["Suboptimality"], g, eta / 2 * floor, eta


@claim(
    "looksam",
    paper=PAPER,
    theorem="reduction to SAM",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with k = 1 on a quadratic it ends on SAM's cycle +-A v_1, A = eta rho lambda_1/(2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.RecombinedAtSam,
            mutants.PerturbationNotUndone,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("k = 1", period=2),
    ),
)
def sam_at_every_step(method: type, engine: str, period: int = 1) -> Finding:
    """Every step is a SAM step. Set x+ = -x on the top axis: x (2 - eta lambda_1) = eta lambda_1 rho sign(x)."""
    eta, rho, spectrum = 0.3, 0.1, (3.0, 2.0, 1.0)
    amplitude = eta * rho * spectrum[0] / (2 - eta * spectrum[0])
    return ends_on_cycle(method(eta, rho, 0.75, period), spectrum, amplitude, 1500, engine)


@claim(
    "looksam",
    paper=PAPER,
    theorem="reduction to gradient descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with rho = alpha = 0 the iterates are x_t - x* = (I - eta A)^t (x_0 - x*), those of gradient descent",
    controls=planted(mutants.StepTooLong) + without("rho = 0", rho=1e-6),
)
def without_radius_gradient_descent(method: type, engine: str, rho: float = 0.0) -> Finding:
    """rho = 0 gives s = g at SAM steps, alpha = 0 gives D = g at the others: x+ - x* = (I - eta A)(x - x*)."""
    return is_gradient_descent(method(0.25, rho, 0.0, 3), 0.25, engine)


@claim(
    "looksam",
    paper=PAPER,
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: u = v = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """g = 0 gives e = s = v = 0 at the SAM step, and D = 0 at the others. The data are integers: g = 0 exactly."""
    return is_fixed(method(0.125, 0.5, 0.75, 3), offset, engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    reused_part,
    descent,
    average_gradient,
    sam_at_every_step,
    without_radius_gradient_descent,
    stationary_point_is_fixed,
)
