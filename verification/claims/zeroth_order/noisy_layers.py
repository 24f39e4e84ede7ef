"""What the claims of the likelihood-ratio methods share: networks of one input and laws of one step by quadrature.

With polynomial activations a step is a polynomial in the draws, whose moments Gauss-Hermite quadrature gives exactly.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Tanh, TwoLayerNetwork
from verification.arithmetic import likelihood_ratio as exact
from verification.claims.zeroth_order.directions import normal
from verification.evidence import exact_moments, identity
from verification.finding import Finding
from verification.trial import complete_run, first_iterates

ROUNDING = 2.0**-53
U, Y, SIGMA = 2.0, 0.75, 0.5  # one input and its target; x = (w, a) below, v = w u before the activation


class Linear(NamedTuple):
    """s(z) = z."""

    def value(self, z):
        return z


class Square(NamedTuple):
    """s(z) = z^2."""

    def value(self, z):
        return z * z

    def slope(self, z):
        return 2 * z


class Jump(NamedTuple):
    """s(z) = 1 where z > 0, 0 elsewhere: its slope is 0 wherever it has one."""

    def value(self, z):
        return np.where(z > 0, 1.0, 0.0)

    def slope(self, z):
        return 0 * z


def network(activation: Any, width: int = 1) -> TwoLayerNetwork:
    """One sample, the input U with the target Y."""
    return TwoLayerNetwork(np.array([[U]]), np.array([Y]), width, activation)


def estimates(algorithm: Any, problem: Any, x: np.ndarray, outcomes: Any, engine: str) -> np.ndarray:
    """(x_0 - x_1)/eta for every row of draws."""
    found = []
    for reals in outcomes:
        one = complete_run(algorithm, problem, x, 1, engine=engine, rng=tape(np.ravel(reals), [0] * 4))
        found.append((one.x[0] - one.x[1]) / algorithm.step_size)
    return np.array(found)


def moments(
    algorithm: Any,
    problem: Any,
    x: np.ndarray,
    engine: str,
    *,
    mean: Any,
    covariance: Any = None,
    nodes: int = 4,
) -> Finding:
    """Of (x_0 - x_1)/eta, over all draws of all copies."""
    law = normal(problem.width + 1, nodes)
    paths = law.paths(algorithm.copies)
    found = estimates(algorithm, problem, x, [law.reals[list(rows)] for rows, _ in paths], engine)
    weights = np.array([weight for _, weight in paths])
    # losses of order a hundred over sigma^2: below 400 roundings of the largest outcome
    return exact_moments(found, weights, mean=mean, covariance=covariance, tolerance=6400 * ROUNDING)


def equal_iterates(algorithm: Any, estimate: exact.Estimate, engine: str) -> Finding:
    """The first iterates on three samples and two tanh units against decimals with the same draws."""
    problem = TwoLayerNetwork(np.array(exact.INPUTS), np.array(exact.TARGETS), 2, Tanh())
    draws = tape(exact.NORMALS, [*exact.SAMPLES, 0, 1, 2, 0])  # more samples than are asked for
    return first_iterates(
        algorithm, problem, np.array(exact.START), exact.iterates(estimate), engine, rng=draws
    )


def squares(w: float, a: float, sigma: float) -> np.ndarray:
    """The gradient at (w, a) of E L, s(z) = z^2, with noise sigma in the unit.

    v = w u, E s = v^2 + sigma^2 and E s^2 = v^4 + 6 v^2 sigma^2 + 3 sigma^4 for v + sigma z, and
    E L = (a^2 E s^2 - 2 a y E s + y^2)/2 plus a constant for noise at the output.
    """
    v, t = w * U, sigma * sigma
    slope = (a * a * (4 * v**3 + 12 * v * t) - 4 * a * Y * v) / 2
    return np.array([slope * U, a * (v**4 + 6 * v * v * t + 3 * t * t) - Y * (v * v + t)])


def mean_across_a_jump(algorithm: Any, engine: str) -> Finding:
    """E g_w of one unit that jumps is u phi(v/sigma)/sigma [(a - y)^2 - y^2]/2; the derivative of its loss is 0.

    P(v + sigma z > 0) = Phi(v/sigma), and L is ((a - y)^2 or y^2)/2, plus noise at the output of either sign, which
    enters it with its square only. Integrals over z are Gauss-Legendre sums, cut where L(sigma z) and L(-sigma z) jump
    and at nine deviations.
    """
    x = np.array([-0.25, 2.0])
    v, a = x[0] * U, x[1]
    points, weights = np.polynomial.legendre.leggauss(28)
    found, c = np.zeros(2), abs(v) / SIGMA
    for low, high in ((-9.0, -c), (-c, c), (c, 9.0)):
        z = (low + high) / 2 + (high - low) / 2 * points
        mass = weights * (high - low) / 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        for sign in (-1.0, 1.0):
            draws = [(one, sign) for one in z]
            found = found + mass / 2 @ estimates(algorithm, network(Jump()), x, draws, engine)
    density = np.exp(-c * c / 2) / np.sqrt(2 * np.pi)
    wanted = U * density / SIGMA * ((a - Y) ** 2 - Y**2) / 2
    # 168 terms below a hundred; the quadrature's error is a tenth of it
    return identity(found[0], wanted, tolerance=20000 * ROUNDING, scale=1.0)
