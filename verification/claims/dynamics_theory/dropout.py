"""What dropout and its modified equations share: enumerated masks, the modified loss, moments of a linear model."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, Quadratic, gated, random_teacher
from refimpl.problems.two_layer_network import Tanh
from verification.claims.flatness.langevin import law_after
from verification.evidence import identity, power_rate
from verification.finding import Finding, worst
from verification.trial import complete_run

UNIT = 2.0**-53
TEACHER = random_teacher(n=4, p=1, width=2, activation=Tanh(), seed=0)[0]
NETWORK = gated(TEACHER, np.vstack([np.zeros((4, 2)), np.eye(2)]))
SQUARES = gated(
    LeastSquares(np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.5]]), np.array([1.0, -2.0, 0.5])), np.eye(2)
)
AT_NETWORK, AT_SQUARES = np.array([0.5, -0.25, -1.0, 0.5, 1.0, -0.5]), np.array([1.5, -0.5])


def mask_draws(m: int, keep: float) -> list[tuple[list[float], float]]:
    """Uniform draws that keep (just below p) or drop (p) every unit, with the probability of the pattern."""
    below = float(np.nextafter(keep, 0.0))
    return [
        ([below if v else keep for v in kept], float(np.prod([keep if v else 1 - keep for v in kept])))
        for kept in product((True, False), repeat=m)
    ]


def steps_of_dropout(
    algorithm: Any, problem: Any, x: np.ndarray, engine: str
) -> tuple[np.ndarray, np.ndarray]:
    """x_1 for every mask, and the probabilities."""
    ends, weights = [], []
    for draws, weight in mask_draws(problem.gates().shape[1], algorithm.keep):
        ends.append(complete_run(algorithm, problem, x, 1, engine=engine, rng=tape(draws * 2)).x[1])
        weights.append(weight)
    return np.array(ends), np.array(weights)


def penalty_of_network(x: np.ndarray, keep: float) -> np.ndarray:
    """Gradient of (1 - p)/(2 p n) sum_{i,r} a_r^2 s(w_r'u_i)^2 for NETWORK, x = (w_1, w_2, a_1, a_2)."""
    W, a, X = x[:4].reshape(2, 2), x[4:], TEACHER.X
    z = np.tanh(X @ W.T)
    factor = (1 - keep) / (keep * len(X))
    of_a = factor * a * np.sum(z**2, axis=0)
    of_w = factor * (a**2)[:, None] * ((z * (1 - z**2)).T @ X)
    return np.concatenate([of_w.ravel(), of_a])


def modified_loss(problem: Any, x: np.ndarray, keep: float) -> float:
    """R_drop in closed form, for NETWORK and SQUARES."""
    if problem is NETWORK:
        terms = (x[4:] * np.tanh(TEACHER.X @ x[:4].reshape(2, 2).T)) ** 2
    else:
        terms = (problem.objective.A * x) ** 2
    return float(problem.objective.value(x) + (1 - keep) / (2 * keep * len(terms)) * np.sum(terms))


def gradient_of_modified_loss(problem: Any, x: np.ndarray, keep: float) -> np.ndarray:
    """grad R_drop in closed form, for NETWORK and SQUARES."""
    plain = problem.objective.gradient(x)
    if problem is NETWORK:
        return plain + penalty_of_network(x, keep)
    A = problem.objective.A
    return plain + (1 - keep) / (keep * len(A)) * np.sum(A**2, axis=0) * x


def one_step_law(
    algorithm: Any, dropout: Any, problem: Any, x: np.ndarray, shift: np.ndarray, engine: str
) -> Finding:
    """Mean and covariance of a step of the equation are those of a step of `dropout`, the mean plus `shift`."""
    ends, weights = steps_of_dropout(dropout, problem, x, engine)
    mean, covariance = law_after(algorithm, problem, x, 1, len(weights), engine)
    spread = ends - weights @ ends
    return worst(
        [
            identity(mean, weights @ ends + shift, tolerance=200 * UNIT, scale=4.0),
            identity(covariance, (weights[:, None] * spread).T @ spread, tolerance=2000 * UNIT, scale=1.0),
        ]
    )


# (p, theta_0) with the target 1 in one dimension
SCALARS = ((0.7, 2.0), (0.6, -1.0), (0.8, 3.0), (0.65, 1.5), (0.75, -2.0), (0.7, -2.5))
T, K = 1.6, 32


def scalar() -> Any:
    """(c theta - 1)^2 / 2."""
    return gated(Quadratic(np.eye(1), np.ones(1)), np.eye(1))


def recursion(eps: float, p: float) -> np.ndarray:
    """(1, E theta, E theta^2) after a step of dropout: theta+ = (1 - eps c^2) theta + eps c, E c^j = p^{1-j}."""
    return np.array(
        [
            [1.0, 0.0, 0.0],
            [eps, 1 - eps / p, 0.0],
            [eps**2 / p, 2 * eps * (1 - eps / p**2), 1 - 2 * eps / p + eps**2 / p**3],
        ]
    )


def generator(algorithm: Any, engine: str) -> np.ndarray:
    """d/dt (1, E X, E X^2) for the equation, whose drift is linear and whose variance is quadratic, from its steps."""
    problem, h = scalar(), algorithm.time_step
    drifts, variances = [], []
    for theta in (-1.0, 0.0, 1.0):
        mean, covariance = law_after(algorithm, problem, np.array([theta]), 1, 2, engine)
        drifts.append((mean[0] - theta) / h)
        variances.append(covariance[0, 0] / h)
    b, k = drifts[1], (drifts[2] - drifts[0]) / 2
    quadratic = (variances[0] + variances[2]) / 2 - variances[1]
    linear = (variances[2] - variances[0]) / 2
    return np.array([[0.0, 0.0, 0.0], [b, k, 0.0], [variances[1], 2 * b + linear, 2 * k + quadratic]])


def weak_order(method: Any, order: float, engine: str) -> Finding:
    """|E theta_N - E X(T)| and |E theta_N^2 - E X(T)^2| ~ eps^order, T = N eps, N = 8, 16, ..., 256; six instances."""
    from scipy.linalg import expm

    errors = np.empty((2, len(SCALARS), K))
    for i, (p, theta) in enumerate(SCALARS):
        start = np.array([1.0, theta, theta**2])
        # drift and variance are affine in eps: two values give all
        low, high = (generator(method(1.0, eps, p), engine) for eps in (0.125, 0.25))
        for k in range(1, K + 1):
            eps = T / (8 * k)
            chain = np.linalg.matrix_power(recursion(eps, p), 8 * k) @ start
            flow = expm(T * (low + (eps / 0.125 - 1) * (high - low))) @ start
            errors[:, i, k - 1] = np.abs(chain - flow)[1:]
    found = [
        power_rate(e, order, floor=1e-13, ylabel=f"error of E theta{q}") for e, q in zip(errors, ("", "^2"))
    ]
    return worst(found)
