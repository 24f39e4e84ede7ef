"""Coupled Newton iteration: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import HessianFamily
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic import shampoo as decimals
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import coupled_newton as mutants
from verification.trial import complete_run, first_iterates

MATRIX = [[5, 1, 0], [1, 3, 2], [0, 2, 4]]


def family(w, seed=0):
    """A matrix with the eigenvalues w in a random basis, which comes with it."""
    Q = random_orthogonal(np.random.default_rng(seed), len(w))
    A = (Q * np.asarray(w)) @ Q.T
    return HessianFamily((A + A.T) / 2), Q


def eigenvalues(method, w, p, steps, engine):
    """Q'X_k Q for k = 1, ..., steps: their diagonals (steps, d), and the largest entry beside them."""
    problem, Q = family(w)
    x = complete_run(method(p), problem, np.zeros(len(w) ** 2), steps, engine=engine).x[1:]
    turned = Q.T @ x.reshape(steps, len(w), len(w)) @ Q
    on = np.diagonal(turned, axis1=1, axis2=2)
    return on, np.max(np.abs(turned - on[:, :, None] * np.eye(len(w))))


@functools.cache
def in_decimals(p):
    """X_1, ..., X_4 for the matrix above and p = 2 or 4."""
    expected = []
    with localcontext() as context:
        context.prec = decimals.DIGITS
        A = [[Decimal(v) for v in row] for row in MATRIX]
        z = (1 + p) / (2 * sum((v * v for row in A for v in row), Decimal(0)).sqrt())
        X = decimals.scaled_identity(3, z.sqrt() if p == 2 else z.sqrt().sqrt())
        for _ in range(4):
            M = A
            for _ in range(p):
                M = decimals.product(X, M)
            shifted = decimals.add(M, decimals.scaled_identity(3, Decimal(-1 - p)))
            X = decimals.product(X, decimals.scale(Decimal(-1) / p, shifted))
            expected.append([v for row in X for v in row])
    return expected


@claim(
    "coupled-newton",
    theorem="the iteration",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="X_1, ..., X_4 for a 3 x 3 matrix and p = 2, 4 equal the iteration in 110-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_of_two_roots(method: type, engine: str) -> Finding:
    """The definition, with X_k as z^{1/p} times the product of all T, and M_k anew as X_k^p A, by decimal lists."""
    problem = HessianFamily(np.array(MATRIX, float))
    return worst([first_iterates(method(p), problem, np.ones(9), in_decimals(p), engine) for p in (2, 4)])


@claim(
    "coupled-newton",
    theorem="the limit",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="after 30 steps X^p A = I for p = 1, 2, 3, 4 and condition numbers up to 1e4, not only M = I",
    controls=planted(
        mutants.NotScaled,
        mutants.RootNotScaled,
        mutants.RootForgotten,
        mutants.HalfForgotten,
        mutants.OneFactor,
        mutants.OneTooMany,
        mutants.WrongDivisor,
        mutants.OneForgotten,
        mutants.NextFactor,
        mutants.SingleMatrices,
    ),
)
def root_is_inverse(method: type, engine: str) -> Finding:
    """X and M are polynomials in A: on every eigenvector X^p lambda = m for ever, and m tends to 1. While m is small
    it grows by ((p + 1)/p)^p >= 2 per step, so 30 steps are enough for 1e4.

    Eigenvalues that are compared with lambda^{-1/p}, not the residual of M: m = 1 also where X has the wrong sign.
    """
    findings = []
    for w in ([3.0, 2.0, 0.5], [100.0, 1.0, 0.01], [2.0, 0.125, 0.0625]):
        for p in (1, 2, 3, 4):
            on, off = eigenvalues(method, w, p, 30, engine)
            expected = np.array(w) ** (-1 / p)
            # rounding of M, relative to its largest eigenvalue, meets the smallest: the condition number times 1e3 u
            tolerance = 1e3 * 2.0**-53 * w[0] / w[-1]
            findings += [
                identity(on[-1] / expected, np.ones(3), tolerance=tolerance),
                identity(off, 0.0, tolerance=tolerance, scale=expected[-1]),
            ]
    return worst(findings)


@claim(
    "coupled-newton",
    theorem="quadratic convergence from below",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="c e^2 <= 1 - m+ <= c e^2 (1 + e/p)^{p-1}, c = (p + 1)/(2p), e = 1 - m in [0, 1], m an eigenvalue of M",
    controls=(
        *planted(
            mutants.RootNotScaled,
            mutants.RootForgotten,
            mutants.OneFactor,
            mutants.OneTooMany,
            mutants.WrongDivisor,
            mutants.OneForgotten,
            mutants.NextFactor,
        ),
        *without("e in [0, 1]", first=0),
    ),
)  # fmt: skip
def residual_is_squared(method: type, engine: str, first: int = 1) -> Finding:
    """m+ = (1 - e)(1 + e/p)^p has the derivative -(1 + 1/p) e (1 + e/p)^{p-1} in e, so that

    1 - m+ = (1 + 1/p) int_0^e t (1 + t/p)^{p-1} dt, and the power lies between 1 and its value at e. For e < 0 it is
    below 1: from m_0 <= (p + 1)/2 the first step leads to m <= 1, and all others stay there.
    m is read off as lambda x^p, x an eigenvalue of X.
    """
    findings = []
    for p in (2, 3, 4):
        w = np.array([4.0, 1.0, 0.125, 0.0078125])
        on, _ = eigenvalues(method, w, p, 12, engine)
        z = (1 + p) / (2 * np.linalg.norm(w))
        e = 1 - np.vstack([z * w, w * on**p])[first:]
        rest, c = e[:-1], (p + 1) / (2 * p)
        low, high = c * rest**2, c * rest**2 * (1 + np.maximum(rest, -1) / p) ** (p - 1)
        # m to the condition number 512 times a hundred roundings of numbers of order one
        for left, right in ((low, e[1:]), (e[1:], high)):
            findings.append(step_inequality(left.ravel(), right.ravel(), allowance=512 * 100 * 2.0**-53))
    return worst(findings)


@claim(
    "coupled-newton",
    theorem="order 1: the inverse",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="for p = 1 the residual is squared exactly: I - X_k A = (I - z A)^{2^k}",
    controls=planted(
        mutants.HalfForgotten,
        mutants.OneTooMany,
        mutants.WrongDivisor,
        mutants.OneForgotten,
        mutants.NextFactor,
    ),
)
def inverse_squares_its_residual(method: type, engine: str) -> Finding:
    """p = 1 is Newton's iteration for the inverse, X+ = X (2 I - M): its residual I - X A is squared exactly.

    For A = diag(4, 1) z = 1/sqrt 17, so I - M_k = diag(1 - 4z, 1 - z)^{2^k}.
    """
    on, _ = eigenvalues(method, [4.0, 1.0], 1, 5, engine)
    residual = np.abs(1 - on * np.array([4.0, 1.0]))
    z = 1 / np.sqrt(17)
    powers = 2.0 ** np.arange(1, 6)[:, None]
    expected = np.array([1 - 4 * z, 1 - z]) ** powers
    # a residual of 6e-49 is rounding: the second eigenvalue is read, at least 2e-4, with a hundred roundings of one
    return tight(residual[:, 1], expected[:, 1], tolerance=100 * 2.0**-53 / 1e-4, ylabel="|I - X A|")


CLAIMS = (
    first_iterates_of_two_roots,
    root_is_inverse,
    residual_is_squared,
    inverse_squares_its_residual,
)
