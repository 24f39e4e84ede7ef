"""Problems rebuilt in decimals from the data of a vector alone, as a consumer in another language would."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import Matrix, Vector, norm, unit


class Quadratic:
    """f = x'Ax/2 - b'x."""

    def __init__(self, A: Matrix, b: Vector) -> None:
        self.A, self.b = A, b

    def value(self, x: Vector) -> Decimal:
        return x @ (self.A @ x) / 2 - self.b @ x

    def gradient(self, x: Vector) -> Vector:
        return self.A @ x - self.b

    def hessian(self, x: Vector) -> Matrix:
        return self.A


class RidgePolynomial:
    """f = x'Ax/2 + sum (c_i u_i^3/6 + a_i u_i^4/12), u = Wx."""

    def __init__(self, A: Matrix, W: Matrix, cubic: Vector, quartic: Vector) -> None:
        self.A, self.ridges = A, list(zip(W.rows, cubic, quartic, strict=True))

    def gradient(self, x: Vector) -> Vector:
        g = self.A @ x
        for w, c, a in self.ridges:
            u = w @ x
            g += (c * u**2 / 2 + a * u**3 / 3) * w
        return g

    def hessian(self, x: Vector) -> Matrix:
        H = self.A
        for w, c, a in self.ridges:
            u = w @ x
            H += (c * u + a * u**2) * Matrix(v * w for v in w)
        return H


class Logistic:
    """f = (1/n) sum log(1 + exp(-y_i a_i'x)) + mu |x|^2/2, a_i the rows of A."""

    def __init__(self, A: Matrix, y: Vector, mu: Decimal) -> None:
        self.A, self.y, self.mu, self.count = A, y, mu, len(y)

    def gradient(self, x: Vector) -> Vector:
        return self.label_gradient(x, self.y) + self.mu * x

    def label_gradient(self, x: Vector, labels: Vector) -> Vector:
        """Of the mean loss with these labels, without the term of mu."""
        weights = Vector(y / (1 + (y * m).exp()) for y, m in zip(labels, self.A @ x, strict=True))
        return -(self.A.T @ weights) / self.count

    def model_labels(self, x: Vector, draws: Iterator[Decimal]) -> Vector:
        """1 where the draw is below 1/(1 + exp(-a_i'x)), else -1: one draw per row."""
        return Vector(1 if next(draws) * (1 + (-m).exp()) < 1 else -1 for m in self.A @ x)


class L2Ball:
    """{|x| <= radius}."""

    def __init__(self, radius: Decimal) -> None:
        self.radius = radius

    def linear_minimizer(self, s: Vector) -> Vector:
        return -self.radius * unit(s)

    def projection(self, x: Vector) -> Vector:
        return x if norm(x) <= self.radius else self.radius * unit(x)


class Simplex:
    """{x >= 0, sum x = 1}."""

    def linear_minimizer(self, s: Vector) -> Vector:
        best = s.entries.index(min(s))
        return Vector(int(i == best) for i in range(len(s)))

    def projection(self, x: Vector) -> Vector:
        """(x - theta)_+ with theta = (sum of the j largest - 1)/j for the j that makes it largest."""
        largest = sorted(x, reverse=True)
        theta = max((sum(largest[:j], Decimal(0)) - 1) / j for j in range(1, len(largest) + 1))
        return Vector(max(a - theta, Decimal(0)) for a in x)


class Constrained:
    """An objective on a set."""

    def __init__(self, objective: Any, domain: Any) -> None:
        self.value, self.gradient = objective.value, objective.gradient
        self.linear_minimizer, self.projection = domain.linear_minimizer, domain.projection


class LinearNoise(Constrained):
    """F(x; xi) = f(x) + xi'x."""

    def __init__(self, objective: Any, scale: Decimal) -> None:
        super().__init__(objective, objective)
        self.scale = scale

    def sample(self, draws: Iterator[Decimal], d: int) -> Vector:
        return Vector(self.scale * next(draws) for _ in range(d))

    def sample_value(self, x: Vector, xi: Vector) -> Decimal:
        return self.value(x) + xi @ x

    def sample_gradient(self, x: Vector, xi: Vector) -> Vector:
        return self.gradient(x) + xi


class QuadraticBilevel:
    """Lower g = y'Ay/2 - y'Bx, upper f = |y - t|^2/2 + r|x|^2/2."""

    def __init__(self, A: Matrix, B: Matrix, t: Vector, r: Decimal) -> None:
        self.A, self.B, self.t, self.r = A, B, t, r

    def upper_x(self, x: Vector, y: Vector) -> Vector:
        return self.r * x

    def upper_y(self, x: Vector, y: Vector) -> Vector:
        return y - self.t

    def lower_x(self, x: Vector, y: Vector) -> Vector:
        return -(self.B.T @ y)

    def lower_y(self, x: Vector, y: Vector) -> Vector:
        return self.A @ y - self.B @ x


class Record:
    """Hyper-parameters, or an estimator, by name; `kind` is the class that the vector names."""

    def __init__(self, kind: str, fields: dict[str, Any]) -> None:
        self.kind = kind
        self.__dict__.update(fields)


PROBLEMS = (Quadratic, RidgePolynomial, Logistic, L2Ball, Simplex, Constrained, LinearNoise, QuadraticBilevel)


def build(value: Any) -> Any:
    """A value of a vector file: record, integer, real number, vector or matrix."""
    if isinstance(value, int):
        return value
    if "class" in value:
        fields = {name: build(field) for name, field in value["fields"].items()}
        for problem in PROBLEMS:
            if problem.__name__ == value["class"]:
                return problem(**fields)
        return Record(value["class"], fields)
    numbers = value["decimal"]
    if not isinstance(numbers, list):
        return Decimal(numbers)
    return Matrix(numbers) if numbers and isinstance(numbers[0], list) else Vector(numbers)
