"""Shampoo for tensors: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.problems import Linear, Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic.tensor_shampoo import iterates
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.tensor_shampoo import MUTANTS
from verification.tape import follow
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)
A = [
    [4, 1, 0, -1, 0, 0, 1, 0],
    [1, 3, 1, 0, 0, 0, 0, 0],
    [0, 1, 4, 1, 0, 0, 0, -1],
    [-1, 0, 1, 3, 1, 0, 0, 0],
    [0, 0, 0, 1, 3, 1, 0, 0],
    [0, 0, 0, 0, 1, 4, 1, 0],
    [1, 0, 0, 0, 0, 1, 3, 1],
    [0, 0, -1, 0, 0, 0, 1, 2],
]
B, START = [1, -1, 2, 0, 1, -2, 1, 3], [2, -1, 1, 3, -2, 1, 0, 1]


@claim(
    "tensor-shampoo",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="X_1, ..., X_4 of tensors of 2 x 2 x 2 and 2 x 1 x 3 on coupled quadratics equal Algorithm 2 in "
    "110-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_tensors(method: type, engine: str) -> Finding:
    """The update is the definition; it is evaluated entry by entry under multi-indices, with inverse sixth roots from
    the coupled Newton iteration, which are checked by their sixth power. A cube is the same in any order of its
    modes; the box of 2 x 1 x 3 is not, and its mode of size one has a factor of its own.
    """
    return worst([_iterates(method, shape, engine) for shape in ((2, 2, 2), (2, 1, 3))])


@claim(
    "tensor-shampoo",
    theorem="Algorithm 2 in orders 1 and 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="X_1, ..., X_4 of a vector of 2 and of a matrix of 3 x 2 equal Algorithm 2 in 110-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_lower_orders(method: type, engine: str) -> Finding:
    """The same decimals; the exponents are -1/2 and -1/4, and the one mode of a vector is its last one."""
    return worst([_iterates(method, shape, engine) for shape in ((2,), (3, 2))])


def _iterates(method: type, shape: tuple[int, ...], engine: str) -> Finding:
    d = int(np.prod(shape))
    problem, x0 = Quadratic(np.array(A, float)[:d, :d], np.array(B[:d], float)), np.array(START[:d], float)
    return first_iterates(_sized(method, 0.125, 0.25, shape), problem, x0, _expected(shape), engine)


@functools.cache
def _expected(shape: tuple[int, ...]) -> list[list[Decimal]]:
    d = int(np.prod(shape))
    return iterates([row[:d] for row in A[:d]], B[:d], START[:d], shape, 4, "0.125", "0.25")


def _sized(method: type, step_size: float, epsilon: float, shape: Sequence[int]) -> Any:
    rows, columns = (*shape[:-1], 1, 1)[:2]
    return method(step_size, epsilon, len(shape), rows, columns)


@claim(
    "tensor-shampoo",
    theorem="tensors of orthogonal rank-one terms",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="gradients sum_j c_tj u_j (x) v_j (x) w_j move along each term by -s c_tj / sqrt(eps + c_1j^2 + ... + "
    "c_tj^2), in every order; T / |T| as eps -> 0 for one term",
    engine_fixed=True,
    controls=(
        *controls("matrix-roots", "power-of-the-order", "one-mode-too-many", "last-mode-left-out"),
        *controls("no-accumulation", "old-factors", "gram-of-preconditioned", "unfolded-by-reshape"),
        *controls("first-index-first", "diagonal-factors", "epsilon-accumulates", "epsilon-after-root"),
        *controls("averaged-factors", "step-too-long", "ascent"),
        *without("orthogonal terms", skew=0.25),
    ),
)
def orthogonal_terms_are_scaled_apart(method: type, engine: str, skew: float = 0.0) -> Finding:
    """For orthonormal u_j, v_j, w_j mat_i(G) mat_i(G)' = sum_j c_j^2 a_j a_j', a the vectors of mode i. So a_j is an
    eigenvector of H^i for eps + sum_t c_tj^2 =: h_j, in every mode, and k inverse 2k-th roots multiply to h_j^{-1/2}.
    A vector has one orthonormal term only. With one step and eps -> 0 a single term becomes T / |T|.
    """
    rng, s = np.random.default_rng(3), 0.5
    findings = []
    for shape, terms, epsilon in (
        ((3, 2, 4), 2, 0.25),
        ((3, 2, 4), 1, 1e-12),
        ((3, 2), 2, 0.25),
        ((3,), 1, 0.25),
    ):
        frames = [random_orthogonal(rng, n)[:, :terms] for n in shape]
        frames[0] = frames[0] + skew * np.roll(frames[0], 1)
        basis = functools.reduce(lambda a, b: np.einsum("aj,bj->abj", a, b).reshape(-1, terms), frames)
        c = rng.choice([-1.0, 1.0], (4, terms)) * rng.uniform(0.5, 3.0, (4, terms))
        x, _ = follow(_sized(method, s, epsilon, shape), np.zeros(len(basis)), c @ basis.T, engine=engine)
        expected = -s * np.cumsum(c / np.sqrt(epsilon + np.cumsum(c**2, axis=0)), axis=0) @ basis.T
        # the last null space has roots of 1e-12^(-1/2) = 1e6 in all, by which rounding of u = 1.1e-16 grows
        findings.append(identity(x[1:], expected, tolerance=1e-12 if epsilon > 1e-3 else 1e-8))
    return worst(findings)


@claim(
    "tensor-shampoo",
    theorem="order 1 is AdaGrad with the full matrix, order 2 is Algorithm 1",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="order 1 gives the iterates of full-matrix-adagrad, order 2 those of shampoo; of m x 1 x n in order 3 "
    "the step is (L + eps I)^{-1/6} G (R + eps I)^{-1/6} (eps + sum |G|^2)^{-1/6}",
    engine_fixed=True,
    controls=(
        *controls(
            "power-of-the-order", "one-mode-too-many", "last-mode-left-out", "no-accumulation", "old-factors"
        ),
        *controls("unfolded-by-reshape", "first-index-first", "diagonal-factors", "averaged-factors"),
        *without("the factor of the mode of size one", middle=False),
    ),
)
def lower_orders_are_known_methods(method: type, engine: str, middle: bool = True) -> Finding:
    """mat_1 of a vector is the vector: H = eps I + sum g g', exponent -1/2. mat_1 and mat_2 of a matrix are G and G':
    L and R, exponent -1/4. In m x 1 x n the unfolding of the second mode is the row g', whose gram is |G|^2.
    """
    rng, s, epsilon = np.random.default_rng(5), 0.5, 0.25
    tape, zero = rng.standard_normal((5, 6)), np.zeros(6)
    x, L, R, size = [zero], epsilon * np.eye(2), epsilon * np.eye(3), epsilon
    for G in tape.reshape(5, 2, 3):
        L, R, size = L + G @ G.T, R + G.T @ G, size + np.sum(G**2)
        D = _power(L, -1 / 6) @ G @ _power(R, -1 / 6)
        x.append(x[-1] - s * D.ravel() / (size ** (1 / 6) if middle else 1.0))
    pairs = (
        ((6,), follow(FullMatrixAdaGrad(s, epsilon), zero, tape)[0]),
        ((3, 2), follow(Shampoo(s, epsilon, 3), zero, tape)[0]),
        ((2, 1, 3), np.array(x)),
    )
    # condition numbers below 1e3, a few hundred operations per step: 1e4 u
    return worst(
        [
            identity(follow(_sized(method, s, epsilon, n), zero, tape, engine=engine)[0], y, tolerance=1e-12)
            for n, y in pairs
        ]
    )


@claim(
    "tensor-shampoo",
    theorem="equivariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="gradients turned by Q_i along every mode i give X turned so, and exchanged modes give X with exchanged "
    "modes",
    engine_fixed=True,
    controls=controls(
        "unfolded-by-reshape", "first-index-first", "diagonal-factors", "gram-of-preconditioned"
    ),
)
def turns_along_every_mode(method: type, engine: str) -> Finding:
    """mat_i(G x_1 Q_1 ... x_k Q_k) is Q_i mat_i(G) times an orthogonal matrix: H^i becomes Q_i H^i Q_i', and so do its
    powers, while products along other modes commute with Q_i. Exchanged modes exchange the factors, which are equal in
    their exponent, and products along different modes commute.
    """
    rng, shape = np.random.default_rng(7), (2, 3, 2)
    tape, Q = rng.standard_normal((4, *shape)), [random_orthogonal(rng, n) for n in shape]

    def turned(T: np.ndarray) -> np.ndarray:
        return np.einsum("tabc,ia,jb,kc->tijk", T, *Q)

    def tensors(gradients: np.ndarray) -> np.ndarray:
        algorithm = _sized(method, 0.5, 0.25, gradients.shape[1:])
        x, _ = follow(algorithm, np.zeros(12), gradients.reshape(4, 12), engine=engine)
        return x.reshape(5, *gradients.shape[1:])

    x, exchanged = tensors(tape), (0, 2, 3, 1)
    # condition numbers below 1e3, a few hundred operations per step: 1e4 u
    return worst(
        [
            identity(tensors(turned(tape)), turned(x), tolerance=1e-12),
            identity(tensors(tape.transpose(exchanged).copy()), x.transpose(exchanged), tolerance=1e-12),
        ]
    )


@claim(
    "tensor-shampoo",
    theorem="the product of the factors",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="eps I + (1/r) sum g g' <= (H^1)^{1/k} (x) ... (x) (H^k)^{1/k} at every step, r^k = product of the "
    "largest ranks of mat_i(G_t); equality along g for a constant gradient of rank one and for one sum_j e_j (x) e_j "
    "(x) e_j",
    engine_fixed=True,
    controls=(
        *controls("no-accumulation", "unfolded-by-reshape", "first-index-first", "gram-of-preconditioned"),
        *controls("epsilon-accumulates", "averaged-factors"),
        *without("the factor 1/r", rank=1.0),
        *without("the exponent 1/k", exponent=0.25),
    ),
)
def factors_dominate(method: type, engine: str, rank: float = 0.0, exponent: float = 0.0) -> Finding:
    """g g' <= r_i B_i, B_i = mat_i(G) mat_i(G)' at mode i and I elsewhere, r_i its rank: Cauchy-Schwarz over the
    singular pairs of mat_i(G). With S = sum g g' hence A_i = eps I + S / r_i <= I (x) H^i (x) I. All A_i commute, and
    so do all right sides. The weighted geometric mean of two matrices is monotone in both, so iterated means with
    weights 1/k in all keep the order: prod_i A_i^{1/k} <= (x)_i (H^i)^{1/k}. Numbers have prod (eps + c / r_i)^{1/k}
    >= eps + c / (prod r_i)^{1/k}, c an eigenvalue of S, as the geometric mean is superadditive. The largest r_i will
    do. One term s u (x) v (x) w seen t times has eigenvalue eps + t s^2 on both sides. For sum_j e_j^k, n terms, all
    H^i are (1 + eps) I, and eps + |g|^2 / n = eps + 1.
    """
    epsilon, rng = 2.0**-4, np.random.default_rng(17)
    one = np.multiply.outer(np.outer([0.6, 0.8], [2.0, -1.0, 2.0]) / 3, [0.8, -0.6])
    equal = np.array([[[float(a == b == c) for c in range(2)] for b in range(2)] for a in range(2)])
    instances = (
        (1.0, np.tile(one, (3, 1, 1, 1)), True),
        (2.0, equal[None], True),
        (12.0 ** (1 / 3), rng.standard_normal((4, 2, 3, 2)), False),
        (1.0, np.tile(4.0 * one.reshape(6, 2), (3, 1, 1)), True),
    )
    findings = []
    for r, tape, attained in instances:
        shape = tape.shape[1:]
        gs, power, shares = tape.reshape(len(tape), -1), -(exponent or 1 / len(shape)) / 2, []
        S = epsilon * np.eye(gs.shape[1])
        for g, factors in zip(gs, _factors(method, epsilon, shape, gs)):
            S = S + np.outer(g, g) / (rank or r)
            K = functools.reduce(np.kron, [_power(H, power) for H in factors])
            shares.append(np.linalg.eigvalsh(K @ S @ K)[-1])
        ones = np.ones(len(shares))
        # condition numbers below 1e3 and powers below one
        findings.append(
            tight(shares, ones, tolerance=1e-12)
            if attained
            else bound(shares, ones, allowance=1e-12, yscale="linear")
        )
    return worst(findings)


def _factors(
    method: type, epsilon: float, shape: tuple[int, ...], gradients: np.ndarray
) -> Iterator[list[np.ndarray]]:
    """H^1, ..., H^k as the method keeps them, with epsilon, after every gradient."""
    algorithm, x0 = _sized(method, 0.5, epsilon, shape), np.zeros(gradients.shape[1])
    state = algorithm.init(Linear(x0), x0)
    for g in gradients:
        state = algorithm.step(Linear(g), state, None)
        parts = np.split(state.sums, np.cumsum([n * n for n in shape])[:-1])
        yield [H.reshape(n, n) + epsilon * np.eye(n) for H, n in zip(parts, shape, strict=True)]


@claim(
    "tensor-shampoo",
    theorem="local norm of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<G_t, X_{t-1} - X_t> <= 2 s sqrt(r) tr(H_t - H_{t-1}), H_t = (r eps I + sum g g')^{1/2}, for r^k = "
    "product of the largest ranks of mat_i(G_t)",
    engine_fixed=True,
    controls=(
        *controls("matrix-roots", "power-of-the-order", "one-mode-too-many", "last-mode-left-out"),
        *controls("no-accumulation", "old-factors", "step-too-long"),
    ),
)
def local_norms_telescope(method: type, engine: str) -> Finding:
    """By `factors_dominate` and since the square root is monotone H_t / sqrt(r) <= (x)_i (H^i_t)^{1/(2k)}, so <G, D> <=
    sqrt(r) g'H_t^{-1}g; and g'H_t^{-1}g = tr H_t^{-1}(H_t^2 - H_{t-1}^2) <= 2 tr(H_t - H_{t-1}) since tr sqrt is
    concave. For a constant gradient of rank one both sides are equal up to 1/(4t): large ones and small ones, on which
    wrong powers step too far in turn, and random tensors, whose unfoldings have ranks 2, 3 and 2.
    """
    rng, s, epsilon, steps = np.random.default_rng(11), 0.5, 0.25, 40
    one = np.multiply.outer(np.outer([0.6, 0.8], [2.0, -1.0, 2.0]) / 3, [0.8, -0.6]).ravel()
    instances = (
        ("large", 1.0, np.tile(3.0 * one, (steps, 1))),
        ("small", 1.0, np.tile(2.0**-5 * one, (steps, 1))),
        ("random", 12.0 ** (1 / 3), rng.standard_normal((steps, 12))),
    )
    findings = []
    for words, r, g in instances:
        x, _ = follow(_sized(method, s, epsilon, (2, 3, 2)), np.zeros(12), g, engine=engine)
        left = np.sum(g * (x[:-1] - x[1:]), axis=1)
        sums = r * epsilon * np.eye(12) + np.cumsum(g[:, :, None] * g[:, None, :], axis=0)
        traces = np.sum(np.sqrt(np.linalg.eigvalsh(sums)), axis=1)
        right = 2 * s * np.sqrt(r) * np.diff(traces, prepend=12 * np.sqrt(r * epsilon))
        # traces of at most 100 cancel, and <G, X - X'> is a sum of twelve terms: below 1e-12
        findings.append(step_inequality(left, right, allowance=1e-12, label=f"<G, X - X'>, {words}"))
    return worst(findings)


@claim(
    "tensor-shampoo",
    theorem="regret of Algorithm 2",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum <G_t, X_{t-1} - X*> <= (D^2/(2s) + s r) prod_i tr (H^i_T)^{1/(2k)} for every T",
    controls=controls("power-of-the-order", "no-accumulation"),
)
def regret_of_a_convex_problem(method: type, engine: str) -> Finding:
    """Mirror descent with increasing metrics W_t = (x)_i (H^i_t)^{1/(2k)}: roots of growing factors grow, and so do
    their products. <G_t, X_{t-1} - X*> is the fall of |X - X*|^2 / (2s) in W_t plus (s/2) |g|^2 in the norm of
    W_t^{-1}. The falls sum to at most D^2 tr W_T / (2s), D = max |X_{t-1} - X*|; the rest to at most s sqrt(r) tr H_T
    <= s r tr W_T by `local_norms_telescope`. tr W_T is the product of the traces; s = D / sqrt(2r) gives the printed
    sqrt(2r) D. Ranks are at most the sizes: r = 2 for the cube, on a quadratic with a steep valley. The other instance
    is f = c |w - 2| from 0, c = 1/10 and 10, for w of 1 x 1 x 1: there too long and too short steps show.
    """
    rng, epsilon = np.random.default_rng(13), 1e-4
    Q = random_orthogonal(rng, 8)
    H, x0 = (Q * 2.0 ** np.arange(6, -2, -1)) @ Q.T, rng.standard_normal(8)
    problem, findings = Quadratic((H + H.T) / 2, np.zeros(8)), []
    for s in (0.25, 4.0):
        x = complete_run(_sized(method, s, epsilon, (2, 2, 2)), problem, x0, 100, engine=engine).x[:-1]
        findings.append(_regret(x, x @ problem.A, 2, s, epsilon))
    for c in (0.1, 10.0):
        s, w, state = np.sqrt(2.0), [np.zeros(1)], None
        algorithm = _sized(method, s, epsilon, (1, 1, 1))
        for _ in range(60):
            slope = Linear(c * np.sign(w[-1] - 2.0))
            state = algorithm.step(slope, state or algorithm.init(slope, w[0]), None)
            w.append(state.x)
        away = np.array(w[:-1]) - 2.0
        findings.append(_regret(away, c * np.sign(away), 1, s, epsilon))
    return worst(findings)


def _regret(x: np.ndarray, g: np.ndarray, n: int, s: float, epsilon: float) -> Finding:
    """The bound for x and gradients as cubes of side n, the minimiser at the origin, r = n."""
    G, traces, T = g.reshape(-1, n, n, n), np.ones(len(x)), np.arange(1, len(x) + 1)
    for places in ("tabc,tdbc->tad", "tbac,tbdc->tad", "tbca,tbcd->tad"):
        sums = epsilon * np.eye(n) + np.cumsum(np.einsum(places, G, G), axis=0)
        traces = traces * np.sum(np.linalg.eigvalsh(sums) ** (1 / 6), axis=1)
    D = np.maximum.accumulate(np.linalg.norm(x, axis=1))
    regret, limit = np.cumsum(np.sum(g * x, axis=1)), (D**2 / (2 * s) + s * n) * traces
    return bound(regret, limit, allowance=1e-12, x=T, xlabel="T", ylabel="regret")


@claim(
    "tensor-shampoo",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly, in every order",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = 0 leaves H = eps I, and every inverse root multiplies zero. The data are integers: G = 0 exactly."""
    shapes = ((2,), (2, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2))
    return worst([is_fixed(_sized(method, 0.125, 0.5, shape), offset, engine) for shape in shapes])


def _power(H: Any, exponent: float) -> Any:
    """H^exponent of a positive definite matrix."""
    w, Q = np.linalg.eigh(H)
    return (Q * w**exponent) @ Q.T


CLAIMS = (
    first_iterates_of_tensors,
    first_iterates_of_lower_orders,
    orthogonal_terms_are_scaled_apart,
    lower_orders_are_known_methods,
    turns_along_every_mode,
    factors_dominate,
    local_norms_telescope,
    regret_of_a_convex_problem,
    stationary_point_is_fixed,
)
