"""Methods that divide by estimated Hessian diagonals, in decimals: sums over all that was seen, no recursions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from verification.arithmetic.spectral import CUBIC, QUARTIC, A, W, hessian
from verification.vectors.second_way.decimals import Matrix, Vector, precise

Gradient = Callable[[Vector], Vector]
Diagonal = Callable[[Vector, int], Vector]


def quartic_gradient(x: Vector) -> Vector:
    """A x + sum (c u^2/2 + a u^3/3) w of the quartic in four variables."""
    g = Matrix(A) @ x
    for row, c, a in zip(W, CUBIC, QUARTIC):
        w = Vector(row)
        u = w @ x
        g = g + (Decimal(c) * u**2 / 2 + Decimal(a) * u**3 / 3) * w
    return g


def probed(normals: Sequence[Sequence[float]]) -> Diagonal:
    """z o (H(x) z) on that quartic, z the signs of row t of `normals`."""

    def estimate(x: Vector, t: int) -> Vector:
        z = Vector(1 if v > 0 else -1 for v in normals[t])
        return Vector(a * b for a, b in zip(z, hessian(x) @ z))

    return estimate


def weighted(rows: Sequence[Vector], beta: Decimal, total: Decimal | None = None) -> Vector:
    """sum beta^age row over `total`: without one over the sum of the weights, with 1/(1 - beta) an average from 0."""
    weights = [beta**age if age else Decimal(1) for age in range(len(rows) - 1, -1, -1)]
    total = sum(weights, Decimal(0)) if total is None else total
    return Vector(sum((w * v for w, v in zip(weights, column)), Decimal(0)) / total for column in zip(*rows))


def adahessian(
    gradient: Gradient, estimate: Diagonal, start: Any, steps: int, parameters: Sequence[Any]
) -> list[list[Decimal]]:
    """x_1, ..., x_steps; step size, betas, power, epsilon and decay are taken exactly, the last number is the block."""
    found: list[list[Decimal]] = []
    with precise():
        size, beta1, beta2, power, epsilon, decay = map(Decimal, parameters[:6])
        block, x = parameters[6], Vector(start)
        gradients: list[Vector] = []
        squares: list[Vector] = []
        for t in range(steps):
            gradients.append(gradient(x))
            h = list(estimate(x, t))
            means = [sum(h[i - i % block : i - i % block + block]) / block for i in range(len(h))]
            squares.append(Vector(s * s for s in means))
            m, v = weighted(gradients, beta1), weighted(squares, beta2)
            u = Vector(a / (b.sqrt() ** power + epsilon) for a, b in zip(m, v))
            x = (1 - size * decay) * x - size * u
            found.append(list(x))
    return found


def oasis(
    gradient: Callable[[Vector, int], Vector],
    estimate: Diagonal,
    start: Any,
    steps: int,
    parameters: Sequence[Any],
) -> tuple[list[list[Decimal]], list[str]]:
    """x_1, ..., x_steps of OASIS, and which term gave each length; `gradient(x, k)` is that of step k, at any x.

    The parameters are the first length, beta1, beta2 and alpha. Averages are weighted sums: the first entry has the
    weight beta^k, the others (1 - beta) beta^age. With estimates of 1, alpha <= 1 and beta1 = 0 this is AdGD.
    """
    found: list[list[Decimal]] = []
    terms: list[str] = []
    with precise():
        first, beta1, beta2, alpha = map(Decimal, parameters)
        path = [Vector(start)]
        lengths: list[Decimal] = []
        gradients: list[Vector] = []
        estimates: list[Vector] = []
        for k in range(steps):
            x = path[-1]
            gradients.append(gradient(x, k))
            estimates.append(estimate(x, k))
            B = [max(abs(v), alpha) for v in _from_first(estimates, beta2)]
            bounds = {"start": first} if k == 0 else {}
            if k > 0:
                s, y = x - path[-2], gradients[-1] - gradient(path[-2], k)
                moved = sum((b * v * v for b, v in zip(B, s)), Decimal(0))
                turned = sum((v * v / b for b, v in zip(B, y)), Decimal(0))
                bounds["curvature"] = (moved / turned).sqrt() / 2
            if k > 1:
                bounds["growth"] = (1 + lengths[-1] / lengths[-2]).sqrt() * lengths[-1]
            terms.append(min(bounds, key=lambda name: bounds[name]))
            lengths.append(bounds[terms[-1]])
            m = _from_first(gradients, beta1)
            path.append(x - lengths[-1] * Vector(v / b for v, b in zip(m, B)))
            found.append(list(path[-1]))
    return found, terms


def _from_first(rows: Sequence[Vector], beta: Decimal) -> Vector:
    """beta^k row_0 + (1 - beta) sum beta^age row, over the later ones."""
    k = len(rows) - 1
    powers = [beta**age if age else Decimal(1) for age in range(k, -1, -1)]
    weights = [w if i == 0 else (1 - beta) * w for i, w in enumerate(powers)]
    return Vector(sum((w * v for w, v in zip(weights, column)), Decimal(0)) for column in zip(*rows))


def esgd(normals: Sequence[Sequence[float]], start: Any, steps: int, parameters: Any) -> list[list[Decimal]]:
    """x_1, ..., x_steps of ESGD on the quartic; the parameters are step size, damping and period."""
    found: list[list[Decimal]] = []
    with precise():
        size, damping, x = Decimal(parameters[0]), Decimal(parameters[1]), Vector(start)
        products: list[Vector] = []
        for t in range(steps):
            if t % parameters[2] == 0:
                products.append(hessian(x) @ Vector(normals[len(products)]))
            means = [sum(v * v for v in column) / len(products) for column in zip(*products)]
            x = x - size * Vector(g / (m.sqrt() + damping) for g, m in zip(quartic_gradient(x), means))
            found.append(list(x))
    return found
