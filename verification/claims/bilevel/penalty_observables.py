"""What penalty methods for bilevel problems are measured by: psi_sigma, its gradient, and how far y and z lag.

The states measured have fields x, y, z: y tracks y_s(x) = argmin sigma f + g, z tracks y*(x) = argmin g. The
state after step k holds x_{k+1} with the y, z that were moved at x_k: they lag behind the solutions at x_{k+1}.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import norm


class HypergradientNorm(NamedTuple):
    """|grad psi(x_k)|."""

    def measure(self, problem, state):
        return norm(problem.hypergradient(state.x))


class PenaltyObjective(NamedTuple):
    """psi_sigma(x_k) in the problem's closed form."""

    sigma: float

    def measure(self, problem, state):
        return problem.penalty_objective(state.x, self.sigma)


class PenaltyGradientNorm(NamedTuple):
    """|grad psi_sigma(x_k)| in the problem's closed form."""

    sigma: float

    def measure(self, problem, state):
        return norm(problem.penalty_gradient(state.x, self.sigma))


class TrackingError(NamedTuple):
    """|y_k - y_s(x_k)| + |z_k - y*(x_k)|."""

    sigma: float

    def measure(self, problem, state):
        y, z = problem.penalty_solution(state.x, self.sigma), problem.lower_solution(state.x)
        return norm(state.y - y) + norm(state.z - z)


class ContractedLag(NamedTuple):
    """|g_xy (q_y (y_k - y_s(x_k)) - q_z (z_k - y*(x_k)))| / sigma, with factors q (dy,) of the coordinates.

    On a quadratic lower level with diagonal A this is the error of the next direction, exactly.
    """

    sigma: float
    factor_y: Any
    factor_z: Any

    def measure(self, problem, state):
        y = self.factor_y * (state.y - problem.penalty_solution(state.x, self.sigma))
        z = self.factor_z * (state.z - problem.lower_solution(state.x))
        return norm(problem.lower_xy(state.x, state.y) @ (y - z)) / self.sigma


class ValueAtStart(NamedTuple):
    """f(p, y_k) + (g(p, y_k) - g(p, z_k)) / sigma at a fixed point p: what y and z make of psi_sigma(p)."""

    sigma: float
    point: Any

    def measure(self, problem, state):
        difference = problem.lower(self.point, state.y) - problem.lower(self.point, state.z)
        return problem.upper(self.point, state.y) + difference / self.sigma


class LowerDistance(NamedTuple):
    """|y_k - z_k|."""

    def measure(self, problem, state):
        return norm(state.y - state.z)


def contraction(spectrum: Any, step: float, inner_steps: int, sigma: float = 0.0) -> np.ndarray:
    """(1 - step (a + sigma))^T for each eigenvalue a: what T inner steps leave of an error of y (of z: sigma = 0)."""
    return (1 - step * (np.asarray(spectrum) + sigma)) ** inner_steps


def potential(trajectory: Any, problem: Any, sigma: float, eta: float) -> tuple[np.ndarray, np.ndarray]:
    """V_k and eta |grad psi_sigma(x_k)|^2 / 4 of a run of step eta on a QuadraticBilevel.

    V = psi_sigma - min psi_sigma + (eta/(8 m^2)) D^2, D = P (|y - y_s(x)| + |z - y*(x)|), P = l_g1/sigma, m = 2 eta
    P^2 sigma/mu. The run must record PenaltyObjective, PenaltyGradientNorm and TrackingError.
    """
    P = problem.l_g1() / sigma
    m = 2 * eta * P**2 * sigma / problem.lower_strong_convexity()
    f, g, lag = (trajectory.observed[n] for n in ("PenaltyObjective", "PenaltyGradientNorm", "TrackingError"))
    least = float(problem.penalty_objective(problem.penalty_minimizer(sigma), sigma))
    return f - least + eta / (8 * m**2) * (P * lag) ** 2, eta / 4 * g**2
