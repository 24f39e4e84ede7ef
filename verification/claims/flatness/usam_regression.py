"""USAM on second-order regression: the closed map, and where the largest eigenvalue ends (P040)."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import HessianEigenvalue, KernelEigenvalue
from refimpl.problems import random_quadratic_regression
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.second_order_regression import side_by_side
from verification.evidence import bound, identity
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.flatness import usam as mutants
from verification.trial import complete_run

U = 2.0**-53


def closed_map(problem: Any, x: np.ndarray, eta: float, rho: float, P: Any, Q_of_descent: Any) -> Finding:
    """One step of the map of (z, J) from every iterate of x (k + 1, d), against z and J at the next one.

    `P` and `Q_of_descent` (k, n, n) weigh the residuals in the ascent and in the descent; identities for full batch.
    """
    n, d = problem.J.shape
    Q = problem.Q.reshape(n, d, d)
    z = np.array([problem.residual(v) for v in x])
    J = np.array([problem.jacobian(v) for v in x])

    def moved(z: Any, J: Any, v: Any, t: float) -> tuple[Any, Any]:
        Qv = np.einsum("ijl,kl->kij", Q, v)
        return z + t * np.einsum("kij,kj->ki", J, v) + t**2 / 2 * np.einsum("kij,kj->ki", Qv, v), J + t * Qv

    u = np.einsum("kij,kil,kl->kj", J[:-1], P, z[:-1])
    perturbed, jacobian = moved(z[:-1], J[:-1], u, rho)
    v = np.einsum("kij,kil,kl->kj", jacobian, Q_of_descent, perturbed)
    after, slope = moved(z[:-1], J[:-1], v, -eta)
    # z, J and both maps are sums of at most 1 + d + d^2 products of terms no larger than these, u and v of n d such
    size = np.abs(problem.y).max() + np.abs(problem.J).sum() + np.abs(Q).sum()
    size *= max(1.0, float(np.abs(x).max())) ** 2 * n * d
    return worst(
        [
            identity(z[1:], after, tolerance=32 * U, scale=size),
            identity(J[1:], slope, tolerance=32 * U, scale=size),
        ]
    )


def edge(eta: float, rho: float) -> float:
    """lambda_c, the positive root of eta l (1 + rho l) = 2."""
    return float(np.sqrt(1 + 8 * rho / eta) - 1) / (2 * rho) if rho else 2 / eta


@claim(
    "usam",
    paper="P040",
    theorem="closed map of residual and Jacobian",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="u = J'z; z' = z + rho J u + (rho^2/2) Q(u, u); J' = J + rho Q(u, .); v = J''z'; z+ and J+ as for -eta v",
    controls=(*planted(*mutants.MUTANTS), *without("rho > 0", believed=0.0)),
)
def closed_map_on_regression(method: type, engine: str, believed: float = 1.0) -> Finding:
    """z is quadratic and J affine in theta, the gradient is J'z: theta appears nowhere in the map."""
    eta, rho = 1 / 32, 1 / 16
    problem = random_quadratic_regression(3, 4, seed=3, curvature=0.5)
    t = complete_run(method(eta, rho), problem, np.array([0.5, -1.0, 0.25, 1.0]), 40, engine=engine)
    whole = np.tile(np.eye(3), (40, 1, 1))
    return closed_map(problem, t.x, eta, believed * rho, whole, whole)


@claim(
    "usam",
    paper="P040",
    theorem="edge of stability as a function of step and radius",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="2-D model: the kernel ends at lambda_c = (sqrt(1 + 8 rho/eta) - 1)/(2 rho) as eps -> 0, not at 2/eta",
    shows=("P040/1",),
    controls=(
        *planted(
            mutants.NormalisedAscent,
            mutants.StepSizeInAscent,
            mutants.DescendingPerturbation,
            mutants.GradientAtIterate,
            mutants.StepTooLong,
        ),
        *without("the prediction with rho, 2/eta instead", believed=0.0),
        *without("progressive sharpening, a start that never reaches the edge", kernel=0.5),
    ),
)
def ends_at_the_edge(method: type, engine: str, believed: float = 1.0, kernel: float = 0.95) -> Finding:
    """z = (x_1^2 - eps x_2^2)/2 - E. At eps = 0 b = eps x_2^2 is a constant and z follows a map of the line with the
    fixed point 0 and the factor 1 - eta T (1 + rho T), T = b + 2 E: stable iff T < lambda_c, and beyond it a two-cycle
    of amplitude sqrt(T - lambda_c) takes over. For eps > 0, b falls by order eps (T - lambda_c) per step on the cycle,
    until the cycle closes at lambda_c - O(eps), and then rests.

    Richardson's extrapolation from two eps leaves O(eps^2), relative to lambda_c times numbers of order one.
    """
    found = []
    for eta, rho in ((1.0, 0.05), (1.0, 0.2), (0.5, 0.5), (0.25, 0.25)):
        top, ends = edge(eta, rho), []
        for eps in (0.04, 0.02):
            E = np.array([0.0, 0.25]) * top
            problem, x0 = side_by_side(E, eps, np.full(2, kernel * top), np.full(2, -0.05 * top))
            steps = round(80 / eps)
            t = complete_run(method(eta, rho), problem, x0, steps, engine=engine, every=steps)
            ends.append(np.diag(problem.tangent_kernel(t.x[-1])))
        expected = edge(eta, believed * rho)
        found.append(
            identity(2 * ends[1] - ends[0], np.full(2, expected), tolerance=2 * 0.04**2, scale=expected)
        )
    return worst(found)


@claim(
    "usam",
    paper="P040",
    theorem="eigenvalues along the trajectory",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="d = 8: |lambda_1(H) - lambda_1(J J')| <= |sum z_i Q_i| along the run, and both end below lambda_c",
    shows=("P040/2",),
    controls=(
        *planted(mutants.GradientAtIterate, mutants.StepSizeInAscent, mutants.DescendingPerturbation),
        *without("rho > 0, gradient descent", factor=0.0),
        *without("the whole spectrum, its second eigenvalue tracked", rank=2),
    ),
)
def tracked_eigenvalues(method: type, engine: str, factor: float = 1.0, rank: int = 1) -> Finding:
    """H = J'J + sum z_i Q_i, J'J and J J' share their largest eigenvalue, and eigenvalues move by no more than the norm
    of what is added (Weyl). Where z vanishes in the end the two agree, and are at most lambda_c: beyond it
    z+ = (1 - eta l (1 + rho l)) z + ... grows. Norms come from singular values, not from the tracker.
    """
    found = []
    for seed in (3, 2, 4):
        problem, x0 = random_quadratic_regression(4, 8, seed, curvature=0.5), np.zeros(8)
        top = 1.2 * np.linalg.norm(problem.J, 2) ** 2
        rho, eta = 0.5 / top, 4 / (3 * top)
        record = [HessianEigenvalue(), KernelEigenvalue()]
        t = complete_run(method(eta, factor * rho), problem, x0, 1000, engine=engine, record=record, every=5)
        H, K = t.observed["HessianEigenvalue"], t.observed["KernelEigenvalue"]
        if rank > 1:
            H = np.array([np.linalg.eigvalsh(problem.hessian(x))[-rank] for x in t.x])
        Q = problem.Q.reshape(4, 8, 8)
        added = [np.linalg.norm(np.einsum("i,ijk->jk", problem.residual(x), Q), 2) for x in t.x]
        # eigenvalues are good to d units of their norm
        rounding = np.full(201, 64 * U * np.max(K))
        apart = bound(
            np.abs(H - K), np.array(added) + 10 * rounding, allowance=rounding, ylabel="|difference|"
        )
        picture = Picture(
            (
                Curve("lambda_c", t.steps, np.full(201, top), "theory"),
                Curve("2/eta", t.steps, np.full(201, 2 / eta), "theory"),
                Curve("Hessian", t.steps, H, "measured"),
                Curve("tangent kernel", t.steps, K, "measured"),
            ),
            "k", "largest eigenvalue", "linear", "linear",
        )  # fmt: skip
        size = float(np.linalg.norm(problem.residual(t.x[-1])))
        ended = bound(np.array([size]), np.array([1e-3]), ylabel="|z|")
        end = bound(K[-1:], np.array([top]), allowance=1e-3, ylabel="eigenvalue")
        found += [apart, ended, end._replace(picture=picture)]
    return worst(found)


USAM_REGRESSION = (closed_map_on_regression, ends_at_the_edge, tracked_eigenvalues)
