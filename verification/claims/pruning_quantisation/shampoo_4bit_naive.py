"""Naive 4-bit Shampoo: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from refimpl.pruning_quantisation.shampoo_4bit import inverse_fourth_root
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.pruning_quantisation import both_shampoos
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.pruning_quantisation.shampoo_4bit_naive import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "shampoo-4bit-naive",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 for a matrix of 2 x 3 and period 2 equal 110-digit decimals; a factor is "
    "indefinite",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The definition: means of factors, columns at the nearest levels, the mean with the transpose; eigenvalues by
    Jacobi's rotations, levels from a list.
    """
    return both_shampoos.in_decimals(method, engine, naive=True)


@claim(
    "shampoo-4bit-naive",
    theorem="length and angle of the step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x| = s |g| and <g, x - x+> >= s |g|^2 2 sqrt k/(1 + k), k = sqrt((1 + eps)/eps); equality for a "
    "large gradient e e' followed by a small one",
    engine_fixed=True,
    controls=(
        *controls("not-grafted", "step-too-long", "uphill", "half-powers", "absolute-ridge"),
        *without("the ridge of the method", epsilon=0.125),
    ),
)
def steps_keep_their_length_and_go_down(
    method: type, engine: str, epsilon: float = both_shampoos.EPSILON
) -> Finding:
    """G -> P G Q is symmetric and positive definite; the eigenvalues of P and of Q lie between ((1 + eps) max w)^{-1/4}
    and (eps max w)^{-1/4}, so that its condition number is at most k. Kantorovich's inequality gives the cosine, with
    equality where g lies in the two extreme eigenspaces with squares M : m.
    """
    return both_shampoos.lengths_and_angles(method, engine, orthogonality=1.0, epsilon=epsilon)


@claim(
    "shampoo-4bit-naive",
    theorem="the stored factor may be indefinite",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="A = [[1, 0.3], [0.3, 0.1]], positive definite with condition number 119, is stored as [[1, 0.33], "
    "[0.33, 0.108]] with determinant -0.0009",
    engine_fixed=True,
    controls=controls("not-symmetric", "not-quantised", "full-diagonal", "eigenvectors-quantised"),
)
def quantising_loses_definiteness(method: type, engine: str) -> Finding:
    """The first column in units of 1/225: 225 and 67.5, levels 49 and 81, so 0.36. The second, in units of 0.3/225: 225
    and 75, level 81, so 0.3 and 0.108. The mean of 0.36 and 0.3 is 0.33; 0.108 - 0.1089 < 0.
    """
    w, U = method(0.125, 0.75, 0.0625, 2, 1).stored(np.array([[1.0, 0.3], [0.3, 0.1]]))
    V = method(0.125, 0.75, 0.0625, 2, 1).turned(U)
    # a few roundings of numbers of order one
    return worst([
        identity(V * w @ V.T, [[1.0, 0.33], [0.33, 0.108]], tolerance=1e-14),
        identity(w[0] * w[1], -0.0009, tolerance=1e-14, scale=1.0),
    ])  # fmt: skip


@claim(
    "shampoo-4bit-naive",
    theorem="error of the inverse fourth root",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="condition numbers from 1e3 to 1e6, 16 rows: the stored factor is indefinite, so that the relative "
    "error of its root is at least (eps max w)^{-1/4}/|A^{-1/4}|_F - 1, above 5 for eps = 2^-30",
    engine_fixed=True,
    controls=(
        *controls("not-quantised", "eigenvectors-quantised"),
        *without("condition numbers from 1e3 on", conditions=(1.5, 10.0)),
    ),
)
def root_is_lost_at_large_conditions(
    method: type, engine: str, conditions: tuple[float, ...] = (1e3, 1e4, 1e6)
) -> Finding:
    """A negative eigenvalue is counted as the ridge, whose root (eps max w)^{-1/4} is the norm of what is found; the
    norm of a difference is at least that of the norms. That eigenvalues are negative is seen on random eigenvectors.
    """
    epsilon, n = 2.0**-30, 16
    algorithm, least, share, errors = method(0.125, 0.75, epsilon, 2, 1), [], [], []
    for condition in conditions:
        for seed in range(3):
            U = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]
            spectrum = np.geomspace(1.0, condition, n) / condition
            A, exact = U * spectrum @ U.T, U * spectrum**-0.25 @ U.T
            w, V = algorithm.stored((A + A.T) / 2)
            root = inverse_fourth_root(w, algorithm.turned(V), epsilon)
            size = np.linalg.norm(exact)
            least.append(np.min(w))
            share.append(max(5.0, (epsilon * np.max(w)) ** -0.25 / size - 1))
            errors.append(np.linalg.norm(root - exact) / size)
    return worst(
        [
            step_inequality(least, np.zeros(len(least)), x=np.arange(len(least)), xlabel="case"),
            step_inequality(
                share, errors, x=np.arange(len(least)), xlabel="case", label="least relative error"
            ),
        ]
    )


@claim(
    "shampoo-4bit-naive",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The factors are b^t eps diag(1, 2, ...) when G = 0, and every column has one entry, its largest: nothing is
    rounded, the roots are regular, D = P 0 Q = 0, and a direction of no length moves nothing.
    """
    return is_fixed(method(0.125, 0.75, 0.0625, 1, 1), offset, engine)


CLAIMS = (
    first_iterates_in_decimals,
    steps_keep_their_length_and_go_down,
    quantising_loses_definiteness,
    root_is_lost_at_large_conditions,
    stationary_point_is_fixed,
)
