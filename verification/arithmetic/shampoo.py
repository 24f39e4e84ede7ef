"""Shampoo by decimal list arithmetic: roots by the Denman-Beavers iteration, no eigenvalue anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

Matrix = list[list[Decimal]]

DIGITS = 110
SETTLED = Decimal("1e-90")
# of a quadratic whose gradients are matrices of 2 x 3, or two blocks
HESSIAN = [
    [3, 1, 0, 0, 0, 0],
    [1, 2, 1, 0, 0, 0],
    [0, 1, 4, 0, 0, 0],
    [0, 0, 0, 2, 1, 0],
    [0, 0, 0, 1, 3, -1],
    [0, 0, 0, 0, -1, 2],
]
LINEAR = [1, -1, 2, 0, 1, -2]


def iterates(
    gradient: Callable[[list[Decimal]], list[Decimal]],
    start: Sequence[int],
    rows: int,
    steps: int,
    step_size: str,
    epsilon: str,
) -> list[list[Decimal]]:
    """x_1, ..., x_steps, each row by row."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        columns = len(x) // rows
        L, R = scaled_identity(rows, Decimal(epsilon)), scaled_identity(columns, Decimal(epsilon))
        for _ in range(steps):
            g = gradient(x)
            G = [g[i * columns : (i + 1) * columns] for i in range(rows)]
            L, R = add(L, product(G, transpose(G))), add(R, product(transpose(G), G))
            D = product(product(inverse_fourth_root(L), G), inverse_fourth_root(R))
            x = [v - Decimal(step_size) * w for v, w in zip(x, (w for row in D for w in row), strict=True)]
            found.append(x)
    return found


def inverse_fourth_root(M: Matrix) -> Matrix:
    """M^(-1/4) of a positive definite matrix."""
    return square_roots(square_roots(M)[0])[1]


def square_roots(M: Matrix) -> tuple[Matrix, Matrix]:
    """M^(1/2) and M^(-1/2): Y <- (Y + Z^-1)/2, Z <- (Z + Y^-1)/2 from Y = M, Z = I until Y Y = M.

    ArithmeticError where that is not reached to 90 digits.
    """
    half, Y, Z = Decimal("0.5"), M, scaled_identity(len(M), Decimal(1))
    for _ in range(60):
        Y, Z = scale(half, add(Y, inverse(Z))), scale(half, add(Z, inverse(Y)))
        if all(abs(a - b) < SETTLED for p, q in zip(product(Y, Y), M) for a, b in zip(p, q)):
            return Y, Z
    raise ArithmeticError("the square root of the matrix did not settle")


def inverse(M: Matrix) -> Matrix:
    """M^(-1) of a positive definite matrix by Gauss-Jordan elimination; its pivots are positive."""
    n = len(M)
    work = [row + unit for row, unit in zip(M, scaled_identity(n, Decimal(1)))]
    for k in range(n):
        work[k] = [v / work[k][k] for v in work[k]]
        for i in range(n):
            if i != k:
                work[i] = [v - work[i][k] * w for v, w in zip(work[i], work[k])]
    return [row[n:] for row in work]


def scaled_identity(n: int, c: Decimal) -> Matrix:
    """c I of shape (n, n)."""
    return [[c if i == j else Decimal(0) for j in range(n)] for i in range(n)]


def product(A: Matrix, B: Matrix) -> Matrix:
    """A B."""
    return [[sum((a * b for a, b in zip(row, column)), Decimal(0)) for column in zip(*B)] for row in A]


def add(A: Matrix, B: Matrix) -> Matrix:
    """A + B."""
    return [[a + b for a, b in zip(p, q)] for p, q in zip(A, B)]


def scale(c: Decimal, A: Matrix) -> Matrix:
    """c A."""
    return [[c * a for a in row] for row in A]


def transpose(A: Matrix) -> Matrix:
    """A'."""
    return [list(column) for column in zip(*A)]
