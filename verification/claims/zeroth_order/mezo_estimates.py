"""MeZO: bias and moments of its estimates in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import norm

from refimpl.problems import CubicPerturbation, RidgePolynomial
from refimpl.zeroth_order.estimators import Normal, Sphere
from verification.claim import Control, Kind, Standing, claim, named, planted
from verification.claims.nonsmooth_nonconvex.capped import CappedL1
from verification.claims.zeroth_order.common import GRADIENT, ROUNDING, A, X, deterministic, estimates, plane
from verification.claims.zeroth_order.directions import Listed, normal, signs, sphere
from verification.evidence import exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import mezo as mutants

_ANGLES = 2 * np.pi * np.arange(12) / 12
# twelve equal angles average polynomials of degree eleven on the circle
DODECAGON = Listed(
    Sphere(),
    np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1),
    np.zeros((12, 0), int),
    np.full(12, 1 / 12),
)


def drawn(listed: Listed) -> list[tuple[np.ndarray, np.ndarray]]:
    """(reals, integers) of every outcome."""
    return list(zip(listed.reals, listed.coins, strict=True))


@claim(
    "mezo",
    theorem="bias of the central estimate",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with the cubic part sum k_i x_i^3/6 the bias is c^2 k/2 for normal directions, c^2 k/6 for signs and "
    "c^2 k d/(2(d+2)) on the sphere, d = 1, 2, 3",
    controls=planted(mutants.OneSided, mutants.NoTwoInDenominator, mutants.NotUndone, mutants.Ascent),
)
def bias_on_a_cubic(method: type, engine: str) -> Finding:
    """s = p'z + (c^2/6) sum k_i z_i^3, E z_i^3 z_j = 0 for i != j: E s z_i = p_i + c^2 k_i E z_i^4/6, with E z_i^4 = 3

    for normal z, 3d/(d+2) on the sphere and 1 for signs. One-sided differences have (c/2) z'Hz more in s: even in z, so
    without bias where the law is symmetric, but not on one outcome; for d = 1 every outcome is compared as well.
    """
    x, c, found = 0.5, 0.25, []
    problem = deterministic(CubicPerturbation())
    p = x + x * x / 2
    for listed, fourth in ((normal(1, 3), 3.0), (sphere(1), 1.0), (signs(1), 1.0)):
        g = estimates(method(0.5, c, 1, 0.0, listed.law), problem, np.array([x]), drawn(listed), engine)
        z = listed.reals if isinstance(listed.law, Normal) else np.ones((len(listed.weights), 1))
        each = identity(g, p * z**2 + c**2 * z**4 / 6, tolerance=100 * ROUNDING)
        mean = exact_moments(g, listed.weights, mean=[p + c**2 * fourth / 6], tolerance=100 * ROUNDING)
        found += [each, mean]
    k, at = np.array([3.0, -2.0, 1.0]), np.array([0.5, -0.25, 1.0])
    for listed, fourth in ((normal(2, 3), 3.0), (sphere(2), 1.5), (sphere(3), 1.8), (signs(3), 1.0)):
        d = len(listed.reals[0]) or len(listed.coins[0])
        f = RidgePolynomial(np.eye(d), np.eye(d), k[:d], np.zeros(d))
        g = estimates(method(0.5, c, 1, 0.0, listed.law), deterministic(f), at[:d], drawn(listed), engine)
        wanted = f.gradient(at[:d]) + c**2 * fourth / 6 * k[:d]
        # values of order ten over 2c, products with directions of length three
        found.append(exact_moments(g, listed.weights, mean=wanted, tolerance=400 * ROUNDING))
    return worst(found)


@claim(
    "mezo",
    theorem="one-sided differences",
    paper="P367",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic one-sided estimates have the mean p, too, for all three laws: no bias of order c, but "
    "c^2/4 times E (z'Az)^2 |z|^2 more in E|g|^2",
    controls=(
        Control("two-sided", "TERM", "central differences: nothing of order c^2", {"one_sided": None}),
        *planted(mutants.NoTwoInDenominator, mutants.Ascent, mutants.NotUndone),
    ),
)
def one_sided_estimates(method: type, engine: str, one_sided: Any = mutants.OneSided) -> Finding:
    """s = p'z + (c/2) z'Az: the second term is even in z, so E s z = p, and E s^2 |z|^2 has no term of order c.

    E (z'Az)^2 |z|^2 is (d+4)[(tr A)^2 + 2 tr A^2] for normal z, d^2/(d+2) times the bracket on the sphere, where
    |z|^2 = d, and d [(tr A)^2 + 2 (tr A^2 - sum a_ii^2)] for signs. Central differences have p alone.
    """
    c, square, found = 0.5, GRADIENT @ GRADIENT, []
    trace, second = np.trace(A) ** 2, np.trace(A @ A)
    for listed, factor, extra in (
        (normal(2, 4), 4.0, 6 * (trace + 2 * second)),
        (DODECAGON, 2.0, (trace + 2 * second) * 4 / 4),
        (signs(2), 2.0, 2 * (trace + 2 * (second - np.sum(np.diag(A) ** 2)))),
    ):
        for used, more in ((method, 0.0), (one_sided or method, c**2 / 4 * extra)):
            algorithm = used(0.5, c, 1, 0.0, listed.law)
            g = np.array(estimates(algorithm, plane(), X, drawn(listed), engine))
            found.append(exact_moments(g, listed.weights, mean=GRADIENT, tolerance=400 * ROUNDING))
            length = listed.weights @ np.sum(g**2, axis=1)
            found.append(tight([length], [factor * square + more], tolerance=400 * ROUNDING))
    return worst(found)


@claim(
    "mezo",
    theorem="two directions in one difference",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for linear f E g = p and E|g|^2 = (d + 2)|p|^2; a second value along a direction of its own would give "
    "p/2 and (d + 1)|p|^2/2: a shorter step, which no loss shows",
    controls=named(
        mutants.MUTANTS, "two-z", "reseed-missed", "not-undone", "ascent", "no-two-in-denominator"
    ),
)
def one_direction_for_both_values(method: type, engine: str) -> Finding:
    """[p'z + p'z'] z/2 has the mean p/2 for independent z, z', and the second moment (E (p'z)^2|z|^2 + |p|^2 d)/4.

    Every outcome has the draws of a second direction at hand, which the method leaves.
    """
    listed = normal(2, 3)
    outcomes = [(listed.reals[list(rows)].ravel(), np.zeros(0, int)) for rows, _ in listed.paths(2)]
    weights = np.array([weight for _, weight in listed.paths(2)])
    f = RidgePolynomial(np.eye(2), np.zeros((1, 2)), np.zeros(1), np.zeros(1))
    g = np.array(estimates(method(0.5, 0.25), deterministic(f), GRADIENT, outcomes, engine))
    mean = exact_moments(g, weights, mean=GRADIENT, tolerance=400 * ROUNDING)
    length = tight([weights @ np.sum(g**2, axis=1)], [4 * GRADIENT @ GRADIENT], tolerance=400 * ROUNDING)
    return worst([mean, length])


@claim(
    "mezo",
    theorem="Gaussian smoothing of a kink",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="f = |x|, normal directions: E g = 2 Phi(x/c) - 1, the derivative of E |x + c z|",
    controls=planted(mutants.OneSided, mutants.NoTwoInDenominator, mutants.Ascent, mutants.NotUndone),
)
def gaussian_smoothing_of_a_kink(method: type, engine: str) -> Finding:
    """E f(x + c z) z/c is the derivative of E f(x + c z) by parts, and E |x + c z| = c sqrt(2/pi) exp(-x^2/2c^2)

    + x (2 Phi(x/c) - 1), whose derivative is 2 Phi(x/c) - 1. Gauss nodes on pieces that end at the kinks z = +-x/c.
    """
    c, x = 0.5, 0.75
    nodes, masses = np.polynomial.legendre.leggauss(20)
    ends = np.array([-9.0, -6.0, -3.0, -1.5, 0.0, 1.5, 3.0, 6.0, 9.0])
    half, middle = np.diff(ends) / 2, (ends[1:] + ends[:-1]) / 2
    z = (middle[:, None] + half[:, None] * nodes).ravel()
    weights = (half[:, None] * masses).ravel() * norm.pdf(z)
    outcomes = [(np.array([v]), np.zeros(0, int)) for v in z]
    g = estimates(method(0.5, c), deterministic(CappedL1(1, 64.0)), np.array([x]), outcomes, engine)
    # twenty nodes are exact to degree 39 on pieces no longer than three; 3e-19 of the mass lies beyond nine
    mean = exact_moments(g, weights / weights.sum(), mean=[2 * norm.cdf(x / c) - 1], tolerance=1e-13)
    each = identity(
        np.ravel(g), z * (np.abs(x + c * z) - np.abs(x - c * z)) / (2 * c), tolerance=400 * ROUNDING
    )
    return worst([mean, each])


CLAIMS = (
    bias_on_a_cubic,
    one_sided_estimates,
    one_direction_for_both_values,
    gaussian_smoothing_of_a_kink,
)
