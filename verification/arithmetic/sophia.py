"""Sophia by decimal list arithmetic: weighted sums over all gradients and estimates so far, no recursions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from typing import Any

Vector = list[Decimal]
DIGITS = 80


def trajectory(
    gradient: Callable[[Vector], Vector],
    estimate: Callable[[Vector, int], Vector],
    start: Any,
    steps: int,
    parameters: Sequence[Any],
) -> list[Vector]:
    """x_1, ..., x_steps; `estimate(x, j)` is the j-th estimate of the diagonal, j = 0, 1, ...

    `parameters` are step size, beta1, beta2, gamma, epsilon, weight decay and period, floats taken exactly.
    """
    size, beta1, beta2, gamma, epsilon, decay = map(Decimal, parameters[:6])
    period, found = parameters[6], []
    gradients: list[Vector] = []
    estimates: list[Vector] = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        for t in range(steps):
            gradients.append(gradient(x))
            if t % period == 0:
                estimates.append(estimate(x, t // period))
            m, h = _average(gradients, beta1), _average(estimates, beta2)
            u = [_clip(a / max(gamma * b, epsilon)) for a, b in zip(m, h)]
            x = [(1 - size * decay) * a - size * b for a, b in zip(x, u)]
            found.append(x)
    return found


def hutchinson(
    hessian: Callable[[Vector], list[Vector]], signs: Sequence[Sequence[int]]
) -> Callable[[Vector, int], Vector]:
    """sum_k u_i H_ik u_k for every i, with the j-th row of signs as u."""

    def estimate(x: Vector, j: int) -> Vector:
        u, H = signs[j], hessian(x)
        return [sum((u[i] * a * u[k] for k, a in enumerate(row)), Decimal(0)) for i, row in enumerate(H)]

    return estimate


class Logistic:
    """Gradient and Gauss-Newton-Bartlett estimates of mean log(1 + exp(-y a'x)) + mu |x|^2/2."""

    def __init__(self, A: Sequence[Sequence[float]], y: Sequence[float], mu: float) -> None:
        self.A = [[Decimal(v) for v in row] for row in A]
        self.y, self.mu = [Decimal(v) for v in y], Decimal(mu)

    def gradient(self, x: Vector) -> Vector:
        """The gradient with the given labels."""
        return [a + self.mu * b for a, b in zip(self._mean(x, self.y), x)]

    def bartlett(self, uniform: Sequence[Sequence[float]]) -> Callable[[Vector, int], Vector]:
        """n ghat o ghat; in the j-th estimate the i-th label is +1 if uniform[j][i] < 1/(1 + exp(-a_i'x))."""

        def estimate(x: Vector, j: int) -> Vector:
            chance = [self._likelihood(row, x, 1) for row in self.A]
            labels = [Decimal(1 if Decimal(u) < p else -1) for u, p in zip(uniform[j], chance)]
            return [len(self.A) * g * g for g in self._mean(x, labels)]

        return estimate

    def _mean(self, x: Vector, labels: Vector) -> Vector:
        """- mean of y a / (1 + exp(y a'x))."""
        weights = [-y * self._likelihood(row, x, -y) / len(self.A) for row, y in zip(self.A, labels)]
        return [sum((w * v for w, v in zip(weights, column)), Decimal(0)) for column in zip(*self.A)]

    @staticmethod
    def _likelihood(row: Vector, x: Vector, sign: Any) -> Decimal:
        return 1 / (1 + (-sign * sum((a * v for a, v in zip(row, x)), Decimal(0))).exp())


def _average(rows: list[Vector], beta: Decimal) -> Vector:
    """(1 - beta) sum beta^age row, with 0^0 = 1."""
    ages = range(len(rows) - 1, -1, -1)
    weights = [(1 - beta) * (beta**age if age else Decimal(1)) for age in ages]
    return [sum((w * v for w, v in zip(weights, column)), Decimal(0)) for column in zip(*rows)]


def _clip(r: Decimal) -> Decimal:
    return min(max(r, Decimal(-1)), Decimal(1))
