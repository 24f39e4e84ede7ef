"""Shampoo: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Linear, Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic.shampoo import iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.natural_gradient_kfac import width
from verification.claims.stationary import is_fixed
from verification.dialects.first_order_adaptive import shampoo as dialects
from verification.evidence import bound, identity, step_inequality, tight
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
    theorem="local norm of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<G_t, X_{t-1} - X_t> <= 2 s sqrt(r) tr(H_t - H_{t-1}), H_t = (r eps I + sum g g')^{1/2}, rank G_t <= r",
    engine_fixed=True,
    controls=planted(
        mutants.EighthPowers,
        mutants.PlainInverses,
        mutants.LeftOnly,
        mutants.NoAccumulation,
        mutants.RootsNotRefreshed,
        mutants.OldFactors,
        mutants.StepTooLong,
        dialects.HalfPowers,
    ),
)
def local_norms_telescope(method: type, engine: str) -> Finding:
    """Shampoo's preconditioner dominates full-matrix AdaGrad's, whose local norms telescope.

    For rank r, g g' <= r G G' (x) I and g g' <= r I (x) G'G (Cauchy-Schwarz over the r singular pairs). Hence
    A = eps I + (1/r) sum g g' <= B = (L + eps I) (x) I and A <= C = I (x) (R + eps I); B and C commute, the
    geometric mean is monotone, so A <= (L + eps I)^{1/2} (x) (R + eps I)^{1/2}. The square root is monotone:
    H_t / sqrt(r) <= (L + eps I)^{1/4} (x) (R + eps I)^{1/4}, thus <G, D> <= sqrt(r) g'H_t^{-1}g. Last,
    g'H_t^{-1}g = tr H_t^{-1}(H_t^2 - H_{t-1}^2) <= 2 tr(H_t - H_{t-1}) since tr sqrt is concave.
    For a constant rank-one gradient both sides are equal up to 1/(4t): large ones and small ones, on which wrong
    powers step too far in turn, and random matrices of rank two.
    """
    rng, s, epsilon = np.random.default_rng(11), 0.5, 0.25
    one = np.outer([2.0, -1.0, 2.0], [0.6, 0.8]) / 3  # rank one, norm one
    instances = (
        ("large", 1, np.tile(3.0 * one, (60, 1, 1))),
        ("small", 1, np.tile(2.0**-5 * one, (60, 1, 1))),
        ("random", 2, rng.standard_normal((60, 3, 2))),
    )
    findings = []
    for words, r, tape in instances:
        g = tape.reshape(len(tape), -1)
        x, _ = follow(method(s, epsilon, 3), np.zeros(6), g, engine=engine)
        left = np.sum(g * (x[:-1] - x[1:]), axis=1)
        sums = r * epsilon * np.eye(6) + np.cumsum(g[:, :, None] * g[:, None, :], axis=0)
        traces = np.sum(np.sqrt(np.linalg.eigvalsh(sums)), axis=1)
        right = 2 * s * np.sqrt(r) * np.diff(traces, prepend=6 * np.sqrt(r * epsilon))
        # traces of at most 100 cancel, and <G, X - X'> is a sum of six terms: below 1e-12
        findings.append(step_inequality(left, right, allowance=1e-12, label=f"<G, X - X'>, {words}"))
    return worst(findings)


@claim(
    "shampoo",
    theorem="the product of the factors",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eps I + (1/r) sum g g' <= (L + eps I)^{1/2} (x) (R + eps I)^{1/2} at every step, rank G_t <= r; "
    "equality along g for one gradient I and for a constant one of rank one",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NoAccumulation,
            mutants.RootsNotRefreshed,
            mutants.ColumnByColumn,
            mutants.EpsilonAccumulates,
            mutants.AveragedRightFactor,
            dialects.ExponentialAverages,
        ),
        *without("vectors read row by row", order="F"),
        *without("the factor 1/r", rank=1.0),
    ),
)
def factors_dominate(method: type, engine: str, order: str = "C", rank: float = 0.0) -> Finding:
    """Proof in `local_norms_telescope`: both factors alone dominate, and their geometric mean is monotone.

    For G = I of size r: (1 + eps) I against eps I + vec(I) vec(I)'/r, whose largest eigenvalue is 1 + eps. For G = s u
    v' seen t times, |u| = |v| = 1: ((t s^2 + eps) (t s^2 + eps))^{1/2} = t s^2 + eps along u (x) v.
    """
    u, v, epsilon = np.array([2.0, -1.0, 2.0]) / 3, np.array([0.6, 0.0, 0.8]), 2.0**-4
    instances = (
        (3, np.eye(3)[None], True),
        (1, np.tile(np.outer(u, v), (4, 1, 1)), True),
        (2, np.random.default_rng(17).standard_normal((6, 3, 2)) @ np.diag([2.0, 0.5]), False),
    )
    findings = []
    for r, tape, attained in instances:
        algorithm, state = method(0.5, epsilon, 3), None
        sums, shares = epsilon * np.eye(tape[0].size), []
        for G in tape:
            problem = Linear(G.ravel())
            state = algorithm.init(problem, np.zeros(G.size)) if state is None else state
            state = algorithm.step(problem, state, None)
            g = G.ravel(order)
            sums = sums + np.outer(g, g) / (rank or r)
            inverse = np.kron(_power(state.L, epsilon, -0.25), _power(state.R, epsilon, -0.25))
            shares.append(np.linalg.eigvalsh(inverse @ sums @ inverse)[-1])
        # condition numbers below 1e3, quarter powers
        ones = np.ones(len(shares))
        findings.append(
            tight(shares, ones, tolerance=1e-12)
            if attained
            else bound(shares, ones, allowance=1e-12, yscale="linear")
        )
    return worst(findings)


@claim(
    "shampoo",
    theorem="regret of Algorithm 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum <G_t, X_{t-1} - X*> <= (D^2/(2s) + s r) tr (L_T + eps I)^{1/4} tr (R_T + eps I)^{1/4} for every T",
    controls=planted(mutants.PlainInverses, mutants.NoAccumulation, dialects.HalfPowers),
)
def regret_of_a_convex_problem(method: type, engine: str) -> Finding:
    """Mirror descent with increasing metrics W_t = (L_t + eps I)^{1/4} (x) (R_t + eps I)^{1/4}:

    <G_t, X_{t-1} - X*> = (|X_{t-1} - X*|_W^2 - |X_t - X*|_W^2) / (2s) + (s/2) |g|^2 in the norm of W_t^{-1}. The
    first terms sum to at most D^2 tr W_T / (2s), D = max |X_{t-1} - X*|, since W_t grows; the last ones to at most
    s sqrt(r) tr H_T <= s r tr W_T by the claim on local norms. tr W_T = tr (L_T + eps I)^{1/4} tr (R_T + eps
    I)^{1/4}. With s = D / sqrt(2r) the bound is the printed sqrt(2r) D times these traces. X* is the minimiser of
    a quadratic with a steep valley, on which steps that do not shrink keep paying; the bound is blind to the rest.
    """
    rng, epsilon, r = np.random.default_rng(13), 1e-4, 2
    Q = random_orthogonal(rng, 6)
    A = (Q * np.array([64.0, 16.0, 4.0, 1.0, 0.5, 0.25])) @ Q.T
    problem, x0 = Quadratic((A + A.T) / 2, np.zeros(6)), rng.standard_normal(6)
    findings = []
    for s in (0.25, 4.0):
        t = complete_run(method(s, epsilon, 3), problem, x0, 400, engine=engine)
        x = t.x[:-1]
        g = x @ problem.A
        G = g.reshape(-1, 3, 2)
        traces = _trace_of_fourth_roots(G @ G.transpose(0, 2, 1), epsilon)
        traces = traces * _trace_of_fourth_roots(G.transpose(0, 2, 1) @ G, epsilon)
        D = np.maximum.accumulate(np.linalg.norm(x, axis=1))
        T = np.arange(1, len(x) + 1)
        regret, limit = np.cumsum(np.sum(g * x, axis=1)), (D**2 / (2 * s) + s * r) * traces
        findings.append(bound(regret, limit, allowance=1e-12, x=T, xlabel="T", ylabel="regret"))
    return worst(findings)


@claim(
    "shampoo",
    theorem="regret of one weight",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f = c |w - D| from 0 with s = D/sqrt 2: sum f(w_t) <= sqrt 2 D (eps + c^2 T)^{1/2} for every T, for c = "
    "1/10 and 10, and |w_t - D| <= D",
    engine_fixed=True,
    controls=planted(
        mutants.EighthPowers, mutants.NoAccumulation, mutants.PlainInverses, dialects.HalfPowers
    ),
)
def regret_of_one_weight(method: type, engine: str) -> Finding:
    """The regret of Algorithm 1 for 1 x 1 matrices, r = 1: both traces are (eps + c^2 T)^{1/4}. A step is s c/(eps +
    c^2 t)^{1/2} <= s/sqrt t, so w goes to D and crosses it by less than s: the distance stays below D. Steps of a wrong
    power are too long or too short by a power of c.
    """
    findings, D, epsilon, steps = [], 2.0, 2.0**-20, 60
    for c in (0.1, 10.0):
        algorithm, w, found = method(D / np.sqrt(2), epsilon, 1), np.zeros(1), []
        state = algorithm.init(Linear(w), w)
        for _ in range(steps):
            found.append(c * abs(state.x[0] - D))
            state = algorithm.step(Linear(c * np.sign(state.x - D)), state, None)
        T = np.arange(1, steps + 1)
        limit = np.sqrt(2) * D * np.sqrt(epsilon + c**2 * T)
        findings.append(bound(np.cumsum(found), limit, x=T, xlabel="T", ylabel="regret"))
        findings.append(bound(np.array(found) / c, np.full(steps, D), x=T, ylabel="|w - D|"))
    return worst(findings)


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


def _power(A: Any, epsilon: float, exponent: float) -> Any:
    """(A + eps I)^exponent."""
    w, Q = np.linalg.eigh(A)
    return (Q * (w + epsilon) ** exponent) @ Q.T


def _trace_of_fourth_roots(squares: Any, epsilon: float) -> Any:
    sums = np.cumsum(squares, axis=0) + epsilon * np.eye(squares.shape[1])
    return np.sum(np.linalg.eigvalsh(sums) ** 0.25, axis=1)


CLAIMS = (
    first_iterates_of_a_square_matrix,
    first_iterates_of_a_tall_matrix,
    first_step_is_the_polar_factor,
    turns_with_rows_and_columns,
    invariant_to_the_scale_of_gradients,
    local_norms_telescope,
    factors_dominate,
    regret_of_a_convex_problem,
    regret_of_one_weight,
    stationary_point_is_fixed,
    width.one_step_is_free_of_the_width,
)
