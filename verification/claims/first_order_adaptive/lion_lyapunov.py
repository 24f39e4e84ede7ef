"""Lion: its Lyapunov function in continuous and in discrete time, and the limit that follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from refimpl.problems import LogQuadratic, Quadratic, random_quadratic
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import lion as mutants
from verification.trial import complete_run

INDEFINITE = (random_quadratic([2.0, 1.0, -0.5, 0.25], seed=3), np.array([1.5, -0.5, 2.0, -1.0]))
VALLEY = (LogQuadratic(4), np.array([2.0, -0.4, 1.5, -1.0]))


def _momenta(problem: Any, x: np.ndarray, b1: float, b2: float) -> Iterator[tuple[Any, ...]]:
    """x_t, x_t+1, g_t, m_t and p_t along the iterates x, with m minus Lion's momentum, by its definition."""
    m = np.zeros(x.shape[1])
    for now, after in pairwise(x):
        g = problem.gradient(now)
        yield now, after, g, m, b1 * m - (1 - b1) * g
        m = b2 * m - (1 - b2) * g


@claim(
    "lion",
    theorem="dissipation of the Lyapunov function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="along x' = (x+ - x)/s, m' = (m+ - m)/s the Lyapunov function of Lion has exactly the derivative "
    "-(y + c d)<p, sign(p) - d x> - (c/e)<p - m, sign(p) - sign(m)>",
    controls=(
        *planted(*(m for m in mutants.MUTANTS if m not in (mutants.SignOfZeroIsOne, mutants.MomentumSummed))),
        *without("the factor 1 + e d of c", ahead=0.0),
    ),
)
def dissipation_identity(method: type, engine: str, ahead: float = 1.0) -> Finding:
    """One step of Lion is one Euler step of length s of x' = sign(p) - d x, m' = -y (g + m), p = m + e m', where
    m is minus Lion's momentum, y = (1 - beta2)/s and e = s (1 - beta1)/(1 - beta2). With c = beta1/(1 + e d) let

    H = y f(x) + c (|m|_1 - d <x, m>).

    Insert y g = -m' - y m and m = p - e m' into H' = y <g, x'> + c (<sign m, m'> - d <x', m> - d <x, m'>): the
    terms with m' are <m', -(1 - e y)(S - d x) + c (sign m - d x) + c e d (S - d x)> with S = sign p, and since
    1 - e y = beta1 = c (1 + e d) this is -c <m', S - sign m>; the rest is -(y + c d)<p, S - d x>. In the box both
    terms are <= 0. The momentum is computed here, from the definition, along the iterates.
    """
    s, b1, b2, d = 0.25, 0.75, 0.875, 0.25
    y, e = (1 - b2) / s, s * (1 - b1) / (1 - b2)
    c = b1 / (1 + ahead * e * d)
    left, right, scale = [], [], []
    for problem, start in (INDEFINITE, VALLEY):
        x = complete_run(method(s, b1, b2, d), problem, start, 40, engine=engine).x
        for now, after, g, m, p in _momenta(problem, x, b1, b2):
            dx, dm, S = (after - now) / s, -y * (g + m), np.sign(p)
            left.append(y * g @ dx + c * (np.sign(m) @ dm - d * dx @ m - d * now @ dm))
            right.append(-(y + c * d) * p @ (S - d * now) - (c / e) * (p - m) @ (S - np.sign(m)))
            sizes = y * np.abs(g) @ (np.abs(now) + np.abs(after)) / s + np.abs(dm) @ (1 + np.abs(now))
            scale.append(sizes + np.abs(m) @ (np.abs(now) + np.abs(after)) / s)
    # some 30 roundings of terms of this size
    return identity(left, right, tolerance=30 * 2.0**-53, scale=np.array(scale))


@claim(
    "lion",
    theorem="Lyapunov function in discrete time",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="H_t+1 - H_t <= -r (y + c d)<p, sign(p) - d x_t+1> - c <m_t+1 - m_t, sign(p) - sign(m_t+1)> "
    "+ (y L/2)|x_t+1 - x_t|^2 with r = s/(1 - s d), y = (1 - beta2)/r, for every L-smooth f",
    controls=(
        *planted(
            mutants.Ascends,
            mutants.NoSign,
            mutants.BetasExchanged,
            mutants.SignOfMomentum,
            mutants.MomentumSummed,
            mutants.DecayInGradient,
            mutants.DecayInSign,
            mutants.DecayAfter,
            mutants.DecayWithoutStep,
            mutants.NoDecay,
        ),
        *without("L-smooth", L_factor=0.25),
    ),
)
def lyapunov_step(method: type, engine: str, L_factor: float = 1.0) -> Finding:
    """x_t+1 - x_t = r (S - d x_t+1) with S = sign(p), p = beta1 m_t - (1 - beta1) g_t and m minus Lion's momentum.

    With H = y f + c (|m|_1 - d <x, m>), e = r (1 - beta1)/(1 - beta2), c = beta1/(1 + e d): f(x_t+1) - f(x_t) <=
    <g, dx> + (L/2)|dx|^2, |m_t+1|_1 - |m_t|_1 <= <sign m_t+1, dm> and <x+, m+> - <x, m> = <dx, m> + <x+, dm>; the rest
    is the algebra of the dissipation identity with x_t+1 in place of x and m_t+1 in place of m within signs.
    """
    s, b1, b2, d = 0.125, 0.75, 0.875, 0.25
    r = s / (1 - s * d)
    y, e = (1 - b2) / r, r * (1 - b1) / (1 - b2)
    c = b1 / (1 + e * d)
    findings = []
    for problem, start in (INDEFINITE, VALLEY):
        x = complete_run(method(s, b1, b2, d), problem, start, 60, engine=engine).x
        left, right, allowance = [], [], []
        for now, after, g, m, p in _momenta(problem, x, b1, b2):
            dm, S = -(1 - b2) * (g + m), np.sign(p)

            def H(z: np.ndarray, m: np.ndarray, problem: Any = problem) -> float:
                return y * problem.value(z) + c * (np.abs(m).sum() - d * z @ m)

            left.append(H(after, m + dm) - H(now, m))
            curvature = y * L_factor * problem.smoothness() / 2 * np.sum((after - now) ** 2)
            dissipated = r * (y + c * d) * p @ (S - d * after) + c * dm @ (S - np.sign(m + dm))
            right.append(curvature - dissipated)
            # the largest terms are those of H, each with some 30 roundings
            size = sum(y * (abs(problem.value(z)) + z @ z + 1) + np.abs(m).sum() * 2 for z in (now, after))
            allowance.append(30 * 2.0**-53 * size)
        findings.append(
            step_inequality(left, right, allowance=np.array(allowance), xlabel="t", label="H_t+1 - H_t")
        )
    return worst(findings)


@claim(
    "lion",
    theorem="the limit is a KKT point of the box",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="x_t stays in |x_i| <= 1/d, and the average over t = 1..T of d times the gap of the box at x_t is at "
    "most (f_0 - f*)/(s T) + 2 L n s (3 + 2 beta1/(1 - beta2)) + 2 sqrt(n) beta1 |g_0|/((1 - beta2) T)",
    controls=(
        *planted(
            mutants.DecayInGradient,
            mutants.NoDecay,
            mutants.NoSign,
            mutants.Ascends,
            mutants.DecayWithoutStep,
            mutants.StepTooLong,
        ),
        *without("start in the box", start=(3.0, 0.0, 0.0)),
    ),
)
def average_gap_of_the_box(method: type, engine: str, start: tuple[float, ...] = (-1.0, 1.0, 0.0)) -> Finding:
    """The gap max_{|z_i| <= 1/d} <g, x - z> = |g|_1/d + <g, x> is zero in the box exactly at a KKT point.

    Sum the discrete Lyapunov inequality: with beta1 <= beta2 the second term is <= 0, as p - m_t+1 is a non-negative
    multiple of m_t+1 - m_t; m_0 = 0, |m|_1 >= d <x, m> in the box and |x_t+1 - x_t| <= 2 s sqrt n. So the average of
    D_t = |p|_1 - d <x_t+1, p> is at most (f_0 - f*)/(s T) + 2 L n s. From p to -g_t+1 that changes by at most
    2 sqrt(n) |p + g_t+1|, |p + g_t| = beta1 |m_t + g_t|, |g_t+1 - g_t| <= 2 L s sqrt n, and |m_t + g_t| shrinks by
    beta2 per step and grows by 2 L s sqrt n. The solution (1, -1, 1/2) of the instance is known by its multipliers.
    """
    A = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])
    solution, multipliers = np.array([1.0, -1.0, 0.5]), np.array([-2.0, 1.0, 0.0])
    problem = Quadratic(A, A @ solution - multipliers)
    s, b1, b2, d, T, n = 2.0**-11, 0.5, 0.75, 1.0, 20_000, 3
    t = complete_run(method(s, b1, b2, d), problem, np.array(start), T, engine=engine)
    g = t.x @ A - problem.b
    gap = np.abs(g).sum(axis=1) + d * np.sum(g * t.x, axis=1)
    k = np.arange(1, T + 1)
    L, f0 = problem.smoothness(), problem.value(t.x[0]) - problem.value(solution)
    bounds = f0 / (s * k) + 2 * L * n * s * (3 + 2 * b1 / (1 - b2))
    bounds += 2 * np.sqrt(n) * b1 * np.linalg.norm(g[0]) / ((1 - b2) * k)
    return worst(
        [
            bound(np.cumsum(gap[1:]) / k, bounds, x=k, xlabel="T", ylabel="average gap of the box"),
            # a step on the boundary rounds: the contraction keeps that below one unit / (1 - (1 - s d))
            bound(
                np.abs(t.x[1:]).max(axis=1),
                np.full(T, 1 / d),
                allowance=2.0**-53 / (s * d),
                x=k,
                ylabel="|x_k|",
            ),
        ]
    )


LYAPUNOV = (dissipation_identity, lyapunov_step, average_gap_of_the_box)
