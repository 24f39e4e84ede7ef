"""Both 4-bit Shampoos for matrices of two rows in decimals: eigenvalues by Jacobi's rotations, levels from a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.shampoo import DIGITS, Matrix, add, product, scale, scaled_identity, transpose

# in units of 1/225
LEVELS = [0 if j == 7 else (2 * j - 15) * abs(2 * j - 15) for j in range(16)]
Pair = tuple[list[Decimal], Matrix]


def iterates(
    gradient: Callable[[list[Decimal]], list[Decimal]],
    start: Sequence[int],
    steps: int,
    step_size: str,
    decay: str,
    epsilon: str,
    period: int,
    *,
    naive: bool,
) -> list[list[Decimal]]:
    """x_1, ..., x_steps, each row by row."""
    s, b, eps = Decimal(step_size), Decimal(decay), Decimal(epsilon)
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        n = len(x) // 2
        kept: list[Pair] = []
        factors = [[[(i + 1) * eps * (i == j) for j in range(m)] for i in range(m)] for m in (2, n)]
        for step in range(steps):
            g = gradient(x)
            G = [g[:n], g[n:]]
            if step % period == 0:
                squares = (product(G, transpose(G)), product(transpose(G), G))
                means = [add(scale(b, A), scale(1 - b, S)) for A, S in zip(factors, squares)]
                kept = [eigen(halved(columns(A))) if naive else rectified(eigen(A)) for A in means]
                factors = [rebuilt(w, V) for w, V in kept]
            P, Q = (
                rebuilt([1 / (max(v, Decimal(0)) + eps * max(w)).sqrt().sqrt() for v in w], V)
                for w, V in kept
            )
            D = [v for row in product(product(P, G), Q) for v in row]
            ratio = (sum((v * v for v in g), Decimal(0)) / sum((v * v for v in D), Decimal(0))).sqrt()
            x = [v - s * ratio * w for v, w in zip(x, D)]
            found.append(x)
    return found


def columns(A: Matrix) -> Matrix:
    """Every column rounded to the nearest level times its largest entry."""
    out = []
    for column in zip(*A):
        top = max(abs(v) for v in column)
        out.append(
            [top * min((abs(225 * v / top - level), level) for level in LEVELS)[1] / 225 for v in column]
        )
    return transpose(out)


def halved(C: Matrix) -> Matrix:
    """(C + C')/2."""
    return scale(Decimal("0.5"), add(C, transpose(C)))


def eigen(A: Matrix) -> Pair:
    """Ascending eigenvalues and unit eigenvectors with a positive sum of 2^i v_i, as columns: Jacobi's rotations.

    ArithmeticError where the off-diagonal entries do not fall below 1e-95 of the trace.
    """
    n = len(A)
    V = scaled_identity(n, Decimal(1))
    for _ in range(12):
        for p in range(n):
            for q in range(p + 1, n):
                if A[p][q]:
                    J = scaled_identity(n, Decimal(1))
                    tau = (A[q][q] - A[p][p]) / (2 * A[p][q])
                    t = Decimal(1).copy_sign(tau) / (abs(tau) + (1 + tau * tau).sqrt())
                    c = 1 / (1 + t * t).sqrt()
                    J[p][p] = J[q][q] = c
                    J[p][q], J[q][p] = t * c, -t * c
                    A, V = product(product(transpose(J), A), J), product(V, J)
    off = sum(abs(A[i][j]) for i in range(n) for j in range(i))
    if off > Decimal("1e-95") * sum(A[i][i] for i in range(n)):
        raise ArithmeticError("the eigenvalues did not settle")
    pairs = []
    for i, v in enumerate(transpose(V)):
        total = sum((a * 2**k for k, a in enumerate(v)), Decimal(0))
        pairs.append((A[i][i], [a.copy_sign(a * total) if a else a for a in v]))
    pairs.sort()
    return [w for w, _ in pairs], transpose([v for _, v in pairs])


def rectified(pair: Pair) -> Pair:
    """The eigenvectors in 4 bits, and twice V (3 I - V'V)/2."""
    w, V = pair
    V = columns(V)
    for _ in range(2):
        gram = product(transpose(V), V)
        half = [[(3 * (i == j) - v) / 2 for j, v in enumerate(row)] for i, row in enumerate(gram)]
        V = product(V, half)
    return w, V


def rebuilt(w: Sequence[Decimal], V: Matrix) -> Matrix:
    """V diag(w) V'."""
    return product([[v * d for v, d in zip(row, w)] for row in V], transpose(V))
