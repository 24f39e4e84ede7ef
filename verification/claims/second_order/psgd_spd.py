"""PSGD on positive definite matrices: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd_spd import MUTANTS, FitAscends

controls = functools.partial(named, MUTANTS)


@claim(
    "psgd-spd",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic with an indefinite Hessian equal P (I - mu G P) in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_quartic(method: type, engine: str) -> Finding:
    """P h h'P - v v' = P G P, where G = h h' - P^{-1} v v'P^{-1} is the Euclidean gradient of the criterion."""
    return shared.on_a_quartic(method(shared.STEP, 0.5), decimals.manifold(0.5), engine)


@claim(
    "psgd-spd",
    theorem="the criterion of the pair does not grow",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h'P+ h + v'P+^{-1} v <= h'P h + v'P^{-1} v at every step for mu < 1, with P+ positive definite",
    engine_fixed=True,
    controls=(
        *controls("exchanged", "factor-two", "applied-twice"),
        *planted(FitAscends, count=3),
        *controls("euclidean-gradient", "one-side", "solved-probe"),
        *without("mu < 1", mu=2.5, count=3),
    ),
)
def criterion_does_not_grow(method: type, engine: str, mu: float = 1 - 2.0**-10, count: int = 60) -> Finding:
    """With a = P^{1/2} h, b = P^{-1/2} v, scaled to |a|^2 + |b|^2 = 1, P+ = P^{1/2} M P^{1/2} with
    M = I - mu (a a' - b b'). Its eigenvalues s = 1 - mu e, e = a_i^2 - b_i^2 in the eigenbasis and
    |e| <= 1, are positive for mu < 1, and

    c+ - c = sum (1 - s)(b_i^2/s - a_i^2).
    e > 0: s < 1, and b^2 <= a^2 s, that is mu a^2 <= 1, by a^2 <= (1 + e)/2.
    e < 0: s > 1, and b^2 >= a^2 s, the same inequality. So no term is positive.
    """
    findings = []
    draws = shared.normals(count, 3)
    for H in (shared.INDEFINITE, 16 * shared.DEFINITE):
        _, before, after = shared.criteria(method(shared.STEP, mu), H, draws)
        findings.append(step_inequality(after, before, allowance=shared.ROUNDING * before, label="c(P+)"))
        # of a matrix that is positive definite the criterion is positive
        findings.append(step_inequality(-after, -1e-3 * before, label="-c(P+)"))
    return worst(findings)


@claim(
    "psgd-spd",
    theorem="one dimension",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="diagonal H, probes along axes: y = ln p|lambda| follows y+ = y + ln(1 - mu tanh y), of either sign",
    engine_fixed=True,
    controls=controls(
        "fit-ascends", "factor-two", "euclidean-gradient", "one-side", "solved-probe", "euclidean-normaliser",
        "exchanged", "old-matrix", "applied-twice", "not-applied", "ascent", "step-too-long",
    ),
)  # fmt: skip
def axes_follow_the_scalar_map(method: type, engine: str) -> Finding:
    """For v = e_i and diagonal P: p+ = p (1 - mu (p lambda^2 - 1/p)/(p lambda^2 + 1/p)), a quotient tanh ln p|lambda|.

    y = 0 attracts with the factor 1 - mu, and quadratically at mu = 1: half of what a step of Q does.
    """

    def after(p: float, eigenvalue: float, mu: float) -> float:
        return p * (1 - mu * np.tanh(np.log(p * abs(eigenvalue))))

    return shared.along_axes(lambda mu: method(shared.STEP, mu), after, (0.5, 0.875))


@claim(
    "psgd-spd",
    theorem="equivariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="coordinates x = T x', v = T v' give P' = T^{-1} P T^{-T} for a regular T without any symmetry",
    engine_fixed=True,
    controls=(
        *controls(
            "euclidean-gradient", "one-side", "solved-probe", "euclidean-normaliser", "not-applied", "applied-twice",
            "exchanged",
        ),
        *without("a start that is transformed too", start=np.eye(3)),
    ),
)  # fmt: skip
def equivariant_under_linear_maps(method: type, engine: str, start: np.ndarray | None = None) -> Finding:
    """h' = T'h, so P'h' = T^{-1} P h, as v' = T^{-1} v; h'P h and v'P^{-1} v are numbers that do not
    change.
    """
    inverse = np.linalg.inv(shared.SHEAR)
    start = inverse @ inverse.T if start is None else start
    return shared.in_other_coordinates(method(shared.STEP, 0.5), shared.SHEAR, start)


@claim(
    "psgd-spd",
    theorem="fixed point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a positive definite H: at P = H^{-1} no draw moves P, so a constant mu leaves no noise",
    engine_fixed=True,
    controls=(
        *controls("solved-probe", "not-applied", "applied-twice", "exchanged", "ascent"),
        *without("a positive definite Hessian", sign=-1.0),
    ),
)
def inverse_is_fixed(method: type, engine: str, sign: float = 1.0) -> Finding:
    """P h = v for every pair, so P h h'P = v v'; for an indefinite H |H|^{-1} H v is not v, and P moves."""
    return shared.at_the_inverse(method(shared.STEP, 0.5), np.linalg.inv(shared.DEFINITE), sign)


CLAIMS = (
    first_iterates_on_a_quartic,
    criterion_does_not_grow,
    axes_follow_the_scalar_map,
    equivariant_under_linear_maps,
    inverse_is_fixed,
)
