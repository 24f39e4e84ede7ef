"""Euclidean Hessian fitting: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd_euclidean import MUTANTS

controls = functools.partial(named, MUTANTS)
SMALL = 2.0**-8


@claim(
    "psgd-euclidean",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic with an indefinite Hessian equal the step in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """The gradient of h'P h + v'P^{-1} v in P is h h' - w w', w = P^{-1} v by elimination: by lists of decimals."""
    return shared.on_a_quartic(method(shared.STEP, 2.0**-10), decimals.euclidean(2.0**-10), engine)


def run(method: type, mu: float, count: int) -> tuple[np.ndarray, ...]:
    """Draws, their products with a positive definite Hessian, P_0, ..., P_n, and the gradients of the criteria."""
    H, draws = shared.DEFINITE, shared.normals(count, 3)
    P = np.concatenate([[np.eye(3)], shared.preconditioners(method(shared.STEP, mu), H, draws)])
    w = np.linalg.solve(P[:-1], draws[:, :, None])[:, :, 0]
    h = draws @ H
    G = h[:, :, None] * h[:, None, :] - w[:, :, None] * w[:, None, :]
    return draws, h, P, G


@claim(
    "psgd-euclidean",
    theorem="gradient descent of a convex function",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="2 mu (c(P) - c(R)) <= |P - R|^2 - |P+ - R|^2 + mu^2 |G|^2 at every step, R = H^{-1} and P - mu G",
    engine_fixed=True,
    controls=(
        *controls(
            "fit-ascends", "factor-two", "one-inverse", "inverse-forgotten", "riemannian-gradient", "barrier-forgotten",
            "exchanged", "old-matrix", "not-applied", "applied-twice", "ascent", "step-too-long",
        ),
        *without("a positive definite P", mu=1.0),
    ),
)  # fmt: skip
def one_step_of_gradient_descent(method: type, engine: str, mu: float = SMALL) -> Finding:
    """c(P) = h'P h + v'P^{-1} v is convex where P is positive definite (the second term is a supremum of functions
    2 z'v - z'P z, linear in P), with the gradient G = h h' - P^{-1} v v'P^{-1}: c(R) >= c(P) + <G, R - P>. The
    square of P+ - R = (P - R) - mu G is |P - R|^2 - 2 mu <G, P - R> + mu^2 |G|^2. At
    R = P - mu G it is c(P) - c(P - mu G) <= mu |G|^2 - |P+ - R|^2/(2 mu): for small mu nothing but the
    step itself passes.
    """
    draws, h, P, G = run(method, mu, 40)
    old, new, fixed = P[:-1], P[1:], np.linalg.inv(shared.DEFINITE)
    findings = []
    for R in (np.broadcast_to(fixed, old.shape), old - mu * G):
        gain = np.array(
            [
                shared.criterion(p, v, k) - shared.criterion(r, v, k)
                for p, r, v, k in zip(old, R, draws, h, strict=True)
            ]
        )
        square = [np.sum(m**2, axis=(1, 2)) for m in (old - R, new - R, mu * G)]
        right = square[0] - square[1] + square[2]
        size = 1 + square[0] + square[2] + mu * np.abs(gain)
        # of numbers of the size of the largest term, as everywhere
        findings.append(step_inequality(2 * mu * gain, right, allowance=1e-3 * shared.ROUNDING * size))
    return worst(findings)


@claim(
    "psgd-euclidean",
    theorem="one dimension",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="diagonal H, probes along axes: p+ = p - mu (lambda^2 - 1/p^2), so the local factor 1 - 2 mu |lambda|^3",
    engine_fixed=True,
    controls=controls(
        "fit-ascends", "factor-two", "one-inverse", "inverse-forgotten", "riemannian-gradient", "barrier-forgotten",
        "exchanged", "old-matrix", "applied-twice", "not-applied", "ascent", "step-too-long",
    ),
)  # fmt: skip
def axes_follow_the_scalar_map(method: type, engine: str) -> Finding:
    """h = lambda e_i and w = e_i/p_i. At p = 1/|lambda| the derivative of the map is 1 - 2 mu |lambda|^3: no mu serves
    large and small eigenvalues, while steps in groups contract all of them alike.
    """

    def after(p: float, eigenvalue: float, mu: float) -> float:
        return p - mu * (eigenvalue**2 - 1 / p**2)

    return shared.along_axes(lambda mu: method(shared.STEP, mu), after, (2.0**-7, 2.0**-6))


@claim(
    "psgd-euclidean",
    theorem="fixed point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a positive definite H: at P = H^{-1} no draw moves P, so a constant mu leaves no noise",
    engine_fixed=True,
    controls=(
        *controls(
            "one-inverse", "inverse-forgotten", "barrier-forgotten", "not-applied",
            "applied-twice", "exchanged", "ascent",
        ),
        *without("a positive definite Hessian", sign=-1.0),
    ),
)  # fmt: skip
def inverse_is_fixed(method: type, engine: str, sign: float = 1.0) -> Finding:
    """P^{-1} v = H v = h for every pair, so G = 0; for an indefinite H |H| v is not H v, and G is not 0."""
    return shared.at_the_inverse(method(shared.STEP, SMALL), np.linalg.inv(shared.DEFINITE), sign)


CLAIMS = (
    first_iterates_on_a_quartic,
    one_step_of_gradient_descent,
    axes_follow_the_scalar_map,
    inverse_is_fixed,
)
