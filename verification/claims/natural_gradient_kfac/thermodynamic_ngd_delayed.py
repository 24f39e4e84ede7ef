"""Thermodynamic natural gradient with delay: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.natural_gradient_kfac import gaussian
from verification.claims.natural_gradient_kfac.gaussian import AT, NETWORK, START, U, function_of, regression
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.natural_gradient_kfac.thermodynamic_ngd_delayed import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "thermodynamic-ngd-delayed",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on an integer least-squares problem, draws given, equal the update in exact fractions",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_least_squares(method: type, engine: str) -> Finding:
    """The definition; sqrt(2 h T) = 1/8 for h = 1/8, T = 1/16; two steps of delay and three with the new system."""
    noise, zero = gaussian.eighths(64), [Fraction(0)] * 2
    draws, x, expected = map(Fraction, noise.tolist()), [Fraction(v) for v in START], []
    y, old = zero, ([zero, zero], zero)
    for _ in range(4):
        new = gaussian.system(x, Fraction(1, 4))
        y = gaussian.pulled(y, *old, Fraction(1, 8), Fraction(1, 8), draws, 2)
        y = gaussian.pulled(y, *new, Fraction(1, 8), Fraction(1, 8), draws, 3)
        x, old = [v - w / 2 for v, w in zip(x, y)], new
        expected.append(x)
    algorithm = method(0.5, 0.25, 0.125, 3, 0.0625, 2)
    given = tape(noise).rewound()
    return first_iterates(algorithm, regression(), np.array(START, float), expected, engine, rng=given)


@claim(
    "thermodynamic-ngd-delayed",
    theorem="momentum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="F = a I, T = 0, no delay: heavy ball with momentum r = (1 - h b)^inner, step s (1 - r)/b",
    engine_fixed=True,
    controls=(
        *controls("not-damped", "no-pull", "wrong-pull", "reset-before-step", "reset-on-arrival", "old-system",
                  "times-swapped"),
        *without("no delay", delay=1),
    ),
)  # fmt: skip
def carried_state_is_momentum(method: type, engine: str, delay: int = 0) -> Finding:
    """y - g/b is multiplied by r, so y+ = r y + (1 - r) g/b and x+ = x - s y+ with s y = x_{t-1} - x_t."""
    s, h, inner, b = 0.5, 0.25, 3, 1.25
    problem, x0 = LeastSquares(np.eye(2) * np.sqrt(2.0), np.array([1.0, -2.0])), np.array([3.0, 1.0])
    x = complete_run(method(s, 0.25, h, inner, 0.0, delay), problem, x0, 8, engine=engine).x
    r, expected = (1 - h * b) ** inner, [x0, x0]
    for _ in range(8):
        g = problem.gradient(expected[-1])
        expected.append(expected[-1] - s * (1 - r) / b * g + r * (expected[-1] - expected[-2]))
    return identity(x, expected[1:], tolerance=1000 * U)  # eight steps of some twenty operations


@claim(
    "thermodynamic-ngd-delayed",
    theorem="two systems in turn",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T = 0: y - B'^{-1}g' of the last iterate shrinks by (I - h B')^delay, then y - B^{-1}g as usual",
    engine_fixed=True,
    controls=(
        *controls("not-damped", "no-pull", "wrong-pull", "reset-before-step", "reset-on-arrival", "no-delay",
                  "old-system", "times-swapped"),
        *without("T = 0", temperature=2.0**-20),
    ),
)  # fmt: skip
def old_system_then_new(method: type, engine: str, temperature: float = 0.0) -> Finding:
    """y - B^{-1}g is multiplied by I - h B in every inner step; y is read off the steps, from the second one on."""
    s, damping, h, inner, delay = 0.5, 0.25, 0.25, 3, 2
    algorithm = method(s, damping, h, inner, temperature, delay)
    x = complete_run(algorithm, NETWORK, AT, 5, engine=engine, rng=0).x
    y, expected = -np.diff(x, axis=0) / s, []
    for t in range(1, 5):
        now = y[t - 1]
        for at, n in ((x[t - 1], delay), (x[t], inner)):
            B = NETWORK.gauss_newton(at) + damping * np.eye(6)
            solution = np.linalg.solve(B, NETWORK.gradient(at))
            now = solution + function_of(B, lambda w, n=n: (1 - h * w) ** n) @ (now - solution)
        expected.append(now)
    return identity(y[1:], expected, tolerance=4000 * U)  # |B| below 5, solutions of order one


@claim(
    "thermodynamic-ngd-delayed",
    theorem="the covariance of the first step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="Cov y_1 = 2 h T (delay (I - h B)^(2 inner) + sum_{j < inner} (I - h B)^(2j))",
    engine_fixed=True,
    controls=(
        *controls("half-noise", "noise-of-order-step", "frozen-noise", "not-damped", "no-pull", "wrong-pull",
                  "reset-on-arrival", "no-delay", "times-swapped"),
        *without("diffusion before the first system", counted=0),
    ),
)  # fmt: skip
def covariance_of_the_first_step(method: type, engine: str, counted: int = 1) -> Finding:
    """Without a system the device diffuses: 2 h T delay. The rest as without delay, from the answers to unit draws."""
    s, h, T, inner, delay = 0.5, 0.25, 0.0625, 3, 2
    algorithm = method(s, 0.25, h, inner, T, delay)
    N = gaussian.noise_map(
        lambda draws: (AT - complete_run(algorithm, NETWORK, AT, 1, engine=engine, rng=draws).x[1]) / s,
        6 * (inner + delay),
    )
    B = NETWORK.gauss_newton(AT) + 0.25 * np.eye(6)

    def variance(w: np.ndarray) -> np.ndarray:
        m = (1 - h * w) ** 2
        return 2 * h * T * (counted * delay * m**inner + (1 - m**inner) / (1 - m))

    return identity(N @ N.T, function_of(B, variance), tolerance=2000 * U)  # as without delay


CLAIMS = (
    first_iterates_on_least_squares,
    carried_state_is_momentum,
    old_system_then_new,
    covariance_of_the_first_step,
)
