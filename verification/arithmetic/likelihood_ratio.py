"""Likelihood-ratio steps on a network of two tanh units by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from functools import cache

Vector = list[Decimal]
INPUTS = ((1.0, -2.0), (-1.0, 0.5), (0.5, 1.0))
TARGETS = (1.0, -0.5, 2.0)
START = (0.5, -0.25, -0.75, 0.25, 1.0, -0.5)  # w_1, w_2, a
SAMPLES = (2, 0, 1, 0)
NORMALS = (
    0.5, -1.0, 1.5, 0.75, -0.5, 0.25, -1.25, -0.75, 1.0, 0.5, -0.25, 1.5,
    0.75, -2.0, 1.25, 0.5, -0.75, 1.0, 0.25, -0.5, 2.0, -1.5, 0.25, 1.25,
)  # fmt: skip
ETA, SIGMA, BASELINE, COPIES = 0.125, 0.5, 0.25, 2
DIGITS = 80
Estimate = Callable[[Vector, int, Vector], Vector]


def _tanh(v: Decimal) -> Decimal:
    e = (2 * v).exp()
    return (e - 1) / (e + 1)


def _forward(x: Vector, i: int, shifts: Vector) -> tuple[Decimal, Vector]:
    """The loss of sample i and its units, with shifts before the activations and at the output."""
    u = [Decimal(v) for v in INPUTS[i]]
    units = [_tanh(x[2 * j] * u[0] + x[2 * j + 1] * u[1] + shifts[j]) for j in range(2)]
    r = x[4] * units[0] + x[5] * units[1] + shifts[2] - Decimal(TARGETS[i])
    return r * r / 2, units


def together(x: Vector, i: int, z: Vector) -> Vector:
    """The estimate with noise in all layers and a quarter of the control variate."""
    sigma = Decimal(SIGMA)
    loss, units = _forward(x, i, [sigma * v for v in z])
    factor = (loss - Decimal(BASELINE) * _forward(x, i, [Decimal(0)] * 3)[0]) / sigma
    u = [Decimal(v) for v in INPUTS[i]]
    return [
        *(factor * z[j] * u[k] for j in range(2) for k in range(2)),
        *(factor * z[2] * h for h in units),
    ]


def layerwise(x: Vector, i: int, z: Vector) -> Vector:
    """The estimate with noise in one layer at a time, of both signs."""
    sigma, none = Decimal(SIGMA), Decimal(0)

    def factor(part: Vector) -> Decimal:
        ahead, behind = (_forward(x, i, [sign * sigma * v for v in part])[0] for sign in (1, -1))
        return (ahead - behind) / (2 * sigma)

    hidden, last = factor([z[0], z[1], none]), factor([none, none, z[2]])
    u, units = [Decimal(v) for v in INPUTS[i]], _forward(x, i, [none] * 3)[1]
    return [*(hidden * z[j] * u[k] for j in range(2) for k in range(2)), *(last * z[2] * h for h in units)]


@cache
def iterates(estimate: Estimate) -> list[Vector]:
    """x_1, x_2, ... on the samples SAMPLES from the draws NORMALS, COPIES per step."""
    with localcontext() as context:
        context.prec = DIGITS
        stream: Iterator[float] = iter(NORMALS)
        x, found = [Decimal(v) for v in START], []
        for i in SAMPLES:
            copies = [estimate(x, i, [Decimal(next(stream)) for _ in range(3)]) for _ in range(COPIES)]
            x = [v - Decimal(ETA) * sum(g, Decimal(0)) / COPIES for v, g in zip(x, zip(*copies))]
            found.append(x)
        return found
