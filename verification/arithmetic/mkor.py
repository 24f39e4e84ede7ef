"""K-FAC with rank-one factors, MKOR and MKOR-H on batches of a softmax regression, in decimals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from verification.arithmetic.gauss_newton import INSTANCE
from verification.vectors.second_way.decimals import Matrix, Vector, identity, norm, precise, solve

Step = Callable[[Vector, Vector, Vector], Vector]  # of G, mean a and mean s


def kfac(
    batches: Sequence[Sequence[int]], step_size: float, decay: float
) -> tuple[list[list[Decimal]], list[int]]:
    """x_1, x_2, ...: the factors themselves are kept, and solved with."""
    b, factors = Decimal(decay), [identity(2), identity(3)]

    def step(g: Vector, a: Vector, s: Vector) -> Vector:
        for i, v in enumerate((a, s)):
            factors[i] = b * factors[i] + (1 - b) * outer(v, v)
        rows = [solve(factors[0], row) for row in by_rows(g)]
        columns = [solve(factors[1], column) for column in Matrix(rows).T.rows]
        return flat(Matrix(columns).T)

    return run(batches, step_size, step, None)


def mkor(
    batches: Sequence[Sequence[int]],
    step_size: float,
    decay: float,
    threshold: float,
    mixing: float,
    least: float | None = None,
) -> tuple[list[list[Decimal]], list[int]]:
    """x_1, x_2, ..., and how often the stabiliser acted and the first step of gradient descent, if `least` is given."""
    b, z, inverses, acted = Decimal(decay), Decimal(mixing), [identity(2), identity(3)], [0]

    def step(g: Vector, a: Vector, s: Vector) -> Vector:
        for i, v in enumerate((a, s)):
            C = inverses[i]
            if max(abs(entry) for row in C.rows for entry in row) > Decimal(threshold):
                acted[0] += 1
                C = z * C + (1 - z) * identity(len(v))
            u = C @ v
            inverses[i] = b * C + ((1 - b) / b**2 / (1 + b * (1 - b) * (v @ u))) * outer(u, u)
        rows = [inverses[0] @ row for row in by_rows(g)]
        D = flat(Matrix(inverses[1] @ column for column in Matrix(rows).T.rows).T)
        return (norm(g) / norm(D)) * D

    x, fell = run(batches, step_size, step, None if least is None else Decimal(least))
    return x, [acted[0], *fell]


def run(
    batches: Sequence[Sequence[int]], step_size: float, step: Step, least: Decimal | None
) -> tuple[list[list[Decimal]], list[int]]:
    """The iterates, and the step that was the first of gradient descent."""
    found: list[list[Decimal]] = []
    fell: list[int] = []
    with precise():
        x = Vector(INSTANCE.x0)
        for t, batch in enumerate(batches):
            Q, rows = INSTANCE.predictions(list(x)), INSTANCE.gradients(list(x))
            a = mean([Vector(INSTANCE.X[i]) for i in batch])
            s = mean([Vector(q - (c == INSTANCE.labels[i]) for c, q in enumerate(Q[i])) for i in batch])
            g = mean([Vector(rows[i]) for i in batch])
            before = value(x)
            x = x - Decimal(step_size) * (g if fell else step(g, a, s))
            if least is not None and not fell and value(x) > (1 - least) * before:
                fell.append(t + 1)
            found.append(list(x))
    return found, fell


def value(x: Vector) -> Decimal:
    """Mean of -log q_label over all examples."""
    Q = INSTANCE.predictions(list(x))
    return -sum((q[label].ln() for q, label in zip(Q, INSTANCE.labels)), Decimal(0)) / len(Q)


def mean(vectors: Sequence[Vector]) -> Vector:
    """Their mean."""
    total = vectors[0]
    for v in vectors[1:]:
        total = total + v
    return total / len(vectors)


def outer(u: Vector, v: Vector) -> Matrix:
    """u v'."""
    return Matrix(a * v for a in u)


def by_rows(g: Vector) -> list[Vector]:
    """Rows of two."""
    entries = list(g)
    return [Vector(entries[i : i + 2]) for i in range(0, len(entries), 2)]


def flat(M: Matrix) -> Vector:
    """Row by row."""
    return Vector(entry for row in M.rows for entry in row)
