"""What the equations of SAM, USAM and DNSAM share: laws of one step, regularised losses, weak order, saddles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.core.leaves import settle
from refimpl.problems import FiniteNoise, LeastSquares, Quadratic, RidgePolynomial
from verification.claims.flatness.langevin import law_after
from verification.evidence import identity, power_rate, taylor_slopes
from verification.finding import Finding, worst
from verification.trial import complete_run

UNIT = 2.0**-53
SQUARES = LeastSquares(
    np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 1.0], [0.5, -1.0]]), np.array([1.0, -1.0, 3.0, 0.5])
)
ADDITIVE = FiniteNoise(
    Quadratic(np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([1.0, -1.0])),
    np.array([[0.5, -1.0], [-0.75, 0.25], [0.25, 0.75]]),
)
# not a quadratic, Hessians that depend on x, additive noise
RIDGES = RidgePolynomial(
    np.array([[2.0, 0.5], [0.5, 1.0]]),
    np.array([[1.0, 1.0], [-1.0, 0.5]]),
    np.array([0.5, -1.0]),
    np.array([1.0, 0.5]),
)
CURVED = FiniteNoise(RIDGES, ADDITIVE.Z)
QUIET = FiniteNoise(RIDGES, np.zeros((1, 2)))
X = np.array([1.5, -0.5])


def terms(problem: Any) -> Iterator[Quadratic]:
    """Every term of SQUARES or ADDITIVE as a problem of its own."""
    if isinstance(problem, LeastSquares):
        for a, b in zip(problem.A, problem.b):
            yield Quadratic(np.outer(a, a), b * a)
    else:
        for z in problem.Z:
            yield Quadratic(problem.objective.A, problem.objective.b - z)


def one_step_law(algorithm: Any, problem: Any, outcomes: list[np.ndarray], engine: str) -> Finding:
    """Mean and covariance of a step from X, read off its draws, are those of the `outcomes`, equally likely."""
    x = np.array(outcomes)
    mean, covariance = law_after(algorithm, problem, X, 1, len(x), engine)
    spread = x - x.mean(axis=0)
    return worst(
        [
            identity(
                mean, x.mean(axis=0), tolerance=100 * UNIT, scale=4.0
            ),  # numbers up to 4, thirty roundings
            identity(covariance, spread.T @ spread / len(x), tolerance=1000 * UNIT, scale=1.0),
        ]
    )


def drift(algorithm: Any, problem: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The drift of the equation: what a step of length one without noise adds."""
    method, problem = settle(algorithm._replace(time_step=1.0)), settle(problem)
    state = method.init(problem, X)
    silent = np.zeros(problem.sample_gradients(X).shape[0])

    def at(x: np.ndarray) -> np.ndarray:
        return method.step(problem, state._replace(x=x), tape(silent)).x - x

    return at


def descends(algorithm: Any, problem: Any, loss: Callable[[np.ndarray], float]) -> Finding:
    """The drift is minus the gradient of `loss` at two points."""
    slope = drift(algorithm, problem)
    return worst([taylor_slopes(loss, lambda x: -slope(x), x, terms=20) for x in (X, np.array([-1.0, 2.0]))])


STARTS = ((2.0, -1.4), (-2.4, 1.0), (1.6, 1.8), (-1.2, -2.2), (2.6, 0.4), (-0.6, 2.4))
K = 32


def solved(rate: Callable[[np.ndarray], np.ndarray], start: np.ndarray, accuracy: float) -> np.ndarray:
    """x(1/2) of x' = rate(x) from x(0) = start, by the Dormand-Prince method of order 8."""
    from scipy.integrate import solve_ivp

    def field(t: float, x: np.ndarray) -> np.ndarray:
        return rate(x)

    return solve_ivp(field, (0.0, 0.5), start, method="DOP853", rtol=accuracy, atol=accuracy / 100).y[:, -1]


def flows(make: Callable[[float], Any], problem: Any, roots: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """X(1/2) from every start for eta = roots^2, shape (roots, starts, 2).

    Solved at seven values of the root; between them X is the polynomial of
    degree six, which is off by less than 1e-7.
    """
    from numpy.polynomial import chebyshev

    low, high = roots.min(), roots.max()
    nodes, ends = chebyshev.chebpts1(7), []
    for node in nodes:
        rate = drift(make(((low + high) / 2 + (high - low) / 2 * node) ** 2), problem)
        ends.append(np.concatenate([solved(rate, start, 1e-7) for start in starts]))
    fit = chebyshev.chebfit(nodes, np.array(ends), 6)
    found = chebyshev.chebval((2 * roots - low - high) / (high - low), fit)
    return found.T.reshape(roots.size, *starts.shape)


def end(algorithm: Any, problem: Any, x0: np.ndarray, steps: int) -> np.ndarray:
    """The last iterate of a method without memory, without draws that matter."""
    algorithm, problem = settle(algorithm), settle(problem)
    state, rng = algorithm.init(problem, x0), np.random.default_rng(0)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            state = algorithm.step(problem, state, rng)
    return state.x


def first_order(
    make: Callable[[float], Any], discrete: Callable[[float], Any], scale: float = 1.0
) -> Finding:
    """|x_N - X(1/2)| ~ 1/N for eta = 1/(2 N), N = 4, 8, ..., 128, without noise; six starts on a quartic with ridges.

    `make(eta)` is the equation, `discrete(eta)` the method; `scale` multiplies the starts.
    """
    starts = scale * np.array(STARTS)
    steps = 4 * np.arange(1, K + 1)
    limits = flows(make, QUIET, np.sqrt(0.5 / steps), starts)
    ends = [[end(discrete(0.5 / n), QUIET, x0, int(n)) for n in steps] for x0 in starts]
    with np.errstate(over="ignore", invalid="ignore"):  # a control may diverge
        errors = np.linalg.norm(np.array(ends) - limits.swapaxes(0, 1), axis=2)
    return power_rate(errors, 1.0, floor=1e-7, ylabel="|x_N - X(1/2)|")


def leaves_or_enters(algorithm: Any, engine: str) -> Finding:
    """diag(1, -2) along its second axis: t+ = t + 2 h (t - rho sign t) leaves from 1.25 rho and enters from 0.75 rho.

    At the saddle a step overshoots by less than 2 h rho and stays within it.
    """
    problem = FiniteNoise(Quadratic(np.diag([1.0, -2.0]), np.zeros(2)), np.zeros((1, 2)))
    rho, h, findings = algorithm.rho, algorithm.time_step, []
    for factor in (0.75, 1.25, -0.75, -1.25):
        expected = [factor * rho]
        for _ in range(100):
            t = expected[-1]
            expected.append(t + 2 * h * (t - rho * np.sign(t)))
        t = complete_run(algorithm, problem, np.array([0.0, factor * rho]), 100, engine=engine).x[:, 1]
        # the distance to +-rho is multiplied by 1 + 2 h per step, and so are roundings
        growth = (1 + 2 * h) ** np.arange(101)
        findings.append(identity(t, expected, tolerance=100 * UNIT, scale=rho * growth))
        entered = abs(factor) < 1
        inside = bool(np.abs(t[-10:]).max() <= 2 * h * rho) if entered else bool(abs(t[-1]) > 4 * rho)
        findings.append(identity(float(inside), 1.0, tolerance=0.0))
    return worst(findings)


def from_the_minimiser(algorithm: Any, offset: float, factor: float, engine: str) -> Finding:
    """One step where g = 0 with g_1 = -g_2 = -(1, 1) and g_3 = 0, all exactly: noise sum of xi_i `factor` g_i."""
    problem = LeastSquares(np.array([[1.0, 1.0], [1.0, 1.0], [2.0, -1.0]]), np.array([4.0, 2.0, 0.0]))
    x0, xi = np.array([1.0, 2.0 + offset]), np.array([0.5, -1.0, 2.0])
    found = complete_run(algorithm, problem, x0, 1, engine=engine, rng=tape(xi)).x[1]
    rows = factor * np.array([[-1.0, -1.0], [1.0, 1.0], [0.0, 0.0]])
    noise = np.sqrt(algorithm.time_step * algorithm.eta / 3) * (xi - 0.5) @ rows
    return identity(found, np.array([1.0, 2.0]) + noise, tolerance=20 * UNIT)
