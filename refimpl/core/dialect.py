"""The few words that NumPy, Numba, CuPy and ball arithmetic do not share; algorithms use these.

Every word is a plain function over given arrays. What NumPy's own dispatch already covers
(zeros_like, dot, exp, linalg.solve ...) is written in algorithms as `np.` and needs no word here.
"""

from __future__ import annotations

import math

import numpy as np


def norm(x):
    """Euclidean norm of a vector."""
    return np.sqrt(np.dot(x, x))


def symmetric_product(A, x):
    """A @ x for a symmetric matrix A, of which an engine may read one half only."""
    return A @ x


def scale_to_norm(x, length):
    """`length * x / |x|`, and the zero vector where x = 0; the length must be finite there.

    Without a branch: many runs at once may differ in whether x = 0, and a device need not wait for the answer.
    """
    size = norm(x)
    return (length / (size + (size == 0))) * x


def all_finite(x):
    """Whether no entry of the array x is NaN or infinite."""
    return np.isfinite(x).all()


def quotient(a, b):
    """a / b entry by entry, and 0 at 0/0 (the pseudo-inverse of a diagonal matrix); b may be 0 only where a is."""
    return a / np.where(b == 0, 1.0, b)


def rational_power(x, p, q):
    """x^(p/q) of a positive scalar for integers p, q; exact exponent in every engine (2/3 is no float)."""
    return np.exp(np.log(x) * p / q)


def add_to_diagonal(H, shift):
    """H + shift I, as a new matrix."""
    shifted = H.copy()
    for i in range(H.shape[0]):
        shifted[i, i] = H[i, i] + shift
    return shifted


def weighted_gram(S, c):
    """S diag(c) S' for S (d, n) and weights c (n,), none negative: symmetric, and an engine may compute half of it."""
    return (S * c) @ S.T


def with_entry(x, i, value):
    """The vector x with `value` as its entry i, as a new vector."""
    changed = x.copy()
    changed[i] = value
    return changed


def identity_like(H):
    """Identity matrix of the shape and kind of the square matrix H."""
    eye = np.zeros_like(H)
    for i in range(H.shape[0]):
        eye[i, i] = 1.0
    return eye


def eigh(H):
    """Eigenvalues (ascending) and orthonormal eigenvectors (columns) of a symmetric matrix."""
    w, V = np.linalg.eigh(H)
    return w, V.copy()  # a copy is C-ordered in every engine; Numba's eigh returns Fortran order


def column_maxima(Z):
    """Largest entry of every column of Z (m, n), shape (n,); Numba's `np.max` knows no axis."""
    top = Z[0]
    for i in range(1, Z.shape[0]):
        top = np.maximum(top, Z[i])
    return top


def normal_density(z):
    """exp(-z^2/2) / sqrt(2 pi) of a number."""
    if hasattr(z, "normal_density"):
        return z.normal_density()
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def normal_cdf(z):
    """Probability that a standard normal number is below the number z; without cancellation for negative ones."""
    if hasattr(z, "normal_cdf"):
        return z.normal_cdf()
    return math.erfc(-z / math.sqrt(2.0)) / 2


def centre(x):
    """x itself; in ball arithmetic its midpoint as an exact number, where any number near x will do."""
    if hasattr(x, "centre"):
        return x.centre()
    return x


def between(a, b):
    """A number between a and b that is known to be near both: a; in ball arithmetic the ball of all of them."""
    if hasattr(a, "hull"):
        return a.hull(b)
    return a
