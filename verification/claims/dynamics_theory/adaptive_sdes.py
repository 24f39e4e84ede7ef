"""What the equations of RMSProp and Adam share: exact moments of their simulation on noisy quadratics, and the ODEs.

With noise of constant covariance the second moment u is deterministic and a step is affine in the rest of the state and
in the draws; coordinates of one problem serve as copies in different states, so one chain gives all matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.leaves import settle
from refimpl.problems import FiniteNoise, diagonal_quadratic
from verification.evidence import power_rate
from verification.finding import Finding, worst

SPECTRUM = np.array([0.5, 0.75, 1.0, 1.25, 1.5, 2.0])
START, K = 2.0, 32


def moments(algorithm: Any, fields: tuple[str, ...], steps: int) -> np.ndarray:
    """E x and E x^2 after `steps` steps from x = 2 on lambda x^2/2 with noise +-1, shape (2, eigenvalues).

    `fields` are the parts of the state that are random; the copies have zero in all of them, or one in one of them.
    """
    n, copies = len(SPECTRUM), len(fields) + 1
    d = n * copies
    problem = settle(
        FiniteNoise(diagonal_quadratic(np.tile(SPECTRUM, copies)), np.array([np.ones(d), -np.ones(d)]))
    )
    method = settle(algorithm)
    units = {f: np.repeat(np.eye(copies)[j + 1], n) for j, f in enumerate(fields)}
    state = method.init(problem, np.zeros(d))
    mean = np.zeros((n, len(fields)))
    mean[:, 0] = START
    S = np.zeros((n, len(fields), len(fields)))
    for _ in range(steps):
        here = state._replace(**units)
        silent = method.step(problem, here, tape(np.zeros(2)))
        moved = method.step(problem, here, tape(np.array([1.0, -1.0]) / np.sqrt(2)))
        after = np.stack([getattr(silent, f).reshape(copies, n) for f in fields], axis=-1)
        noise = np.stack([(getattr(moved, f) - getattr(silent, f))[:n] for f in fields], axis=-1)
        T = np.stack([after[j + 1] - after[0] for j in range(len(fields))], axis=-1)
        mean = (T @ mean[..., None])[..., 0] + after[0]
        S = T @ S @ T.swapaxes(1, 2) + noise[:, :, None] * noise[:, None, :]
        state = silent
    return np.stack([mean[:, 0], S[:, 0, 0] + mean[:, 0] ** 2])


def first_order(
    make: Callable[[float], Any], fields: tuple[str, ...], exact: np.ndarray, logarithm: bool = False
) -> Finding:
    """E x(1) and E x(1)^2 of the simulation with h = 1/N, N = 8, 16, ..., 256, are off by C/N from those of the ODE.

    With `logarithm` that of E x^2 is C log(N)/N, whose exponent over this window is above 0.8.
    """
    errors = np.empty((2, len(SPECTRUM), K))
    for k in range(1, K + 1):
        errors[:, :, k - 1] = np.abs(moments(make(1 / (8 * k)), fields, 8 * k) - exact)
    of_the_mean = power_rate(errors[0], 1.0, floor=1e-7, ylabel="error of E x")
    exponent, mode = (0.9, "at least") if logarithm else (1.0, "equal")
    return worst(
        [of_the_mean, power_rate(errors[1], exponent, mode=mode, floor=1e-7, ylabel="error of E x^2")]
    )


def solved(field: Callable[[float, np.ndarray], np.ndarray], start: np.ndarray, begin: float) -> np.ndarray:
    """y(1) of y' = field(t, y) from y(begin) = start, by the Dormand-Prince method of order 8."""
    from scipy.integrate import solve_ivp

    return solve_ivp(field, (begin, 1.0), start, method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1]


def rmsprop_moments(s: float, e: float, c2: float, u0: float) -> np.ndarray:
    """E x(1), E x(1)^2: m1' = -lambda m1/P, m2' = -2 lambda m2/P + s^2/P^2, u' = c2 (1 - u), P = s sqrt(u) + e."""
    n = len(SPECTRUM)

    def field(t: float, y: np.ndarray) -> np.ndarray:
        P = s * np.sqrt(y[-1]) + e
        first, second = -SPECTRUM * y[:n] / P, -2 * SPECTRUM * y[n : 2 * n] / P + (s / P) ** 2
        return np.concatenate([first, second, [c2 * (1 - y[-1])]])

    start = np.concatenate([np.full(n, START), np.full(n, START**2), [u0]])
    return solved(field, start, 0.0)[:-1].reshape(2, n)


def adam_moments(s: float, e: float, c1: float, c2: float) -> np.ndarray:
    """E x(1), E x(1)^2: x' = -a(t) m, m' = c1 (lambda x - m) + s c1 W', a = 1/((1 - exp(-c1 t))(s + e)).

    u = gamma_2 from u = 0 with unit noise, so the scale is sqrt(gamma_2)(s + e). Begun at 1e-7 with E m^2 = s^2 c1^2 t.
    """
    n, begin = len(SPECTRUM), 1e-7

    def field(t: float, y: np.ndarray) -> np.ndarray:
        a = -1 / (np.expm1(-c1 * t) * (s + e))
        x, m, xx, xm, mm = y.reshape(5, n)
        return np.concatenate(
            [
                -a * m,
                c1 * (SPECTRUM * x - m),
                -2 * a * xm,
                -a * mm + c1 * (SPECTRUM * xx - xm),
                2 * c1 * (SPECTRUM * xm - mm) + (s * c1) ** 2,
            ]
        )

    still = c1 * begin * SPECTRUM * START
    rest = [still, np.full(n, START**2), still * START, np.full(n, (s * c1) ** 2 * begin)]
    y = solved(field, np.concatenate([np.full(n, START), *rest]), begin).reshape(5, n)
    return np.stack([y[0], y[2]])
