"""Langevin chains: laws on quadratics read off replayed draws, and what one step does to a law on a grid.

On a quadratic with Gaussian noise a step is affine in state and draws: its response to unit draws, one at a time, is
the matrix of the map, and mean and covariance follow without a sample.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_engine
from refimpl.core.draws import tape
from refimpl.core.leaves import convert, settle
from refimpl.problems import LinearNoise, RidgePolynomial
from verification.trial import complete_run

UNIT = 2.0**-53


def one_step(algorithm: Any, problem: Any, fields: Any, draws: Any, engine: str) -> list[np.ndarray]:
    """All fields of the state after one step from the state with `fields`, with `draws` replayed."""
    chosen = get_engine(engine)
    with chosen.context():
        method, served = convert(settle(algorithm), chosen.load), convert(settle(problem), chosen.load)
        loaded = [chosen.load(np.asarray(field, float)) for field in fields]
        state = type(method.init(served, loaded[0]))(*loaded)
        after = method.step(served, state, chosen.draws(tape(draws)))
        return [chosen.unload(field)[0] for field in after]


class Affine(NamedTuple):
    """s+ = T s + c + N xi with xi standard normal."""

    T: np.ndarray
    c: np.ndarray
    N: np.ndarray

    def stationary(self) -> np.ndarray:
        """The covariance that a step keeps; NaN where it keeps none."""
        from scipy.linalg import solve_discrete_lyapunov

        if np.max(np.abs(np.linalg.eigvals(self.T))) >= 1:
            return np.full_like(self.T, np.nan)
        return solve_discrete_lyapunov(self.T, self.N @ self.N.T)

    def diffusion(self, a: float) -> np.ndarray:
        """The covariance that ds = -(I - T)/a s dt + (N/sqrt a) dW keeps; NaN where it keeps none."""
        from scipy.linalg import solve_continuous_lyapunov

        D = (np.eye(len(self.T)) - self.T) / a
        if np.min(np.linalg.eigvals(D).real) <= UNIT * len(D) * np.abs(D).max():
            return np.full_like(self.T, np.nan)
        return solve_continuous_lyapunov(D, self.N @ self.N.T / a)


def affine_map(algorithm: Any, problem: Any, fields: int, draws: int, engine: str) -> Affine:
    """The map of one step on a quadratic, for a state of `fields` vectors and that many draws per step."""
    d = problem.dimension()

    def after(state: np.ndarray, noise: np.ndarray) -> np.ndarray:
        split = state.reshape(fields, d)
        return np.concatenate(one_step(algorithm, problem, split, noise, engine))

    nothing, silent = np.zeros(fields * d), np.zeros(draws)
    c = after(nothing, silent)
    T = np.stack([after(e, silent) - c for e in np.eye(fields * d)], axis=1)
    N = np.stack([after(nothing, e) - c for e in np.eye(draws)], axis=1)
    return Affine(T, c, N)


def law_after(
    algorithm: Any, problem: Any, x0: np.ndarray, steps: int, draws: int, engine: str
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of x after `steps` steps of `draws` draws each, for a chain that is affine in them."""

    def end(noise: np.ndarray) -> np.ndarray:
        return complete_run(algorithm, problem, x0, steps, engine=engine, rng=tape(noise)).x[-1]

    mean = end(np.zeros(steps * draws))
    response = np.stack([end(e) - mean for e in np.eye(steps * draws)], axis=1)
    return mean, response @ response.T


# wells at 0 (f'' = 4, mass 0.13) and at 3.28 (f'' = 6.8, mass 0.87)
GRID = np.linspace(-2.5, 6.5, 181)
QUADRATIC, CUBIC, QUARTIC = 4.0, -9.0, 3.0


def double_well() -> Any:
    """Independent copies of one coordinate with two wells, one for each point of the grid; no gradient noise."""
    n = GRID.size
    f = RidgePolynomial(QUADRATIC * np.eye(n), np.eye(n), np.full(n, CUBIC), np.full(n, QUARTIC))
    return LinearNoise(f, 0.0)


def posterior() -> np.ndarray:
    """exp(-f) on the grid, normalised; the trapezoidal rule is exact to rounding for it."""
    f = QUADRATIC * GRID**2 / 2 + CUBIC * GRID**3 / 6 + QUARTIC * GRID**4 / 12
    p = np.exp(f.min() - f)
    return p / p.sum()


def mean_curvature() -> float:
    """The mean of f'' under exp(-f)."""
    return float(posterior() @ (QUADRATIC + CUBIC * GRID + QUARTIC * GRID**2))


def signs(n: int) -> list[tuple[float, ...]]:
    """All sign patterns: for polynomials of degree at most three in each draw they have the normal law's means."""
    return list(product((-1.0, 1.0), repeat=n))
