"""K-FAC with rank-one factors: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic.gauss_newton import INSTANCE
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.natural_gradient_kfac import rank_one, width
from verification.claims.second_order.gauss_newton_batches import START, whole
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.natural_gradient_kfac.kfac_rank_one import MUTANTS
from verification.trial import complete_run

controls = functools.partial(named, MUTANTS)


@claim(
    "kfac-rank-one",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on batches of a softmax regression equal 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_by_elimination(method: type, engine: str) -> Finding:
    """The factors b F + (1 - b) a a' themselves, from I on; systems with them are solved by elimination."""
    return rank_one.in_decimals(method, engine, "kfac")


@claim(
    "kfac-rank-one",
    theorem="Sherman and Morrison's formula",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="after 100 updates, and after each, A is the inverse of b^t I + (1 - b) sum_i b^(t-i) a_i a_i'",
    engine_fixed=True,
    controls=(
        *controls("added", "summed", "undecayed-denominator", "faded", "not-inverted", "weights-exchanged"),
        *without("one vector per update", vectors=2),
    ),
)
def inverses_follow_their_factors(method: type, engine: str, vectors: int = 1) -> Finding:
    """F+ = b F + (1 - b) a a' has the inverse (A - (1 - b) A a a' A/(b + (1 - b) a'A a))/b: multiply out, with A F = I.

    Of several `vectors` the mean is what the method sees, and the mean of a a' what belongs into the factor.
    """
    rng, b = np.random.default_rng(0), 0.75
    algorithm, A, F = method(0.125, b, 1, 1), np.eye(3), np.eye(3)
    found, expected = [], []
    with np.errstate(over="ignore", invalid="ignore"):  # controls may explode
        for _ in range(100):
            a = rng.standard_normal((vectors, 3))
            A, F = algorithm.updated(A, a.mean(axis=0)), b * F + (1 - b) * a.T @ a / vectors
            found.append(A)
            expected.append(np.linalg.inv(F))
    # F has a condition number below 1e3, and errors of A fade with b^t
    return identity(np.array(found), np.array(expected), tolerance=1e-11)


@claim(
    "kfac-rank-one",
    theorem="descent direction",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<G, W - W+> >= eta |G|^2/(max(1, max |a|^2) max(1, max |s|^2)) at every step, whole batch",
    engine_fixed=True,
    controls=controls("uphill", "faded", "not-inverted"),
)
def steps_go_down(method: type, engine: str) -> Finding:
    """<G, B G A> >= |G|^2 lambda_min(B) lambda_min(A), and A is the inverse of a weighted mean of I and a_i a_i', whose
    eigenvalues are at most max(1, max |a|^2). A mean of inputs is no longer than the longest, and |s|^2 <= 2 where
    s is the difference of two distributions.
    """
    problem, steps, eta = INSTANCE.problem(), 24, 0.03125
    x = complete_run(method(eta, 0.75, 4, 3), problem, START, steps, rng=whole(4, steps), engine=engine).x
    g = np.array([problem.gradient(v) for v in x[:-1]])
    slope = np.sum(g * (x[:-1] - x[1:]), axis=1)
    longest = max(1.0, max(v * v + w * w for v, w in INSTANCE.X))
    # sums of six products
    return step_inequality(eta * np.sum(g * g, axis=1) / (2 * longest), slope, allowance=1e-15)


@claim(
    "kfac-rank-one",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start where all signals are zero is a fixed point, exactly",
    controls=without("zero signals", offset=0.5),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """s = 0 in every draw: G = 0, the update with s = 0 divides B by b, and B 0 A = 0; nothing is divided by zero."""
    return rank_one.rest(method(0.25, 0.75, 2, 4), engine, offset)


CLAIMS = (
    first_iterates_by_elimination,
    inverses_follow_their_factors,
    steps_go_down,
    stationary_point_is_fixed,
    width.one_step_of_kfac_is_free_of_the_width,
)
