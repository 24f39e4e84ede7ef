"""What gradient regularisation by differences and by Hessians shares: expansions and modes on quadratics."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Quadratic, RidgePolynomial
from verification.arithmetic.gam import quadratic
from verification.arithmetic.newton import W, derivatives, plane_quartic
from verification.arithmetic.penalty import Direction, descent
from verification.evidence import identity
from verification.finding import Curve, Finding, Picture, worst
from verification.trial import complete_run, first_iterates


def six_iterates(algorithm: Any, direction: Direction, engine: str) -> Finding:
    """x_1, ..., x_6 on the plane quartic and on a coupled quadratic, with eta = 1/32, against decimals."""
    H, b = [[3, 1], [1, 2]], [1, -1]
    coupled = Quadratic(np.array(H, float), np.array(b, float))
    findings = []
    for problem, oracle, start in (
        (plane_quartic(), derivatives, [1, -1]),
        (coupled, quadratic(H, b), [2, -1]),
    ):
        expected = descent(oracle, direction, start, 6, "0.03125")
        findings.append(first_iterates(algorithm, problem, np.array(start, float), expected, engine))
    return worst(findings)


class Expansion(NamedTuple):
    """A polynomial of degree four in the plane at x = (1, -1), with the derivatives along its own gradient."""

    problem: RidgePolynomial
    x: np.ndarray
    gradient: np.ndarray
    second: np.ndarray  # H g
    third: np.ndarray  # D^3 f[g, g]
    fourth: np.ndarray  # D^4 f[g, g, g]


def expansion() -> Expansion:
    """The plane quartic with its derivatives in closed form: u = Wx gives c_i + 2 a_i u_i and 2 a_i."""
    problem, x = plane_quartic(), np.array([1.0, -1.0])
    rows, u = np.array(W, float), np.array(W, float) @ x
    g = problem.gradient(x)
    along = rows @ g
    third = rows.T @ ((problem.cubic + 2 * problem.quartic * u) * along**2)
    fourth = rows.T @ (2 * problem.quartic * along**3)
    return Expansion(problem, x, g, problem.hessian(x) @ g, third, fourth)


RADII = 2.0 ** -np.arange(3, 11)


def errors_of_the_difference(method: type, engine: str) -> np.ndarray:
    """D - H g for every epsilon of RADII, read off one step with eta = gamma = 1; shape (8, 2)."""
    at, found = expansion(), []
    for epsilon in RADII:
        t = complete_run(method(1.0, 1.0, epsilon), at.problem, at.x, 1, engine=engine)
        found.append(t.x[0] - t.x[1] - at.gradient - at.second)
    return np.array(found)


def expands(errors: np.ndarray, first: float, second: float) -> Finding:
    """D - H g = first epsilon D^3 f[g, g] + second epsilon^2 D^4 f[g, g, g], which is all on a quartic."""
    at, epsilon = expansion(), RADII[:, None]
    expected = first * epsilon * at.third + second * epsilon**2 * at.fourth
    size = np.linalg.norm(expected, axis=1)
    picture = Picture(
        (
            Curve("expansion", RADII, size, "theory"),
            Curve("error of the difference", RADII, np.linalg.norm(errors, axis=1), "measured"),
        ),
        "epsilon", "error", "log", "log",
    )  # fmt: skip
    # gradients below 2^3 with some 2^4 roundings, over epsilon >= 2^-10: 2^-36; expansions are at least 2^-15
    return identity(errors, expected, tolerance=2.0**-21, scale=size[:, None], picture=picture)


def regularised_modes(algorithm: Any, eta: float, gamma: float, engine: str, quartic: float = 0.0) -> Finding:
    """On diag(2, 1, 1/4) coordinate i is multiplied by 1 - eta l_i (1 + gamma l_i) at every step."""
    spectrum, x0 = np.array([2.0, 1.0, 0.25]), np.array([1.0, -2.0, 3.0])
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    t = complete_run(algorithm, problem, x0, 30, engine=engine)
    expected = x0 * (1 - eta * spectrum * (1 + gamma * spectrum)) ** np.arange(31)[:, None]
    # per step some ten operations on terms of at most 2^2 |x|, over a factor of at least 1/4: 2^8 u, 30 steps
    return identity(t.x, expected, tolerance=2.0**-40, scale=np.abs(expected))
