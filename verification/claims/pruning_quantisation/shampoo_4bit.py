"""4-bit Shampoo: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.arithmetic.shampoo_4bit import LEVELS
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.pruning_quantisation import both_shampoos
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.pruning_quantisation.shampoo_4bit import MUTANTS

controls = functools.partial(named, MUTANTS)


@claim(
    "shampoo-4bit",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 for a matrix of 2 x 3 and period 2 equal 110-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The definition; eigenvalues by Jacobi's rotations, levels from a list, Bjorck's step as V (3 I - V'V)/2."""
    return both_shampoos.in_decimals(method, engine, naive=False)


@claim(
    "shampoo-4bit",
    theorem="length and angle of the step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x+ - x| = s |g| and <g, x - x+> >= s |g|^2 2 sqrt k/(1 + k), k = sqrt((1 + eps)/eps)/q^2, where "
    "V'V >= q I for the rectified V; equality for a large gradient e e' followed by a small one, q = 1",
    engine_fixed=True,
    controls=(
        *controls("not-grafted", "step-too-long", "uphill", "half-powers", "absolute-ridge"),
        *without("the ridge of the method", epsilon=0.125),
    ),
)
def steps_keep_their_length_and_go_down(
    method: type, engine: str, epsilon: float = both_shampoos.EPSILON
) -> Finding:
    """G -> P G Q is symmetric and positive definite, with a condition number of at most that of P times that of Q.
    P = V f V' with f between ((1 + eps) max w)^{-1/4} and (eps max w)^{-1/4}, and q I <= V'V <= I: after a step of
    Bjorck y = 1 - t^2 >= 0. So k is a bound, and Kantorovich's inequality gives the cosine, with equality where g lies
    in the two extreme eigenspaces with squares M : m.

    q: quantising moves an entry by at most 28/225 of the largest of its column; of the two and three vectors here
    |U'U - I| <= 1/2 (measured: 0.29), so y <= 1/2, 0.219, 0.0386 in turn.
    """
    return both_shampoos.lengths_and_angles(method, engine, orthogonality=0.96**2, epsilon=epsilon)


@claim(
    "shampoo-4bit",
    theorem="Bjorck's orthonormalisation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a step keeps singular vectors and takes y = 1 - t^2 of a singular value t to (3/4) y^2 + (1/4) y^3; "
    "t in (0, sqrt 3) tends to 1, t in (sqrt 3, sqrt 5) to -1",
    engine_fixed=True,
    controls=controls("not-rectified", "wrong-product", "wrong-weights"),
    shows=("P386/1",),
)
def orthonormalisation_squares_the_defect(method: type, engine: str) -> Finding:
    """V = A diag(t) B' gives 1.5 V - 0.5 V V'V = A diag(t (3 - t^2)/2) B', and 1 - t^2 (3 - t^2)^2/4 = (1 - t^2)^2
    (4 - t^2)/4 = y^2 (3 + y)/4. For 0 < t < sqrt 3 the next value lies in (0, 1], from where it grows to the fixed
    point 1; for sqrt 3 < t < sqrt 5 it lies in (-sqrt 5, 0), the map being odd.
    """
    rng = np.random.default_rng(0)
    A, B = (np.linalg.qr(rng.standard_normal((6, 6)))[0] for _ in range(2))
    t = np.array([0.3, 0.8, 1.0, 1.2, 1.6, 1.75])
    rectified, V, y, findings = method(0.125, 0.75, 0.0625, 2, 1).rectified, A * t @ B.T, 1 - t**2, []
    with np.errstate(over="ignore", invalid="ignore"):  # controls may explode
        for _ in range(4):
            V, y = rectified(V), y**2 * (3 + y) / 4
            turned = A.T @ V @ B
            diagonal = np.diag(turned)
            # products of 6 x 6 matrices with entries of order one, the map at most doubling errors in each step
            findings.append(identity(1 - diagonal**2, y, tolerance=1e-13, scale=1.0))
            findings.append(
                identity(turned - np.diag(diagonal), np.zeros((6, 6)), tolerance=1e-13, scale=1.0)
            )
        for _ in range(12):
            V = rectified(V)
    return worst([*findings, identity(A.T @ V @ B, np.diag([1.0] * 5 + [-1.0]), tolerance=1e-12)])


def orthogonal(n: int, seed: int) -> np.ndarray:
    """A random orthogonal matrix whose columns have a positive sum of 2^i v_i."""
    V = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]
    return V * np.sign(2.0 ** np.arange(n) @ V)


def nearest(V: np.ndarray) -> np.ndarray:
    """Every entry at the nearest of the sixteen levels times the largest of its column."""
    levels, top = np.array(LEVELS) / 225, np.max(np.abs(V), axis=0)
    return levels[np.argmin(np.abs((V / top)[..., None] - levels), axis=-1)] * top


@claim(
    "shampoo-4bit",
    theorem="linear-square quantisation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="what is stored of V diag(w) V' are w and the nearest of the levels 0, 1/225 and +-(2 j - 15)^2/225, "
    "j >= 9, times the largest entry of every column of V, in absolute value",
    engine_fixed=True,
    controls=controls(
        "not-quantised", "rows-quantised", "linear-levels", "no-zero-level", "opposite",
        "eigenvalues-quantised", "factor-quantised",
    ),
    shows=("P386/2",),
)  # fmt: skip
def eigenvectors_are_at_levels(method: type, engine: str) -> Finding:
    """The definition, with the sixteen levels as a list of decimals. The matrix is made of V and w."""
    findings = []
    slight = np.array(
        [[np.cos(0.004), np.sin(0.004)], [-np.sin(0.004), np.cos(0.004)]]
    )  # -0.004 is next to -1/225
    for V in (slight, *(orthogonal(n, n) for n in (2, 3, 5, 8))):
        w = 1.0 + np.arange(len(V))
        found, U = method(0.125, 0.75, 0.0625, 2, 1).stored(V * w @ V.T)
        # gaps of one: eigenpairs are good to a few n u |A|
        findings += [identity(found, w, tolerance=1e-13), identity(U, nearest(V), tolerance=1e-13)]
    return worst(findings)


@claim(
    "shampoo-4bit",
    theorem="error of the inverse fourth root",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|V f(w) V' - A^{-1/4}|_F <= |V - U| (1 + |V|) |A^{-1/4}|_F for condition numbers from 1 to 1e8: the "
    "relative error does not grow with it",
    engine_fixed=True,
    controls=controls("factor-quantised", "not-rectified", "wrong-product", "wrong-weights"),
)
def error_is_flat_in_the_condition_number(method: type, engine: str) -> Finding:
    """V f V' - U f U' = (V - U) f U' + V f (V - U)', and |M f|_F <= |M| |f|_F. V here: the nearest levels, their
    singular values t taken to h(h(t)), h(t) = t (3 - t^2)/2; nothing of it depends on the spectrum.

    The ridge is left out on both sides; a stored eigenvalue that is not positive counts as 1e-12.
    """
    n = 8
    U = orthogonal(n, 3)
    left, t, right = np.linalg.svd(nearest(U))
    for _ in range(2):
        t = t * (3 - t * t) / 2
    V = left * t @ right
    limit = np.linalg.norm(V - U, 2) * (1 + np.linalg.norm(V, 2))
    algorithm = method(0.125, 0.75, 0.0625, 2, 1)
    conditions, errors = 10.0 ** np.arange(1, 9), []
    for condition in conditions:
        w = np.geomspace(1.0, condition, n) / condition
        found, stored = algorithm.stored(U * w @ U.T)
        B = algorithm.turned(stored)
        f = np.maximum(np.abs(found), 1e-12) ** -0.25
        exact = U * w**-0.25 @ U.T
        errors.append(np.linalg.norm(B * f @ B.T - exact) / np.linalg.norm(exact))
    return bound(
        errors, np.full(8, limit), x=conditions, xlabel="condition", ylabel="relative error of the root"
    )


@claim(
    "shampoo-4bit",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start with zero gradient is a fixed point, exactly",
    controls=without("zero gradient", offset=2.0**-10),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """The factors are b^t eps diag(1, 2, ...) when G = 0, and their eigenvectors, of the identity, are at levels: the
    roots are regular, D = P 0 Q = 0, and a direction of no length moves nothing.
    """
    return is_fixed(method(0.125, 0.75, 0.0625, 1, 1), offset, engine)


CLAIMS = (
    first_iterates_in_decimals,
    steps_keep_their_length_and_go_down,
    orthonormalisation_squares_the_defect,
    eigenvectors_are_at_levels,
    error_is_flat_in_the_condition_number,
    stationary_point_is_fixed,
)
