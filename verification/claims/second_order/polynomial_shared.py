"""What the claims of polynomial preconditioning share: spectra with gaps, and Huber's function along one of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from refimpl.problems import AffineImage, Huber
from verification.arithmetic import quadratic_residuals
from verification.arithmetic.polynomials import iterates, symmetric
from verification.finding import Finding, worst
from verification.trial import first_iterates

GAPS = (100.0, 50.0, 20.0, 3.0, 2.0, 1.5, 1.25, 1.0)  # descending
# of 53 bits each, so that no iterate is exact in the balls that are compared with decimals
START, CENTER, STEP = (0.7, 0.45, 0.55), (0.3, -0.55, 0.45), 2.0**-6


def eigenvalues(spectrum: Sequence[float], order: int) -> list[Fraction]:
    """Of P_order B, in the order of those of B: lambda_i sigma_order(lambda without lambda_i)."""
    return [Fraction(v) * symmetric(spectrum, order, i) for i, v in enumerate(spectrum)]


def on_quadratic_residuals(method: type, engine: str, kind: str, steps: int) -> Finding:
    """The first iterates of the `kind` of polynomials on four quadratic residuals, for the orders 1 and 2."""
    findings = []
    for order in (1, 2):
        expected = iterates(kind, START, steps, (STEP, order, CENTER))
        algorithm = method(STEP, order, np.array(CENTER))
        problem = quadratic_residuals.problem()
        findings.append(first_iterates(algorithm, problem, np.array(START), expected, engine))
    return worst(findings)


def huber_along_the_largest(
    order: int, radius: float, delta: float
) -> tuple[AffineImage, np.ndarray, float, float]:
    """Huber's function of diag(4, 2, 1) x, a start `radius` away along the first axis, beta, and |x_0|^2 for P^{-1}.

    B = diag(16, 4, 1) at 0.
    """
    spectrum = (16.0, 4.0, 1.0)
    problem = AffineImage(Huber(1.0, delta, 3), np.diag([4.0, 2.0, 1.0]))
    beta = float(max(eigenvalues(spectrum, order)))
    return problem, np.array([radius / 4, 0, 0]), beta, radius * radius / beta
