"""Naive 4-bit Shampoo: the factors themselves are stored in 4 bits.

Source      Wang, Li, Zhou & Huang 2024 (P386), their baseline.
Step        G = gradient at x, as a matrix; of both factors, L with G G' and R with G'G, C is stored, and every
            `period` steps, the first one included,
            A = b C + (1 - b) G G',  C+ = A in 4 bits, made symmetric; w and V = its eigenvalues, eigenvectors
            P = V diag(max(w, 0) + eps max w)^{-1/4} V',  Q likewise of R,  x+ = x - s |G| P G Q / |P G Q|
Guarantee   |x+ - x| = s |g| and <g, x - x+> >= s |g|^2 sqrt(eps/(1 + eps)): orthonormal V and the ridge (derived)
Assumes     nothing for the update. C may be indefinite as soon as the condition number is of order ten.
Cost        one gradient per step; two symmetric eigendecompositions; (m^2 + n^2)/2 bytes and m + n floats.
Departures  as in `shampoo-4bit`; the diagonal is quantised like the rest, columns have their own scales, and the
            mean of C and C' is taken. The state holds C by its eigenvalues and eigenvectors. Without max(w, 0) the
            root of an indefinite C would not be real.
"""

from __future__ import annotations

from refimpl.core.dialect import eigh
from refimpl.pruning_quantisation.linear_square import quantised
from refimpl.pruning_quantisation.shampoo_4bit import Shampoo4bit


class Shampoo4bitNaive(Shampoo4bit):
    """4-bit Shampoo's parameters."""

    def stored(self, A):
        """The factor in 4 bits, by its eigenvalues and eigenvectors."""
        C = quantised(A)
        return eigh((C + C.T) / 2)

    def turned(self, V):
        """V: orthonormal as it is."""
        return V
