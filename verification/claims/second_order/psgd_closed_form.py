"""The closed form of Hessian fitting: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic import newton
from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd_closed_form import MUTANTS
from verification.trial import first_iterates
from verification.vectors.second_way.decimals import Matrix
from verification.vectors.second_way.decimals import identity as unit_matrix

controls = functools.partial(named, MUTANTS)
PLANE = np.array([[2.0, 1.0], [1.0, -1.0]])
DRAWS = ((0.5, -1.25), (2.0, 0.25), (-0.75, -0.5), (1.0, 0.125))
FITS = (
    "summed", "identity-forgotten", "forgetting", "newest-only", "diagonal-only", "inverse-without-root", "fourth-root",
    "root-multiplies", "exchanged", "old-matrix", "not-applied", "applied-twice", "ascent", "step-too-long",
)  # fmt: skip


@claim(
    "psgd-closed-form",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane equal the step from sums and Jacobi's rotations in decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The mean is the sum over its number, the identity counted: ((I + sum h h')/(k + 1))^{-1/2}."""

    def derivatives(x: Any) -> Any:
        g, H = newton.derivatives(list(x))
        return decimals.Vector(g), Matrix(H)

    start = (1.0, -0.5)
    expected = decimals.iterates(
        derivatives, decimals.closed_form, (1, unit_matrix(2)), start, DRAWS, shared.STEP
    )
    return first_iterates(
        method(shared.STEP),
        newton.plane_quartic(),
        np.array(start),
        expected,
        engine,
        rng=tape(np.ravel(DRAWS)),
    )


def means(h: np.ndarray) -> np.ndarray:
    """(I + sum of h h')/(k + 1) for k = 1, 2, ..., and h (n, d)."""
    n, d = h.shape
    sums = np.eye(d) + np.cumsum(h[:, :, None] * h[:, None, :], axis=0)
    return sums / np.arange(2, n + 2)[:, None, None]


@claim(
    "psgd-closed-form",
    theorem="the stationary point of the criterion",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="P S P = I for S = (I + sum h h')/(k + 1), at every step, for an indefinite H",
    engine_fixed=True,
    controls=controls(*(name for name in FITS if name != "ascent")),
)
def solves_the_equation_of_the_minimum(method: type, engine: str) -> Finding:
    """The derivative of tr P S + tr P^{-1} along D is tr (S - P^{-2}) D: it vanishes where P S P = I."""
    draws = shared.normals(20, 3)
    P = shared.preconditioners(method(shared.STEP), shared.INDEFINITE, draws)
    S = means(draws @ shared.INDEFINITE)
    return identity(P @ S @ P, np.broadcast_to(np.eye(3), P.shape), tolerance=shared.ROUNDING)


@claim(
    "psgd-closed-form",
    theorem="the least value",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="tr P S + tr P^{-1} = 2 tr S^{1/2}, the least value that any positive definite matrix has, at every step",
    engine_fixed=True,
    controls=controls(*FITS),
)
def attains_the_least_value(method: type, engine: str) -> Finding:
    """|P^{1/2} S^{1/2} - P^{-1/2}|_F^2 >= 0, and the inner product of both is tr S^{1/2}:

    tr P S + tr P^{-1} >= 2 tr S^{1/2}, with equality for P S^{1/2} = I alone.
    """
    draws = shared.normals(20, 3)
    P = shared.preconditioners(method(shared.STEP), shared.INDEFINITE, draws)
    S = means(draws @ shared.INDEFINITE)
    value = np.trace(P @ S, axis1=1, axis2=2) + np.trace(np.linalg.inv(P), axis1=1, axis2=2)
    least = 2 * np.sum(np.sqrt(np.linalg.eigvalsh(S)), axis=1)
    return tight(value, least, tolerance=shared.ROUNDING, ylabel="tr P S + tr P^{-1}")


@claim(
    "psgd-closed-form",
    theorem="the law of the mean",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E S_k = (I + k H^2)/(k + 1), Cov S_k = k/(k + 1)^2 (C_ik C_jl + C_il C_jk), C = H^2, for k = 1, 2",
    engine_fixed=True,
    controls=(
        *controls("summed", "identity-forgotten", "forgetting", "newest-only", "diagonal-only", "sign-probe",
                  "inverse-without-root", "fourth-root", "root-multiplies", "not-applied", "exchanged", "old-matrix"),
        *without("products that are independent", repeated=True),
    ),
)  # fmt: skip
def moments_of_the_mean(method: type, engine: str, repeated: bool = False) -> Finding:
    """h ~ N(0, H^2), so E h h' = C and E h_i h_j h_k h_l = C_ij C_kl + C_ik C_jl + C_il C_jk; covariances of
    independent terms add. So the squared error of S about its mean is ((tr H^2)^2 + |H^2|_F^2) k/(k + 1)^2: it falls
    like 1/k, the error like k^{-1/2}. S is read off as P^{-2}; the moments are sums over Gauss-Hermite nodes, exact to
    degree 5 of every draw.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(3)
    weights = weights / weights.sum()
    C = PLANE @ PLANE
    pairs = ((0, 0), (0, 1), (1, 1))
    one = np.array([[C[i, k] * C[j, m] + C[i, m] * C[j, k] for k, m in pairs] for i, j in pairs])
    findings = []
    for k in (1, 2):
        nodes = np.array(list(product(points, repeat=2 * k)))
        mass = np.prod(list(product(weights, repeat=2 * k)), axis=1)
        S = []
        for row in nodes:
            draws = np.tile(row[:2], (k, 1)) if repeated else row.reshape(k, 2)
            P = shared.preconditioners(method(shared.STEP), PLANE, draws)[-1]
            M = np.linalg.inv(P @ P)
            S.append([M[p] for p in pairs])
        wanted = (np.eye(2) + k * C) / (k + 1)
        findings.append(
            exact_moments(
                S,
                mass,
                mean=[wanted[p] for p in pairs],
                covariance=k / (k + 1) ** 2 * one,
                tolerance=shared.ROUNDING,
            )
        )
    return worst(findings)


class Gradients(NamedTuple):
    """x'Ax/2, whose gradient also stands for the product with its Hessian."""

    A: Any

    def gradient(self, x):
        return self.A @ x

    def hessian_vector(self, x, v):
        return self.A @ x


@claim(
    "psgd-closed-form",
    theorem="AdaGrad from the criterion",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="g in place of H v: steps s (k + 1)^{1/2} (I + sum g g')^{-1/2} g, those of AdaGrad times (k + 1)^{1/2}",
    engine_fixed=True,
    controls=controls(*(n for n in FITS if n != "exchanged")),
    shows=("P342/6",),
)
def gradients_give_adagrad(method: type, engine: str) -> Finding:
    """The criterion sum_t g_t'P g_t + v'P^{-1} v has the minimiser (sum g g')^{-1/2}: AdaGrad's full matrix, here with
    the identity as its epsilon. A mean in place of the sum multiplies P by the root of the number of terms. The root of
    a 2 x 2 matrix M is (M + sqrt(det M) I)/sqrt(tr M + 2 sqrt(det M)) by Cayley & Hamilton.
    """
    A, s = np.array([[3.0, 1.0], [1.0, 2.0]]), shared.STEP
    problem, algorithm = Gradients(A), method(s)
    state, M, found, wanted = algorithm.init(problem, np.array([2.0, -1.0])), np.eye(2), [], []
    for k in range(1, 9):
        before, g = state.x, A @ state.x
        state = algorithm.step(problem, state, tape(np.ones(2)))
        M = M + np.outer(g, g)
        root = np.sqrt(np.linalg.det(M))
        R = (M + root * np.eye(2)) / np.sqrt(np.trace(M) + 2 * root)
        found.append((before - state.x) / np.sqrt(k + 1))
        wanted.append(s * np.linalg.solve(R, g))
    return identity(found, wanted, tolerance=shared.ROUNDING)


CLAIMS = (
    first_iterates_on_a_quartic,
    solves_the_equation_of_the_minimum,
    attains_the_least_value,
    moments_of_the_mean,
    gradients_give_adagrad,
)
