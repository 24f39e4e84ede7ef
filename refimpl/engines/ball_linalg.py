"""Certified linear algebra on object arrays of balls, by arb's matrices; LinAlgError where uncertain."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, arb_mat

from refimpl.engines.ball import Ball, Result, Undecidable


def _matrix(array: np.ndarray) -> arb_mat:
    if not array.size:
        return arb_mat(*array.shape)
    return arb_mat(array.tolist())


def _array(matrix: arb_mat) -> np.ndarray:
    result = np.empty((matrix.nrows(), matrix.ncols()), object)
    result.ravel()[:] = list(map(Result, matrix.entries()))
    return result


def matmul(a: np.ndarray, b: np.ndarray) -> Any:
    """Product of vectors and matrices, as `@`; ValueError for other dimensions or unequal lengths."""
    if a.ndim not in (1, 2) or b.ndim not in (1, 2):
        raise ValueError(f"factors must be vectors or matrices, got dimensions {a.ndim} and {b.ndim}")
    if a.shape[-1] != b.shape[0]:
        raise ValueError(f"factors must have matching shapes, got {a.shape} and {b.shape}")
    left, right = a[np.newaxis] if a.ndim == 1 else a, b[:, np.newaxis] if b.ndim == 1 else b
    return _array(_matrix(left) * _matrix(right)).reshape(a.shape[:-1] + b.shape[1:])[()]


def dot(a: np.ndarray, b: np.ndarray) -> Any:
    """As `np.dot`, for scalars, vectors and matrices."""
    return a * b if a.ndim == 0 or b.ndim == 0 else matmul(a, b)


def _square(A: np.ndarray) -> arb_mat:
    if A.ndim != 2 or A.shape[0] != A.shape[1]:
        raise np.linalg.LinAlgError(f"the matrix must be square, got shape {A.shape}")
    return _matrix(A)


def solve(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Enclosure of all solutions of A x = b, b of shape (n,) or (n, k)."""
    matrix = _square(A)
    if b.ndim not in (1, 2) or b.shape[0] != A.shape[0]:
        raise ValueError(f"b must have {A.shape[0]} rows, got shape {b.shape}")
    try:
        solution = matrix.solve(_matrix(b[:, np.newaxis] if b.ndim == 1 else b))
    except ZeroDivisionError:
        raise np.linalg.LinAlgError("the matrix is singular, or not certainly regular") from None
    return _array(solution).reshape(b.shape)


def inv(A: np.ndarray) -> np.ndarray:
    """Enclosure of the inverse."""
    try:
        return _array(_square(A).inv())
    except ZeroDivisionError:
        raise np.linalg.LinAlgError("the matrix is singular, or not certainly regular") from None


def eigh(H: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ascending eigenvalues (n,) and orthonormal eigenvectors (columns, any sign) of a symmetric matrix.

    The lower triangle counts, as in NumPy. The spectrum must be certainly simple, unless the matrix is
    exactly diagonal. Every symmetric member of the enclosure has its eigenpairs in the result.
    """
    _square(H)
    n = H.shape[0]
    H = np.array([[H[max(i, j), min(i, j)] for j in range(n)] for i in range(n)], object).reshape(n, n)
    if all(H[i, j].is_zero() for i in range(n) for j in range(i)):
        pairs = [(H[i, i], [Ball(int(i == j)) for j in range(n)]) for i in range(n)]
    else:
        pairs = _eigenpairs(_matrix(H))
    try:
        pairs.sort(key=lambda pair: pair[0])
    except Undecidable as error:
        raise np.linalg.LinAlgError(f"eigenvalues have no certain order: {error}") from None
    w, V = np.empty(n, object), np.empty((n, n), object)
    for k, (eigenvalue, vector) in enumerate(pairs):
        w[k], V[:, k] = eigenvalue, vector
    return w, V


def _eigenpairs(matrix: arb_mat) -> list[tuple[Ball, list[Ball]]]:
    """Those of the midpoints, widened for the radii E: eigenvalues by |E| (Weyl), unit eigenvectors, up to their sign,
    by sqrt 2 |E|/(gap - |E|) in norm (Davis & Kahan), with the gap to the other eigenvalues of the midpoints.
    """
    middle = arb_mat([[entry.mid() for entry in row] for row in matrix.tolist()])
    size = sum((entry.rad() ** 2 for row in matrix.tolist() for entry in row), arb(0)).sqrt().upper()
    try:
        values, vectors = acb_mat(middle).eig(right=True)
    except ValueError:
        raise np.linalg.LinAlgError("the spectrum is not certainly simple at this precision") from None
    columns = [[row[k] for row in vectors.tolist()] for k in range(len(values))]
    pairs = []
    for k, (value, column) in enumerate(zip(values, columns, strict=True)):
        others = [abs(value.real - other.real).lower() for i, other in enumerate(values) if i != k]
        gap = min(others, default=arb(1)) - size
        if not gap > 0:
            raise np.linalg.LinAlgError("the spectrum is not certainly simple at this precision")
        turn = arb(0, (arb(2).sqrt() * size / gap).upper())
        pairs.append((Ball(value.real + arb(0, size)), [Ball(v.value + turn) for v in _real_unit(column)]))
    return pairs


def _real_unit(column: list[acb]) -> list[Ball]:
    """The real unit vector on the line of an enclosed eigenvector c u, u real, c complex."""
    pivot = max(column, key=lambda entry: float(abs(entry).mid()))
    turned = [(entry * acb(pivot.real, -pivot.imag)).real for entry in column]  # |c|^2 u_p u is real
    size = sum((entry * entry for entry in turned), arb(0)).sqrt()
    unit = [entry / size for entry in turned]
    if not all(entry.is_finite() for entry in unit):
        raise np.linalg.LinAlgError("an eigenvector is not certainly non-zero at this precision")
    return [Ball(entry) for entry in unit]
