"""BLAS and LAPACK alone: the large operations of a step, called one after the other on fixed data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.linalg import blas, lapack

from verification.bench.cases import PERIOD, SEEDS, Instance
from verification.bench.peers import Contestant, Peer

Work = Callable[[], Any]


def gemv(m: int, n: int) -> Work:
    """A row-ordered matrix times a vector."""
    A, x, out = np.full((m, n), 0.5).T, np.ones(n), np.zeros(m)
    return lambda: blas.dgemv(1.0, A, x, 0.0, out, trans=1, overwrite_y=1)


def gemv_t(m: int, n: int) -> Work:
    """The transpose of such a matrix times a vector."""
    A, x, out = np.full((m, n), 0.5).T, np.ones(m), np.zeros(n)
    return lambda: blas.dgemv(1.0, A, x, 0.0, out, overwrite_y=1)


def gemm(d: int, n: int) -> Work:
    """(d, n) times (n, d)."""
    A = np.full((d, n), 0.5, order="F")
    out = np.zeros((d, d), order="F")
    return lambda: blas.dgemm(1.0, A, A, 0.0, out, trans_b=1, overwrite_c=1)


def _definite(d: int) -> np.ndarray:
    R = np.random.default_rng(0).standard_normal((d, d))
    return np.asfortranarray(R @ R.T / d + np.eye(d))


def potrf(d: int) -> Work:
    """Cholesky factor and one pair of triangular solves."""
    H, g = _definite(d), np.ones(d)

    def work() -> None:
        factor, _ = lapack.dpotrf(H, clean=0)
        lapack.dpotrs(factor, g)

    return work


def syevd(d: int) -> Work:
    """Eigenvalues and eigenvectors of a symmetric matrix."""
    H = _definite(d)
    return lambda: lapack.dsyevd(H)


def _alone(stride: int, *parts: tuple[Callable[[int], Work], int]) -> Peer:
    """`parts` are operations with their number per `stride` steps."""

    def make(instance: Instance) -> Contestant:
        works = [(part(len(instance.x0)), count) for part, count in parts]

        def loop(steps: int) -> None:
            for _ in range(steps // stride):
                for work, count in works:
                    for _ in range(count):
                        work()

        return loop

    return Peer(make, iterates=False, least=1000)


def _f2sa(instance: Instance) -> Contestant:
    return _alone(1, (_square, 4 * instance.algorithm.inner_steps), (_square_t, 2)).make(instance)


def _square(d: int) -> Work:
    return gemv(d, d)


def _square_t(d: int) -> Work:
    return gemv_t(d, d)


def _rows(d: int) -> Work:
    return gemv(2 * d, d)


def _columns(d: int) -> Work:
    return gemv_t(2 * d, d)


def _gram(d: int) -> Work:
    return gemm(d, 2 * d)


PEERS = {
    "gradient-descent": _alone(1, (_square, 1)),
    "sam": _alone(1, (_square, 2)),
    "newton": _alone(1, (_rows, 2), (_columns, 1), (_gram, 1), (potrf, 1)),
    "aicn": _alone(1, (_rows, 2), (_columns, 1), (_gram, 1), (potrf, 1)),
    "lazy-newton": _alone(
        PERIOD, (_rows, PERIOD + 1), (_columns, PERIOD), (_gram, 1), (syevd, 1), (_square, PERIOD),
        (_square_t, PERIOD),
    ),
    "lazy-cubic-newton": _alone(
        1, (_rows, 2), (_columns, 1), (_gram, 1), (syevd, 1), (_square, 1), (_square_t, 1)
    ),
    "zo-frank-wolfe": _alone(1, (_square, 2 * SEEDS)),
    "f2sa": Peer(_f2sa, iterates=False, least=1000),
}  # fmt: skip
