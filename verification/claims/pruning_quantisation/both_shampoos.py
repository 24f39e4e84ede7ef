"""What is examined of both 4-bit Shampoos in the same way."""

from __future__ import annotations

import functools
from decimal import Decimal

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import shampoo_4bit
from verification.arithmetic.shampoo import HESSIAN, LINEAR
from verification.evidence import step_inequality, tight
from verification.finding import Finding, worst
from verification.tape import follow
from verification.trial import first_iterates

# from here small entries of eigenvectors meet the levels around zero, and the naive factor is indefinite
START = [-2, -1, 3, -3, -2, -1]
EPSILON, STEP = 0.0625, 0.5


@functools.cache
def expected(naive: bool) -> list[list[Decimal]]:
    """x_1, ..., x_4 for matrices of 2 x 3."""

    def gradient(x):
        return [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(HESSIAN, LINEAR)]

    return shampoo_4bit.iterates(gradient, START, 4, "0.125", "0.75", "0.0625", 2, naive=naive)


def in_decimals(method: type, engine: str, *, naive: bool) -> Finding:
    """These, against the method."""
    problem = Quadratic(np.array(HESSIAN, float), np.array(LINEAR, float))
    start = np.array(START, float)
    return first_iterates(method(0.125, 0.75, 0.0625, 2, 2), problem, start, expected(naive), engine)


def lengths_and_angles(
    method: type, engine: str, *, orthogonality: float, epsilon: float = EPSILON
) -> Finding:
    """|x+ - x| = s |g|, and the cosine of step and gradient at least 2 sqrt k/(1 + k), on tapes of random gradients;
    equality on a gradient 2^20 e e' that is followed by a small one, in the worst mixture of the two eigenspaces.
    """
    findings = []
    limit = np.sqrt((1 + epsilon) / epsilon)
    for rows, columns in ((2, 2), (2, 3), (3, 2)):
        tape = np.random.default_rng(rows).standard_normal((20, rows * columns))
        cosine = angles(method, rows, tape, engine)
        k = limit / orthogonality
        floor = np.full(len(cosine), 2 * np.sqrt(k) / (1 + k))
        findings.append(
            step_inequality(floor, cosine, allowance=1e-13)
        )  # a hundred operations on numbers of order one
    large, small = np.diag([2.0**20, 0.0]), np.diag([np.sqrt(limit), 1.0]) / 2**10
    cosine = angles(method, 2, np.array([large.ravel(), small.ravel()]), engine)
    # the second eigenvalue is at most 2^-35 of the first
    findings.append(tight(cosine[1:], [2 * np.sqrt(limit) / (1 + limit)], tolerance=1e-9, ylabel="cosine"))
    return worst(findings)


def angles(method: type, rows: int, tape: np.ndarray, engine: str) -> np.ndarray:
    """<g, x - x+>/(s |g|^2), the cosine where |x+ - x| = s |g|; 0, a violation, where it is not."""
    x, _ = follow(method(STEP, 0.75, EPSILON, rows, 1), np.zeros(tape.shape[1]), tape, engine=engine)
    moved, size = -np.diff(x, axis=0), STEP * np.linalg.norm(tape, axis=1)
    cosine = np.sum(moved * tape, axis=1) / (size * np.linalg.norm(tape, axis=1))
    # x is a sum of at most twenty steps, each good to a few units of its own size
    rounding = 2.0**-48 * np.maximum(size, np.max(np.abs(x)))
    return np.where(np.abs(np.linalg.norm(moved, axis=1) - size) <= rounding, cosine, 0.0)
