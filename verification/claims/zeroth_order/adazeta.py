"""AdaZeta: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.engines import get_engine
from refimpl.problems import FiniteNoise, Quadratic, TensorTrainRegression
from refimpl.zeroth_order.adazeta import State
from verification.arithmetic.tensor_train import PROBLEM, START, Train, entries, gradient
from verification.arithmetic.zeroth_order import World, expected
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import GRADIENT, QUARTER, ROUNDING, A, X
from verification.evidence import exact_moments, identity, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import adazeta as mutants
from verification.trial import complete_run, first_iterates

QUERIES = (1, 1, 2, 2, 3, 3, 3)  # of max(floor(2.2 sqrt e), 1), epochs of two steps
SCHEDULE = (2.2, 0.5, 4, 2)
SCALES = (mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"], mutants.BY_NAME["OnePoint"])
SEEN_ON_TWO = (
    mutants.OneQuery, mutants.FreshSamplePerQuery, mutants.SameDirection, mutants.QLoopOverwrites, mutants.SumOverMean
)  # fmt: skip
# normal draws in the plane and on the line: exact for polynomials of degree five
CIRCLE = 2 * np.array([[np.cos(k * np.pi / 3), np.sin(k * np.pi / 3)] for k in range(6)])
RULES = {
    2: (np.vstack([np.zeros((1, 2)), CIRCLE]), np.array([0.5, *[1 / 12] * 6])),
    1: (np.array([[0.0], [3**0.5], [-(3**0.5)]]), np.array([2 / 3, 1 / 6, 1 / 6])),
}
NOISE = np.array([[0.5, 0.25], [-0.5, -0.25]])


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/64, c = 1/4 and decay 1/8; `memory` holds the queries of the steps to come."""
    Q, i = memory.pop(0), w.index()
    directions = [w.normals(x) for _ in range(Q)]
    g = sum(w.slope(x, z, QUARTER, i) * z for z in directions) / Q
    return x - (g + x / 8) / 64


@claim(
    "adazeta",
    theorem="update and schedule",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 on three cores with 1, 1, 2, 2, 3, 3, 3 queries, or at most 2, and decay in decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_the_cores(method: type, engine: str) -> Finding:
    """The update is the definition: 2.2 sqrt e is 0, 2.2, 3.1, 3.8 for e = 0, ..., 3. W is a sum over indices."""
    found = []
    for steps, largest in ((7, 4), (5, 2)):
        queries = [min(Q, largest) for Q in QUERIES[:steps]]
        wanted = expected(rule, steps, 3, queries, world=Train)
        algorithm = method(0.015625, 0.25, 2.2, 0.5, largest, 2, 0.125)
        found.append(first_iterates(algorithm, PROBLEM, START, wanted, engine, rng=3))
    return worst(found)


def steps_of(
    algorithm: Any, problem: FiniteNoise, x: Any, t: int, Q: int
) -> Iterator[tuple[np.ndarray, float]]:
    """x_{t+1} and its probability for all samples and directions of one step from x with Q queries.

    Further draws serve mistakes that draw again: all pairs of samples are listed where Q > 1.
    """
    nodes, weights = RULES[len(x)]
    n = len(problem.Z)
    for rows in product(range(len(nodes)), repeat=Q):
        for samples in product(range(n), repeat=min(Q, 2)):
            draws = tape(np.tile(nodes[list(rows)].ravel(), 3), [*samples, *samples])
            after = algorithm.step(problem, State(x, t), draws)
            yield after.x, float(np.prod(weights[list(rows)])) / n ** len(samples)


def second_moment(p: Any, S: np.ndarray, Q: int) -> np.ndarray:
    """E gg' = (1 + 1/Q)(pp' + S) + (|p|^2 + tr S) I/Q."""
    total = np.outer(p, p) + S
    return (1 + 1 / Q) * total + np.trace(total) / Q * np.eye(len(p))


@claim(
    "adazeta",
    theorem="moments of the mean over one sample",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on noisy quadratics E g = p, E gg' = (1 + 1/Q)(pp' + S) + (|p|^2 + tr S) I/Q, Q = 1, 2",
    engine_fixed=True,
    controls=(
        *planted(*SEEN_ON_TWO, *SCALES, mutants.EpochsFromOne),
        *without("one sample for all queries", shared=False),
    ),
)
def moments_of_a_step(method: type, engine: str, shared: bool = True) -> Finding:
    """Given the sample, g is the mean of Q independent estimates with the mean p_y = p + noise, each with the second

    moment 2 p_y p_y' + |p_y|^2 I, so E gg' = [2 p_y p_y' + |p_y|^2 I + (Q - 1) p_y p_y']/Q; then the mean over samples.
    With a sample for each query it would be pp' + [pp' + 2S + (|p|^2 + tr S) I]/Q, the noise divided by Q.
    """
    problem, S, found = FiniteNoise(Quadratic(A, A @ X - GRADIENT), NOISE), NOISE.T @ NOISE / len(NOISE), []
    for t, Q in ((0, 1), (2, 2)):
        algorithm = method(0.5, 0.25, *SCHEDULE, 0.0)
        ends, weights = zip(*steps_of(algorithm, problem, X, t, Q), strict=True)
        second = second_moment(GRADIENT, S if shared else S / Q, Q)
        if not shared:
            second = second + (S - S / Q) / Q + np.trace(S - S / Q) / Q * np.eye(2)
        covariance = second - np.outer(GRADIENT, GRADIENT)
        found.append(
            # slopes of values of order ten over 2c, divided by eta
            exact_moments(2 * (X - np.array(ends)), weights, mean=GRADIENT, covariance=covariance,
                          tolerance=400 * ROUNDING)
        )  # fmt: skip
    return worst(found)


@claim(
    "adazeta",
    theorem="decrease with Q queries",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) = f - eta |p|^2 + (eta^2 L/2)(1 + (d + 1)/Q)(|p|^2 + tr S) on L|x|^2/2, Q = 1, 2, 3",
    engine_fixed=True,
    controls=(
        *planted(*SEEN_ON_TWO, *SCALES, mutants.EpochsFromOne, mutants.RoundedUp),
        *without("Hessians L I", other=1.5),
    ),
)
def expected_decrease(method: type, engine: str, other: float = 2.0) -> Finding:
    """f(x+) = f - eta p'g + (eta^2 L/2)|g|^2 and the trace of E gg' is (1 + (d + 1)/Q)(|p|^2 + tr S).

    Without noise a step shrinks |x|^2 in the mean iff eta < 2/(L (1 + (d + 1)/Q)): more queries allow longer steps.
    """
    values, wanted, eta, L = [], [], 0.125, 2.0
    for x, t, Q in (([1.0, -0.5], 1, 1), ([1.0, -0.5], 3, 2), ([1.5], 2, 2), ([1.5], 4, 3)):
        at, d = np.array(x), len(x)
        Z = NOISE[:, :d] if d == 2 else np.array([[0.5], [-0.5]])
        H = np.diag([L, other][-d:])
        problem = FiniteNoise(Quadratic(H, np.zeros(d)), Z)
        algorithm = method(eta, 0.25, *SCHEDULE, 0.0)
        values.append(sum(w * (y @ H @ y) / 2 for y, w in steps_of(algorithm, problem, at, t, Q)))
        square = L * L * (at @ at)
        moment = (1 + (d + 1) / Q) * (square + np.sum(Z * Z) / len(Z))
        wanted.append(L * (at @ at) / 2 - eta * square + eta**2 * L / 2 * moment)
    return tight(values, wanted, tolerance=400 * ROUNDING, xlabel="case", ylabel="E f(x+)")


def floor(eigenvalues: np.ndarray, S: np.ndarray, eta: float, Q: float) -> np.ndarray:
    """The stationary s of the recursion, one linear system."""
    diagonal = 2 * eta * eigenvalues - (1 + 1 / Q) * (eta * eigenvalues) ** 2
    M = np.diag(diagonal) - eta**2 / Q * np.ones((len(S), 1)) * eigenvalues**2
    return np.linalg.solve(M, eta**2 * ((1 + 1 / Q) * S + np.sum(S) / Q))


@claim(
    "adazeta",
    theorem="floor of the noise",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="second moments that solve the recursion are kept by a step; the floor falls with Q to that of SGD",
    engine_fixed=True,
    controls=(
        *planted(*SEEN_ON_TWO, *SCALES),
        *without("noise of the sample", noisy=False),
    ),
)
def floor_of_the_noise(method: type, engine: str, noisy: bool = True) -> Finding:
    """x+ = x - eta g with E gg' as in the claim on moments, p = Hx: E x_i+^2 = s_i - 2 eta l_i s_i + eta^2 E (gg')_ii

    for every law of x with E x_i^2 = s_i. Such a law are the points sqrt(d s_i) e_i. As Q -> oo the stationary s_i
    tends to eta S_ii/(l_i (2 - eta l_i)), that of SGD with the gradient of the sample.
    """
    eigenvalues, S, eta = np.array([2.0, 1.0]), np.sum(NOISE * NOISE, axis=0) / len(NOISE), 0.125
    problem = FiniteNoise(Quadratic(np.diag(eigenvalues), np.zeros(2)), NOISE if noisy else 0 * NOISE)
    found, floors = [], []
    for t, Q in ((0, 1), (2, 2)):
        s, after = floor(eigenvalues, S, eta, Q), np.zeros(2)
        for i in range(2):
            x = np.sqrt(2 * s[i]) * np.eye(2)[i]
            for y, w in steps_of(method(eta, 0.25, *SCHEDULE, 0.0), problem, x, t, Q):
                after = after + w * y**2 / 2
        found.append(identity(after, s, tolerance=400 * ROUNDING))
        floors.append(np.sum(s))
    sgd = eta * S / (eigenvalues * (2 - eta * eigenvalues))
    found.append(identity(floor(eigenvalues, S, eta, 1e18), sgd, tolerance=64 * ROUNDING))
    found.append(tight([float(floors[0] > floors[1] > np.sum(sgd))], [1.0], tolerance=0.0, ylabel="falls"))
    return worst(found)


class ReversedCores(TensorTrainRegression):
    """W[k_1, k_2, k_3] = G_1[k_3] G_2[k_2] G_3[k_1]."""

    def matrix(self, x):
        W = TensorTrainRegression.matrix(self, x).reshape((self.mode,) * self.order)
        return W.transpose().reshape(self.Y.shape[1], self.A.shape[1])


class TransposedCore(TensorTrainRegression):
    """The rank indices of the middle core exchanged."""

    def matrix(self, x):
        middle = x[4:12].reshape(2, 2, 2).transpose(2, 1, 0).ravel()
        return TensorTrainRegression.matrix(self, np.concatenate([x[:4], middle, x[12:]]))


class StackedCore(TensorTrainRegression):
    """The index of the middle core before its rank index."""

    def matrix(self, x):
        middle = x[4:12].reshape(2, 2, 2).transpose(1, 0, 2).ravel()
        return TensorTrainRegression.matrix(self, np.concatenate([x[:4], middle, x[12:]]))


@claim(
    "adazeta",
    theorem="tensor-train adapter",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="W of the cores is the sum over indices in rationals; a step is -eta (p'z) z, p by the chain rule",
    engine="ball",
    engine_fixed=True,
    controls=(
        Control("reversed-cores", "SHAPE", "the cores are contracted in reverse", {"adapter": ReversedCores}),
        Control("transposed-core", "SHAPE", "the ranks of a core are exchanged", {"adapter": TransposedCore}),
        Control("stacked-core", "SHAPE", "index and rank of a core are exchanged", {"adapter": StackedCore}),
        *planted(*SCALES, mutants.BY_NAME["AgainstTheMean"]),
    ),
    shows=("P364/1",),
)
def tensor_train_adapter(method: type, engine: str, adapter: type = TensorTrainRegression) -> Finding:
    """W is linear in each core, so dF/dx_j = r' (dW/dx_j) a with W at a unit core in place of the core of x_j: exact

    rationals. Central differences with c = 2^-40 differ from p'z by c^2 times third derivatives, below 1e-20.
    Sums of products of eighths are exact in float64: W equals the rationals to the last bit. 16 numbers: m r (2 + r).
    """
    problem = adapter(*PROBLEM)
    x = [Fraction(v) for v in START.tolist()]
    found = [identity(problem.matrix(START), np.array(entries(x), float), tolerance=0.0)]
    found.append(identity([problem.dimension()], [2 * 2 * (2 + 2)], tolerance=0.0))
    z = np.linspace(-1.0, 1.5, 16)
    for i in range(2):
        p = gradient(x, [PROBLEM.A[i].tolist()], [PROBLEM.Y[i].tolist()])
        slope = float(sum(Fraction(v) * q for v, q in zip(z.tolist(), p, strict=True)))
        one = complete_run(
            method(1.0, 2.0**-40, *SCHEDULE, 0.0), problem, START, 1, engine=get_engine(engine, bits=200),
            rng=tape(z, [i]),
        )  # fmt: skip
        found.append(identity(one.x[0] - one.x[1], slope * z, tolerance=32 * ROUNDING))
    return worst(found)


CLAIMS = (
    first_iterates_on_the_cores,
    moments_of_a_step,
    expected_decrease,
    floor_of_the_noise,
    tensor_train_adapter,
)
