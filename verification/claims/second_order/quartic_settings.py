"""Where the accelerated tensor method is followed: a quartic chain, a bowl, and the constants of its estimates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl import Trajectory
from refimpl.core.draws import tape
from refimpl.core.observables import Suboptimality
from refimpl.problems import FiniteNoise, RidgePolynomial
from verification.claims.second_order.inexact import Inexact, reflection
from verification.trial import complete_run


def chain(d: int) -> tuple[RidgePolynomial, np.ndarray]:
    """(1/4) sum (Bz)_i^4 - z_1, (Bz)_i = z_i - z_{i+1}, as a function of x = z - z*, and the x of z = 0.

    z*_i = d - i + 1, since (Bz*)_i = 1 and B'(1, ..., 1) = e_1: with u = Bx that is sum (3/2) u^2 + u^3 + u^4/4 - 3d/4.
    """
    B = np.eye(d) - np.eye(d, k=1)
    return RidgePolynomial(3 * B.T @ B, B, 6 * np.ones(d), 3 * np.ones(d)), -np.arange(d, 0.0, -1.0)


def constants(L: float, delta: tuple[float, float], nu: float, k: np.ndarray) -> tuple[Any, Any, Any, Any]:
    """tau_k, C2_k, C3_k and C4."""
    tau, j = [nu * i**1.5 / np.sqrt(84) for i in (k, k + 1)], k + 1
    weight = j * (j + 1) * (j + 2) / (j + 3)
    C2 = 2 * (2 * delta[0] + tau[1]) * weight + nu * j**3.5 / np.sqrt(126)
    return tau[0], C2, 16 * np.sqrt(2) * delta[1] * weight / (j + 3), L * (192 if any(delta) or nu else 12)


class Setting(NamedTuple):
    """A problem with its start, the errors E and w x w x w of its derivatives, their sizes and sigma of its noise."""

    problem: Any
    start: np.ndarray
    E: np.ndarray
    w: np.ndarray
    delta: tuple[float, float] = (0.0, 0.0)
    sigma: float = 0.0

    def noise(self) -> np.ndarray:
        z = np.full(self.start.size, self.sigma / np.sqrt(self.start.size))
        return np.array([z, -z])

    def followed(
        self, method: type, L: float, told: tuple[float, float, float], steps: int, draws: Any, engine: str
    ) -> Trajectory:
        """The run of method(L, *told)."""
        served = Inexact(FiniteNoise(self.problem, self.noise()), self.E, self.w)
        rng, observed = tape([], draws), [Suboptimality()]
        return complete_run(
            method(L, *told), served, self.start, steps, engine=engine, rng=rng, record=observed
        )


def on_the_chain(delta2: float, delta3: float, sigma: float) -> Setting:
    """The chain of dimension 4."""
    w = np.array([-0.5, 0.5, 0.5, 0.5]) * np.cbrt(delta3)
    return Setting(*chain(4), delta2 * reflection(4), w, (delta2, delta3), sigma)


def on_a_bowl() -> Setting:
    """|x|^2/2 and a small quartic, with the Hessian of the latter alone: models are convex, and flat."""
    W = np.array([[0.25, 0.25], [0.0, 0.25]])
    problem = RidgePolynomial(np.eye(2), W, np.zeros(2), np.full(2, 0.125))
    return Setting(problem, np.array([1.0, -0.5]), -np.eye(2), np.zeros(2), (1.0, 0.0))


def root(size: float, C2: float, C3: float, C4: float) -> float:
    """The non-negative root of C2 rho + C3 rho^2 + C4 rho^3 = size: psi is stationary, so its error counts squared."""
    roots = np.roots([C4, C3, C2, -size])
    return float(roots[np.abs(roots.imag) <= 1e-9 * np.abs(roots)].real.max())
