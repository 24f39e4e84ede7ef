"""Hutchinson's estimator: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.hessian_spectrum.hutchinson import Hutchinson
from refimpl.problems import random_quadratic
from verification.arithmetic import spectral
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum import hutchinson_alignment, hutchinson_layers
from verification.claims.hessian_spectrum.probes import (
    HADAMARD,
    bordered,
    estimates,
    normal_nodes,
    sign_vectors,
    with_sum,
)
from verification.dialects.hessian_spectrum.hutchinson import GaussianProbes, SphereProbes
from verification.evidence import exact_moments, identity
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import hutchinson as mutants
from verification.trial import first_iterates

PAPER = "Hutchinson 1990; Bekas, Kokiopoulou & Saad 2007"
START, POINT = np.array(spectral.START), np.array(spectral.POINT)
# moments of 16 to 256 outcomes: products of a 4 x 4 matrix, then sums; the largest outcome is below 30 times the scale
ROUNDING = 1000 * 2.0**-53
EVERY_SAMPLE = (
    mutants.ProbeForgotten,
    mutants.TraceInEveryEntry,
    mutants.UnitProbe,
    mutants.ZeroOneProbe,
    mutants.HessianAtIterate,
    mutants.AbsoluteValues,
    mutants.StartCounted,
)


def hessian() -> np.ndarray:
    """The Hessian of the quartic at the point, from its own arithmetic."""
    return np.array([[float(v) for v in row] for row in spectral.hessian().rows])


def with_probes(method: type, probes: type) -> type:
    """The method with the step of a dialect; a mutant with a step of its own keeps it, which is no such probe."""
    own = {} if method.step is not Hutchinson.step else {"step": probes.step}  # type: ignore[attr-defined]
    return type(method.__name__, (method,), own)


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="the estimator",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic, with given draws, equal means of z*(Hz) in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The running mean is the sum over its number. The Hessian at the point is not that at any iterate."""
    draws = tape(np.ravel(spectral.NORMALS))
    return first_iterates(method(POINT), spectral.quartic(), START, spectral.hutchinson(), engine, rng=draws)


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="moments, Rademacher probes",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="2^d probes: E x = diag(H), Cov_ij = h_ij^2, Var_i = sum_{j != i} h_ij^2; Var of the trace 2 |offdiag|^2",
    controls=(
        *planted(*EVERY_SAMPLE),
        *without("probes of signs", probes=GaussianProbes),
        *without("the trace's own variance", trace_variance="sum of the variances of the diagonal"),
    ),
)  # fmt: skip
def rademacher_moments(
    method: type, engine: str, probes: Any = None, trace_variance: str = "2 |offdiag|^2"
) -> Finding:
    """z_i (Hz)_i = h_ii + sum_{j != i} h_ij z_i z_j, and E z_i z_j z_k z_l is 1 for two pairs, else 0.

    The product of two such sums, for i and j, keeps the term h_ij z_i z_j of both: h_ij^2 for i != j, and all
    sum_{k != i} h_ik^2 for i = j. Summed over i and j: 2 sum_{i != j} h_ij^2 = 2 (|H|_F^2 - sum h_ii^2). It is not the
    sum of the variances, which is half of it: entries estimated with one probe are correlated.
    """
    algorithm = (method if probes is None else with_probes(method, probes))(POINT)
    H = hessian()
    off = (H - np.diag(np.diag(H))) ** 2
    C = off + np.diag(off.sum(axis=1))
    of_trace = 2 * off.sum() if trace_variance == "2 |offdiag|^2" else off.sum()
    draws = sign_vectors(4) * np.array([0.5, 1.0, 0.25, 2.0])  # only the signs matter
    x = estimates(algorithm, spectral.quartic(), START, draws, engine)
    mean = np.append(np.diag(H), np.trace(H))
    return exact_moments(with_sum(x), np.full(16, 1 / 16), mean=mean, covariance=bordered(C, of_trace),
                         tolerance=ROUNDING)  # fmt: skip


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="moments, Gaussian probes",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="Gaussian probes: E x = diag(H), Cov_ij = h_ij^2 + delta_ij (H^2)_ii; Var of the trace 2 |H|_F^2",
    controls=(
        *planted(*EVERY_SAMPLE),
        *without("Gaussian probes", probes=SphereProbes),
        *without("the diagonal of H in the variance", trace_variance="2 |offdiag|^2"),
    ),
)
def gaussian_moments(
    method: type, engine: str, probes: type = GaussianProbes, trace_variance: str = "2 |H|^2"
) -> Finding:
    """Wick: E z_i y_i z_j y_j = E z_i y_i E z_j y_j + E z_i z_j E y_i y_j + E z_i y_j E y_i z_j with y = Hz, so

    Cov_ij = delta_ij (H^2)_ij + h_ij^2; summed over i and j: tr H^2 + |H|_F^2. The estimates are polynomials of degree
    2 in z: their second moments are sums over Gauss-Hermite nodes, exact up to degree 7.
    """
    H = hessian()
    C = np.diag(np.diag(H @ H)) + H**2
    of_trace = 2 * np.sum(H**2)
    if trace_variance != "2 |H|^2":
        of_trace -= 2 * np.sum(np.diag(H) ** 2)
    nodes, weights = normal_nodes(4)
    x = estimates(with_probes(method, probes)(POINT), spectral.quartic(), START, nodes, engine)
    mean = np.append(np.diag(H), np.trace(H))
    return exact_moments(
        with_sum(x), weights, mean=mean, covariance=bordered(C, of_trace), tolerance=ROUNDING
    )


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="moments, probes on the sphere",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="sphere probes: E x = diag(H); Var of the trace (2d/(d+2)) (|H|_F^2 - (tr H)^2/d), Cov_ij as proved",
    controls=(
        *planted(*EVERY_SAMPLE),
        *without("probes on the sphere", probes=GaussianProbes),
        *without("the trace removed from H", trace_variance="(2d/(d+2)) |H|^2"),
    ),
)  # fmt: skip
def sphere_moments(
    method: type, engine: str, probes: type = SphereProbes, trace_variance: str = "exact"
) -> Finding:
    """|g| and g/|g| are independent for g ~ N(0, I), and E|g|^4 = d (d + 2): for functions s of the direction

    E s = E s |g|^4 / (d (d + 2)), and s |g|^4 is a polynomial, of degree 6 for the estimates and 4 for their products.
    So E z_i y_i z_j y_j = (d/(d + 2)) (h_ii h_jj + delta_ij (H^2)_ii + h_ij^2), from which h_ii h_jj is subtracted.
    """
    d, H = 4, hessian()
    h = np.diag(H)
    C = d / (d + 2) * (np.outer(h, h) + np.diag(np.diag(H @ H)) + H**2) - np.outer(h, h)
    removed = np.trace(H) ** 2 / d if trace_variance == "exact" else 0.0
    of_trace = 2 * d / (d + 2) * (np.sum(H**2) - removed)
    nodes, weights = normal_nodes(d)
    weights = weights * np.sum(nodes**2, axis=1) ** 2 / (d * (d + 2))
    x = estimates(with_probes(method, probes)(POINT), spectral.quartic(), START, nodes, engine)
    mean = np.append(h, np.trace(H))
    return exact_moments(
        with_sum(x), weights, mean=mean, covariance=bordered(C, of_trace), tolerance=ROUNDING
    )


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="standard error",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="all pairs of probes: the mean over two has half the covariance of one, so the error falls like k^-1/2",
    controls=(
        *planted(
            mutants.SumInsteadOfMean, mutants.DividedByOneLess, mutants.NewestOnly, mutants.ProbeForgotten,
            mutants.StartCounted,
        ),
        *without("independent probes", reused=True),
    ),
)  # fmt: skip
def mean_over_two_probes(method: type, engine: str, reused: bool = False) -> Finding:
    """Covariances of independent estimates add; the mean over two has a quarter of the sum. A probe that is used twice
    has the covariance of one.
    """
    H = hessian()
    off = (H - np.diag(np.diag(H))) ** 2
    C = (off + np.diag(off.sum(axis=1))) / 2
    signs = sign_vectors(4)
    pairs = np.array([np.append(a, a if reused else b) for a, b in product(signs, signs)])
    x = estimates(method(POINT), spectral.quartic(), START, pairs, engine)
    mean = np.append(np.diag(H), np.trace(H))
    return exact_moments(with_sum(x), np.full(256, 1 / 256), mean=mean, covariance=bordered(C, off.sum()),
                         tolerance=ROUNDING)  # fmt: skip


@claim(
    "hutchinson",
    paper=PAPER,
    theorem="orthogonal probes",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="over d orthogonal sign vectors the mean is diag(H), exactly; for a diagonal H one probe is enough",
    controls=(
        *planted(
            mutants.ProbeForgotten, mutants.TraceInEveryEntry, mutants.UnitProbe, mutants.ZeroOneProbe,
            mutants.SumInsteadOfMean, mutants.StartCounted, mutants.ExponentialAverage, mutants.NewestOnly,
        ),
        *without("orthogonal probes", rows=(0, 1, 2, 1)),
        *without("probes of signs", probes=GaussianProbes),
    ),
)  # fmt: skip
def orthogonal_probes_are_exact(
    method: type, engine: str, rows: tuple[int, ...] = (0, 1, 2, 3), probes: Any = None
) -> Finding:
    """sum_r z_r,i z_r,j = 0 for i != j over the rows of a Hadamard matrix, so only h_ii remains; z_i^2 = 1.

    Rounding: 16 products and sums, relative to |H| = 3. Gaussian draws in place of the signs are the rows times 1, 2,
    3, 4.
    """
    algorithm = (method if probes is None else with_probes(method, probes))(np.zeros(4))
    problem = random_quadratic([3.0, 1.0, 0.5, -2.0], seed=4, minimizer=np.zeros(4))
    scaled = HADAMARD[list(rows)] * np.array([1.0, 2.0, 3.0, 4.0])[:, None]
    x = estimates(algorithm, problem, START, scaled.reshape(1, -1), engine)[0]
    one = estimates(algorithm, random_quadratic([2.0] * 4, 0, np.zeros(4)), START, 2 * HADAMARD[:1], engine)[
        0
    ]
    return worst(
        [
            identity(x, np.diag(problem.A), tolerance=40 * 2.0**-53, scale=3.0),
            identity(one, np.full(4, 2.0), tolerance=40 * 2.0**-53, scale=2.0),
        ]
    )


CLAIMS = (
    first_iterates_on_a_quartic,
    rademacher_moments,
    gaussian_moments,
    sphere_moments,
    mean_over_two_probes,
    orthogonal_probes_are_exact,
    *hutchinson_layers.CLAIMS,
    *hutchinson_alignment.CLAIMS,
)
