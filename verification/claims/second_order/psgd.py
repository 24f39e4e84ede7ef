"""PSGD on the general linear group: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd import MUTANTS, FitAscends, NotNormalised

controls = functools.partial(named, MUTANTS)
LARGEST = 2 * np.sqrt(2) - 2


@claim(
    "psgd",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic with an indefinite Hessian equal the step in P alone, in 80-digit decimals",
    engine="ball",
    controls=(
        *planted(*(m for m in MUTANTS if m is not NotNormalised)),
        *planted(NotNormalised, count=2),  # in the third step its Q is singular to 45 digits
    ),
)
def first_iterates_on_a_quartic(method: type, engine: str, count: int = 5) -> Finding:
    """P+ = Q'(I - mu A)^2 Q has no Q left: Q'a = P h, Q'b = v, |a|^2 = h'P h, |b|^2 = v'P^{-1} v, a'b = h'v."""
    return shared.on_a_quartic(
        method(shared.STEP, 0.25), decimals.linear_group(0.25), engine, tuple(range(count))
    )


@claim(
    "psgd",
    theorem="the criterion of the pair does not grow",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="h'P+ h + v'P+^{-1} v <= h'P h + v'P^{-1} v at every step for mu <= 2 sqrt 2 - 2, with equality attained",
    engine_fixed=True,
    controls=(
        *controls(
            "factor-two", "exchanged", "larger-square", "not-multiplied", "other-product", "factor-only",
            "applied-twice",
        ),
        *planted(FitAscends, NotNormalised, count=3),
        *without("mu <= 2 sqrt 2 - 2", mu=0.9),
    ),
)  # fmt: skip
def criterion_does_not_grow(method: type, engine: str, mu: float = LARGEST, count: int = 60) -> Finding:
    """Scaled to |a|^2 + |b|^2 = 1, M = I - mu (a a' - b b') gives c+ = a'M^2 a + b'M^{-2} b. In the eigenbasis of the
    bracket its eigenvalues are e_i = a_i^2 - b_i^2, so with s = 1 - mu e_i

    c+ - c = sum (1 - s^2) (b_i^2/s^2 - a_i^2).
    e < 0: s > 1, and a^2 s^2 <= b^2 since a^2 mu (2 - mu e) <= (1 + e) (2 - e)/2 <= 1 by a^2 <= (1 + e)/2.
    e > 0: s < 1, and b^2 (1 - s^2) <= e s^2 by b^2 <= (1 - e)/2 if mu (1 - e)(1 - mu e/2) <= (1 - mu e)^2, that is
    1 - mu - mu (1 - mu/2) e + mu^2 e^2/2 >= 0: its discriminant mu^2 (mu^2/4 + mu - 1) is at most 0 up to 2 sqrt 2 - 2.
    In one dimension b^2 = (1 - e)/2, and c+ = c at mu = 2 sqrt 2 - 2, e = (1 - mu/2)/mu.
    """
    findings = []
    algorithm = method(shared.STEP, mu)
    e = (1 - mu / 2) / mu
    scalar = np.exp(np.arctanh(e)) * np.ones((1, 1))  # P = 1: e = tanh ln |H|
    for H, draws in ((shared.INDEFINITE, shared.normals(count, 3)), (scalar, np.ones((1, 1)))):
        _, before, after = shared.criteria(algorithm, H, draws)
        findings.append(step_inequality(after, before, allowance=shared.ROUNDING * before, label="c(P+)"))
    return worst(findings)


@claim(
    "psgd",
    theorem="one dimension",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="diagonal H, probes along axes: y = ln p|lambda| follows y+ = y + 2 ln(1 - mu tanh y), of either sign",
    engine_fixed=True,
    controls=controls(
        "fit-ascends", "half-normaliser", "factor-two", "larger-square", "not-multiplied", "factor-only", "exchanged",
        "old-matrix", "applied-twice", "not-applied", "ascent", "step-too-long",
    ),
)  # fmt: skip
def axes_follow_the_scalar_map(method: type, engine: str) -> Finding:
    """For v = e_i and diagonal Q only the entry i of the bracket is there: q^2 lambda^2 - q^{-2} over its sum with a
    plus, (z - 1/z)/(z + 1/z) = tanh ln z for z = p |lambda|. So q+ = q (1 - mu tanh y).

    y = 0 attracts with the factor 1 - 2 mu, and quadratically at mu = 1/2, whatever the spectrum and its signs are.
    """
    return shared.along_axes(lambda mu: method(shared.STEP, mu), shared.squared_map, (0.25, 0.5))


@claim(
    "psgd",
    theorem="equivariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="coordinates x = T x', v = T v' give P' = T^{-1} P T^{-T} for a regular T without any symmetry",
    engine_fixed=True,
    controls=(
        *controls(
            "not-transposed", "other-side", "not-multiplied", "other-product", "factor-only", "not-applied",
            "applied-twice", "exchanged",
        ),
        *without("a start that is transformed too", start=np.eye(3)),
    ),
)  # fmt: skip
def equivariant_under_linear_maps(method: type, engine: str, start: np.ndarray | None = None) -> Finding:
    """h' = T'h, and Q' = Q T^{-T} gives Q'h' = Q h and Q'^{-T} v' = Q^{-T} T v' = Q^{-T} v: the same bracket, which
    acts on the left, so Q'+ = Q+ T^{-T}.
    """
    start = np.linalg.inv(shared.SHEAR).T if start is None else start
    return shared.in_other_coordinates(method(shared.STEP, 0.5), shared.SHEAR, start)


@claim(
    "psgd",
    theorem="fixed point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a positive definite H: at P = H^{-1} no draw moves P, so a constant mu leaves no noise",
    engine_fixed=True,
    controls=(
        *controls(
            "not-transposed", "not-applied", "applied-twice", "other-product", "factor-only", "exchanged", "ascent",
            "step-too-long",
        ),
        *without("a positive definite Hessian", sign=-1.0),
    ),
)  # fmt: skip
def inverse_is_fixed(method: type, engine: str, sign: float = 1.0) -> Finding:
    """P h = v for every pair: Q h = Q^{-T} P h = Q^{-T} v, so a = b. For an indefinite H |H|^{-1} h != v, and P is at
    rest in the mean over draws only.
    """
    factor = np.linalg.cholesky(np.linalg.inv(shared.DEFINITE)).T
    return shared.at_the_inverse(method(shared.STEP, 0.5), factor, sign)


CLAIMS = (
    first_iterates_on_a_quartic,
    criterion_does_not_grow,
    axes_follow_the_scalar_map,
    equivariant_under_linear_maps,
    inverse_is_fixed,
)
