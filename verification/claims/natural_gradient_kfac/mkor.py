"""MKOR: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools

import numpy as np

from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.natural_gradient_kfac import rank_one
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.natural_gradient_kfac.mkor import MUTANTS

controls = functools.partial(named, MUTANTS)
DECAY = 0.75
GROWTH = DECAY + DECAY**-3.0


@claim(
    "mkor",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on batches of a softmax regression equal 80-digit decimals; the stabiliser acts in five "
    "of ten updates",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The definition, entry by entry, from the identities on: the stabiliser, the rank-one term, the length of G."""
    return rank_one.in_decimals(method, engine, "mkor")


@claim(
    "mkor",
    theorem="length and angle of the step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|W+ - W| = eta |G| and <G, W - W+> >= eta |G|^2 2 k/(1 + k^2), k = (1 + b^-4)^t, whole batch",
    engine_fixed=True,
    controls=controls("uphill", "step-too-long", "not-rescaled", "subtracted"),
)
def steps_keep_their_length_and_go_down(method: type, engine: str) -> Finding:
    """b C <= A+ <= (b + b^-3) C multiplies a condition number by at most 1 + b^-4, and the stabiliser raises none. So
    G -> B G A is positive definite with a condition number of at most k^2; Kantorovich's inequality gives the cosine.
    """
    return rank_one.lengths_and_slopes(method(0.25, DECAY, 0.875, 0.25, 4, 3), engine)


@claim(
    "mkor",
    theorem="growth of the factors",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="b A <= A+ <= (b + b^-3) A without the stabiliser, for every a; both bounds are sharp",
    engine_fixed=True,
    controls=controls("subtracted", "exact", "released", "divided-once", "weights-exchanged"),
)
def factors_stay_positive_definite(method: type, engine: str) -> Finding:
    """u u' = A a a'A <= (a'A a) A, and (1 - b) q/(b^2 (1 + b (1 - b) q)) grows with q = a'A a to 1/b^3. Along a large A
    = alpha I the upper bound is attained up to 1/(b (1 - b) alpha), across it the lower one.
    """
    rng, algorithm, low, high = np.random.default_rng(0), method(0.25, DECAY, 1e30, 0.25, 1, 1), [], []
    for _ in range(20):
        root = rng.standard_normal((4, 4)) * 10.0 ** rng.uniform(-2, 2)
        ratios = np.linalg.solve(root, algorithm.updated(root @ root.T, rng.standard_normal(4)))
        w = np.linalg.eigvals(np.linalg.solve(root, ratios.T)).real  # of A^-1/2 A+ A^-1/2
        low.append(w.min())
        high.append(w.max())
    sharp = np.diag(algorithm.updated(1e9 * np.eye(2), np.array([1.0, 0.0]))) / 1e9
    # eigenvalues of order one, of matrices with condition numbers below 1e5
    return worst([
        step_inequality(np.full(20, DECAY), low, allowance=1e-9),
        step_inequality(high, np.full(20, GROWTH), allowance=1e-9),
        tight(sharp, [GROWTH, DECAY], tolerance=1e-7),
    ])  # fmt: skip


@claim(
    "mkor",
    theorem="norm-based stabiliser",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="k z < 1, k = b + b^-3: no entry of A exceeds max(1, k threshold, k (1 - z)/(1 - k z)), however often "
    "the same vector comes; what enters an update is z A + (1 - z) I above the threshold, A else",
    engine_fixed=True,
    controls=(
        *controls("not-stabilised", "always-stabilised", "stabilised-after", "mixing-exchanged",
                  "without-identity"),
        *without("k z < 1", mixing=0.75),
    ),
    shows=("P400/3",),
)  # fmt: skip
def stabiliser_bounds_the_factors(method: type, engine: str, mixing: float = 0.25) -> Finding:
    """The largest entry m of a positive definite matrix stands on its diagonal. A+ <= k C gives m+ <= k m up to the
    threshold and m+ <= k (z m + 1 - z) above; the bound M satisfies k (z M + 1 - z) <= M. An update with a = 0 is b C.
    """
    threshold, z = 8.0, 0.25
    algorithm = method(0.25, DECAY, threshold, mixing, 1, 1)
    M = max(1.0, GROWTH * threshold, GROWTH * (1 - z) / (1 - GROWTH * z))
    A, a, tops, findings = np.eye(2), np.array([0.8, -0.6]), [], []
    for _ in range(60):
        A = algorithm.updated(A, a)
        tops.append(np.max(np.abs(A)))
    for top in (7.0, 9.0):
        A = np.array([[top, 1.0], [1.0, 2.0]])
        C = A if top < threshold else np.array([[z * top + 1 - z, z], [z, 1 + z]])
        findings.append(identity(algorithm.updated(A, 0 * a) / DECAY, C, tolerance=1e-15))
    return worst([bound(tops, np.full(60, M), xscale="linear", ylabel="largest entry"), *findings])


@claim(
    "mkor",
    theorem="the update of the released code",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="the released code's C - u u'/(1 + a'u), C = z A + (1 - z) I, u = C a, keeps 0 < A <= I, so that its "
    "reset for entries above 2 never happens; along a unit vector that comes for ever A tends to (sqrt(1 - z) - (1 - "
    "z))/z",
    engine_fixed=True,
    controls=(
        *without("the released update", released="reference"),
        *without("the released update, but exact inverses", released="exact"),
    ),
)
def released_code_never_resets(method: type, engine: str, released: str = "released") -> Finding:
    """C <= I where A <= I, and C - u u'/(1 + a'u) = (C^{-1} + a a')^{-1} by Sherman and Morrison: positive, below C.
    Along a unit vector m+ = t/(1 + t), t = z m + 1 - z: z m^2 + 2 (1 - z) m - (1 - z) = 0 at rest, whose root is that,
    and the derivative z/(1 + t)^2 is below 1. A threshold of 0 asks for C in every update, z = 0.95 is the code's.
    """
    z, rng = 0.95, np.random.default_rng(3)
    cls = {m.variant_name: m for m in MUTANTS}.get(released, method)
    algorithm = cls(0.25, DECAY, 0.0, z, 1, 1)
    A, low, high = np.eye(3), [], []
    for _ in range(40):
        A = algorithm.updated(A, 10.0 ** rng.uniform(-2, 2) * rng.standard_normal(3))
        w = np.linalg.eigvalsh((A + A.T) / 2)
        low.append(-w[0])
        high.append(w[-1])
    v = np.array([0.6, 0.8])
    B = np.eye(2)
    for _ in range(60):
        B = algorithm.updated(B, v)
    # three entries below one, a few roundings each; the map contracts by 0.69
    return worst([
        step_inequality(high, np.ones(40), allowance=1e-14),
        step_inequality(low, np.zeros(40), allowance=0.0),
        tight(v @ B @ v, (np.sqrt(1 - z) - (1 - z)) / z, tolerance=1e-9),
    ])  # fmt: skip


@claim(
    "mkor",
    theorem="rest",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a start where all signals are zero is a fixed point, exactly",
    controls=without("zero signals", offset=0.5),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """s = 0 in every draw: G = 0 and D = B 0 A = 0; the direction of no length is the zero vector, not 0/0."""
    return rank_one.rest(method(0.25, DECAY, 0.875, 0.25, 2, 4), engine, offset)


CLAIMS = (
    first_iterates_in_decimals,
    steps_keep_their_length_and_go_down,
    factors_stay_positive_definite,
    stabiliser_bounds_the_factors,
    released_code_never_resets,
    stationary_point_is_fixed,
)
