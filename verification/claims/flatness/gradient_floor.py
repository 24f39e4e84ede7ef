"""What ascent-perturbed gradient descent shares: descent down to a floor, and its cycle and fixed points.

The direction G of such a method satisfies |G - grad f(x)| <= L R for a radius R of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Suboptimality
from refimpl.problems import LogQuadratic, diagonal_quadratic
from verification.evidence import bound, geometric_rate, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.trial import complete_run

# both with L = 2: one attains the descent inequality at eta = 1/L, the other is not convex
PARABOLA = ("L x^2 / 2", diagonal_quadratic([2.0]), (3.0,))
VALLEY = ("sum log(1 + x_i^2)", LogQuadratic(4), (3.0, -0.4, 1.5, -2.0))
L = 2.0


def one_step_descent(algorithm: Any, instance: Any, eta: float, R: float, engine: str) -> Finding:
    """f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (L R)^2 over 100 steps."""
    name, problem, start = instance
    record = [Suboptimality(), GradientNorm()]
    t = complete_run(algorithm, problem, np.array(start), 100, engine=engine, record=record)
    f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
    floor = eta / 2 * (L * R) ** 2
    right = f[:-1] - eta / 2 * g[:-1] ** 2 + floor
    allowance = 1e-13 * (f[:-1] + eta * g[:-1] ** 2 + floor)
    return step_inequality(f[1:], right, allowance=allowance, label=f"f(x_t+1), {name}")


def average_of_squares(algorithm: Any, eta: float, R: float, engine: str) -> Finding:
    """(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T) + (L R)^2 for T <= 300 on the parabola."""
    _, problem, start = PARABOLA
    record = [Suboptimality(), GradientNorm()]
    t = complete_run(algorithm, problem, np.array(start), 300, engine=engine, record=record)
    g, f0 = t.observed["GradientNorm"][:-1], t.observed["Suboptimality"][0]
    T = np.arange(1, 301)
    return bound(
        np.cumsum(g**2) / T, 2 * f0 / (eta * T) + (L * R) ** 2, allowance=1e-13, x=T, xlabel="T",
        ylabel="average of |g_t|^2",
    )  # fmt: skip


def descent_without_a_floor(algorithm: Any, eta: float, q: float, engine: str) -> Finding:
    """f(x_{t+1}) <= f(x_t) - (eta/2) (1 - q^2) |g_t|^2 over 100 steps, for |G - g| <= q |g|."""
    findings = []
    for name, problem, start in (PARABOLA, VALLEY):
        record = [Suboptimality(), GradientNorm()]
        t = complete_run(algorithm, problem, np.array(start), 100, engine=engine, record=record)
        f, g = t.observed["Suboptimality"], t.observed["GradientNorm"]
        decrease = eta / 2 * (1 - q**2) * g[:-1] ** 2
        # some ten operations on each of the two terms
        allowance = 1e-14 * (f[:-1] + eta * g[:-1] ** 2)
        findings.append(
            step_inequality(f[1:], f[:-1] - decrease, allowance=allowance, label=f"f(x_t+1), {name}")
        )
    return worst(findings)


def average_without_a_floor(algorithm: Any, eta: float, q: float, engine: str) -> Finding:
    """(1/T) sum_{t<T} |g_t|^2 <= 2 (f_0 - f*)/(eta T (1 - q^2)) for T <= 60 on the parabola."""
    _, problem, start = PARABOLA
    record = [Suboptimality(), GradientNorm()]
    t = complete_run(algorithm, problem, np.array(start), 60, engine=engine, record=record)
    T = np.arange(1, 61)
    limit = 2 * t.observed["Suboptimality"][0] / (eta * T * (1 - q**2))
    average = np.cumsum(t.observed["GradientNorm"][:-1] ** 2) / T
    return bound(average, limit, allowance=1e-13, x=T, xlabel="T", ylabel="average of |g_t|^2")


def ends_on_cycle(
    algorithm: Any, spectrum: tuple[float, ...], amplitude: float, steps: int, engine: str
) -> Finding:
    """The last ten iterates on diag(spectrum) are +-A v_1, v_1 the first axis."""
    return ends_on_cycle_of(diagonal_quadratic(spectrum), algorithm, amplitude, steps, engine)


def ends_on_cycle_of(problem: Any, algorithm: Any, amplitude: float, steps: int, engine: str) -> Finding:
    """The last ten iterates on the problem, in space, from (0.7, -0.4, 0.9), are +-A on the first axis."""
    t = complete_run(algorithm, problem, np.array([0.7, -0.4, 0.9]), steps, engine=engine)
    picture = Picture(
        (
            Curve("amplitude A", np.array([1, steps]), np.full(2, amplitude), "theory"),
            Curve("|x_t|", t.steps[1:], np.linalg.norm(t.x[1:], axis=1), "measured"),
        ),
        "t", "amplitude", "log", "log",
    )  # fmt: skip
    # rounding: the map contracts, so the error is a few units of the largest intermediate, some 10 |x|
    expected = np.tile([amplitude, 0.0, 0.0], (10, 1))
    return identity(np.abs(t.x[-10:]), expected, tolerance=1e-12, scale=amplitude, picture=picture)


def approaches_cycle(algorithm: Any, problem: Any, factors: np.ndarray, engine: str) -> Finding:
    """From (0.7, -0.4, 0.9) coordinate i = 2, 3 decays by |factor| per step, over 200 steps."""
    t = complete_run(algorithm, problem, np.array([0.7, -0.4, 0.9]), 200, engine=engine)
    # relative rounding of each coordinate is some ten units per step over the smallest radius, far below 1e-6
    return worst(
        [
            geometric_rate(np.abs(t.x[1:, i]), abs(factor), tolerance=1e-6, ylabel=f"|coordinate {i + 1}|")
            for i, factor in enumerate(factors, 1)
        ]
    )


def is_gradient_descent(algorithm: Any, eta: float, engine: str) -> Finding:
    """Each coordinate on a diagonal quadratic is multiplied by 1 - eta lambda_i, over 40 steps."""
    spectrum, x0 = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0])
    t = complete_run(algorithm, diagonal_quadratic(spectrum), x0, 40, engine=engine)
    expected = x0 * (1 - eta * spectrum) ** np.arange(41)[:, None]
    # 40 products of exactly representable factors, each rounded once: 40 u, doubled for product and difference
    return identity(t.x, expected, tolerance=80 * 2.0**-53, scale=np.abs(expected))
