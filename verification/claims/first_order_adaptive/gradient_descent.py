"""Gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import Huber, Quadratic, ScalarNetwork, diagonal_quadratic, huber_worst_case
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.flow_sharpness import FLOW_SHARPNESS
from verification.claims.first_order_adaptive.second_order_regression import REGRESSION
from verification.claims.first_order_adaptive.soft_absolute import SOFT_ABSOLUTE
from verification.claims.first_order_adaptive.valley_edge import VALLEY_EDGE
from verification.claims.flatness.gradient_floor import PARABOLA, VALLEY, L, is_gradient_descent
from verification.claims.hessian_spectrum.gradient_subspace import SUBSPACE
from verification.claims.hessian_spectrum.network_spectrum import NETWORK
from verification.evidence import bound, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
Vector = list[Fraction]


@claim(
    "gradient-descent",
    paper="Cauchy 1847",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a quadratic and w_1, ..., w_4 on (w_1 w_2 w_3 - 1)^2/2 equal exact fractions",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_fractions(method: type, engine: str) -> Finding:
    """The update is the definition; lists of fractions evaluate it without this library and without rounding."""
    A, b = [[3, 1], [1, 2]], [1, -1]

    def linear(x: Vector) -> Vector:
        return [sum((a * v for a, v in zip(row, x)), Fraction(-c)) for row, c in zip(A, b)]

    def network(w: Vector) -> Vector:
        r = w[0] * w[1] * w[2] - 1
        return [r * w[1] * w[2], r * w[0] * w[2], r * w[0] * w[1]]

    found = []
    cases: tuple[Any, ...] = (
        (linear, Quadratic(np.array(A, float), np.array(b, float)), [2.0, -1.0], 0.25, 6),
        (network, ScalarNetwork(3), [2.0, 0.5, 1.5], 0.125, 4),
    )
    for gradient, problem, start, eta, steps in cases:
        x, expected = [Fraction(v) for v in start], []
        for _ in range(steps):
            x = [v - Fraction(eta) * g for v, g in zip(x, gradient(x))]
            expected.append(x)
        found.append(first_iterates(method(eta), problem, np.array(start), expected, engine))
    return worst(found)


@claim(
    "gradient-descent",
    paper="Cauchy 1847",
    theorem="descent lemma",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{k+1}) <= f(x_k) - eta (1 - eta L/2) |g_k|^2 at every k and every eta; equal on L x^2/2",
    controls=planted(
        mutants.StepTooLong,
        mutants.StepTooShort,
        mutants.Ascent,
        mutants.HiddenDecay,
        mutants.ClippedGradient,
        mutants.HiddenMomentum,
        mutants.NormalisedGradient,
    )
    + without("L-smoothness", smoothness=1.96),
)
def descent_lemma(method: type, engine: str, smoothness: float = L) -> Finding:
    """f(y) <= f(x) + <g, y - x> + (L/2)|y - x|^2 at y = x - eta g; no convexity. On L x^2/2 both sides are equal.

    The decrease is largest at eta = 1/L: below, short steps fall behind it, and above, long ones.
    """
    found = []
    for h in (0.75, 1.75):
        for name, problem, start in (PARABOLA, VALLEY):
            eta = h / smoothness
            record = [Suboptimality(), GradientNorm()]
            t = complete_run(method(eta), problem, np.array(start), 30, engine=engine, record=record)
            f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
            right = f[:-1] - eta * (1 - eta * smoothness / 2) * g[:-1] ** 2
            # f and g^2 are known to some ten units each, and both vanish with the iterate
            allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2)
            found.append(step_inequality(f[1:], right, allowance=allowance, label=f"f(x_k+1), {name}"))
    return worst(found)


@claim(
    "gradient-descent",
    paper="Drori & Teboulle 2014",
    theorem="worst case of N steps",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="N steps h*(N)/L leave L R^2/(4 N h + 2), exactly, on Huber's function and on L x^2/2",
    controls=planted(
        mutants.StepTooLong,
        mutants.StepTooShort,
        mutants.Ascent,
        mutants.HiddenDecay,
        mutants.NormalisedGradient,
        mutants.HiddenMomentum,
    )
    + without("h = h*(N)", factor=1.02),
)
def worst_cases_in_pairs(method: type, engine: str, factor: float = 1.0) -> Finding:
    """Huber with delta = R/(2 N h + 1): every gradient is L delta long, so x_N = R - N h delta = delta (N h + 1) and
    f(x_N) = L delta (x_N - delta/2) = L R^2/(4 N h + 2).  L x^2/2: f(x_N) = (L R^2/2)(1 - h)^{2N}.

    h*(N) is where the two agree: (1 - h)^{2N} (2 N h + 1) = 1. Huber sees short steps, the parabola long ones.
    """
    L, R = 2.0, 3.0
    found = []
    for N in (1, 2, 5, 10, 50):
        h = factor * _balanced_step(N)
        expected = L * R * R / (4 * N * h + 2)
        for problem in (huber_worst_case(L, R, N, h), diagonal_quadratic([L])):
            t = complete_run(
                method(h / L), problem, np.array([R]), N, engine=engine, record=[Suboptimality()]
            )
            # a step of factor 1 - h has at most 2 (1 + h)/(h - 1) < 12 units, the square doubles; h* is known to
            # two units, of which 2N/(h - 1) reach the value
            found.append(
                tight(
                    t.observed["Suboptimality"][-1],
                    expected,
                    tolerance=(40 * N + 64) * U,
                    ylabel="f(x_N) - f*",
                )
            )
    return worst(found)


def _balanced_step(N: int) -> float:
    """The root of (1 - h)^{2N} (2 N h + 1) = 1 in (1, 2), by bisection to the last bit."""
    low, high = 1.0, 2.0
    while low < (h := (low + high) / 2) < high:
        low, high = (h, high) if (1 - h) ** (2 * N) * (2 * N * h + 1) < 1 else (low, h)
    return high


@claim(
    "gradient-descent",
    paper="Drori & Teboulle 2014",
    theorem="gradient norm on Huber's function",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|g_N| <= L R/(N h + 1) on Huber's function, with equality at delta = R/(N h + 1)",
    controls=planted(mutants.StepTooShort, mutants.Ascent) + without("step h/L", factor=0.9),
)
def gradient_norm_on_huber(method: type, engine: str, factor: float = 1.0) -> Finding:
    """Gradients are L min(|x|, delta) long. With x_0 = R and steps h/L, h <= 1: x_N = R - N h delta while x >= delta.

    delta <= delta* = R/(N h + 1): |g_N| = L delta <= L delta*. delta > delta*: the last steps are in the quadratic
    part; x_j <= delta from the first j >= (R/delta - 1)/h on, and then |g_N| = L x_N <= L delta (1 - h)^{N - j}.
    At delta* itself the value is one-sidedly flat, hence delta = 1.01 delta* as well, with h = 1.
    """
    L, R, N, h = 2.0, 3.0, 10, 1.0
    found = []
    for stretch in (1.0, 1.01):
        problem = Huber(L, stretch * R / (N * h + 1))
        t = complete_run(
            method(factor * h / L), problem, np.array([R]), N, engine=engine, record=[GradientNorm()]
        )
        found.append(
            bound(t.observed["GradientNorm"][-1], L * R / (N * h + 1), allowance=1e-13, ylabel="|g_N|")
        )
    return worst(found)


@claim(
    "gradient-descent",
    paper="Cauchy 1847",
    theorem="quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_k - x* = (I - eta A)^k (x_0 - x*)",
    controls=planted(mutants.StepTooLong, mutants.StepTooShort, mutants.HiddenDecay, mutants.HiddenMomentum)
    + without("constant step size", factor=1 + 1e-12),
)
def powers_on_a_quadratic(method: type, engine: str, factor: float = 1.0) -> Finding:
    """On a diagonal quadratic each coordinate is multiplied by 1 - eta lambda_i, here 1/2, 3/4 and 15/16, exact."""
    return is_gradient_descent(method(factor * 0.25), 0.25, engine)


CLAIMS = (
    first_iterates_in_fractions,
    descent_lemma,
    worst_cases_in_pairs,
    gradient_norm_on_huber,
    powers_on_a_quadratic,
    *FLOW_SHARPNESS,
    *REGRESSION,
    *VALLEY_EDGE,
    *SUBSPACE,
    *NETWORK,
    *SOFT_ABSOLUTE,
)
