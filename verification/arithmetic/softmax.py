"""TRAM in three forms and UDIM on softmax regression by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import NamedTuple

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.arithmetic.sam import of_length

Vector = list[Decimal]
Ascent = Callable[["Instance", Vector, Vector, int], Vector]


class Instance(NamedTuple):
    """Small dyadic data: exact both as decimals and as floats. Four inputs in the plane, three classes."""

    X: tuple[tuple[float, ...], ...] = ((1, 0.5), (-1, 2), (0.5, -1.5), (-0.25, -0.75))
    labels: tuple[int, ...] = (0, 1, 2, 1)
    mu: float = 0.125
    x0: tuple[float, ...] = (0.5, -1, 0.25, 1, -0.75, 0.5)
    step_size: float = 1.0

    def problem(self) -> SoftmaxRegression:
        """The same data as a problem of this library."""
        return SoftmaxRegression(np.array(self.X, float), np.eye(3)[list(self.labels)], self.mu)

    def predictions(self, x: Vector, noise: list[Vector] | None = None) -> list[Vector]:
        """Probabilities of the classes for every input, moved by `noise` where it is given."""
        found = []
        for i, u in enumerate(self.X):
            inputs = [Decimal(v) for v in u]
            if noise is not None:
                inputs = [a + b for a, b in zip(inputs, noise[i])]
            powers = [(x[2 * c] * inputs[0] + x[2 * c + 1] * inputs[1]).exp() for c in range(3)]
            found.append([v / sum(powers, Decimal(0)) for v in powers])
        return found

    def gradients(self, x: Vector, noise: list[Vector] | None = None) -> list[Vector]:
        """Those of the examples, each with its share of the weight mu."""
        found = []
        for i, (q, u, label) in enumerate(zip(self.predictions(x, noise), self.X, self.labels)):
            inputs = [Decimal(v) for v in u]
            if noise is not None:
                inputs = [a + b for a, b in zip(inputs, noise[i])]
            row = [(v - (c == label)) * a for c, v in enumerate(q) for a in inputs]
            found.append([a + Decimal(self.mu) * b for a, b in zip(row, x)])
        return found

    def input_gradients(self, x: Vector) -> list[Vector]:
        """Those of the losses of the examples in the two entries of their inputs."""
        residuals = [
            [v - (c == label) for c, v in enumerate(q)] for q, label in zip(self.predictions(x), self.labels)
        ]
        return [[sum((r[c] * x[2 * c + j] for c in range(3)), Decimal(0)) for j in (0, 1)] for r in residuals]


def divergence(P: list[Vector], Q: list[Vector]) -> Decimal:
    """Mean over the inputs of sum p log(p/q)."""
    each = [sum((p * (p / q).ln() for p, q in zip(a, b)), Decimal(0)) for a, b in zip(P, Q)]
    return sum(each, Decimal(0)) / len(each)


def mean(rows: list[Vector]) -> Vector:
    """Mean of the rows."""
    return [sum(column, Decimal(0)) / len(rows) for column in zip(*rows)]


def moved_predictions(instance: Instance, x: Vector, previous: Vector, t: int) -> Vector:
    """e = KL(previous || x) g/|g|: TRAM."""
    radius = divergence(instance.predictions(previous), instance.predictions(x))
    g = mean(instance.gradients(x))
    size = sum((v * v for v in g), Decimal(0)).sqrt()
    return [radius * v / size for v in g]


def noised_inputs(noise: list[list[list[float]]]) -> Ascent:
    """e = KL(clean || noised) g/|g| with the noise of step t: TRAM with input noise."""

    def ascent(instance: Instance, x: Vector, previous: Vector, t: int) -> Vector:
        Z = [[Decimal(v) for v in row] for row in noise[t]]
        radius = divergence(instance.predictions(x), instance.predictions(x, Z))
        g = mean(instance.gradients(x))
        size = sum((v * v for v in g), Decimal(0)).sqrt()
        return [radius * v / size for v in g]

    return ascent


def in_fisher_metric(damping: Decimal) -> Ascent:
    """e = KL(previous || x) F^{-1} g/sqrt(g'F^{-1}g): TRAM-Fisher."""

    def ascent(instance: Instance, x: Vector, previous: Vector, t: int) -> Vector:
        radius = divergence(instance.predictions(previous), instance.predictions(x))
        G = instance.gradients(x)
        g, F = mean(G), [v + damping for v in mean([[v * v for v in row] for row in G])]
        size = sum((v * v / f for v, f in zip(g, F)), Decimal(0)).sqrt()
        return [radius * v / (f * size) for v, f in zip(g, F)]

    return ascent


def iterates(instance: Instance, ascent: Ascent, steps: int) -> list[Vector]:
    """x_1, ..., x_steps of x+ = x - eta grad f(x + e) to 80 digits."""
    found = []
    with localcontext() as context:
        context.prec = 80
        x = previous = [Decimal(v) for v in instance.x0]
        for t in range(steps):
            e = ascent(instance, x, previous, t)
            g = mean(instance.gradients([a + b for a, b in zip(x, e)]))
            previous, x = x, [a - Decimal(instance.step_size) * b for a, b in zip(x, g)]
            found.append(x)
    return found


def udim_iterates(instance: Instance, rho: str, radius: str, weight: str, steps: int) -> list[Vector]:
    """x_1, ..., x_steps of SAM plus `weight` times the difference of the gradients on shifted and on given inputs."""
    found = []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(v) for v in instance.x0]
        for _ in range(steps):
            y = [a + b for a, b in zip(x, of_length(rho, mean(instance.gradients(x))))]
            shifts = [of_length(radius, s) for s in instance.input_gradients(y)]
            g, h = mean(instance.gradients(y)), mean(instance.gradients(y, shifts))
            move = [a + Decimal(weight) * (b - a) for a, b in zip(g, h)]
            x = [a - Decimal(instance.step_size) * b for a, b in zip(x, move)]
            found.append(x)
    return found
