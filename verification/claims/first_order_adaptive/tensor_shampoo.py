"""Shampoo for tensors: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal

import numpy as np

from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.problems import Quadratic
from refimpl.problems.quadratic import random_orthogonal
from verification.arithmetic.tensor_shampoo import iterates
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.shampoo_bounds import power_of
from verification.claims.first_order_adaptive.tensor_regret import REGRET, sized
from verification.claims.stationary import is_fixed
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.tensor_shampoo import MUTANTS
from verification.tape import follow
from verification.trial import first_iterates

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
    return first_iterates(sized(method, 0.125, 0.25, shape), problem, x0, _expected(shape), engine)


@functools.cache
def _expected(shape: tuple[int, ...]) -> list[list[Decimal]]:
    d = int(np.prod(shape))
    return iterates([row[:d] for row in A[:d]], B[:d], START[:d], shape, 4, "0.125", "0.25")


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
        x, _ = follow(sized(method, s, epsilon, shape), np.zeros(len(basis)), c @ basis.T, engine=engine)
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
        D = power_of(L, -1 / 6) @ G @ power_of(R, -1 / 6)
        x.append(x[-1] - s * D.ravel() / (size ** (1 / 6) if middle else 1.0))
    pairs = (
        ((6,), follow(FullMatrixAdaGrad(s, epsilon), zero, tape)[0]),
        ((3, 2), follow(Shampoo(s, epsilon, 3), zero, tape)[0]),
        ((2, 1, 3), np.array(x)),
    )
    # condition numbers below 1e3, a few hundred operations per step: 1e4 u
    return worst(
        [
            identity(follow(sized(method, s, epsilon, n), zero, tape, engine=engine)[0], y, tolerance=1e-12)
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
        algorithm = sized(method, 0.5, 0.25, gradients.shape[1:])
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
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly, in every order",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """G = 0 leaves H = eps I, and every inverse root multiplies zero. The data are integers: G = 0 exactly."""
    shapes = ((2,), (2, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2))
    return worst([is_fixed(sized(method, 0.125, 0.5, shape), offset, engine) for shape in shapes])


CLAIMS = (
    first_iterates_of_tensors,
    first_iterates_of_lower_orders,
    orthogonal_terms_are_scaled_apart,
    lower_orders_are_known_methods,
    turns_along_every_mode,
    *REGRET,
    stationary_point_is_fixed,
)
