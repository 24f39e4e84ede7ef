"""Polynomials in two variables with rational coefficients: products, derivatives, means under normal noise."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import NamedTuple


class Polynomial(NamedTuple):
    """The sum of c w^a v^b over `terms` {(a, b): c}."""

    terms: dict[tuple[int, int], Fraction]

    def plus(self, other: Polynomial, factor: Fraction | int = 1) -> Polynomial:
        """self + factor other."""
        found = dict(self.terms)
        for powers, c in other.terms.items():
            found[powers] = found.get(powers, Fraction(0)) + factor * c
        return Polynomial(found)

    def times(self, other: Polynomial) -> Polynomial:
        """The product."""
        found: dict[tuple[int, int], Fraction] = {}
        for (a, b), c in self.terms.items():
            for (m, n), k in other.terms.items():
                found[a + m, b + n] = found.get((a + m, b + n), Fraction(0)) + c * k
        return Polynomial(found)

    def derivative(self, w: int, v: int) -> Polynomial:
        """`w` times in the first variable, `v` times in the second one."""
        found = {}
        for (a, b), c in self.terms.items():
            if a >= w and b >= v:
                falling = Fraction(factorial(a) * factorial(b), factorial(a - w) * factorial(b - v))
                found[a - w, b - v] = c * falling
        return Polynomial(found)

    def laplacian(self) -> Polynomial:
        """The sum of both second derivatives."""
        return self.derivative(2, 0).plus(self.derivative(0, 2))

    def smoothed(self, variance: Fraction) -> Polynomial:
        """The mean under normal noise: exp(variance/2 times the Laplacian), a finite sum."""
        found, power, k = self, self.laplacian(), 1
        while power.terms:
            found = found.plus(power, (variance / 2) ** k / factorial(k))
            power, k = power.laplacian(), k + 1
        return found

    def at(self, w: Fraction, v: Fraction) -> Fraction:
        """The value."""
        return sum((c * w**a * v**b for (a, b), c in self.terms.items()), Fraction(0))


W, V = Polynomial({(1, 0): Fraction(1)}), Polynomial({(0, 1): Fraction(1)})


def constant(c: Fraction) -> Polynomial:
    """c."""
    return Polynomial({(0, 0): c})


def adapted_loss(alpha: Fraction, y: Fraction, s: Fraction) -> Polynomial:
    """(w+ v+ - s)^2/2 after one gradient step on (wv - y)^2/2."""
    e = W.times(V).plus(constant(y), -1)
    miss = W.plus(e.times(V), -alpha).times(V.plus(e.times(W), -alpha)).plus(constant(s), -1)
    return Polynomial({}).plus(miss.times(miss), Fraction(1, 2))
