"""What the claims of the zeroth-order methods share: noise-free problems, enumerated draws, laws of one step.

A polynomial of degree 2m - 1 in a normal draw has the mean that the m nodes of Gauss-Hermite quadrature give; six
equal angles average polynomials of degree five on the circle, and signs are finite. The moments of a step are therefore
finite sums over draws that are replayed through the method.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Quadratic, QuadraticRegression
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.estimators import Signs, Sphere
from refimpl.zeroth_order.mezo import MeZO
from verification.arithmetic.zeroth_order import EXAMPLE, Rule, expected
from verification.claims.zeroth_order.directions import Listed, normal, signs
from verification.evidence import exact_moments, identity
from verification.finding import Finding
from verification.trial import complete_run, first_iterates

ROUNDING = 2.0**-53
QUARTER = Decimal("0.25")  # the smoothing of the first iterates
_CORNERS = np.array([[1.0, 0.0], [0.5, 0.75**0.5], [-0.5, 0.75**0.5]])
HEXAGON = Listed(Sphere(), np.vstack([_CORNERS, -_CORNERS]), np.zeros((6, 0), int), np.full(6, 1 / 6))

# a plane quadratic whose gradient and curvature single out no axis
A, X, GRADIENT = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([0.5, -0.25]), np.array([0.75, -0.5])


def deterministic(f: Any) -> FiniteNoise:
    """`f` as a sampled problem of one sample; a step consumes one integer for it."""
    return FiniteNoise(f, np.zeros((1, f.dimension())))


def plane() -> FiniteNoise:
    """The quadratic with Hessian A and gradient GRADIENT at X."""
    return deterministic(Quadratic(A, A @ X - GRADIENT))


def draws_of(law: Any, count: int, nodes: int = 3) -> tuple[list[tuple[Any, Any]], np.ndarray]:
    """`count` directions of a law in the plane: (reals, integers) of every outcome, and the probabilities."""
    listed = HEXAGON if isinstance(law, Sphere) else signs(2) if isinstance(law, Signs) else normal(2, nodes)
    paths = listed.paths(count)
    outcomes = [(listed.reals[list(rows)].ravel(), listed.coins[list(rows)].ravel()) for rows, _ in paths]
    return outcomes, np.array([weight for _, weight in paths])


def estimates(algorithm: Any, problem: Any, x: Any, outcomes: Any, engine: str) -> list[np.ndarray]:
    """(x_0 - x_1)/eta for every outcome; the sample is the first integer."""
    found = []
    for reals, integers in outcomes:
        one = complete_run(algorithm, problem, x, 1, engine=engine, rng=tape(reals, [0, *integers]))
        found.append((one.x[0] - one.x[1]) / algorithm.step_size)
    return found


def law_of_a_step(
    algorithm: Any, outcomes: Any, weights: Any, engine: str, *, mean: Any = GRADIENT, second: Any
) -> Finding:
    """(x_0 - x_1)/eta at X on the plane quadratic has that mean and that second moment."""
    found = estimates(algorithm, plane(), X, outcomes, engine)
    # values and slopes of order ten, divided by 2c and by eta: below 100 roundings of each outcome
    mean = np.asarray(mean)
    return exact_moments(
        found, weights, mean=mean, covariance=second - np.outer(mean, mean), tolerance=400 * ROUNDING
    )


def example() -> tuple[QuadraticRegression, np.ndarray]:
    """The problem of the first iterates and its start."""
    return EXAMPLES[EXAMPLE].build(), np.array(EXAMPLES[EXAMPLE].start)


def equal_iterates(
    algorithm: Any, rule: Rule, engine: str, *, steps: int = 5, seed: int = 3, memory: Any = None
) -> Finding:
    """The first iterates on the example against `rule` in decimals with the same draws."""
    problem, x0 = example()
    return first_iterates(algorithm, problem, x0, expected(rule, steps, seed, memory), engine, rng=seed)


def mean_of_runs(algorithm: Any, steps: int, engine: str, mean: Any) -> Finding:
    """E x_T from X on the plane quadratic, of methods with one normal direction per step and x_T of degree < 4 in each.

    Two nodes per draw, the signs, are exact then.
    """
    found = [
        complete_run(
            algorithm, plane(), X, steps, engine=engine, rng=tape(2.0 * np.array(coins) - 1, [0] * steps)
        ).x[-1]
        for coins in product((0, 1), repeat=2 * steps)
    ]
    # each run loses a few roundings per step of numbers of order ten over 2c
    return exact_moments(found, np.full(len(found), 4.0**-steps), mean=mean, tolerance=1000 * ROUNDING)


def equals_mezo(algorithm: Any, engine: str, *, steps: int = 6, seed: int = 4) -> Finding:
    """The iterates on the example are those of MeZO with the same draws and step size."""
    problem, x0 = example()
    one, other = (
        complete_run(a, problem, x0, steps, engine=engine, rng=seed).x
        for a in (algorithm, MeZO(algorithm.step_size, algorithm.smoothing))
    )
    # the slopes differ by roundings of values of order ten over 2c, the steps do not amplify: 100 per step
    return identity(one, other, tolerance=600 * ROUNDING)
