"""What is published: an id, an algorithm with its hyper-parameters, a problem, a start, draws. All data are dyadic.

An id never changes its meaning: add a new one, and leave the old ones as they are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.f2sa import F2SA
from refimpl.bilevel.penalty_gradient import PenaltyGradient
from refimpl.first_order_adaptive.adagrad import AdaGrad
from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.adamw import AdamW
from refimpl.first_order_adaptive.amsgrad import AMSGrad
from refimpl.first_order_adaptive.lamb import LAMB
from refimpl.first_order_adaptive.lars import LARS
from refimpl.first_order_adaptive.lion import Lion
from refimpl.first_order_adaptive.nadam import NAdam
from refimpl.first_order_adaptive.nesterov import Nesterov
from refimpl.first_order_adaptive.radam import RAdam
from refimpl.first_order_adaptive.rmsprop import RMSProp
from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum
from refimpl.flatness.gam import GAM
from refimpl.flatness.gam_accelerated import GAMAccelerated
from refimpl.flatness.sam import SAM
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from refimpl.frank_wolfe.frank_wolfe import FrankWolfe
from refimpl.frank_wolfe.stochastic_frank_wolfe import StochasticFrankWolfe
from refimpl.frank_wolfe.zo_frank_wolfe import ZOFrankWolfe
from refimpl.problems import (
    Constrained,
    L2Ball,
    LinearNoise,
    Quadratic,
    QuadraticBilevel,
    RidgePolynomial,
    Simplex,
)
from refimpl.second_order.aicn import AICN
from refimpl.second_order.lazy_newton import LazyNewton
from refimpl.second_order.root_newton import RootNewton


class Instance(NamedTuple):
    """One valid vector; its mistakes are published beside it as `<id>:<name of the mistake>`."""

    id: str
    algorithm: Any
    problem: Any
    start: np.ndarray
    steps: int
    draws: np.ndarray

    @property
    def name(self) -> str:
        """The registered name of the algorithm."""
        return self.id.rpartition("-")[0]


def _row(*entries: float) -> np.ndarray:
    return np.array(entries, np.float64)


def _rows(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float64)


PLANE = Quadratic(_rows((3, 1), (1, 2)), _row(1, -1))
SPACE = Quadratic(_rows((3, 1, 0), (1, 2, -1), (0, -1, 2)), _row(1, -1, 2))
WHOLE = Quadratic(_rows((2, 1), (1, 4)), _row(4, 9))  # integers, with the minimiser (1, 2)
FLAT = Quadratic(_rows((2, 0), (0, 0)), _row(2, 0))  # singular; (1, 3) minimises
QUARTIC = RidgePolynomial(_rows((3, 1), (1, 2)), _rows((1, 2), (-1, 1)), _row(0.5, -0.25), _row(1, 0.5))
RIDGES = RidgePolynomial(
    _rows((4, 1, 0), (1, 3, -1), (0, -1, 2)),
    _rows((1, 0, 1), (-1, 2, 0.5)),
    _row(0.25, -0.5),
    _row(0.5, 0.25),
)
BALL = Constrained(SPACE, L2Ball(2.0))
NOISY = LinearNoise(BALL, 0.5)
CORNERS = Constrained(Quadratic(SPACE.A, _row(0.75, 0.5, 1.25)), Simplex())
LEVELS = QuadraticBilevel(
    _rows((4, 1, 0), (1, 3, -1), (0, -1, 5)), _rows((1, 2), (-1, 1), (3, 0)), _row(1, -2, 3), 0.5
)
# once drawn from the normal law and rounded to 64ths: draws are data here, no seed has to be trusted
NORMAL = _row(66, 105, 73, -62, -89, 4, 55, 33, 116, 48, 41, -47, -71, 95, 3, 52, -88, -28, -83, -50, 58, -95, -34,
              10, -43, -16, -14, 27, -28, 17, 4, 27, 14, 106, -42, 77, -26, -61, 78, -28, -25, -89, -134, 41, -75,
              50, 118, -7, -72, 25, 49, -17, 1, 85) / 64  # fmt: skip
TWO, THREE = _row(2, -1), _row(0.5, -0.25, 1)
LOWER = _row(1, 0, -1)

# fmt: off
_ALL: tuple[tuple[str, Any, Any, np.ndarray, int, int], ...] = (
    ("sam-0001", SAM(0.125, 0.5), PLANE, TWO, 6, 0),
    ("sam-0002", SAM(0.25, 0.0625), SPACE, THREE, 8, 0),
    ("sam-0003", SAM(0.0625, 0.25), QUARTIC, _row(0.5, -1), 8, 0),
    ("sam-0004", SAM(0.125, 0.5), WHOLE, _row(1, 2), 4, 0),
    ("sgd-momentum-0001", SGDMomentum(0.125, 0.75, 0.25, 0.125), PLANE, TWO, 6, 0),
    ("sgd-momentum-0002", SGDMomentum(0.0625, 0.875), SPACE, THREE, 8, 0),
    ("adam-0001", Adam(0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 6, 0),
    ("adam-0002", Adam(0.0625, 0.75, 0.9375, 0.0078125), RIDGES, _row(2, -1, 2), 6, 0),
    ("nesterov-0001", Nesterov(0.125, 0.75, 0.125), PLANE, TWO, 6, 0),
    ("nesterov-0002", Nesterov(0.0625, 0.875), SPACE, THREE, 8, 0),
    ("adagrad-0001", AdaGrad(0.5, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("adagrad-0002", AdaGrad(0.25, 0.0078125, 0.0), RIDGES, _row(2, -1, 2), 6, 0),
    ("adagrad-0003", AdaGrad(0.25, 0.0078125, 0.125), FLAT, _row(3, 2), 6, 0),
    ("adagrad-0004", AdaGrad(0.25, 0.0, 0.0), WHOLE, _row(1, 2), 4, 0),
    ("rmsprop-0001", RMSProp(0.125, 0.875, 0.0625, 0.75, 0.125), PLANE, TWO, 6, 0),
    ("rmsprop-0002", RMSProp(0.0625, 0.9375, 0.0078125, 0.0, 0.0), RIDGES, _row(2, -1, 2), 6, 0),
    ("rmsprop-0003", RMSProp(0.125, 0.875, 0.0, 0.5, 0.0), WHOLE, _row(1, 2), 4, 0),
    ("lion-0001", Lion(0.125, 0.75, 0.9375, 0.25), PLANE, TWO, 8, 0),
    ("lion-0002", Lion(0.25, 0.875, 0.5, 0.0), SPACE, THREE, 8, 0),
    ("lion-0003", Lion(0.125, 0.75, 0.9375, 0.25), FLAT, _row(3, 2), 6, 0),
    ("adamw-0001", AdamW(0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("adamw-0002", AdamW(0.0625, 0.75, 0.9375, 0.0078125, 0.25), RIDGES, _row(2, -1, 2), 6, 0),
    ("adamw-0003", AdamW(0.125, 0.875, 0.984375, 0.0625, 0.125), FLAT, _row(3, 2), 6, 0),
    ("amsgrad-0001", AMSGrad(0.125, 0.875, 0.75, 0.0625), PLANE, TWO, 8, 0),
    ("amsgrad-0002", AMSGrad(0.5, 0.5, 0.5, 0.0078125), RIDGES, _row(2, -1, 2), 8, 0),
    ("nadam-0001", NAdam(0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("nadam-0002", NAdam(0.0625, 0.75, 0.9375, 0.0078125, 0.5), RIDGES, _row(2, -1, 2), 6, 0),
    ("radam-0001", RAdam(0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 10, 0),
    ("radam-0002", RAdam(0.0625, 0.75, 0.9375, 0.0078125), RIDGES, _row(2, -1, 2), 10, 0),
    ("lamb-0001", LAMB(0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("lamb-0002", LAMB(0.0625, 0.75, 0.9375, 0.0078125, 0.0), RIDGES, _row(2, -1, 2), 6, 0),
    ("lamb-0003", LAMB(0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, _row(0, 0), 6, 0),
    ("lamb-0004", LAMB(0.125, 0.875, 0.984375, 0.0625, 0.0), WHOLE, _row(1, 2), 4, 0),
    ("lars-0001", LARS(0.5, 0.75, 0.25, 0.125, 0.0625), PLANE, TWO, 6, 0),
    ("lars-0002", LARS(0.25, 0.875, 0.5, 0.0, 0.0), RIDGES, _row(2, -1, 2), 6, 0),
    ("lars-0003", LARS(0.5, 0.75, 0.25, 0.125, 0.0625), PLANE, _row(0, 0), 6, 0),
    ("lars-0004", LARS(0.5, 0.75, 0.25, 0.0, 0.0), WHOLE, _row(1, 2), 4, 0),
    ("gam-0001", GAM(0.03125, 0.25, 0.75), QUARTIC, _row(0.5, -1), 6, 0),
    ("gam-0002", GAM(0.125, 0.5, 0.75), PLANE, TWO, 6, 0),
    ("gam-0003", GAM(0.125, 0.5, 0.75), WHOLE, _row(1, 2), 4, 0),
    ("gam-accelerated-0001", GAMAccelerated(0.03125, 0.0625, 0.25, 0.375, 0.625, 0.125), QUARTIC, _row(1, -2), 6, 0),
    ("gam-accelerated-0002", GAMAccelerated(0.125, 0.125, 0.5, 0.25, 0.625, 0.5), SPACE, THREE, 6, 0),
    ("gam-accelerated-0003", GAMAccelerated(0.125, 0.125, 0.5, 0.25, 0.625, 0.5), WHOLE, _row(1, 2), 4, 0),
    ("lazy-newton-0001", LazyNewton(2.0, 2), QUARTIC, _row(1, -2), 6, 0),
    ("lazy-newton-0002", LazyNewton(3.0, 3), RIDGES, _row(2, -1, 2), 7, 0),
    ("lazy-newton-0003", LazyNewton(1.0, 2), FLAT, _row(1, 3), 4, 0),
    ("aicn-0001", AICN(2.0), QUARTIC, _row(1, -2), 6, 0),
    ("aicn-0002", AICN(0.75), RIDGES, _row(2, -1, 2), 5, 0),
    ("aicn-0003", AICN(0.75), WHOLE, _row(1, 2), 4, 0),
    ("root-newton-0001", RootNewton(2.0, 3), QUARTIC, _row(1, -2), 6, 0),
    ("root-newton-0002", RootNewton(1.5, 4), RIDGES, _row(2, -1, 2), 6, 0),
    ("root-newton-0003", RootNewton(0.5, 2), QUARTIC, _row(1, -2), 6, 0),
    ("frank-wolfe-0001", FrankWolfe(2.0), BALL, THREE, 6, 0),
    ("frank-wolfe-0002", FrankWolfe(3.0), CORNERS, _row(1, 0, 0), 8, 0),
    ("stochastic-frank-wolfe-0001", StochasticFrankWolfe(2.0, 8.0), NOISY, THREE, 6, 18),
    ("stochastic-frank-wolfe-0002", StochasticFrankWolfe(1.5, 5.0), NOISY, _row(0, 1, -1), 8, 24),
    ("zo-frank-wolfe-0001", ZOFrankWolfe(RDSA(), 3.0, 0.5, 8.0), NOISY, THREE, 6, 36),
    ("zo-frank-wolfe-0002", ZOFrankWolfe(KWSA(), 3.0, 0.5, 8.0), NOISY, THREE, 6, 18),
    ("zo-frank-wolfe-0003", ZOFrankWolfe(IRDSA(2), 3.0, 0.5, 8.0), NOISY, THREE, 6, 54),
    ("f2sa-0001", F2SA(0.125, 0.1875, 0.25, 2.0, 5.0, 2, LOWER), LEVELS, TWO, 5, 0),
    ("f2sa-0002", F2SA(0.0625, 0.125, 0.5, 3.0, 8.0, 3, 0 * LOWER), LEVELS, _row(-1, 0.5), 6, 0),
    ("penalty-gradient-0001", PenaltyGradient(0.0625, 0.125, 0.25, 2, LOWER), LEVELS, TWO, 6, 0),
    ("penalty-gradient-0002", PenaltyGradient(0.03125, 0.125, 0.125, 3, 0 * LOWER), LEVELS, _row(-1, 0.5), 6, 0),
)
# fmt: on
INSTANCES = tuple(
    Instance(id_, algorithm, problem, start, steps, NORMAL[:drawn])
    for id_, algorithm, problem, start, steps, drawn in _ALL
)


def instances_of(algorithm: str) -> list[Instance]:
    """The instances of that algorithm."""
    return [instance for instance in INSTANCES if instance.name == algorithm]
