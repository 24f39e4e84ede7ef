"""Spectral densities class by class (P107): negative curvature of the minority that the whole loss does not show."""

from __future__ import annotations

import numpy as np

from refimpl.problems import RobustRegression
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.probes import estimates, sign_vectors
from verification.evidence import bound, exact_moments, step_inequality
from verification.finding import Finding, worst
from verification.mutants.hessian_spectrum import stochastic_lanczos_quadrature as mutants

D, MAJORITY, MINORITY, WIDTH = 4, 9, 3, 0.0625


def classes() -> tuple[RobustRegression, RobustRegression, RobustRegression]:
    """Nine examples labelled +1 and three labelled -1 that overlap, each class alone, and with equal weights."""
    A = np.round(4 * np.random.default_rng(3).standard_normal((MAJORITY + MINORITY, D))) / 4
    A[:, 0] = 1.0
    A[MAJORITY:] *= np.array([1.0, 0.5, 0.5, 0.5])
    y = np.repeat([1.0, -1.0], [MAJORITY, MINORITY])
    minority = RobustRegression(A[MAJORITY:], y[MAJORITY:])
    repeated = np.concatenate([A, A[MAJORITY:], A[MAJORITY:]])
    reweighted = RobustRegression(repeated, np.concatenate([y, y[MAJORITY:], y[MAJORITY:]]))
    return RobustRegression(A[:MAJORITY], y[:MAJORITY]), minority, reweighted


def stationary_point(problem: RobustRegression) -> np.ndarray:
    """A local minimiser, by descent from near it and Newton's method with dense Hessians."""
    x = np.array([-0.25, 0.5, 0.5, 1.0])
    for _ in range(200):
        x = x - problem.gradient(x) / 8
    for _ in range(5):
        x = x - np.linalg.solve(problem.hessian(x), problem.gradient(x))
    return x


@claim(
    "stochastic-lanczos-quadrature",
    paper="P107",
    theorem="class-wise spectral density",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="at a minimiser of the reweighted loss the density of the minority has mass below zero, as dense",
    controls=(
        *planted(
            mutants.ComponentsNotSquared,
            mutants.LastComponents,
            mutants.CountInsteadOfDensity,
            mutants.KernelNotNormalised,
            mutants.WidthAsVariance,
            mutants.HessianAtIterate,
            mutants.OrderOneLess,
            mutants.StartCounted,
        ),
        *without("each class alone", alone=0),
    ),
    shows=("P107/1",),
)
def density_of_each_class(method: type, engine: str, alone: int = 1) -> Finding:
    """The Hessian of a class is that of the mean loss of its examples: the whole Hessian is the weighted sum of these,

    and may be positive definite where one of them is not. With order = d the mean over all sign probes is the density
    of the dense eigenvalues, for each class. The loss is bounded, so misfit examples curve downwards; labels are +-1.
    """
    majority, minority, reweighted = classes()
    x = stationary_point(reweighted)
    spectra = [np.linalg.eigvalsh(p.hessian(x)) for p in (majority, minority, reweighted)]
    grid = np.array([spectra[1][0], 0.5, 1.75, 3.0])
    peak = 1 / (WIDTH * np.sqrt(2 * np.pi))
    findings = []
    for problem, dense in zip((majority, minority), spectra):
        served = problem if alone else reweighted
        found = estimates(method(x, D, grid, WIDTH), served, np.ones(D), sign_vectors(D), engine)
        expected = peak * np.exp(-(((grid[:, None] - dense) / WIDTH) ** 2) / 2).mean(axis=1)
        # eigenvalues to 1e-15, times the slope of the kernel, 100, against densities of order 1
        findings.append(exact_moments(found, np.full(2**D, 2.0**-D), mean=expected, tolerance=1e-12))
    density = estimates(method(x, D, grid, WIDTH), reweighted, np.ones(D), sign_vectors(D), engine).mean(
        axis=0
    )
    # the instance is as stated: the least eigenvalue of the minority below -0.1, that of the whole above 0.03
    least = np.array([spectra[1][0], spectra[2][0]])
    findings.append(step_inequality([least[0], 0.03], [-0.1, least[1]], label="least eigenvalues"))
    # nothing of the whole near that of the minority, which has a quarter of its mass there
    findings.append(bound(density[:1], [0.05 * peak], xlabel="grid point", ylabel="density of the whole"))
    return worst(findings)
