"""GAM in both its forms by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.newton import Matrix, Vector

Oracle = Callable[[Vector], tuple[Vector, Matrix]]
DIGITS = 80


def quadratic(A: Sequence[Sequence[int]], b: Sequence[int]) -> Oracle:
    """Gradient and Hessian of x'Ax/2 - b'x."""
    H = [[Decimal(a) for a in row] for row in A]
    return lambda x: ([_dot(row, x) - c for row, c in zip(H, b)], H)


def exact_form(
    oracle: Oracle, start: Sequence[int], steps: int, eta: str, rho: str, alpha: str, sam_rho: str = "0"
) -> list[Vector]:
    """x_1, ..., x_steps of GAM: w <- w - eta (g_s + alpha rho H(w_adv) g_a/|g_a|), f = H g/|g|.

    g_s is the gradient at w + sam_rho g/|g|, that of SAM; g itself for sam_rho = 0.
    """
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        w = [Decimal(v) for v in start]
        for _ in range(steps):
            g, H = oracle(w)
            f = [_dot(row, _unit(g)) for row in H]
            g_a, H_a = oracle(_ahead(w, Decimal(rho), _unit(f)))
            h = [Decimal(rho) * _dot(row, _unit(g_a)) for row in H_a]
            g_s = oracle(_ahead(w, Decimal(sam_rho), _unit(g)))[0]
            w = [a - Decimal(eta) * (b + Decimal(alpha) * c) for a, b, c in zip(w, g_s, h)]
            found.append(w)
    return found


def accelerated_form(
    oracle: Oracle, start: Sequence[int], steps: int, parameters: Sequence[str]
) -> list[Vector]:
    """x_1, ..., x_steps of accelerated GAM; `parameters` eta, r', r, beta_0, beta_1, gamma as decimal strings.

    The projection goes by the cosine, as the released code has it: p_perp = p - cos(p, q) |p| q/|q|.
    """
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        eta, near, far, b0, b1, gamma = map(Decimal, parameters)
        w = [Decimal(v) for v in start]
        for _ in range(steps):
            g0 = oracle(w)[0]
            g1 = oracle(_ahead(w, near, _unit(g0)))[0]
            y = _ahead(w, far, _unit([a - b for a, b in zip(g1, g0)]))
            g2 = oracle(y)[0]
            g3 = oracle(_ahead(y, near, _unit(g2)))[0]
            p = [a + (1 - b0) * b for a, b in zip(g0, g2)]
            q = [b1 * a + (1 - b1) * b for a, b in zip(g1, g3)]
            cosine = _dot(p, q) / (_norm(p) * _norm(q))
            p_perp = [a - cosine * _norm(p) * b for a, b in zip(p, _unit(q))]
            w = [a - eta * (b - gamma * c) for a, b, c in zip(w, q, p_perp)]
            found.append(w)
    return found


def _dot(a: Vector, b: Vector) -> Decimal:
    return sum((v * w for v, w in zip(a, b)), Decimal(0))


def _norm(a: Vector) -> Decimal:
    return _dot(a, a).sqrt()


def _unit(a: Vector) -> Vector:
    return [v / _norm(a) for v in a]


def _ahead(x: Vector, length: Decimal, direction: Vector) -> Vector:
    return [a + length * b for a, b in zip(x, direction)]
