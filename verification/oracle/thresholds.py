"""Cases made for one method each: where two readings differ there alone, mostly at a threshold or a tie.

Rounding decides what an implementation does there, so that they are asked for in a strict check only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hoag import HOAG
from refimpl.first_order_adaptive.anolog import Anolog
from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad
from refimpl.first_order_adaptive.lbfgs import CURVATURE, LBFGS
from refimpl.flatness.fisher_mask_sam import FisherMaskSAM
from refimpl.frank_wolfe.away_frank_wolfe import AwayFrankWolfe
from refimpl.frank_wolfe.monotonic_frank_wolfe import MonotonicFrankWolfe
from refimpl.problems import (
    ConstrainedQuadratic,
    LeastSquares,
    Linear,
    Quadratic,
    QuadraticBilevel,
    QuadraticRegression,
    ReLU,
    Simplex,
    SimplexWorstCase,
    TwoLayerNetwork,
)
from refimpl.second_order.distributed_shampoo import DistributedShampoo
from refimpl.second_order.lazy_cubic_newton import LazyCubicNewton
from refimpl.second_order.oasis import OASIS
from refimpl.second_order.sgn import SGN
from refimpl.second_order.stochastic_oasis import StochasticOASIS
from refimpl.zeroth_order.sensitive_zo import SensitiveZO
from refimpl.zeroth_order.sparse_mezo import SparseMeZO
from refimpl.zeroth_order.zo_conservative import ZOConservative
from refimpl.zeroth_order.zo_rank_line_search import ZORankLineSearch
from refimpl.zeroth_order.zo_sign_sgd import ZOSignSGD
from refimpl.zeroth_order.zo_sparse import ZOSparse


class Special(NamedTuple):
    """A case in float64: on a problem, or on gradients (steps, d)."""

    name: str
    algorithm: Any
    problem: Any
    gradients: Any
    start: np.ndarray


def _curvature(steps: int) -> Special:
    """s'y = CURVATURE: the first step is s = 2^33 2^-33 = 1, and y = CURVATURE, all without rounding."""
    gradients = np.zeros((steps, 4))
    gradients[0, 0] = -(2.0**-33)
    gradients[1, 0] = CURVATURE - 2.0**-33
    return Special("curvature at the threshold", LBFGS(2.0**33, 3), None, gradients, np.zeros(4))


def _equal_information(steps: int) -> Special:
    """Both coordinates have the same Fisher information: the first is perturbed."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, 2.0], [-1.0, -1.0]]), np.array([1.0, 0.0, 2.0]))
    algorithm = FisherMaskSAM(0.125, 0.25, 1, 3)
    return Special("equal Fisher information", algorithm, problem, None, np.array([0.5, 0.5]))


def _met_tolerances(steps: int) -> Special:
    """|g_y| = mu e = 1 and |f_y| = e = 1 at the start: neither solver moves."""
    problem = QuadraticBilevel(np.array([[2.0]]), np.array([[1.0]]), np.zeros(1), 0.25)
    algorithm = HOAG(0.125, 0.125, 1.0, 1.0, 0.5, 3, np.ones(1))
    return Special("tolerances that are just met", algorithm, problem, None, np.ones(1))


def _fall(steps: int) -> Special:
    """Gradients of changing sign that fall to a quarter each time: the average m changes its sign with them or not."""
    quarters = (-0.25) ** np.minimum(np.arange(steps), 8)[:, None]
    return Special(
        "gradients that fall by four", Anolog(0.125, 0.75, 2.0**-7), None, quarters * np.array([8.0, -4.0]),
        np.array([1.0, -2.0]),
    )  # fmt: skip


def _outer_products(steps: int) -> Special:
    """Three dimensions, where eigenvectors are no symmetric matrix; along axes until the spectrum is simple."""
    gradients = np.zeros((steps, 3))
    gradients[0, 0], gradients[1, 1] = 2.0, -1.0
    gradients[2:] = np.random.default_rng(0).integers(1, 32, (steps - 2, 3)) / 16
    return Special(
        "outer products in three dimensions", FullMatrixAdaGrad(0.125, 0.25), None, gradients, np.ones(3)
    )


def _slopes_at_a_distance(steps: int) -> Special:
    """F(h; i) - F(-h; i) = 2 h (q_i h^2/2 - 1) turns at |h| = sqrt(2/q_i): one draw of each sample is 1 % off that."""
    rng = np.random.default_rng(0)
    sizes: dict[int, float] = {}
    for _ in range(steps):
        sizes.setdefault(int(rng.integers(0, 2)), abs(float(rng.standard_normal(1)[0])))
    q = 2 / np.array([1.01 * sizes[0], 0.99 * sizes[1]]) ** 2
    problem = QuadraticRegression(np.full(2, -1.0), np.ones((2, 1)), q[:, None])
    return Special("slopes near their zeros", ZOSignSGD(2.0**-20, 1.0), problem, None, np.zeros(1))


def _equally_sensitive(steps: int) -> Special:
    """The two coordinates of `_equal_information`: the first one is kept."""
    _, _, problem, _, start = _equal_information(steps)
    return Special("equally sensitive", SensitiveZO(0.125, 0.25, 1), problem, None, start)


def _entry_at_the_threshold(steps: int) -> Special:
    """The first entry is the threshold, the second 1 % above it: one is touched, the other not."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([1.0, 0.0]))
    start = np.array([0.75, 0.7575])
    return Special("an entry at the threshold", SparseMeZO(2.0**-20, 0.25, 0.75), problem, None, start)


def _level_loss(steps: int) -> Special:
    """The unit is active ahead of x only: a slope, but all three losses are equal and x stays."""
    problem = TwoLayerNetwork(np.array([[1.0]]), np.array([1.0]), 1, ReLU())
    algorithm = ZOConservative(2.0**-10, 16.0)
    return Special("three equal losses", algorithm, problem, None, np.array([-1.0, 1.0]))


def _draw_at_the_density(steps: int) -> Special:
    """The first uniform draw is the density itself: that coordinate is left out."""
    problem = LeastSquares(np.array([[1.0, 1.0], [2.0, -1.0]]), np.array([1.0, 0.0]))
    rng = np.random.default_rng(0)
    rng.integers(0, 2), rng.standard_normal(2)
    density = float(rng.random())
    return Special(
        "a draw at the density", ZOSparse(0.125, 0.25, density), problem, None, np.array([0.5, 0.5])
    )


def _empty_block(steps: int) -> Special:
    """Two blocks of 2 x 2; the second has seen no gradient when the roots are first taken."""
    gradients = np.random.default_rng(0).integers(1, 32, (steps, 8)) / 16
    gradients[0, 4:] = 0.0
    return Special(
        "a block without gradients", DistributedShampoo(0.125, 0.25, 2, 2, 3), None, gradients, np.ones(8)
    )


def _equal_values(steps: int) -> Special:
    """From a vertex the first step goes to another one, where f is the same: it is taken."""
    return Special("equal values", MonotonicFrankWolfe(), SimplexWorstCase(5), None, np.eye(5)[0])


def _directions(steps: int) -> list[Special]:
    """Both directions have the slope 7/16 and M = 1 is the curvature: the parabola is f itself. A vertex, reached
    exactly by a step that is cut at 1, is a minimiser. A weight of exactly 2^-50 is not in use.
    """
    b = np.array([0.6875, 0.5, -0.1875])
    tie = ConstrainedQuadratic(Quadratic(np.eye(3), b), Simplex(), np.array([0.59375, 0.40625, 0.0]))
    steep = ConstrainedQuadratic(
        Quadratic(np.eye(3) / 4, np.array([2.0, 0.0, -1.0])), Simplex(), np.eye(3)[0]
    )
    least = np.array([0.5, 0.5 - 2.0**-50, 2.0**-50])
    return [
        Special("equal slopes", AwayFrankWolfe(2.0, 0.5), tie, None, np.array([0.25, 0.5, 0.25])),
        Special("to a vertex", AwayFrankWolfe(2.0**-6), steep, None, np.eye(3)[1]),
        Special("least weight", AwayFrankWolfe(1.0), tie, None, least),
    ]


def _without_curvature(steps: int) -> Special:
    """A linear function: only the growth bounds the lengths, and the two first are equal."""
    problem = Quadratic(np.zeros((2, 2)), np.array([1.0, -0.5]))
    return Special("no curvature", OASIS(2.0**-4, 0.25, 0.5, 0.25), problem, None, np.zeros(2))


def _orthogonal_samples(steps: int) -> Special:
    """A step along one sample does not turn the gradient of the other: only the growth bounds the length."""
    problem = LeastSquares(np.diag(2.0 ** np.arange(-2, 4)), np.array([3.0, -2.0, 1.0, 0.5, -1.0, 2.0]))
    algorithm = StochasticOASIS(0.25, 0.25, 0.5, 4.0)
    return Special("orthogonal samples", algorithm, problem, None, np.full(6, 4.0))


def _exact_in_one_iteration(steps: int) -> Special:
    """G = 2: the residual of conjugate gradients is exactly zero before the last iteration."""
    problem = LeastSquares(np.array([[1.0]]), np.array([1.0]))
    return Special("exact in one iteration", SGN(0.5, 1.0, 1, 3), problem, None, np.array([3.0]))


def _hard_case(steps: int) -> Special:
    """sum a_i^2 (x_i^2 - 1)^2/2: at first the gradient is orthogonal to the lowest eigenvector of the Hessian, and
    short; then the iterates converge, where eigenvalues are small and shifts smaller.
    """
    a = np.array([1.0, 0.25, 0.25])
    Q = np.concatenate([2 * np.diag(row) for row in np.diag(a)])
    problem = QuadraticRegression(-a, np.zeros((3, 3)), Q)
    return Special("hard case", LazyCubicNewton(4.0, 2), problem, None, np.array([0.0, 1.25, 0.75]))


def _rankings(steps: int) -> list[Special]:
    """All values are equal: x stays. Many candidates at a distance: their order turns on the distance."""
    level, many = ZORankLineSearch(0.5, 0.25, 4, 2, 0.5, 3), ZORankLineSearch(0.5, 1.0, 24, 12, 0.5, 2)
    problem = Quadratic(np.diag([4.0, 1.0, 0.25]), np.array([1.0, -2.0, 0.5]))
    return [
        Special("level values", level, Linear(np.zeros(2)), None, np.ones(2)),
        Special("order by the distance", many, problem, None, np.array([1.0, 0.5, -1.0])),
    ]


_SPECIAL: dict[str, Callable[[int], Special | list[Special]]] = {
    "hoag": _met_tolerances,
    "lbfgs": _curvature,
    "monotonic-frank-wolfe": _equal_values,
    "away-frank-wolfe": _directions,
    "fisher-mask-sam": _equal_information,
    "anolog": _fall,
    "distributed-shampoo": _empty_block,
    "full-matrix-adagrad": _outer_products,
    "zo-sign-sgd": _slopes_at_a_distance,
    "zo-conservative": _level_loss,
    "zo-rank-line-search": _rankings,
    "sensitive-zo": _equally_sensitive,
    "sparse-mezo": _entry_at_the_threshold,
    "zo-sparse": _draw_at_the_density,
    "oasis": _without_curvature,
    "stochastic-oasis": _orthogonal_samples,
    "sgn": _exact_in_one_iteration,
    "lazy-cubic-newton": _hard_case,
}


def special_cases(algorithm: str, steps: int) -> list[Special]:
    """The cases made for the method."""
    make = _SPECIAL.get(algorithm)
    made = make(steps) if make else []
    return made if isinstance(made, list) else [made]
