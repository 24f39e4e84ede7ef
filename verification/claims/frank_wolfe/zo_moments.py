"""Zeroth-order Frank-Wolfe: the laws of the gradient estimates and of their average, by exact enumeration.

A polynomial of degree 2n - 1 in a normal variable has the mean that the n nodes of Gauss-Hermite quadrature give.
The estimates are polynomials of the draws, so replaying all combinations of nodes as draws through the method
enumerates their moments exactly. Two nodes are the signs +-1.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from refimpl.problems import Constrained, L2Ball, LinearNoise, Quadratic
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe.tracking import TrackingError, curvature_moment, tracking_bounds
from verification.evidence import exact_moments, tight
from verification.finding import Finding
from verification.mutants.frank_wolfe import zo_estimators, zo_schedules
from verification.mutants.frank_wolfe import zo_frank_wolfe as mutants
from verification.trial import complete_run

A = np.array([[2.0, 0.5], [0.5, -1.0]])
X, GRADIENT, NOISE, C = np.array([0.5, -0.25]), np.array([0.75, -0.5]), 0.5, 0.375
FULL = 1e9  # an averaging constant so large that rho_t = 1 and d_t = g_t


def enumerated(nodes: list[int]) -> tuple[list[Any], np.ndarray]:
    """All combinations of the quadrature nodes of the draws in order, and their probabilities."""
    rules = [np.polynomial.hermite_e.hermegauss(n) for n in nodes]
    draws = list(product(*(rule[0] for rule in rules)))
    weights = np.array([np.prod(w) for w in product(*(rule[1] for rule in rules))])
    return draws, weights / weights.sum()


def _moments(
    method: type, engine: str, estimator: Any, nodes: list[int], mean: Any, covariance: Any
) -> Finding:
    f = Quadratic(A, A @ X - GRADIENT)
    problem = LinearNoise(Constrained(f, L2Ball(2.0)), NOISE)
    draws, weights = enumerated(nodes)
    found = []
    for replayed in draws:
        one = complete_run(method(estimator, FULL, 2 * C), problem, X, 1, engine=engine, rng=tape(replayed))
        found.append(one.state.average)
    # |F| <= 8 at the nodes: each outcome is wrong by 2 * 8u / c * |z| < 200 u at most, u = 2^-53
    return exact_moments(found, weights, mean=mean, covariance=covariance, tolerance=400 * 2.0**-53)


def _second_moment() -> np.ndarray:
    """E g g' of RDSA, over directions and noise."""
    p, noise = np.outer(GRADIENT, GRADIENT), NOISE**2 * np.eye(2)
    curvature = curvature_moment(A) * np.eye(2) + 4 * np.trace(A) * A + 8 * A @ A
    return np.trace(p + noise) * np.eye(2) + 2 * (p + noise) + C**2 / 4 * curvature


def estimating(*estimators: Any, **setting: Any) -> tuple[Control, ...]:
    """Controls that run the reference with a mistaken estimator."""
    return tuple(
        Control(m.variant_name, m.fault_class, m.words, {"estimator": m, **setting}) for m in estimators
    )


@claim(
    "zo-frank-wolfe",
    theorem="moments of RDSA",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic with noise the mean and the covariance of RDSA are the stated ones, by enumeration",
    controls=(
        *planted(*mutants.RDSA_MUTANTS, zo_estimators.SecondSample, zo_schedules.SmoothingTooLarge),
        *without("normal directions", nodes=2),
    ),
)
def moments_with_one_direction(method: type, engine: str, nodes: int = 4) -> Finding:
    """g = (p'z + y'z + (c/2) z'Az) z with p = grad f(x), y the noise: E g = p, odd moments vanish.

    With E zz'zz' = trace and Wick's formula E (q'z)^2 zz' = |q|^2 I + 2 qq' and
    E (z'Az)^2 zz' = ((tr A)^2 + 2 tr A^2) I + 4 tr A A + 8 A^2; the mean over y of qq', q = p + y, is pp' + s^2 I.
    The trace is E|g|^2 = (d+2)(|p|^2 + s^2 d) + (c^2/4)(d+4)[(tr A)^2 + 2 tr A^2].
    """
    covariance = _second_moment() - np.outer(GRADIENT, GRADIENT)
    return _moments(method, engine, RDSA(), [2] * 2 + [nodes] * 2 + [2] * 2, GRADIENT, covariance)


@claim(
    "zo-frank-wolfe",
    theorem="moments of I-RDSA",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean of I-RDSA is the gradient, its variance over directions that of RDSA over m; m = 2",
    controls=(
        *estimating(
            zo_estimators.SumOfDirections, zo_estimators.OneDirection, zo_estimators.CrossedDirections
        ),
        *without("normal directions", nodes=2),
    ),
)
def moments_with_two_directions(method: type, engine: str, estimator: Any = IRDSA, nodes: int = 4) -> Finding:
    """Given y the m estimates are independent with mean p + y: Cov = (E gg' - E (p+y)(p+y)')/m + s^2 I."""
    noise = NOISE**2 * np.eye(2)
    covariance = (_second_moment() - np.outer(GRADIENT, GRADIENT) - noise) / 2 + noise
    return _moments(method, engine, estimator(2), [2] * 2 + [nodes] * 4, GRADIENT, covariance)


@claim(
    "zo-frank-wolfe",
    theorem="moments of KWSA",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="KWSA has the bias (c/2) diag(A) on a quadratic and the covariance of the noise",
    controls=(*estimating(*zo_estimators.KWSA_MUTANTS), *planted(zo_schedules.SmoothingTooLarge)),
)
def moments_with_coordinates(method: type, engine: str, estimator: Any = KWSA) -> Finding:
    """[F(x + c e_i; y) - F(x; y)] / c = p_i + y_i + (c/2) A_ii: a shared sample enters as y itself, Cov y = s^2 I."""
    mean = GRADIENT + C / 2 * np.diag(A)
    return _moments(method, engine, estimator(), [2] * 6, mean, NOISE**2 * np.eye(2))


class TwoParabolas(NamedTuple):
    """f = curvature x |x|/2 on the line: its slope has the Lipschitz constant `curvature` and a kink at 0."""

    curvature: float

    def dimension(self) -> int:
        return 1

    def value(self, x: Any) -> Any:
        return self.curvature / 2 * x[0] * np.abs(x[0])


@claim(
    "zo-frank-wolfe",
    theorem="RDSA of L-smooth functions",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="|E g - p| <= c L (d+1)/sqrt(2 pi), E|g|^2 <= (sqrt(d+2) |p| + (c L/2) sqrt(d (d+2)(d+4)))^2, attained "
    "for d = 1, p = 0",
    engine_fixed=True,
    controls=(
        *planted(
            zo_estimators.NotDivided,
            zo_estimators.UnitDirections,
            zo_estimators.SignDirections,
            zo_schedules.SmoothingTooLarge,
        ),
        *without("L-smooth f", curvature=2.25),
    ),
)
def smooth_functions(method: Any, engine: str, curvature: float = 2.0) -> Finding:
    """g = (p'z + R) z with |R| <= c L |z|^2/2. <E g - p, u> <= (c L/2) E |z|^2 |u'z| = (c L/2)(d + 1) sqrt(2/pi), as

    E|z_1|^3 = 2 sqrt(2/pi); the norm of the sum is at most that of (p'z) z, (d+2) |p|^2 squared, plus that of R z, with
    E|z|^6 = d (d+2)(d+4). Below (c/2) L (d+3)^{3/2} of the literature. At the kink R = c L z |z|/2: both are attained.
    Gauss-Legendre nodes on |z| <= 10, beyond which the moments of a normal z are below 1e-16.
    """
    L, nodes = 2.0, np.polynomial.legendre.leggauss(60)
    z, density = 5 + 5 * nodes[0], nodes[1] * 5
    weights = density * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    problem = LinearNoise(Constrained(TwoParabolas(curvature), L2Ball(2.0)), 0.0)
    algorithm, found = method(RDSA(), FULL, 2 * C), []
    for draw in np.concatenate([z, -z]):
        state = algorithm.init(problem, np.zeros(1))
        found.append(algorithm.step(problem, state, tape([0.0, draw])).average)
    mean, second = C * L * 2 / np.sqrt(2 * np.pi), (C * L / 2) ** 2 * 15
    both = np.concatenate([weights, weights])
    return exact_moments(
        found, both / both.sum(), mean=[mean], covariance=[[second - mean**2]], tolerance=1e-11
    )


@claim(
    "zo-frank-wolfe",
    theorem="tracking error for linear f",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = <a, x> e_t = (1-rho_t)^2 e_{t-1} + rho_t^2 (d+1)|a|^2 exactly, t = 0, 1, 2, by enumeration",
    controls=(
        *planted(
            zo_schedules.AveragingCubeRoot,
            zo_schedules.NoAveraging,
            zo_schedules.AveragingConstant,
            zo_schedules.AveragingTooLarge,
            zo_schedules.CountFromOne,
            mutants.SwappedWeights,
            mutants.Accumulated,
            mutants.StartsAtEstimate,
            zo_estimators.SignDirections,
            zo_estimators.NotDivided,
        ),
        *without("linear f", curvature=0.125),
    ),
)
def tracking_error_of_a_linear_function(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """d_t - a = (1 - rho)(d_{t-1} - a) + rho (g_t - a), the last term centred with E|g - a|^2 = (d+1)|a|^2.

    e_{-1} = |a|^2 as d_{-1} = 0. |d_t - a|^2 is of degree 4 in each draw: three nodes are exact.
    """
    a, averaging = np.array([1.0, -0.5]), 1.5
    f = Quadratic(curvature * np.eye(2), -a)
    problem = LinearNoise(Constrained(f, L2Ball(1.0)), 0.0)
    draws, weights = enumerated([1, 1, 3, 3] * 3)
    mean_square = np.zeros(3)
    for replayed, weight in zip(draws, weights):
        one = complete_run(
            method(RDSA(), averaging, 0.5), problem, np.array([0.5, 0.25]), 3, engine=engine,
            rng=tape(replayed), record=[TrackingError()],
        )  # fmt: skip
        mean_square += weight * one.observed["TrackingError"][1:] ** 2
    rho = averaging / (np.arange(3) + 8.0) ** (2 / 3)
    expected = tracking_bounds(float(np.linalg.norm(a)), rho, np.full(3, 3 * a @ a), np.zeros(3), np.zeros(3))
    # 729 outcomes of a few roundings each, differences of values of order one over c = 1/4
    return tight(mean_square, expected, tolerance=400 * 2.0**-53, xlabel="t", ylabel="E|d_t - a|^2")


CLAIMS = (
    moments_with_one_direction,
    moments_with_two_directions,
    moments_with_coordinates,
    smooth_functions,
    tracking_error_of_a_linear_function,
)
