"""CGE descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import CubicPerturbation, Quadratic, Tanh, TwoLayerNetwork
from refimpl.zeroth_order.estimators import Sphere
from refimpl.zeroth_order.mezo import MeZO
from verification.arithmetic.zeroth_order import World
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    ROUNDING,
    A,
    X,
    deterministic,
    draws_of,
    equal_iterates,
    estimates,
    plane,
)
from verification.dialects.zeroth_order.cge import CentralCGE
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import cge as mutants
from verification.trial import complete_run

DIFFERENCES = (mutants.BackwardDifference, mutants.DividedByTwo, mutants.MeanOverSum, mutants.Ascent)


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and the mask (1, 0, 1)."""
    i, e, c = w.index(), np.eye(3, dtype=int), QUARTER
    g = [(w.value(x + c * e[j], i) - w.value(x, i)) / c if j != 1 else 0 * c for j in range(3)]
    return x - np.array(g) / 32


@claim(
    "cge",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with two of three coordinates equal the method in 80-digit decimals, same samples",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, np.array([1.0, 0.0, 1.0])), rule, engine)


@claim(
    "cge",
    theorem="gradient descent on a tilted function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic x_T - x~ = (I - eta A)^T (x_0 - x~), x~ the minimiser of f + (c/2) diag(A)'x",
    controls=(*planted(*DIFFERENCES, mutants.NotUndone), *without("no mask", mask=(1.0, 0.0))),
)
def tilted_descent(method: type, engine: str, mask: tuple[float, float] = (1.0, 1.0)) -> Finding:
    """[f(x + c e_i) - f(x)]/c = p_i + (c/2) A_ii exactly: the gradient of f + (c/2) diag(A)'x."""
    steps, eta, c = 6, 0.25, 0.5
    one = complete_run(method(eta, c, np.array(mask)), plane(), X, steps, engine=engine, rng=0)
    best = np.linalg.solve(A, A @ X - GRADIENT - c / 2 * np.diag(A))
    wanted = best + np.linalg.matrix_power(np.eye(2) - eta * A, steps) @ (X - best)
    return identity(
        one.x[-1], wanted, tolerance=200 * ROUNDING
    )  # values of order one over c, contracting steps


@claim(
    "cge",
    theorem="largest bias",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|g - p| <= c sqrt(d) L/2 for L-smooth f, and L|x|^2/2 attains it for every d and c",
    controls=(
        *planted(*(m for m in DIFFERENCES if m is not mutants.BackwardDifference), mutants.NotUndone),
        *without("no mask", masked=1),
        *without("a distance above rounding", shorter=2.0**-42),
    ),
)
def largest_bias(method: type, engine: str, masked: int = 0, shorter: float = 1.0) -> Finding:
    """|[f(x + c e_i) - f(x)]/c - p_i| <= L c/2 in every entry by smoothness; for f = L|x|^2/2 it is L c/2.

    With c = 2^-43 the rounding of values, over c, is far more.
    """
    biases, bounds, L, eta = [], [], 2.0, 0.25
    for d, c in ((1, 0.5), (2, 0.5 * shorter), (4, 0.125)):
        x = np.arange(1.0, d + 1) if shorter == 1 else np.arange(1.0, d + 1) / 3
        mask = np.array([0.0] * masked + [1.0] * (d - masked))
        one = complete_run(
            method(eta, c, mask),
            deterministic(Quadratic(L * np.eye(d), np.zeros(d))),
            x,
            1,
            engine=engine,
            rng=0,
        )
        biases.append(np.linalg.norm((x - one.x[1]) / eta - L * x))
        bounds.append(c * np.sqrt(d) * L / 2)
    return tight(
        biases, bounds, tolerance=2.0**12 * ROUNDING, xlabel="case", ylabel="|g - p|"
    )  # values of 30 over c/8


@claim(
    "cge",
    theorem="central differences",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="central differences are exact on quadratics and off by c^2 k/6 on cubics; forward ones by c f''/2 more",
    controls=(
        Control("forward", "TERM", "the forward difference in place of the central one", {"central": None}),
        *planted(mutants.BackwardDifference, mutants.DividedByTwo, mutants.Ascent),
    ),
)
def bias_on_a_cubic(method: type, engine: str, central: Any = CentralCGE) -> Finding:
    """f = x^2/2 + x^3/6 at x = 1/2: [f(x +- c) - f(x)]/c = +- p + (c/2) f'' +- (c^2/6) k, k = 1, f'' = 1 + x.

    The central difference is the mean of the forward and the backward one: f'' drops out.
    """
    x, eta, problem, found = 0.5, 0.25, deterministic(CubicPerturbation()), []
    for c in (0.5, 0.25):
        for used, second in ((method, (1 + x) * c / 2), (central or method, 0.0)):
            one = complete_run(used(eta, c, np.ones(1)), problem, np.array([x]), 1, engine=engine, rng=0)
            wanted = x + x * x / 2 + second + c * c / 6
            found.append(identity((x - one.x[1]) / eta, [wanted], tolerance=100 * ROUNDING))
    return worst(found)


@claim(
    "cge",
    theorem="feature reuse",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a two-layer network the values for the second layer follow from the features of x, once per step",
    controls=(
        Control("stale features", "STALE", "features of the last iterate are reused", {"stale": True}),
        Control(
            "features for the first layer", "TERM", "kept where its weights are perturbed", {"all_kept": True}
        ),
        *planted(*DIFFERENCES, mutants.NotUndone),
    ),
    shows=("P128/4",),
)
def features_are_reused(method: type, engine: str, stale: bool = False, all_kept: bool = False) -> Finding:
    """F(x + c e_i) for an outer weight is mean (S (a + c e) - y)^2/2 with the features S = tanh(X W') of x itself.

    Only the four perturbations of inner weights evaluate the first layer again: 5 times per step instead of 7.
    """
    inputs, y, c, eta = (
        np.array([[1.0, -0.5], [0.5, 2.0], [-1.5, 1.0]]),
        np.array([0.5, -1.0, 2.0]),
        0.25,
        0.25,
    )
    problem, x0 = TwoLayerNetwork(inputs, y, 2, Tanh()), np.array([0.5, -0.25, -1.0, 0.5, 1.0, -0.5])
    one = complete_run(method(eta, c, np.ones(6)), deterministic(problem), x0, 4, engine=engine, rng=0)
    x, old, passes = x0.copy(), None, 0

    def features(w: np.ndarray) -> np.ndarray:
        nonlocal passes
        passes += 1
        return np.tanh(inputs @ w.reshape(2, 2).T)

    def loss(S: np.ndarray, a: np.ndarray) -> float:
        return float(np.mean((S @ a - y) ** 2) / 2)

    for _ in range(4):
        S = features(x[:4])
        kept, old = (S if old is None or not stale else old), S
        here, g = loss(S, x[4:]), np.zeros(6)
        for i in range(6):
            moved = x.copy()
            moved[i] += c
            again = kept if i >= 4 or all_kept else features(moved[:4])
            g[i] = (loss(again, moved[4:]) - here) / c
        x = x - eta * g
    if passes != 20 and not all_kept:
        return identity([float(passes)], [20.0], tolerance=0.0)
    # values of order one over c, four steps that do not amplify by more than two each
    return identity(one.x[-1], x, tolerance=2000 * ROUNDING)


@claim(
    "cge",
    theorem="coordinates against random directions",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic |g - p|^2 is (c^2/4)|diag A|^2 for d + 1 values, and in the mean (d-1)/d |p|^2 for d "
    "directions on the sphere, 2d values",
    controls=planted(*(m for m in DIFFERENCES if m is not mutants.BackwardDifference), mutants.NotUndone),
)
def coordinates_against_directions(method: type, engine: str) -> Finding:
    """E|g|^2 = d |p|^2 for one direction on the sphere: E|g - p|^2 = (d-1)|p|^2, and over n for the mean of n.

    Central differences along coordinates have no error at all, see `bias_on_a_cubic`.
    """
    c, square = 2.0**-5, GRADIENT @ GRADIENT
    one = complete_run(method(0.25, c, np.ones(2)), plane(), X, 1, engine=engine, rng=0)
    error = np.sum(((X - one.x[1]) / 0.25 - GRADIENT) ** 2)
    outcomes, weights = draws_of(Sphere(), 2)
    g = np.array(estimates(MeZO(0.25, c, 2, 0.0, Sphere()), plane(), X, outcomes, engine))
    mean = weights @ np.sum((g - GRADIENT) ** 2, axis=1)
    wanted = [c**2 / 4 * np.sum(np.diag(A) ** 2), square / 2]
    # the error of size c is a difference of gradients of order one, themselves differences over c
    return tight([error, mean], wanted, tolerance=2.0**14 * ROUNDING, xlabel="case", ylabel="|g - p|^2")


CLAIMS = (
    first_iterates,
    tilted_descent,
    largest_bias,
    bias_on_a_cubic,
    features_are_reused,
    coordinates_against_directions,
)
