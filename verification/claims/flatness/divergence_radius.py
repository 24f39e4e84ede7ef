"""What the forms of TRAM share: predictions and divergences in plain NumPy, and descent down to their radius."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import GradientNorm, Value
from refimpl.problems import SoftmaxRegression, gaussian_classes
from verification.evidence import step_inequality
from verification.finding import Finding
from verification.trial import complete_run

CLASSES = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
# two classes with label probabilities 1/2: at the minimiser 0 the curvature along (w, -w) is L for every w
HALVES = SoftmaxRegression(np.eye(2), np.full((2, 2), 0.5), 0.0)
HALVES_START = np.array([1.5, -0.75, -1.5, 0.75])
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


def predictions(x: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Probabilities (n, k) by powers of e."""
    powers = np.exp(X @ x.reshape(-1, X.shape[1]).T)
    return powers / powers.sum(axis=1, keepdims=True)


def divergence(P: np.ndarray, Q: np.ndarray) -> float:
    """Mean over the rows of sum p log(p/q)."""
    return float(np.mean(np.sum(P * np.log(P / Q), axis=1)))


def curvature(problem: SoftmaxRegression) -> float:
    """lambda_max(X'X/n)/2: the largest second derivative of the mean log-partition function."""
    return float(np.linalg.norm(problem.X, 2) ** 2 / len(problem.X) / 2)


def descends_to_the_radius(algorithm: Any, eta: float, engine: str, floors: Any, rng: Any = 0) -> Finding:
    """f(x+) <= f - (eta/2)|g|^2 + (eta/2) floor_t on HALVES; `floors(x)` are bounds of |grad f(x + e) - g|^2."""
    record = [Value(), GradientNorm()]
    t = complete_run(algorithm, HALVES, HALVES_START, 6, engine=engine, record=record, rng=rng)
    f, g = t.observed["Value"], t.observed["GradientNorm"][:-1]
    right = f[:-1] - eta / 2 * g**2 + eta / 2 * np.array(floors(t.x))
    least = np.log(2.0)  # f*, taken off both sides
    # some thirty operations on values of order 1
    return step_inequality(f[1:] - least, right - least, allowance=2e-15, label="f(x_t+1) - f*")
