"""Lazy Newton, AICN and Root Newton, right and with their mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import (
    CENT,
    Matrix,
    Vector,
    diagonal,
    identity,
    norm,
    repeated,
    root,
    solve,
)

SAFETY, FEWER = (
    Decimal.from_float(1e-3),
    Decimal.from_float(0.98),
)  # the float64 numbers of the mistakes, exactly


def _local(g: Vector, n: Vector, H: Matrix, p: Any) -> Decimal:
    """The Newton decrement."""
    return (g @ n).sqrt()


def damped(size: Any, decrement: Any = _local, matrix: Any = lambda H: H) -> Any:
    """x - size(p, G) n with n = H^{-1} g; `decrement(g, n, H)` is G and `matrix(H)` is inverted."""

    def step(o: Any, p: Any, x: Vector) -> Vector:
        g, H = o.gradient(x), o.hessian(x)
        n = solve(matrix(H), g)
        G = decrement(g, n, H, p)
        return x - size(p, G) * n if g @ g else x

    return repeated(step)


def remembering(size: Any, stale_hessian: bool) -> Any:
    """The mistakes of memory: H or G of the previous iterate; at x_0 it is the right one."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        H, G = o.hessian(x), (o.gradient(x) @ solve(o.hessian(x), o.gradient(x))).sqrt()
        while True:
            g = o.gradient(x)
            n = solve(H if stale_hessian else o.hessian(x), g)
            now = (g @ n).sqrt()
            H, x = o.hessian(x), x - size(p, now if stale_hessian else G) * n
            G = now
            yield x

    return iterates


def _cancelling(o: Any, p: Any, x: Vector) -> Vector:
    """0/0 at the minimiser."""
    n = solve(o.hessian(x), o.gradient(x))
    a = p.L_est * (o.gradient(x) @ n).sqrt()
    return x - ((1 + 2 * a).sqrt() - 1) / a * n


def _cubic(p: Any, G: Decimal, constant: Any = 1) -> Decimal:
    """The positive root of (L_est G/2) alpha^2 + alpha = 1."""
    a = constant * p.L_est * G
    return ((1 + 2 * a).sqrt() - 1) / a if a else Decimal(1)


AICN = {
    "reference": damped(_cubic),
    "euclidean-norm": damped(_cubic, lambda g, n, H, p: norm(g)),
    "euclidean-direction": damped(_cubic, lambda g, n, H, p: norm(n)),
    "hessian-not-inverted": damped(_cubic, lambda g, n, H, p: (g @ (H @ g)).sqrt()),
    "squared-decrement": damped(_cubic, lambda g, n, H, p: g @ n),
    "constant-under-root": damped(_cubic, lambda g, n, H, p: (g @ n / p.L_est).sqrt()),
    "cancelling-step-size": repeated(_cancelling),
    "regularised-hessian": damped(_cubic, matrix=lambda H: H + SAFETY * identity(len(H.rows))),
    "diagonal-hessian": damped(_cubic, matrix=diagonal),
    "undamped": damped(lambda p, G: 1),
    "self-concordant-step": damped(lambda p, G: 1 / (1 + p.L_est * G)),
    "factor-under-root": damped(lambda p, G: 2 / (1 + (1 + p.L_est * G).sqrt())),
    "half-step": damped(lambda p, G: _cubic(p, G) / 2),
    "uphill": damped(lambda p, G: -_cubic(p, G)),
    "constant-too-large": damped(lambda p, G: _cubic(p, G, CENT)),
    "constant-too-small": damped(lambda p, G: _cubic(p, G, FEWER)),
    "stale-decrement": remembering(_cubic, stale_hessian=False),
    "stale-hessian": remembering(_cubic, stale_hessian=True),
}


def _sigma(p: Any, G: Decimal, constant: Any = 1) -> Decimal:
    """The sigma with sigma^(q-1) = M G^(q-2)."""
    q = p.smoothness_order
    return root(constant * p.M * G ** (q - 2), q - 1)


def _root(sigma: Any) -> Any:
    return lambda p, G: 1 / (1 + sigma(p, G))


def _ridge(o: Any, p: Any, x: Vector) -> Vector:
    g, H = o.gradient(x), o.hessian(x)
    G = (g @ solve(H, g)).sqrt()
    return x - solve(H + _sigma(p, G) * identity(len(g)), g)


ROOT_NEWTON = {
    "reference": damped(_root(_sigma)),
    "half-exponent": damped(_root(lambda p, G: root(p.M, p.smoothness_order - 1) * G.sqrt())),
    "order-in-root": damped(
        _root(lambda p, G: root(p.M * G ** (p.smoothness_order - 2), p.smoothness_order))
    ),
    "euclidean-norm": damped(_root(_sigma), lambda g, n, H, p: norm(g)),
    "squared-decrement": damped(_root(_sigma), lambda g, n, H, p: g @ n),
    "hessian-not-inverted": damped(_root(_sigma), lambda g, n, H, p: (g @ (H @ g)).sqrt()),
    "constant-outside-root": damped(
        _root(lambda p, G: p.M * root(G ** (p.smoothness_order - 2), p.smoothness_order - 1))
    ),
    "undamped": damped(lambda p, G: 1),
    "linearised-step": damped(lambda p, G: 1 - _sigma(p, G)),
    "cubic-newton-step": damped(lambda p, G: 2 / (1 + (1 + 2 * p.M * G).sqrt())),
    "euclidean-regularisation": repeated(_ridge),
    "regularised-hessian": damped(_root(_sigma), matrix=lambda H: H + SAFETY * identity(len(H.rows))),
    "uphill": damped(lambda p, G: -1 / (1 + _sigma(p, G))),
    "factor-nine-twice": damped(_root(lambda p, G: _sigma(p, G, 9))),
    "constant-too-large": damped(_root(lambda p, G: _sigma(p, G, CENT))),
    "constant-too-small": damped(_root(lambda p, G: _sigma(p, G, FEWER))),
    "stale-decrement": remembering(_root(_sigma), stale_hessian=False),
    "stale-hessian": remembering(_root(_sigma), stale_hessian=True),
}


def lazy(
    shift: Any = lambda M, size: (M * size).sqrt(),
    renew: Any = lambda k, m: k % m == 0,
    matrix: Any = lambda H: H,
    length: Any = 1,
    kept: str = "",
    guarded: bool = True,
) -> Any:
    """Lazy Newton: (H_pi + lambda I) h = -length g; `kept` names what stays for a whole phase besides H.

    `kept="zero"` keeps H = 0 for the first phase.
    """

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        k, first = 0, o.gradient(x)
        H = 0 * identity(len(x)) if "zero" in kept else matrix(o.hessian(x))
        while True:
            g = o.gradient(x)
            if k > 0 and renew(k, p.period):
                H, first = matrix(o.hessian(x)), g
            size = norm(first if "lambda" in kept else g)
            if size or not guarded:
                right = first if "gradient" in kept else g
                x = x - length * solve(H + shift(p.M, size) * identity(len(x)), right)
            k += 1
            yield x

    return iterates


def _old_point(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
    """H is renewed after the last step of a phase, at the point before that step."""
    H, k = o.hessian(x), 0
    while True:
        g, before = o.gradient(x), x
        x = x if g @ g == 0 else x - solve(H + (p.M * norm(g)).sqrt() * identity(len(x)), g)
        k += 1
        if k % p.period == 0:
            H = o.hessian(before)
        yield x


LAZY_NEWTON = {
    "reference": lazy(),
    "stale-gradient": lazy(kept="lambda and gradient"),
    "stale-regularisation": lazy(kept="lambda"),
    "linear-regularisation": lazy(lambda M, size: M * size),
    "root-of-norm-only": lazy(lambda M, size: M * size.sqrt()),
    "without-regularisation": lazy(lambda M, size: Decimal(0)),
    "regularisation-subtracted": lazy(lambda M, size: -((M * size).sqrt())),
    "uphill": lazy(length=-1),
    "refreshed-late": lazy(renew=lambda k, m: k % m == 1 % m),
    "refreshed-early": lazy(renew=lambda k, m: k % m == m - 1),
    "hessian-of-old-point": _old_point,
    "first-hessian-forgotten": lazy(kept="zero"),
    "never-refreshed": lazy(renew=lambda k, m: False),
    "always-refreshed": lazy(renew=lambda k, m: True),
    "diagonal-hessian": lazy(matrix=diagonal),
    "constant-too-large": lazy(lambda M, size: (CENT * M * size).sqrt()),
    "step-too-long": lazy(length=CENT),
    "unguarded-zero-gradient": lazy(guarded=False),
}
