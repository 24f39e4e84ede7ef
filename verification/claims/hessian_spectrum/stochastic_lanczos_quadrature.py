"""Stochastic Lanczos quadrature: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LogQuadratic, Quadratic, random_quadratic
from verification.arithmetic import spectral
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.hessian_spectrum.class_densities import density_of_each_class
from verification.claims.hessian_spectrum.probes import estimates, sign_vectors
from verification.evidence import bound, exact_moments, identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.hessian_spectrum import stochastic_lanczos_quadrature as mutants
from verification.trial import complete_run, first_iterates

PAPER = "Lin, Saad & Yang 2016"
GRID, WIDTH = np.array([-10.0, 2.0, 4.0, 8.0]), 2.0
WRONG_WEIGHTS = (
    mutants.ComponentsNotSquared,
    mutants.EqualWeights,
    mutants.LastComponents,
    mutants.CountInsteadOfDensity,
    mutants.KernelNotNormalised,
    mutants.WidthAsVariance,
)


def normal_density(t: Any, width: float) -> np.ndarray:
    """Density of N(0, width^2)."""
    return np.exp(-((np.asarray(t) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))


@claim(
    "stochastic-lanczos-quadrature",
    paper=PAPER,
    theorem="the estimator",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic, two nodes per probe, equal 80-digit decimals from the moments of each probe",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """Two nodes and weights are fixed by the moments z'H^j z, j = 0, ..., 3, without any Lanczos vector: the nodes are
    the roots of the quadratic orthogonal to polynomials of degree one.
    """
    algorithm = method(np.array(spectral.POINT), 2, GRID, WIDTH)
    expected = spectral.quadrature(GRID.tolist(), WIDTH)
    return first_iterates(
        algorithm,
        spectral.quartic(),
        np.array(spectral.START),
        expected,
        engine,
        rng=tape(np.ravel(spectral.NORMALS)),
    )


@claim(
    "stochastic-lanczos-quadrature",
    paper=PAPER,
    theorem="expectation",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="order = d: the mean over all 2^d probes is (1/d) sum_i N(t; lambda_i, width^2), exactly",
    controls=(
        *planted(
            *(m for m in WRONG_WEIGHTS if m is not mutants.EqualWeights), mutants.HessianAtIterate,
            mutants.OrderOneLess, mutants.StartCounted,
        ),
        *without("order = d", order=2),
    ),
)  # fmt: skip
def expectation_is_the_density(method: type, engine: str, order: int = 4) -> Finding:
    """With order = d the basis is full, so the estimate is z'K z/|z|^2 with K = N(t; H, width^2), a matrix function;

    E z z' = I gives tr K / d, the mean over the eigenvalues. Tolerance: orthonormality to 2 d^2 u, eigenvalues to
    d u |H| with slopes of the kernel below 1/width^2, a mean of 16; 1e-13 in all.
    """
    algorithm = method(np.array(spectral.POINT), order, GRID, WIDTH)
    H = np.array([[float(v) for v in row] for row in spectral.hessian().rows])
    x = estimates(algorithm, spectral.quartic(), np.array(spectral.START), sign_vectors(4), engine)
    expected = normal_density(GRID[:, None] - np.linalg.eigvalsh(H), WIDTH).mean(axis=1)
    return exact_moments(x, np.full(16, 1 / 16), mean=expected, tolerance=1e-13)


@claim(
    "stochastic-lanczos-quadrature",
    paper=PAPER,
    theorem="error of Gauss quadrature",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x - z'N(t; H, w^2) z/|z|^2| <= 4 M(rho) rho^(1-2m)/(rho - 1), least over rho, m = 1, ..., 10",
    controls=(
        *planted(*WRONG_WEIGHTS, mutants.StartCounted),
        *without("a kernel as wide as stated", narrower=0.25),
    ),
)  # fmt: skip
def error_of_the_quadrature(method: type, engine: str, narrower: float = 1.0) -> Finding:
    """Quadrature and integral agree on polynomials of degree 2m - 1 and both have total mass 1: the error is at most

    twice the uniform distance of the kernel from them on [-1, 1], which contains the spectrum, and that is at most
    2 M rho^(1-2m)/(rho - 1) where the kernel is at most M on the ellipse with semi-axis b = (rho - 1/rho)/2 (Chebyshev
    coefficients are at most 2 M rho^-k). |exp(-(t-s)^2/(2w^2))| <= exp(b^2/(2w^2)) there. Rounding: 1e-13.
    """
    d, width = 16, 0.5
    problem = random_quadratic(np.linspace(-1, 1, d) ** 3, seed=2, minimizer=np.zeros(d))
    grid, z = np.linspace(-1, 1, d), np.where(np.arange(d) % 3, 1.0, -1.0)
    w, V = np.linalg.eigh(problem.A)
    exact = normal_density(grid[:, None] - w, width) @ ((V.T @ z) ** 2 / d)
    rho = np.linspace(1.05, 20, 2000)
    largest = normal_density(0.0, width) * np.exp(((rho - 1 / rho) / 2) ** 2 / (2 * width**2))
    m = np.arange(1, 11)
    bounds = np.array([np.min(4 * largest * rho ** (1.0 - 2 * k) / (rho - 1)) for k in m])
    seen = []
    for order in m:
        algorithm = method(np.zeros(d), int(order), grid, narrower * width)
        x = complete_run(algorithm, problem, np.ones(d), 1, engine=engine, rng=tape(z)).x[-1]
        seen.append(np.max(np.abs(x - exact)))
    return bound(seen, bounds, allowance=np.full(10, 1e-13), x=m, xlabel="nodes m", ylabel="error of the density",
                 xscale="linear")  # fmt: skip


@claim(
    "stochastic-lanczos-quadrature",
    paper=PAPER,
    theorem="few distinct eigenvalues",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="as many nodes as distinct eigenvalues, or more: sum_i |P_i z|^2/|z|^2 N(t; lambda_i, w^2), exactly",
    controls=(
        *planted(*WRONG_WEIGHTS, mutants.OrderOneLess, mutants.UnguardedNorm),
        *without("as many nodes as distinct eigenvalues", order=2),
    ),
)  # fmt: skip
def few_eigenvalues_are_found(method: type, engine: str, order: int = 3) -> Finding:
    """The Krylov space of z has one dimension per eigenvalue with P_i z not 0 (P_i the projector); it is invariant, so

    nodes are eigenvalues and weights |P_i z|^2/|z|^2. Outliers of a Hessian with a large kernel show in a few products.
    Where the space ends the residual is
    zero, and so are the weights of further nodes: LogQuadratic(4) has H = 2 I at 0, exactly. Tolerance: 1e-12, rounding
    of 2 d^2 u over the gap 1/2.
    """
    spectrum = np.array([3.0, *[0.5] * 3, *[0.0] * 6])
    problem = random_quadratic(spectrum, seed=6, minimizer=np.zeros(10))
    grid, width, z = np.linspace(-1, 4, 10), 0.75, np.where(np.arange(10) % 3, 1.0, -1.0)
    w, V = np.linalg.eigh(problem.A)
    shares = (V.T @ z) ** 2 / 10
    expected = normal_density(grid[:, None] - w, width) @ shares
    x = complete_run(
        method(np.zeros(10), order, grid, width), problem, np.ones(10), 1, engine=engine, rng=tape(z)
    ).x[-1]
    curves = (Curve("exact", grid, expected, "theory"), Curve("estimate", grid, x, "measured"))
    picture = Picture(curves, "eigenvalue", "density", "linear", "linear")
    twice = method(np.zeros(4), 2, GRID, WIDTH)
    y = complete_run(twice, LogQuadratic(4), np.ones(4), 1, engine=engine, rng=tape(z[:4])).x[-1]
    return worst(
        [
            identity(x, expected, tolerance=1e-12, scale=1.0, picture=picture),
            identity(y, normal_density(GRID - 2, WIDTH), tolerance=1e-12, scale=1.0),
        ]
    )


@claim(
    "stochastic-lanczos-quadrature",
    paper=PAPER,
    theorem="shift and scale",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for c H + s I with grid c t + s and width |c| w the density is divided by |c|, c = -2, s = 3",
    controls=(
        *planted(mutants.KernelNotNormalised, mutants.WidthAsVariance, mutants.StartCounted),
        *without("grid and width moved along", moved=1.0),
    ),
)
def density_moves_with_the_spectrum(method: type, engine: str, moved: float = 3.0) -> Finding:
    """Krylov spaces of H and of c H + s I are equal, their nodes are c theta + s with the same weights, and the kernel
    of width |c| w has the density divided by |c|. Here c = -2, so the spectrum is reversed as well. Tolerance 1e-12.
    """
    problem, start = spectral.quartic(), np.array(spectral.START)
    H = problem.hessian(np.array(spectral.POINT))
    plain = method(np.zeros(4), 2, GRID, WIDTH)
    other = method(np.zeros(4), 2, -2 * GRID + moved, 2 * WIDTH)
    draws = tape(np.ravel(spectral.NORMALS))
    x = complete_run(plain, Quadratic(H, np.zeros(4)), start, 4, engine=engine, rng=draws.rewound()).x[1:]
    y = complete_run(
        other, Quadratic(-2 * H + 3 * np.eye(4), np.zeros(4)), start, 4, engine=engine, rng=draws.rewound()
    ).x[1:]
    return identity(2 * y, x, tolerance=1e-12, scale=float(np.max(x)))


CLAIMS = (
    first_iterates_on_a_quartic,
    expectation_is_the_density,
    error_of_the_quadrature,
    few_eigenvalues_are_found,
    density_moves_with_the_spectrum,
    density_of_each_class,
)
