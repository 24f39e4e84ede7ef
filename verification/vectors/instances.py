"""What is published: an id, an algorithm with its hyper-parameters, a problem, a start, draws. All data are dyadic.

An id never changes its meaning: add a new one, and leave the old ones as they are.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.frank_wolfe.estimators import IRDSA, KWSA, RDSA
from refimpl.zeroth_order.estimators import Normal, Sphere
from verification.vectors.data import (
    BALL,
    BLOCKS,
    CHAIN,
    CORNERS,
    FLAT,
    LABELS,
    LEVELS,
    LOWER,
    NOISY,
    NOISY_PLANE,
    NORMAL,
    PASS,
    PLANE,
    QUARTIC,
    RESTING,
    RIDGES,
    SADDLE,
    SPACE,
    THREE,
    TWO,
    UNIFORM,
    WHOLE,
    row,
)


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
        return method_of(self.id)


def method_of(id_: str) -> str:
    """The algorithm in an id: what stands before its number."""
    return id_.partition(":")[0].rpartition("-")[0]


def _drawn(draws: Any) -> np.ndarray:
    return NORMAL[:draws] if isinstance(draws, int) else draws


# id, hyper-parameters, problem, start, steps, draws or how many of NORMAL
# fmt: off
_ALL: tuple[tuple[str, tuple[Any, ...], Any, np.ndarray, int, Any], ...] = (
    ("sam-0001", (0.125, 0.5), PLANE, TWO, 6, 0),
    ("sam-0002", (0.25, 0.0625), SPACE, THREE, 8, 0),
    ("sam-0003", (0.0625, 0.25), QUARTIC, row(0.5, -1), 8, 0),
    ("sam-0004", (0.125, 0.5), WHOLE, row(1, 2), 4, 0),
    ("asam-0001", (0.125, 0.5, 0.25), PLANE, TWO, 6, 0),
    ("asam-0002", (0.0625, 0.25, 0.0625), QUARTIC, row(0.5, -1), 8, 0),
    ("asam-0003", (0.125, 0.5, 0.25), WHOLE, row(1, 2), 4, 0),
    ("asam-0004", (0.125, 0.5, 0.0), PLANE, row(0, 0), 6, 0),
    ("sgd-momentum-0001", (0.125, 0.75, 0.25, 0.125), PLANE, TWO, 6, 0),
    ("sgd-momentum-0002", (0.0625, 0.875), SPACE, THREE, 8, 0),
    ("adam-0001", (0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 6, 0),
    ("adam-0002", (0.0625, 0.75, 0.9375, 0.0078125), RIDGES, row(2, -1, 2), 6, 0),
    ("nesterov-0001", (0.125, 0.75, 0.125), PLANE, TWO, 6, 0),
    ("nesterov-0002", (0.0625, 0.875), SPACE, THREE, 8, 0),
    ("adagrad-0001", (0.5, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("adagrad-0002", (0.25, 0.0078125, 0.0), RIDGES, row(2, -1, 2), 6, 0),
    ("adagrad-0003", (0.25, 0.0078125, 0.125), FLAT, row(3, 2), 6, 0),
    ("adagrad-0004", (0.25, 0.0, 0.0), WHOLE, row(1, 2), 4, 0),
    ("rmsprop-0001", (0.125, 0.875, 0.0625, 0.75, 0.125), PLANE, TWO, 6, 0),
    ("rmsprop-0002", (0.0625, 0.9375, 0.0078125, 0.0, 0.0), RIDGES, row(2, -1, 2), 6, 0),
    ("rmsprop-0003", (0.125, 0.875, 0.0, 0.5, 0.0), WHOLE, row(1, 2), 4, 0),
    ("lion-0001", (0.125, 0.75, 0.9375, 0.25), PLANE, TWO, 8, 0),
    ("lion-0002", (0.25, 0.875, 0.5, 0.0), SPACE, THREE, 8, 0),
    ("lion-0003", (0.125, 0.75, 0.9375, 0.25), FLAT, row(3, 2), 6, 0),
    ("adamax-0001", (0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 6, 0),
    ("adamax-0002", (0.0625, 0.75, 0.9375, 0.0078125), RIDGES, row(2, -1, 2), 6, 0),
    ("adamax-0003", (0.125, 0.875, 0.75, 0.0), FLAT, row(3, 2), 6, 0),
    ("adamax-0004", (0.5, 0.875, 0.25, 0.0625), PLANE, row(1, 0.5), 8, 0),
    ("adabelief-0001", (0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 6, 0),
    ("adabelief-0002", (0.0625, 0.75, 0.9375, 0.0078125), RIDGES, row(2, -1, 2), 6, 0),
    ("adabelief-0003", (0.125, 0.875, 0.75, 0.0), FLAT, row(3, 2), 6, 0),
    ("yogi-0001", (0.125, 0.875, 0.75, 0.0625, 0.25), PLANE, TWO, 6, 0),
    ("yogi-0002", (0.0625, 0.75, 0.9375, 0.0078125), RIDGES, row(2, -1, 2), 6, 0),
    ("yogi-0003", (0.125, 0.875, 0.75, 0.0, 1.0), FLAT, row(3, 2), 6, 0),
    ("adadelta-0001", (1.0, 0.875, 0.0625), PLANE, TWO, 6, 0),
    ("adadelta-0002", (0.5, 0.75, 0.0078125), RIDGES, row(2, -1, 2), 6, 0),
    ("adadelta-0003", (1.0, 0.875, 0.0), PLANE, TWO, 6, 0),
    ("adamw-0001", (0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("adamw-0002", (0.0625, 0.75, 0.9375, 0.0078125, 0.25), RIDGES, row(2, -1, 2), 6, 0),
    ("adamw-0003", (0.125, 0.875, 0.984375, 0.0625, 0.125), FLAT, row(3, 2), 6, 0),
    ("amsgrad-0001", (0.125, 0.875, 0.75, 0.0625), PLANE, TWO, 8, 0),
    ("amsgrad-0002", (0.5, 0.5, 0.5, 0.0078125), RIDGES, row(2, -1, 2), 8, 0),
    ("nadam-0001", (0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("nadam-0002", (0.0625, 0.75, 0.9375, 0.0078125, 0.5), RIDGES, row(2, -1, 2), 6, 0),
    ("radam-0001", (0.125, 0.875, 0.984375, 0.0625), PLANE, TWO, 10, 0),
    ("radam-0002", (0.0625, 0.75, 0.9375, 0.0078125), RIDGES, row(2, -1, 2), 10, 0),
    ("lamb-0001", (0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("lamb-0002", (0.0625, 0.75, 0.9375, 0.0078125, 0.0), RIDGES, row(2, -1, 2), 6, 0),
    ("lamb-0003", (0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, row(0, 0), 6, 0),
    ("lamb-0004", (0.125, 0.875, 0.984375, 0.0625, 0.0), WHOLE, row(1, 2), 4, 0),
    ("lars-0001", (0.5, 0.75, 0.25, 0.125, 0.0625), PLANE, TWO, 6, 0),
    ("lars-0002", (0.25, 0.875, 0.5, 0.0, 0.0), RIDGES, row(2, -1, 2), 6, 0),
    ("lars-0003", (0.5, 0.75, 0.25, 0.125, 0.0625), PLANE, row(0, 0), 6, 0),
    ("lars-0004", (0.5, 0.75, 0.25, 0.0, 0.0), WHOLE, row(1, 2), 4, 0),
    ("schedule-free-adamw-0001", (0.125, 0.875, 0.984375, 0.0625, 0.125), PLANE, TWO, 6, 0),
    ("schedule-free-adamw-0002", (0.0625, 0.75, 0.9375, 0.0078125, 0.25), RIDGES, row(2, -1, 2), 6, 0),
    ("schedule-free-adamw-0003", (0.125, 0.875, 0.75, 0.0, 0.25), FLAT, row(3, 2), 6, 0),
    ("shampoo-0001", (0.125, 0.0625, 2), BLOCKS, row(2, -1, 0.5, 1), 6, 0),
    ("shampoo-0002", (0.25, 0.0078125, 2), CHAIN, row(1, 0, -1, 2, 0.5, -0.5), 5, 0),
    ("shampoo-0003", (0.125, 0.0, 2), BLOCKS, row(2, -1, 0.5, 1), 5, 0),
    ("lbfgs-0001", (0.5, 2), PLANE, TWO, 8, 0),
    ("lbfgs-0002", (0.25, 3), RIDGES, row(2, -1, 2), 8, 0),
    ("lbfgs-0003", (0.5, 2), SADDLE, row(0.125, 0.0625), 8, 0),
    ("lbfgs-0004", (0.5, 3), SADDLE, row(0, 1), 4, 0),
    ("adafactor-0001", (0.5, 0.0625, 0.125, 0.75, 0.125, 2), BLOCKS, row(2, -1, 0.5, 1), 6, 0),
    ("adafactor-0002", (0.75, 0.0, 0.25, 1.0, 0.0625, 3), CHAIN, row(1, 0, -1, 2, 0.5, -0.5), 6, 0),
    ("adafactor-0003", (0.375, 0.0, 0.5, 1.0, 0.25, 1), WHOLE, row(1, 2), 5, 0),
    ("adafactor-0004", (0.5, 0.5, 0.25, 0.5, 0.25, 2), BLOCKS, row(0, 0, 0, 0), 5, 0),
    ("gam-0001", (0.03125, 0.25, 0.75), QUARTIC, row(0.5, -1), 6, 0),
    ("gam-0002", (0.125, 0.5, 0.75), PLANE, TWO, 6, 0),
    ("gam-0003", (0.125, 0.5, 0.75), WHOLE, row(1, 2), 4, 0),
    ("gam-accelerated-0001", (0.03125, 0.0625, 0.25, 0.375, 0.625, 0.125), QUARTIC, row(1, -2), 6, 0),
    ("gam-accelerated-0002", (0.125, 0.125, 0.5, 0.25, 0.625, 0.5), SPACE, THREE, 6, 0),
    ("gam-accelerated-0003", (0.125, 0.125, 0.5, 0.25, 0.625, 0.5), WHOLE, row(1, 2), 4, 0),
    ("newton-0001", (1.0,), QUARTIC, row(1, -2), 5, 0),
    ("newton-0002", (0.5,), RIDGES, row(2, -1, 2), 6, 0),
    ("newton-0003", (1.0,), SADDLE, row(1, 0.5), 4, 0),
    ("damped-newton-0001", (1.0,), QUARTIC, row(1, -2), 6, 0),
    ("damped-newton-0002", (0.25,), RIDGES, row(2, -1, 2), 6, 0),
    ("damped-newton-0003", (0.0,), QUARTIC, row(1, -2), 5, 0),
    ("lazy-newton-0001", (2.0, 2), QUARTIC, row(1, -2), 6, 0),
    ("lazy-newton-0002", (3.0, 3), RIDGES, row(2, -1, 2), 7, 0),
    ("lazy-newton-0003", (1.0, 2), FLAT, row(1, 3), 4, 0),
    ("lazy-cubic-newton-0001", (2.0, 2), QUARTIC, row(1, -2), 6, 0),
    ("lazy-cubic-newton-0002", (3.0, 3), RIDGES, row(2, -1, 2), 7, 0),
    ("lazy-cubic-newton-0003", (2.0, 2), SADDLE, row(0.5, 0.25), 5, 0),
    ("lazy-cubic-newton-0004", (1.0, 2), FLAT, row(1, 3), 4, 0),
    ("aicn-0001", (2.0,), QUARTIC, row(1, -2), 6, 0),
    ("aicn-0002", (0.75,), RIDGES, row(2, -1, 2), 5, 0),
    ("aicn-0003", (0.75,), WHOLE, row(1, 2), 4, 0),
    ("root-newton-0001", (2.0, 3), QUARTIC, row(1, -2), 6, 0),
    ("root-newton-0002", (1.5, 4), RIDGES, row(2, -1, 2), 6, 0),
    ("root-newton-0003", (0.5, 2), QUARTIC, row(1, -2), 6, 0),
    ("sophia-h-0001", (0.125, 0.75, 0.875, 2.0, 0.0625, 0.125, 2), PLANE, TWO, 7, 14),
    ("sophia-h-0002", (0.0625, 0.875, 0.75, 4.0, 0.0078125, 0.25, 3), RIDGES, row(2, -1, 2), 7, 21),
    ("sophia-h-0003", (0.125, 0.75, 0.5, 0.5, 1.0, 0.0, 2), PASS, row(0.5, 0.25), 6, 12),
    ("sophia-h-0004", (0.125, 0.75, 0.875, 1.0, 0.0625, 0.125, 2), WHOLE, row(1, 2), 6, 12),
    ("sophia-h-0005", (0.125, 0.75, 0.5, 4.0, 0.25, 0.0, 2), PASS, row(0.5, 0.25), 6, 12),
    ("sophia-g-0001", (0.25, 0.75, 0.5, 2.0, 0.0625, 0.125, 2), LABELS, THREE, 6, UNIFORM),
    ("sophia-g-0002", (0.125, 0.5, 0.75, 8.0, 0.25, 0.0, 3), LABELS, row(1, -2, 0), 6, UNIFORM),
    ("sophia-g-0003", (0.125, 0.5, 0.5, 0.125, 0.0625, 0.25, 2), LABELS, row(4, -4, 2), 6, UNIFORM),
    ("frank-wolfe-0001", (2.0,), BALL, THREE, 6, 0),
    ("frank-wolfe-0002", (3.0,), CORNERS, row(1, 0, 0), 8, 0),
    ("stochastic-frank-wolfe-0001", (2.0, 8.0), NOISY, THREE, 6, 18),
    ("stochastic-frank-wolfe-0002", (1.5, 5.0), NOISY, row(0, 1, -1), 8, 24),
    ("zo-frank-wolfe-0001", (RDSA(), 3.0, 0.5, 8.0), NOISY, THREE, 6, 36),
    ("zo-frank-wolfe-0002", (KWSA(), 3.0, 0.5, 8.0), NOISY, THREE, 6, 18),
    ("zo-frank-wolfe-0003", (IRDSA(2), 3.0, 0.5, 8.0), NOISY, THREE, 6, 54),
    ("mezo-0001", (0.0625, 0.25, 1, 0.125, Normal()), NOISY, THREE, 6, 54),
    ("mezo-0002", (0.03125, 0.5, 2, 0.25, Sphere()), NOISY_PLANE, TWO, 5, 50),
    ("mezo-0003", (0.0625, 0.25, 1, 0.0, Sphere()), NOISY_PLANE, TWO, 4, RESTING),
    ("bome-0001", (0.0625, 0.1875, 0.5, 2, LOWER), LEVELS, TWO, 6, 0),
    ("bome-0002", (0.03125, 0.125, 0.0625, 3, row(4, 2, 5)), LEVELS, row(-1, 0.5), 6, 0),
    ("bome-0003", (0.0625, 0.125, 0.25, 2, 0 * LOWER), LEVELS, row(0, 0), 6, 0),
    ("f2sa-0001", (0.125, 0.1875, 0.25, 2.0, 5.0, 2, LOWER), LEVELS, TWO, 5, 0),
    ("f2sa-0002", (0.0625, 0.125, 0.5, 3.0, 8.0, 3, 0 * LOWER), LEVELS, row(-1, 0.5), 6, 0),
    ("penalty-gradient-0001", (0.0625, 0.125, 0.25, 2, LOWER), LEVELS, TWO, 6, 0),
    ("penalty-gradient-0002", (0.03125, 0.125, 0.125, 3, 0 * LOWER), LEVELS, row(-1, 0.5), 6, 0),
)
# fmt: on
INSTANCES = tuple(
    Instance(id_, get_method(method_of(id_)).load()(*parameters), problem, start, steps, _drawn(draws))
    for id_, parameters, problem, start, steps, draws in _ALL
)


def instances_of(algorithm: str) -> list[Instance]:
    """The instances of that algorithm."""
    return [instance for instance in INSTANCES if instance.name == algorithm]
