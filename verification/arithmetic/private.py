"""DP-SGD, DP-SAT and DP-SAM on least squares by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import LeastSquares

Vector = list[Decimal]


class Instance(NamedTuple):
    """Small dyadic data: exact both as decimals and as floats. Some gradients are longer than `clip`, some not."""

    A: tuple[tuple[float, ...], ...] = ((1, 0.5, 0), (0, 2, -1), (0.5, -0.25, 1), (-1, 0, 0.25))
    b: tuple[float, ...] = (1, -3, 0.5, 0.25)
    x0: tuple[float, ...] = (0.5, -0.25, 1.0)
    step_size: float = 0.25
    clip: float = 0.75
    noise_multiplier: float = 0.5
    sampling_rate: float = 0.375
    rho: float = 0.5
    seed: int = 2  # the sample of some steps is empty, and it differs from step to step

    def problem(self) -> Any:
        """The same data as a problem of this library."""
        return LeastSquares(np.array(self.A, float), np.array(self.b, float))

    def parameters(self, *, radius: bool) -> tuple[float, ...]:
        """The hyper-parameters in the order of the methods, with rho for those that have a radius."""
        common = (self.step_size, self.clip, self.noise_multiplier, self.sampling_rate)
        return (*common, self.rho) if radius else common


def iterates(instance: Instance, steps: int, ascent: str) -> list[Vector]:
    """x_1, ..., x_steps with the draws of NumPy's generator of the instance's seed.

    `ascent` is 'none' (DP-SGD), 'last release' (DP-SAT) or 'own release' (DP-SAM): where e = rho p/|p| gets its p.
    """
    rng, found = np.random.default_rng(instance.seed), []
    with localcontext() as context:
        context.prec = 80
        x, last = _decimals(instance.x0), _decimals([0.0] * len(instance.x0))
        for _ in range(steps):
            drawn = [i for i in range(len(instance.b)) if rng.random() < instance.sampling_rate]
            if ascent == "own release":
                last = _release(instance, x, drawn, rng)
            y = x if ascent == "none" else [v + w for v, w in zip(x, _scaled(last, Decimal(instance.rho)))]
            last = _release(instance, y, drawn, rng)
            x = [v - Decimal(instance.step_size) * w for v, w in zip(x, last)]
            found.append(x)
    return found


def _release(instance: Instance, x: Vector, drawn: Sequence[int], rng: Any) -> Vector:
    clip, total = Decimal(instance.clip), [Decimal(0)] * len(x)
    for i in drawn:
        row = _decimals(instance.A[i])
        residual = sum((a * v for a, v in zip(row, x)), Decimal(0)) - Decimal(instance.b[i])
        g = [residual * a for a in row]
        if _norm(g) > clip:
            g = _scaled(g, clip)
        total = [v + w for v, w in zip(total, g)]
    noise = [Decimal(instance.noise_multiplier) * clip * z for z in _decimals(rng.standard_normal(len(x)))]
    expected = Decimal(instance.sampling_rate) * len(instance.b)
    return [(v + w) / expected for v, w in zip(total, noise)]


def _decimals(values: Any) -> Vector:
    return [Decimal(float(v)) for v in values]


def _norm(v: Vector) -> Decimal:
    return sum((w * w for w in v), Decimal(0)).sqrt()


def _scaled(v: Vector, length: Decimal) -> Vector:
    """v at that length; 0 stays 0."""
    size = _norm(v)
    return [length * w / size for w in v] if size else v
