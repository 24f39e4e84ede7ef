"""Lazy cubic Newton, right and with its mistakes, over decimals: the length of the step by bisection."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, diagonal, eigen, norm, zero

Spectrum = list[tuple[Decimal, Vector]]
HALVINGS = 300


def shifted(spectrum: Spectrum, g: Vector, shift: Decimal, skip: bool = True) -> Vector:
    """-(H + shift I)^{-1} g, where 0/0 is 0 unless `skip` is False."""
    h = zero(g)
    for w, v in spectrum:
        c = v @ g
        if c or not skip:
            h = h - c / (w + shift) * v
    return h


def too_short(squares: list[tuple[Decimal, Decimal]], M: Decimal, r: Decimal) -> bool:
    """Whether |(H + (M/2) r I)^{-1} g| > r, from eigenvalues with squared coordinates of g."""
    return sum((c / (w + M / 2 * r) ** 2 for w, c in squares), Decimal(0)) > r * r


def cubic(spectrum: Spectrum, g: Vector, M: Decimal) -> Vector:
    """h with (H + (M/2) |h| I) h = -g and H + (M/2) |h| I > 0: the global minimiser outside the hard case."""
    squares = [(w, (v @ g) ** 2) for w, v in spectrum]
    low = max(-2 * spectrum[0][0] / M, Decimal(0))
    high = low + 1
    while too_short(squares, M, high):
        high = 2 * high
    for _ in range(HALVINGS):
        r = (low + high) / 2
        low, high = (r, high) if too_short(squares, M, r) else (low, r)
    return shifted(spectrum, g, M / 2 * high)


def _late(k: int, m: int) -> bool:
    return k % m == 1 % m


def lazy_cubic(
    step: Any = cubic,
    renew: Any = lambda k, m: k % m == 0,
    matrix: Any = lambda H: H,
    values: Any = lambda w: w,
    constant: Any = 1,
    length: Any = 1,
    kept: str = "",
    before: bool = False,
) -> Any:
    """x+ = x + length step(H_pi, g, constant M); `kept` names what stays for a phase besides H_pi.

    `values` replaces the eigenvalues; with `before` H_pi is that of the point before the last step of a phase.
    """

    def decomposed(o: Any, x: Vector) -> Spectrum:
        spectrum = [(values(w), v) for w, v in eigen(matrix(o.hessian(x)))]
        return sorted(spectrum, key=lambda pair: pair[0])

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        k, first, old, centre = 0, o.gradient(x), x, x
        H, matrix_at = decomposed(o, x), o.hessian(x)
        while True:
            g = o.gradient(x)
            if k > 0 and renew(k, p.period):
                H, matrix_at, first, centre = decomposed(o, old if before else x), o.hessian(x), g, x
            old, away = x, x - centre
            if kept == "centre":
                x = centre + step(H, g - matrix_at @ away, constant * p.M)
            else:
                x = x + length * step(H, first if kept == "gradient" else g, constant * p.M)
            k += 1
            yield x

    return iterates


def _newton(spectrum: Spectrum, g: Vector, M: Decimal) -> Vector:
    return shifted(spectrum, g, Decimal(0), skip=False)


def _newton_where_convex(spectrum: Spectrum, g: Vector, M: Decimal) -> Vector:
    return _newton(spectrum, g, M) if spectrum[0][0] > 0 else cubic(spectrum, g, M)


def _length_of_newton_step(spectrum: Spectrum, g: Vector, M: Decimal) -> Vector:
    return shifted(spectrum, g, M / 2 * norm(_newton(spectrum, g, M)), skip=False)


def _gradient_regularised(spectrum: Spectrum, g: Vector, M: Decimal) -> Vector:
    return shifted(spectrum, g, (M * norm(g)).sqrt())


LAZY_CUBIC_NEWTON = {
    "reference": lazy_cubic(),
    "hard-case-forgotten": lazy_cubic(),  # other than the reference in the hard case only, where the sign is left open
    "hard-case-imaginary": lazy_cubic(),
    "third-convention": lazy_cubic(constant=2),
    "absolute-eigenvalues": lazy_cubic(values=abs),
    "negative-curvature-dropped": lazy_cubic(values=lambda w: max(w, Decimal(0))),
    "newton-where-convex": lazy_cubic(_newton_where_convex),
    "without-regularisation": lazy_cubic(_newton),
    "length-of-newton-step": lazy_cubic(_length_of_newton_step),
    "gradient-regularised": lazy_cubic(_gradient_regularised),
    "uphill": lazy_cubic(length=-1),
    "diagonal-hessian": lazy_cubic(matrix=diagonal),
    "constant-too-large": lazy_cubic(constant=CENT),
    "step-too-long": lazy_cubic(length=CENT),
    "stale-gradient": lazy_cubic(kept="gradient"),
    "centred-at-the-hessian": lazy_cubic(kept="centre"),
    "refreshed-late": lazy_cubic(renew=_late),
    "refreshed-early": lazy_cubic(renew=lambda k, m: k % m == m - 1),
    "never-refreshed": lazy_cubic(renew=lambda k, m: False),
    "always-refreshed": lazy_cubic(renew=lambda k, m: True),
    "hessian-of-old-point": lazy_cubic(before=True),
}
