"""OASIS on sampled gradients: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares, SoftmaxRegression
from refimpl.second_order.oasis import OASIS
from verification.arithmetic import diagonal
from verification.arithmetic.softmax import Instance
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.two_slopes import growing_lengths
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.second_order.stochastic_oasis import MUTANTS
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import Vector

PARAMETERS = (2.0**-3, 0.25, 0.375, 2.0**-4)  # first length, betas, alpha
SAMPLES = (2, 0, 1, 3, 1, 1, 2, 0)
SIGNS = np.resize([0.5, -1.25, 2.0, 0.25, -0.75, -0.5, 1.0, 0.125, 1.5, -0.25, -2.0], (8, 6))


controls = partial(named, MUTANTS)


@claim(
    "stochastic-oasis",
    theorem="Algorithm 1, mini-batches",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a softmax regression, samples and probes recorded, equal OASIS in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_softmax_regression(method: type, engine: str) -> Finding:
    """The update is the definition: gradient, old gradient and Hessian of step k are those of the sample of step k."""
    instance = Instance()

    def gradient(x: Vector, k: int) -> Vector:
        return Vector(instance.gradients(list(x))[SAMPLES[k]])

    def estimate(x: Vector, k: int) -> Vector:
        z = [1 if v > 0 else -1 for v in SIGNS[k]]
        q, u = instance.predictions(list(x))[SAMPLES[k]], [Decimal(v) for v in instance.X[SAMPLES[k]]]
        turn = [z[2 * c] * u[0] + z[2 * c + 1] * u[1] for c in range(3)]
        mean = sum((a * b for a, b in zip(q, turn)), Decimal(0))
        product = [q[c] * (turn[c] - mean) * a for c in range(3) for a in u]
        return Vector(s * (a + Decimal(instance.mu) * s) for s, a in zip(z, product))

    expected, terms = diagonal.oasis(gradient, estimate, instance.x0, 8, PARAMETERS)
    assert {"growth", "curvature"} <= set(terms[2:])
    draws = tape(SIGNS.ravel(), SAMPLES).rewound()
    return first_iterates(
        method(*PARAMETERS), instance.problem(), np.array(instance.x0), expected, engine, rng=draws
    )


@claim(
    "stochastic-oasis",
    theorem="length of a step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="least squares, alpha above all estimates: 1/(eta_k/alpha) <= max(alpha/eta_0, 2 max |a_i|^2) at every "
    "step, for any draws, although no two samples agree",
    engine_fixed=True,
    controls=(
        *controls("gradient-kept", "full-reference"),
        *without("samples with curvature |a_i|^2", understated=0.5),
    ),
)
def lengths_are_bounded_from_below(method: type, engine: str, understated: float = 1.0) -> Finding:
    """y = (a_i's) a_i for both gradients of one sample, so |y| <= |a_i|^2 |s| and |s|/(2 |y|) >= 1/(2 |a_i|^2), while
    the other term is at least eta_{k-1}: induction. With the old gradient of another sample y does not vanish with s.

    eta_k/alpha = |x_{k+1} - x_k|/|g_k|, for beta1 = 0, with the gradient of the sample drawn.
    """
    A, b = np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.5]]), np.array([3.0, -2.0, 1.0])
    samples, alpha, first = np.resize([0, 0, 1, 2, 2, 1, 0], 28), 32.0, 8.0
    x = complete_run(
        method(first, 0.0, 0.5, alpha), LeastSquares(A, b), np.array([4.0, -3.0]), 28, engine=engine,
        rng=tape(np.ones(56), samples),
    ).x  # fmt: skip
    g = (np.sum(A[samples] * x[:-1], axis=1) - b[samples])[:, None] * A[samples]
    moved = np.linalg.norm(np.diff(x, axis=0), axis=1)
    top = max(alpha / first, understated * 2 * np.max(np.sum(A**2, axis=1)))
    return bound(np.linalg.norm(g, axis=1), top * moved, allowance=1e-9, ylabel="|g_k|")


@claim(
    "stochastic-oasis",
    theorem="one sample",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all samples are the same function the iterates are those of OASIS on it, whatever is drawn",
    engine_fixed=True,
    controls=(
        *controls(
            "half-forgotten", "growth-unbounded", "floor-forgotten", "floor-added", "ceiling",
            "root-of-curvature", "averages-from-zero", "ascent",
        ),
        *without("equal samples", spread=2.0**-6),
    ),
)  # fmt: skip
def equal_samples_give_oasis(method: type, engine: str, spread: float = 0.0) -> Finding:
    """f_i = f for every i. `spread` moves the inputs apart. The samples and the whole sum round differently: some
    twenty roundings a step, in 10 steps that do not expand distances.
    """
    X = np.tile([1.0, -0.5], (3, 1)) + spread * np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    problem = SoftmaxRegression(X, np.tile([0.0, 1.0, 0.0], (3, 1)), 0.125)
    x0, parameters = np.array([4.0, -3.0, 0.5, 1.0, -2.0, 0.25]), (0.25, 0.25, 0.5, 0.125)
    normals = SIGNS.ravel()
    found = complete_run(
        method(*parameters), problem, x0, 8, engine=engine, rng=tape(normals, [0, 1, 1, 0, 2, 2, 1, 0])
    )
    expected = complete_run(OASIS(*parameters), problem, x0, 8, engine=engine, rng=tape(normals))
    return identity(found.x, expected.x, tolerance=1e-11)


@claim(
    "stochastic-oasis",
    theorem="orthogonal samples",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="two samples with orthogonal rows that take turns: no gradient turns along a step, so the lengths are "
    "eta, eta, sqrt 2 eta, ...: the most that the growth allows",
    engine_fixed=True,
    controls=(
        *controls(
            "gradient-kept", "full-reference", "root-of-growth-forgotten", "never-grows", "growth-too-fast", "ascent",
            "ceiling", "floor-added",
        ),
        *without("samples that take turns", order=(0, 1, 1, 0, 0, 1)),
    ),
)  # fmt: skip
def lengths_over_orthogonal_samples(
    method: type, engine: str, order: tuple[int, ...] = (0, 1, 0, 1, 0, 1)
) -> Finding:
    """A step along a_i leaves a_j'x as it was, for j != i: y = (a_j's) a_j = 0. Products with diagonal rows are exact,
    and alpha is above all curvatures; four roundings per length, on iterates of order four.
    """
    A, b, alpha, first = np.diag([1.0, 0.5]), np.array([3.0, -2.0]), 4.0, 3.0
    draws = tape(np.ones(12), order)
    x = complete_run(
        method(first, 0.0, 0.5, alpha), LeastSquares(A, b), np.array([4.0, 4.0]), 6, engine=engine, rng=draws
    ).x
    rows = A[list(order)]
    g = (np.sum(rows * x[:-1], axis=1) - b[list(order)])[:, None] * rows
    expected = -growing_lengths(first, 6)[:, None] / alpha * g
    return identity(np.diff(x, axis=0), expected, tolerance=64 * 2.0**-53, scale=1.0)


CLAIMS = (
    first_iterates_on_a_softmax_regression,
    lengths_are_bounded_from_below,
    equal_samples_give_oasis,
    lengths_over_orthogonal_samples,
)
