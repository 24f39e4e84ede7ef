"""PSGD on triangular matrices: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic import psgd as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order import psgd_shared as shared
from verification.evidence import step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.psgd_triangular import MUTANTS, NotNormalised

controls = functools.partial(named, MUTANTS)
LOWER = np.array([[1.0, 0.0, 0.0], [0.5, -1.0, 0.0], [-2.0, 1.0, 2.0]])
INVERSE_FACTOR = np.linalg.cholesky(np.linalg.inv(shared.DEFINITE)).T


@claim(
    "psgd-triangular",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic with an indefinite Hessian equal the step in 80-digit decimals",
    engine="ball",
    controls=(
        *planted(*(m for m in MUTANTS if m is not NotNormalised)),
        *planted(NotNormalised, count=2),  # in the third step its Q is singular to 45 digits
    ),
)
def first_iterates_on_a_quartic(method: type, engine: str, count: int = 5) -> Finding:
    """The definition: b from Q'b = v by elimination, T = triu A entry by entry, P = Q'Q, all by lists of decimals."""
    return shared.on_a_quartic(
        method(shared.STEP, 0.25), decimals.triangular(0.25), engine, tuple(range(count))
    )


def run(method: type, mu: float, count: int) -> tuple[np.ndarray, ...]:
    """P_0, ..., P_n, the criteria of each pair before and after its step, and what is above the diagonal of T."""
    H, draws = shared.INDEFINITE, shared.normals(count, 3)
    P, before, after = shared.criteria(method(shared.STEP, mu), H, draws)
    factors = [np.linalg.cholesky(p).T for p in P[:-1]]
    a = [Q @ H @ v for Q, v in zip(factors, draws)]
    b = [np.linalg.solve(Q.T, v) for Q, v in zip(factors, draws)]
    T = np.array([np.triu(np.outer(p, p) - np.outer(q, q)) / (p @ p + q @ q) for p, q in zip(a, b)])
    return P, before, after, T


@claim(
    "psgd-triangular",
    theorem="descent of the criterion of the pair",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="c(P) - c(P+) >= mu (2 - mu K) |T|_F^2 c(P), K = 1 + 2 (1 + mu)/(1 - mu) + mu^2/(1 - mu)^2",
    engine_fixed=True,
    controls=(
        *controls("exchanged", "strict-triangle", "other-side", "not-applied"),
        *controls("fit-ascends", "not-transposed", "lower-triangle"),
        *without("c of the pair of the step", shift=1),
    ),
)  # fmt: skip
def criterion_descends(method: type, engine: str, shift: int = 0) -> Finding:
    """Scaled to |a|^2 + |b|^2 = 1, A = a a' - b b', T = triu A, M = I - mu T: |T|_F <= |A|_F <= 1, since
    |A|_F^2 = |a|^4 + |b|^4 - 2 (a'b)^2 <= 1, and a'T a - b'T b = <A, T> = |T|_F^2. Then

    |M a|^2 <= |a|^2 - 2 mu a'T a + mu^2 |T|^2 |a|^2, and M^{-T} b = b + mu T'b + r, |r| <= mu^2 |T|^2 |b|/(1 - mu), so
    |M^{-T} b|^2 <= |b|^2 + 2 mu b'T b + mu^2 |T|^2 |b|^2 (1 + 2 (1 + mu)/(1 - mu) + mu^2/(1 - mu)^2). Their sum is
    c(P+) <= c(P) - 2 mu |T|^2 + mu^2 K |T|^2. mu K < 2 up to mu = 0.35.
    """
    findings = []
    for mu in (0.0625, 0.25):
        _, before, after, T = run(method, mu, 40)
        K = 1 + 2 * (1 + mu) / (1 - mu) + mu**2 / (1 - mu) ** 2
        fall = mu * (2 - mu * K) * np.sum(T**2, axis=(1, 2)) * before
        drop = np.roll(before, shift) - after
        findings.append(step_inequality(fall, drop, allowance=shared.ROUNDING * before, label="fall"))
    return worst(findings)


@claim(
    "psgd-triangular",
    theorem="the determinant",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="det P+ = det P prod (1 - mu T_ii)^2 at every step: P is regular for ever where mu < 1",
    engine_fixed=True,
    controls=controls(
        "fit-ascends", "not-projected", "strict-triangle", "not-transposed", "largest-entry", "exchanged",
        "not-applied", "applied-twice", "old-matrix", "step-too-long",
    ),
)  # fmt: skip
def determinants_multiply(method: type, engine: str) -> Finding:
    """I - mu T is triangular, its determinant the product of its diagonal, and |T_ii| <= 1. T is that of the Cholesky
    factor of P, which Q is up to signs of rows: they leave T_ii alone.
    """
    P, _, _, T = run(method, 0.75, 12)
    factor = np.prod(1 - 0.75 * np.diagonal(T, axis1=1, axis2=2), axis=1) ** 2
    ratio = np.linalg.det(P[1:]) / np.linalg.det(P[:-1])
    return tight(ratio, factor, tolerance=shared.ROUNDING, ylabel="det P+/det P")


@claim(
    "psgd-triangular",
    theorem="one dimension",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="diagonal H, probes along axes: y = ln p|lambda| follows y+ = y + 2 ln(1 - mu tanh y) as in GL",
    engine_fixed=True,
    controls=controls(
        "fit-ascends", "strict-triangle", "largest-entry", "exchanged", "old-matrix", "applied-twice", "not-applied",
        "ascent", "step-too-long",
    ),
)  # fmt: skip
def axes_follow_the_scalar_map(method: type, engine: str) -> Finding:
    """For v = e_i and diagonal Q the bracket has its entry (i, i) alone, (z - 1/z)/(z + 1/z) = tanh ln z with
    z = p |lambda| after scaling, and its upper triangle is the whole of it.
    """
    return shared.along_axes(lambda mu: method(shared.STEP, mu), shared.squared_map, (0.25, 0.5))


@claim(
    "psgd-triangular",
    theorem="equivariance under triangular maps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="coordinates x = T x', v = T v' with T lower triangular give P' = T^{-1} P T^{-T}",
    engine_fixed=True,
    controls=(
        *controls("not-transposed", "other-side", "other-product", "not-applied", "exchanged"),
        *without("a start that is transformed too", start=np.eye(3)),
    ),
)
def equivariant_under_triangular_maps(method: type, engine: str, start: np.ndarray | None = None) -> Finding:
    """Q' = Q T^{-T} is upper triangular with Q; Q'h' = Q h and Q'^{-T} v' = Q^{-T} v, and the
    bracket acts on the left.
    """
    start = np.linalg.inv(LOWER).T if start is None else start
    return shared.in_other_coordinates(method(shared.STEP, 0.5), LOWER, start)


@claim(
    "psgd-triangular",
    theorem="fixed point",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a positive definite H: at P = H^{-1} no draw moves P, so a constant mu leaves no noise",
    engine_fixed=True,
    controls=(
        *controls("not-transposed", "not-applied", "applied-twice", "other-product", "exchanged", "ascent"),
        *without("a positive definite Hessian", sign=-1.0),
    ),
)
def inverse_is_fixed(method: type, engine: str, sign: float = 1.0) -> Finding:
    """P h = v for every pair: Q h = Q^{-T} P h = Q^{-T} v, so a = b and the bracket is 0 with its upper triangle."""
    return shared.at_the_inverse(method(shared.STEP, 0.5), INVERSE_FACTOR, sign)


CLAIMS = (
    first_iterates_on_a_quartic,
    criterion_descends,
    determinants_multiply,
    axes_follow_the_scalar_map,
    equivariant_under_triangular_maps,
    inverse_is_fixed,
)
