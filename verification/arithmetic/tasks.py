"""Meta-objectives of a linear network in exact numbers: training written forwards, derivatives by dual numbers."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any, NamedTuple

from verification.arithmetic.dual import gradient
from verification.arithmetic.levels import exact, plus, scaled

Vector = list[Any]


class Tasks(NamedTuple):
    """The data of `LinearTasks`."""

    X: list[Any]
    y: list[Any]
    Z: list[Any]
    s: list[Any]
    width: int

    def features(self, x: Vector, z: Vector) -> Vector:
        """W z."""
        n = len(z)
        return [sum((x[a * n + b] * z[b] for b in range(n)), 0 * x[0]) for a in range(self.width)]

    def error(self, x: Vector, z: Vector, target: Any) -> Any:
        """v'W z - target."""
        v = x[len(x) - self.width :]
        return sum((a * b for a, b in zip(v, self.features(x, z), strict=True)), 0 * x[0]) - target

    def query_loss(self, x: Vector, j: int) -> Any:
        """The mean of squares, halved."""
        errors = [self.error(x, z, s) for z, s in zip(self.Z[j], self.s[j], strict=True)]
        return sum((e * e for e in errors), 0 * x[0]) * (Decimal(1) / (2 * len(errors)))

    def online(self, x: Vector, chosen: Any, alpha: Decimal) -> Vector:
        """x with the readout after the stream."""
        for j in chosen:
            for z, y in zip(self.X[j], self.y[j], strict=True):
                h, e = self.features(x, z), self.error(x, z, y)
                at = len(x) - self.width
                x = x[:at] + [v - e * b * alpha for v, b in zip(x[at:], h, strict=True)]
        return x

    def online_loss(self, x: Vector, chosen: Any, alpha: Decimal) -> Any:
        """The objective of OML on a sequence of tasks."""
        end = self.online(x, chosen, alpha)
        return sum((self.query_loss(end, j) for j in chosen), 0 * x[0]) * (Decimal(1) / len(chosen))

    def adapted(self, x: Vector, j: int, alpha: Decimal, steps: int, fixed: int = 0) -> Vector:
        """After inner steps that keep the first coordinates: dL/dW_ab = mean e v_a z_b, dL/dv_a = mean e h_a."""
        share = alpha / len(self.X[j])
        for _ in range(steps):
            v, moved = x[len(x) - self.width :], list(x)
            for z, y in zip(self.X[j], self.y[j], strict=True):
                h, e = self.features(x, z), self.error(x, z, y)
                slopes = [e * a * b for a in v for b in z] + [e * a for a in h]
                moved = [m - g * share for m, g in zip(moved, slopes, strict=True)]
            x = x[:fixed] + moved[fixed:]
        return x

    def adapted_loss(self, x: Vector, j: int, alpha: Decimal, steps: int, fixed: int = 0) -> Any:
        """The objective of MAML on a task."""
        return self.query_loss(self.adapted(x, j, alpha, steps, fixed), j)


def tasks(problem: Any) -> Tasks:
    """The data in decimals."""
    X, y, Z, s = (exact(getattr(problem, name), Decimal) for name in "XyZs")
    return Tasks(X, y, Z, s, problem.width)


def oml_step(data: Tasks, x: Vector, chosen: Any, eta: Decimal, alpha: Decimal) -> Vector:
    """One step of OML on a sequence."""
    return plus(x, gradient(lambda u: data.online_loss(u, chosen, alpha), x), -eta)


def mrcl_step(data: Tasks, x: Vector, chosen: Any, eta: Decimal, alpha: Decimal) -> Vector:
    """The same for the representation; the readout at the end of the stream."""
    at = len(x) - data.width
    return oml_step(data, x, chosen, eta, alpha)[:at] + data.online(x, chosen, alpha)[at:]


def maml_step(data: Tasks, x: Vector, chosen: Any, eta: Decimal, alpha: Decimal, fixed: int = 0) -> Vector:
    """One step of MAML with two inner steps."""
    losses = [functools.partial(data.adapted_loss, j=j, alpha=alpha, steps=2, fixed=fixed) for j in chosen]
    return mean_step(x, [gradient(loss, x) for loss in losses], eta)


def anil_step(data: Tasks, x: Vector, chosen: Any, eta: Decimal, alpha: Decimal) -> Vector:
    """The same with inner steps of the readout."""
    return maml_step(data, x, chosen, eta, alpha, len(x) - data.width)


def fo_maml_step(data: Tasks, x: Vector, chosen: Any, eta: Decimal, alpha: Decimal) -> Vector:
    """The same with the gradients at the ends of the inner steps."""
    ends = [(data.adapted(x, j, alpha, 2), j) for j in chosen]
    return mean_step(x, [gradient(functools.partial(data.query_loss, j=j), u) for u, j in ends], eta)


def mean_step(x: Vector, gradients: list[Vector], eta: Decimal) -> Vector:
    """x minus eta times the mean."""
    total = functools.reduce(plus, gradients, [Decimal(0)] * len(x))
    return plus(x, scaled(total, Decimal(1) / len(gradients)), -eta)
