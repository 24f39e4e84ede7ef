"""Numbers, vectors and matrices that shrink to 0, 1 and the identity.

Everything is drawn from integers, so that shrinking is exact and ends at round numbers: sixteenths for vectors,
powers of two for scales and condition numbers, Householder reflections along integer vectors for rotations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

DIMENSIONS = st.integers(1, 6)
WORST_CONDITION = 2.0**40  # beyond, 53 bits leave less than four digits of a solution


def powers_of_two(low: int, high: int) -> st.SearchStrategy[float]:
    """2^k for low <= k <= high; shrinks to the one nearest 1."""
    return st.integers(low, high).map(lambda k: 2.0**k)


def vectors(d: int, scale: float = 4.0) -> st.SearchStrategy[np.ndarray]:
    """Vectors (d,) of multiples of scale/16 in [-scale, scale]; shrinks to 0."""
    entries = st.lists(st.integers(-16, 16), min_size=d, max_size=d)
    return entries.map(lambda ks: np.array(ks, np.float64) * (scale / 16))


def integer_matrices(m: int, n: int) -> st.SearchStrategy[np.ndarray]:
    """Matrices (m, n) of integers between -3 and 4, of any rank; shrinks to the identity matrix."""
    entries = st.lists(st.integers(-3, 3), min_size=m * n, max_size=m * n)
    return entries.map(lambda ks: np.eye(m, n) + np.reshape(np.array(ks, np.float64), (m, n)))


def orthogonal_matrices(d: int) -> st.SearchStrategy[np.ndarray]:
    """Products of at most d Householder reflections along integer vectors; shrinks to the identity.

    d reflections give every orthogonal matrix of order d (Cartan-Dieudonne), so all are approached.
    """
    direction = st.lists(st.integers(-8, 8), min_size=d, max_size=d)
    return st.lists(direction, max_size=d).map(lambda directions: _reflected(d, directions))


@st.composite
def spd_matrices(draw: st.DrawFn, d: Any = DIMENSIONS, mu: Any = None, L: Any = None) -> np.ndarray:
    """Symmetric matrices (d, d) with eigenvalues in [mu, L], up to rounding; shrinks to L times the identity.

    `d`, `mu` and `L` are numbers or strategies. L is a power of two within 2^-10 .. 2^10 where neither bound is
    given, and L/mu one up to 2^20 where one is missing. Eigenvalues are mu^t L^(1-t) with t in sixteenths.
    ValueError unless 0 < mu <= L <= 2^40 mu.
    """
    size = given(draw, d)
    Q = draw(orthogonal_matrices(size))
    A = (Q * draw(spectra(size, mu, L))) @ Q.T
    return (A + A.T) / 2


@st.composite
def data_matrices(draw: st.DrawFn, n: int, d: int, mu: Any = None, L: Any = None) -> np.ndarray:
    """Matrices A (n, d), n >= d, with the eigenvalues of A'A/n in [mu, L] as for `spd_matrices`.

    Shrinks to sqrt(n L) times the first d columns of the identity.
    """
    if n < d:
        raise ValueError(f"n must be at least d = {d}, got {n}")
    U, V = draw(orthogonal_matrices(n)), draw(orthogonal_matrices(d))
    return (U[:, :d] * np.sqrt(n * draw(spectra(d, mu, L)))) @ V.T


@st.composite
def spectra(draw: st.DrawFn, d: int, mu: Any = None, L: Any = None) -> np.ndarray:
    """d eigenvalues in [mu, L] as for `spd_matrices`; shrinks to L throughout."""
    low, high = given(draw, mu), given(draw, L)
    condition = draw(powers_of_two(0, 20)) if low is None or high is None else 1.0
    if high is None:
        high = draw(powers_of_two(-10, 10)) if low is None else low * condition
    low = high / condition if low is None else low
    if not 0 < low <= high <= WORST_CONDITION * low:
        raise ValueError(f"mu and L must satisfy 0 < mu <= L <= 2^40 mu, got mu = {low!r}, L = {high!r}")
    places = draw(st.lists(st.integers(0, 16), min_size=d, max_size=d))
    return np.clip([high * (low / high) ** (k / 16) for k in places], low, high)


def given(draw: st.DrawFn, value: Any) -> Any:
    """`value`, or a draw from it where it is a strategy."""
    return draw(value) if isinstance(value, st.SearchStrategy) else value


def _reflected(d: int, directions: list[list[int]]) -> np.ndarray:
    Q = np.eye(d)
    for v in directions:
        if any(v):
            Q = Q - np.outer(Q @ v, v) * (2 / np.dot(v, v))
    return Q
