"""Stability of SGD: the operator of second moments and its power iteration, with what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from refimpl.dynamics_theory.sampling import Bernoulli, WithoutReplacement, WithReplacement
from refimpl.problems import random_hessian_family
from refimpl.problems.registry import EXAMPLES
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.sgd_thresholds import SGD_THRESHOLDS, growth
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import sgd_stability as mutants
from verification.trial import complete_run, first_iterates

U = 2.0**-53
SCHEMES = (WithReplacement, WithoutReplacement, Bernoulli)


def batches(scheme: type, n: int, B: int) -> Iterator[tuple[Fraction, tuple[int, ...]]]:
    """Every batch that the scheme may draw, with its probability; the sum over it is divided by B."""
    if scheme is WithReplacement:
        yield from ((Fraction(1, n**B), batch) for batch in product(range(n), repeat=B))
    elif scheme is WithoutReplacement:
        every = list(combinations(range(n), B))
        yield from ((Fraction(1, len(every)), batch) for batch in every)
    else:
        p = Fraction(B, n)
        for k in range(n + 1):
            for batch in combinations(range(n), k):
                yield p**k * (1 - p) ** (n - k), batch


def enumerated(scheme: type, B: int, H: np.ndarray, S: np.ndarray, eta: Any) -> np.ndarray:
    """E (I - eta A) S (I - eta A) over all batches; in fractions where the arrays hold fractions."""
    one, total = np.array([[Fraction(int(i == j)) for j in range(len(S))] for i in range(len(S))]), 0 * S
    exact = S.dtype == object
    for probability, batch in batches(scheme, len(H), B):
        A = 0 * S + sum(H[i] for i in batch)
        M = (one if exact else np.eye(len(S))) - eta * A / B
        total = total + (probability if exact else float(probability)) * (M @ S @ M)
    return total


@claim(
    "sgd-stability",
    theorem="second-moment operator",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 of three sampling schemes equal the expectation over all batches, in fractions",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_by_enumeration(method: type, engine: str) -> Finding:
    """T(S) = E (I - eta A) S (I - eta A) is the definition; x_k = T^k(S)/|T^{k-1}(S)| with the root in 80 digits."""
    example, eta, B = EXAMPLES["hessian-family"], Fraction(3, 4), 2
    problem, start = example.build(), np.array(example.start)
    rational = np.frompyfunc(lambda v: Fraction(float(v)), 1, 1)
    H, found = rational(problem.matrices()), []
    for scheme in SCHEMES:
        S, expected = rational(start.reshape(2, 2)), []
        with localcontext() as context:
            context.prec = 80
            for _ in range(4):
                before = sum((v * v for v in S.ravel()), Fraction(0))
                S = enumerated(scheme, B, H, S, eta)
                row = [Decimal(v.numerator) / Decimal(v.denominator) for v in S.ravel()]
                expected.append([v / (Decimal(before.numerator) / before.denominator).sqrt() for v in row])
        found.append(first_iterates(method(float(eta), scheme(B)), problem, start, expected, engine))
    return worst(found)


@claim(
    "sgd-stability",
    theorem="second moments of the three sampling schemes",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="T(S) equals the mean over all batches of 1, 2 and 3 out of 4 examples, d = 3",
    controls=planted(*mutants.MUTANTS) + without("the batch size of the scheme", shift=1),
)
def operator_by_enumeration(method: type, engine: str, shift: int = 0) -> Finding:
    """A = (1/B) sum_{i in batch} H_i. Independent draws: E A S A = H S H + (K - H S H)/B. Subsets: two different
    positions are correlated by -1/(n - 1), which turns 1/B into (n - B)/(B (n - 1)). Bernoulli with p = B/n: the
    variance of each inclusion is p (1 - p), so E A S A = H S H + n p (1 - p) K/B^2 = H S H + (n/B - 1) K/n.
    """
    problem, eta = random_hessian_family(4, 3, 2, seed=5), 0.3
    G = np.random.default_rng(1).standard_normal((3, 3))
    S, found = G @ G.T, []
    for scheme, B in product(SCHEMES, (1, 2, 3)):
        wanted = enumerated(scheme, B, problem.matrices(), S, eta)
        t = complete_run(method(eta, scheme(min(B + shift, 4))), problem, S.ravel(), 1, engine=engine)
        got = t.x[-1] * np.linalg.norm(S)
        # sums of at most 4^3 products of four matrices of dimension 3, terms no larger than the result of |.|
        size = np.linalg.norm(S) * (1 + eta * np.max(np.abs(problem.H)) * 3) ** 2
        found.append(identity(got, wanted.ravel(), tolerance=256 * U, scale=size))
    return worst(found)


@claim(
    "sgd-stability",
    theorem="growth of a self-adjoint operator",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="growth_k <= growth_{k+1} <= radius of E[A (x) A], and the last one is the radius",
    controls=(
        *planted(mutants.NotNormalised, mutants.StepTooLong, mutants.NoiseOfFirstOrder, mutants.NoNoise),
        *planted(mutants.MeanSubtractedOnceMore, mutants.AlwaysWithReplacement),
        *planted(mutants.OneSided),
        *without("convergence of the power iteration", steps=6),
    ),
)
def growth_rises_to_the_radius(method: type, engine: str, steps: int = 100) -> Finding:
    """A is symmetric, so <R, A S A> = <A R A, S>: T is self-adjoint, and |T x|^2 = <x, T^2 x> <= |x| |T^2 x| by
    Cauchy-Schwarz, which is growth_k <= growth_{k+1}. T keeps semi-definite matrices, so its radius is an eigenvalue
    with a semi-definite eigenvector, which the identity meets. The radius comes from NumPy's eigenvalues of the
    d^2 x d^2 matrix of T, built by enumeration column by column.
    """
    problem, eta, found = random_hessian_family(4, 3, 1, seed=8), 0.5, []
    for scheme in SCHEMES:
        columns = [enumerated(scheme, 2, problem.matrices(), E.reshape(3, 3), eta).ravel() for E in np.eye(9)]
        radius = np.max(np.abs(np.linalg.eigvals(np.array(columns).T)))
        g = growth(method(eta, scheme(2)), problem, engine, steps)
        # a step sums some thirty products per entry; the growth is the norm of nine entries
        allowance = 256 * U * radius
        k = np.arange(1, steps)
        found += [
            step_inequality(g[:-1], g[1:], allowance=allowance, x=k, label="growth"),
            step_inequality(
                g, np.full(steps, radius), allowance=allowance, label="growth, against the radius"
            ),
            # the gap closes by the square of the ratio of the two largest eigenvalues per step
            identity(g[-1], radius, tolerance=1e-10),
        ]
    return worst(found)


@claim(
    "sgd-stability",
    theorem="at the minimum itself",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="S = 0 stays zero, exactly: SGD that starts at the minimum does not move",
    controls=without("S = 0", offset=1e-3),
)
def no_moments_stay_none(method: type, engine: str, offset: float = 0.0) -> Finding:
    """T is linear: T(0) = 0, and there is no direction to normalise. Every example is fitted, so no noise moves w."""
    problem = random_hessian_family(4, 3, 1, seed=8)
    t = complete_run(method(0.5, WithReplacement(1)), problem, np.full(9, offset), 5, engine=engine)
    return identity(t.x, np.zeros((6, 9)), tolerance=U, scale=1.0)


CLAIMS = (
    first_iterates_by_enumeration,
    operator_by_enumeration,
    growth_rises_to_the_radius,
    no_moments_stay_none,
    *SGD_THRESHOLDS,
)
