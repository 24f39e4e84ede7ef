"""Shampoo: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from refimpl.problems import Linear, Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic.shampoo import iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.shampoo_regret import REGRET
from verification.claims.natural_gradient_kfac import width
from verification.claims.stationary import is_fixed
from verification.dialects.first_order_adaptive import shampoo as dialects
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import shampoo as mutants
from verification.tape import follow
from verification.trial import complete_run, first_iterates


@claim(
    "shampoo",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="X_1, ..., X_5 of a 2 x 2 matrix on a coupled quadratic equal Shampoo in 110-digit decimal arithmetic",
    engine="ball",
    # read column by column a square matrix is transposed, and so is its step
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.ColumnByColumn), *dialects.DIALECTS),
)
def first_iterates_of_a_square_matrix(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without eigenvalues:
    square roots come from the Denman-Beavers iteration, which is checked by squaring.
    """
    A = [[3, 1, 0, -1], [1, 2, 1, 0], [0, 1, 4, 1], [-1, 0, 1, 2]]
    return _first_iterates(method, A, [1, -1, 2, 0], [2, -1, 1, 3], 2, engine)


@claim(
    "shampoo",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="X_1, ..., X_5 of a tall 3 x 2 matrix equal Shampoo in 110-digit decimal arithmetic",
    engine="ball",
    controls=planted(*mutants.MUTANTS, *dialects.DIALECTS),
)
def first_iterates_of_a_tall_matrix(method: type, engine: str) -> Finding:
    """The update is the definition; on a matrix that is not square an exchange of rows and columns shows.

    G G' is singular here at t = 1, so that epsilon decides the size of L^{-1/4} across its range.
    """
    A = [
        [3, 1, 0, -1, 0, 0],
        [1, 2, 1, 0, 0, 1],
        [0, 1, 4, 1, 0, 0],
        [-1, 0, 1, 2, 1, 0],
        [0, 0, 0, 1, 3, 1],
        [0, 1, 0, 0, 1, 2],
    ]
    return _first_iterates(method, A, [1, -1, 2, 0, 1, -2], [2, -1, 1, 3, -2, 1], 3, engine)


def _first_iterates(
    method: type, A: list[list[int]], b: list[int], x0: list[int], rows: int, engine: str
) -> Finding:
    expected = iterates(_gradient(A, b), x0, rows, 5, "0.125", "0.25")
    problem = Quadratic(np.array(A, float), np.array(b, float))
    return first_iterates(method(0.125, 0.25, rows), problem, np.array(x0, float), expected, engine)


def _gradient(A: list[list[int]], b: list[int]) -> Callable[[Sequence[Decimal]], list[Decimal]]:
    return lambda x: [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(A, b)]


@claim(
    "shampoo",
    paper="P330",
    theorem="Shampoo without accumulation is spectral descent",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the first step is s U diag(sigma / sqrt(sigma^2 + eps)) V' for G = U diag(sigma) V'; s U V' at eps = 0",
    controls=(
        *planted(
            mutants.EighthPowers,
            mutants.PlainInverses,
            mutants.LeftOnly,
            mutants.OldFactors,
            mutants.ColumnByColumn,
            mutants.SidesExchanged,
            mutants.EpsilonAfterRoot,
            mutants.DiagonalFactors,
            mutants.AveragedRightFactor,
            mutants.StepTooLong,
            dialects.HalfPowers,
        ),
        *without("no accumulation", steps=2),
    ),
)
def first_step_is_the_polar_factor(method: type, engine: str, steps: int = 1) -> Finding:
    """G G' + eps I = U diag(sigma^2 + eps) U' and G'G alike, on the range of G; so singular values become

    sigma (sigma^2 + eps)^{-1/4} (sigma^2 + eps)^{-1/4}, and the complements of the ranges do not matter. The
    singular values 3, 0.7, 0.2 avoid 1 and 16, where a wrong power hides. G is wide, tall and square.
    """
    findings = []
    for rows, columns, epsilon in ((3, 3, 0.0), (3, 3, 0.25), (2, 3, 0.25), (3, 2, 0.25)):
        rng, k = np.random.default_rng(3), min(rows, columns)
        U, V = random_orthogonal(rng, rows)[:, :k], random_orthogonal(rng, columns)[:, :k]
        sigma = np.array([3.0, 0.7, 0.2])[:k]
        problem = Linear(((U * sigma) @ V.T).ravel())
        x0 = np.zeros(rows * columns)
        x = complete_run(method(1.0, epsilon, rows), problem, x0, steps, engine=engine).x
        expected = (U * (sigma / np.sqrt(sigma**2 + epsilon))) @ V.T
        # eigenvalues of G G' are known to some 10 u (3/0.2)^2 = 2.5e-13 of the least; quarter powers shrink that
        findings.append(identity(x[-2] - x[-1], expected.ravel(), tolerance=1e-12))
    return worst(findings)


@claim(
    "shampoo",
    theorem="equivariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="gradients Q G_t P' give Q X_t P' for orthogonal Q, P, and gradients G_t' give X_t'",
    engine_fixed=True,
    controls=planted(
        mutants.LeftOnly,
        mutants.ColumnByColumn,
        mutants.DiagonalFactors,
        mutants.AveragedRightFactor,
        dialects.OneSided,
    ),
)
def turns_with_rows_and_columns(method: type, engine: str) -> Finding:
    """L becomes Q L Q' and R becomes P R P'; powers turn with them, so D becomes Q D P'.

    Transposed gradients exchange L and R, so D becomes D'. A one-sided or diagonal method has neither symmetry.
    """
    rng = np.random.default_rng(5)
    tape = rng.standard_normal((6, 2, 3))
    Q, P = random_orthogonal(rng, 2), random_orthogonal(rng, 3)

    def matrices(gradients: np.ndarray) -> np.ndarray:
        rows = gradients.shape[1]
        x = follow(method(0.5, 0.25, rows), np.zeros(6), gradients.reshape(6, 6), engine=engine)[0]
        return x.reshape(7, rows, 6 // rows)

    x = matrices(tape)
    # condition number of the factors below 100, a few hundred operations per step: 1e4 u
    return worst(
        [
            identity(matrices(Q @ tape @ P.T), Q @ x @ P.T, tolerance=1e-12),
            identity(matrices(tape.transpose(0, 2, 1).copy()), x.transpose(0, 2, 1), tolerance=1e-12),
        ]
    )


@claim(
    "shampoo",
    theorem="scale invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with eps = 0 the iterates on gradients c G_t are those on G_t",
    engine_fixed=True,
    controls=(
        *planted(mutants.EighthPowers, mutants.PlainInverses, mutants.LeftOnly, dialects.HalfPowers),
        *without("eps = 0", epsilon=0.25),
    ),
)
def invariant_to_the_scale_of_gradients(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """Both factors are multiplied by c^2, their inverse fourth roots by c^{-1/2} each, and G by c.

    With inverse p-th roots on both sides a factor c^{1 - 4/p} remains. The factors are regular at every step.
    """
    tape = np.random.default_rng(7).standard_normal((6, 3, 3)).reshape(6, 9)
    algorithm = method(0.5, epsilon, 3)
    x, scaled = (follow(algorithm, np.zeros(9), c * tape, engine=engine)[0] for c in (1.0, 5.0))
    # condition number of the factors below 1e4 at t = 1, quarter powers: 1e4 u with a factor of ten for constants
    return identity(scaled, x, tolerance=1e-11)


@claim(
    "shampoo",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly, also with epsilon = 0: what is inverted is empty",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = 0 gives L = R = 0, and every inverse root multiplies zero. The data are integers: G = 0 exactly.

    With epsilon = 0 the eigenvalues are zero as well, and their inverse roots must not be infinite: 0 times
    infinity is not 0. A matrix of one row and one of one column exchange the factors.
    """
    found = [
        is_fixed(method(0.125, epsilon, rows), offset, engine) for epsilon in (0.0, 0.5) for rows in (1, 2)
    ]
    return worst(found)


CLAIMS = (
    first_iterates_of_a_square_matrix,
    first_iterates_of_a_tall_matrix,
    first_step_is_the_polar_factor,
    turns_with_rows_and_columns,
    invariant_to_the_scale_of_gradients,
    *REGRET,
    stationary_point_is_fixed,
    width.one_step_is_free_of_the_width,
)
