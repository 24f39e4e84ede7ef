"""BFGS as Hessian fitting: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd_bfgs import MUTANTS, EveryPair

controls = functools.partial(named, MUTANTS)
UPDATES = ("modulus", "projected-only", "curvature-forgotten", "davidon-fletcher-powell", "wrong-product")


@claim(
    "psgd-bfgs",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic, pairs of either curvature, equal the product form in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """(I - v h'/c) P (I - h v'/c) + v v'/c, multiplied out by the method and not here; skipped where c <= 0."""
    return shared.on_a_quartic(method(2.0**-6), decimals.bfgs, engine, (3, 2, 4, 1))


@claim(
    "psgd-bfgs",
    theorem="the secant equation minimises the criterion of the pair",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="h'P+ h + v'P+^{-1} v = 2 v'h, the least value, at every pair of positive curvature; else P+ = P",
    engine_fixed=True,
    controls=(
        *controls("modulus", "curvature-forgotten", "wrong-product", "wrong-side", "exchanged", "old-matrix",
                  "not-applied", "applied-twice", "ascent", "step-too-long"),
        *planted(EveryPair, flat=False),  # without curvature it divides by zero
    ),
)  # fmt: skip
def criterion_is_least(method: type, engine: str, flat: bool = True) -> Finding:
    """|P^{1/2} h - P^{-1/2} v|^2 >= 0 gives c(P) >= 2 v'h for every positive definite P, with equality for P h = v
    alone: the secant equation, possible if v'h > 0. (I - v h'/c) P (I - h v'/c) h = 0 and v v'h/c = v. P+ is positive
    definite: z'P+ z = 0 needs v'z = 0, and then (I - h v'/c) z = z.
    """
    H, draws = shared.INDEFINITE, shared.normals(30, 3)
    P = np.concatenate([[np.eye(3)], shared.preconditioners(method(shared.STEP), H, draws)])
    h = draws @ H
    c = np.sum(draws * h, axis=1)
    taken = c > 0
    pairs = zip(P[1:][taken], draws[taken], h[taken])
    # P of a pair with small c is long, and its criterion a difference of long terms: condition numbers up to 1e5
    least = tight([shared.criterion(*pair) for pair in pairs], 2 * c[taken], tolerance=1e7 * 2.0**-53)
    kept = identity(P[1:][~taken], P[:-1][~taken], tolerance=shared.ROUNDING)
    findings = [least, kept]
    if flat:
        P = shared.preconditioners(method(shared.STEP), np.diag([1.0, 0.0]), np.eye(2)[1:])
        findings.append(identity(P[0], np.eye(2), tolerance=shared.ROUNDING))
    return worst(findings)


def errors(P: np.ndarray, root: np.ndarray) -> np.ndarray:
    """H^{1/2} P H^{1/2} - I."""
    return root @ P @ root - np.eye(len(root))


@claim(
    "psgd-bfgs",
    theorem="projection of the error",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E = H^{1/2} P H^{1/2} - I: |E+|^2 <= |E|^2 - 2 |E u|^2 + (u'E u)^2, u = H^{1/2} v normalised",
    engine_fixed=True,
    controls=(
        *controls(*(u for u in UPDATES if u not in ("modulus", "davidon-fletcher-powell")), "exchanged", "old-matrix",
                  "not-applied", "applied-twice", "ascent", "wrong-side", "gradient-for-product"),
        *without("the direction of the probe", stale=True),
    ),
)  # fmt: skip
def error_is_projected(method: type, engine: str, stale: bool = False) -> Finding:
    """h = H v, c = |H^{1/2} v|^2: H^{1/2} (I - v h'/c) H^{-1/2} = I - u u', and H^{1/2} v v'H^{1/2}/c = u u'. So
    E + I becomes (I - u u')(E + I)(I - u u') + u u', and E becomes (I - u u') E (I - u u'), whose square is the right
    side with equality.
    """
    H, draws = shared.DEFINITE, shared.normals(12, 3)
    w, V = np.linalg.eigh(H)
    root = (V * np.sqrt(w)) @ V.T
    E = errors(np.concatenate([[np.eye(3)], shared.preconditioners(method(shared.STEP), H, draws)]), root)
    u = draws @ root
    u = np.roll(u, 1, axis=0) if stale else u
    u = u / np.linalg.norm(u, axis=1)[:, None]
    Eu = np.einsum("kij,kj->ki", E[:-1], u)
    before, after = (np.sum(part**2, axis=(1, 2)) for part in (E[:-1], E[1:]))
    right = before - 2 * np.sum(Eu**2, axis=1) + np.sum(u * Eu, axis=1) ** 2
    return step_inequality(after, right, allowance=shared.ROUNDING * before, label="|E+|^2")


@claim(
    "psgd-bfgs",
    theorem="finite termination",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="d directions that are conjugate with respect to a positive definite H give P = H^{-1}, in any order",
    engine_fixed=True,
    controls=(
        *controls("projected-only", "curvature-forgotten", "wrong-product", "exchanged", "old-matrix", "not-applied",
                  "applied-twice", "ascent", "step-too-long", "wrong-side"),
        *without("conjugate directions", conjugate=False),
    ),
)  # fmt: skip
def conjugate_directions_terminate(method: type, engine: str, conjugate: bool = True) -> Finding:
    """The u of conjugate directions are orthonormal: the product of all I - u u' is 0, and E with it."""
    H = shared.DEFINITE
    # columns of the inverse transposed Cholesky factor are conjugate: R H R' = I
    directions = np.linalg.inv(np.linalg.cholesky(H)) if conjugate else np.eye(3)
    findings = []
    for order in ((0, 1, 2), (2, 0, 1)):
        P = shared.preconditioners(method(shared.STEP), H, directions[list(order)])[-1]
        findings.append(identity(P, np.linalg.inv(H), tolerance=shared.ROUNDING))
    return worst(findings)


CLAIMS = (first_iterates_on_a_quartic, criterion_is_least, error_is_projected, conjugate_directions_terminate)
