"""Saddle-free Newton: what is claimed of it and of the baselines, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import product
from typing import Any

import numpy as np

from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.problems import Quadratic, QuadraticRegression, diagonal_quadratic, random_robust_regression
from refimpl.second_order.newton import Newton
from verification.arithmetic.cubic import derivatives, sheared
from verification.arithmetic.newton import Matrix, solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order import saddle_free_newton as mutants
from verification.trial import complete_run, first_iterates

SPECTRUM = np.array([2.0, 0.5, -1.0, -0.25])


def modulus(H: Matrix) -> Matrix:
    """|H| of a regular symmetric 2 x 2 matrix: the root of H^2, by the theorem of Cayley and Hamilton."""
    (a, b), (_, c) = H
    size = abs(a * c - b * b)
    root = (a * a + 2 * b * b + c * c + 2 * size).sqrt()
    return [
        [(a * a + b * b + size) / root, b * (a + c) / root],
        [b * (a + c) / root, (b * b + c * c + size) / root],
    ]


@claim(
    "saddle-free-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 from an indefinite Hessian in the plane equal decimals with |H| in closed form",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """With P = H^2, |H| = (P + sqrt(det P) I)/sqrt(tr P + 2 sqrt(det P)): no eigenvectors are needed."""
    x, expected = [Decimal(2), Decimal("-0.5")], []
    with localcontext() as context:
        context.prec = 80
        for _ in range(5):
            g, H = derivatives(x)
            K = modulus(H)
            c = Decimal("0.25")
            h = solve([[K[0][0] + c, K[0][1]], [K[1][0], K[1][1] + c]], g)
            x = [a - b for a, b in zip(x, h)]
            expected.append(x)
    return first_iterates(method(0.25), sheared(), np.array([2.0, -0.5]), expected, engine)


def rotated_saddle() -> tuple[Quadratic, np.ndarray]:
    """A quadratic with the spectrum above and saddle 0, and its eigenvectors as columns."""
    v = np.array([1.0, -1.0, 1.0, 1.0]) / 2
    V = np.eye(4) - 2 * np.outer(v, v)  # symmetric, orthogonal, entries +-1/2
    return Quadratic((V * SPECTRUM) @ V.T, np.zeros(4)), V


@claim(
    "saddle-free-newton",
    theorem="dynamics at a saddle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="c = 0: a step annihilates positive and doubles negative directions of a saddle, whatever the curvature",
    controls=(
        *planted(
            *(
                m
                for m in mutants.MUTANTS
                if m not in (mutants.Undamped, mutants.DampedBeforeModulus, mutants.StaleHessian)
            )
        ),
        *without("c = 0", damping=0.25),
    ),
)
def doubled_along_negative_curvature(method: type, engine: str, damping: float = 0.0) -> Finding:
    """g = H x, so x+ = x - |H|^{-1} H x = V (1 - sign w) V'x: nothing is left of the part of x along an eigenvector
    with w > 0, and twice the part along one with w < 0.
    """
    problem, V = rotated_saddle()
    start = np.array([3.0, -2.0, 0.5, 0.25])
    t = complete_run(method(damping), problem, V @ start, 12, engine=engine)
    expected = start * np.where(SPECTRUM > 0, 0.0, 2.0) ** np.arange(13)[:, None]
    # one eigendecomposition per step, of gap 1/4: 100 u of |x|, which doubles
    return identity(t.x @ V, expected, tolerance=1e-12, scale=2.0 ** np.arange(13)[:, None])


@claim(
    "saddle-free-newton",
    theorem="factors with damping",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="c > 0: the factors per step are c/(w + c) and 2 - c/(|w| + c), along every eigenvector",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.StaleHessian)),
)
def factors_with_damping(method: type, engine: str) -> Finding:
    """g = H x, so x+ = V (1 - w/(|w| + c)) V'x: c/(w + c) where w > 0, and 1 + |w|/(|w| + c) where w < 0."""
    problem, V = rotated_saddle()
    t = complete_run(method(0.25), problem, V @ np.ones(4), 8, engine=engine)
    size = np.abs(SPECTRUM)
    factor = np.where(SPECTRUM > 0, 0.25 / (size + 0.25), 2 - 0.25 / (size + 0.25))
    expected = factor ** np.arange(9)[:, None]
    return identity(t.x @ V, expected, tolerance=1e-12, scale=2.0 ** np.arange(9)[:, None])


@claim(
    "saddle-free-newton",
    theorem="descent direction",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<g, x - x+> >= |g|^2/(|H| + c) at every step of a function that is not convex",
    controls=planted(
        mutants.SignedInverse, mutants.NegativeLeftOut, mutants.Uphill, mutants.EntrywiseModulus
    ),
)
def descent_direction(method: type, engine: str) -> Finding:
    """<g, x - x+> = g'(|H| + c I)^{-1}g, and the eigenvalues of that inverse are at least 1/(|H| + c)."""
    problem, damping = random_robust_regression(15, 5, 2.0, seed=0), 0.0625
    findings = []
    for seed in range(3):
        x0 = 2 * np.random.default_rng(seed).standard_normal(5)
        x = complete_run(method(damping), problem, x0, 15, engine=engine).x
        g = np.array([problem.gradient(v) for v in x[:-1]])
        H = np.array([np.linalg.norm(problem.hessian(v), 2) for v in x[:-1]])
        right = -np.sum(g * np.diff(x, axis=0), axis=1)
        # |g| |x| u with |g| <= 1, |x| <= 20, and as much for the solve
        findings.append(step_inequality(np.sum(g * g, axis=1) / (H + damping), right, allowance=1e-14))
    return worst(findings)


def steps_to_one(algorithm: Any, curvature: float, most: int, engine: str) -> int:
    """Steps from 1e-6 to beyond 1 along the curvature -`curvature`; 0 where `most` are too few."""
    problem = diagonal_quadratic([1.0, -curvature])
    t = complete_run(algorithm, problem, np.array([0.0, 1e-6]), most, engine=engine)
    return int(np.argmax(np.abs(t.x[:, 1]) > 1))


@claim(
    "saddle-free-newton",
    theorem="escape times, and the baselines",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from 1e-6 to 1 in 20 steps for every curvature; gradient descent: log 1e6/log(1 + eta w); Newton never",
    controls=(
        *planted(mutants.SignedInverse, mutants.NegativeLeftOut, mutants.Uphill),
        *without("c = 0", damping=1.0),
    ),
    shows=("P250/2",),
)
def escape_times(method: type, engine: str, damping: float = 0.0) -> Finding:
    """2^20 > 1e6 > 2^19. Gradient descent has the factor 1 + eta w, Newton's method 0: it is at the saddle in one step;
    damped Newton, (H + c I)^{-1}, has c/(c - w), which leaves the saddle only where c > w/2.
    """
    eta = 0.125
    counts, expected = [], []
    for w in (1.0, 0.25, 2.0**-10):
        counts.append(steps_to_one(method(damping), w, 24, engine))
        expected.append(20)
    for w in (1.0, 0.5):
        counts.append(steps_to_one(GradientDescent(eta), w, 240, engine))
        expected.append(int(np.ceil(np.log(1e6) / np.log1p(eta * w))))
    findings = [tight(counts, expected, tolerance=1e-9, xlabel="case", ylabel="steps to 1")]
    saddle = diagonal_quadratic([1.0, -0.5])
    newton = complete_run(Newton(1.0), saddle, np.array([1.0, 1.0]), 3, engine=engine).x
    findings.append(identity(newton[1:], np.zeros((3, 2)), tolerance=0.0))
    for c in (0.125, 0.25, 2.0):
        damped = complete_run(mutants.SignedInverse(c), saddle, np.array([0.0, 1.0]), 6, engine=engine).x[
            :, 1
        ]
        findings.append(identity(damped, (c / (c - 0.5)) ** np.arange(7.0), tolerance=1e-14))
    return worst(findings)


def double_well(d: int) -> QuadraticRegression:
    """sum (x_i^2 - 1)^2/2, with the critical points {-1, 0, 1}^d."""
    Q = np.concatenate([2 * np.diag(row) for row in np.eye(d)])
    return QuadraticRegression(-np.ones(d), np.zeros((d, d)), Q)


@claim(
    "saddle-free-newton",
    theorem="index and error of critical points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="near all 9 critical points of a double well Newton finds that point, f = index/2; this method index 0",
    controls=(
        *planted(mutants.SignedInverse, mutants.NegativeLeftOut),
        *without("a start off the axes", offset=0.0),
    ),
    shows=("P250/3",),
)
def index_and_error(method: type, engine: str, offset: float = 2.0**-5) -> Finding:
    """f'' = 6 x_i^2 - 2 is 4 at -1 and 1, where the term is 0, and -2 at 0, where it is 1/2: the higher the index of a
    critical point, the higher its value. Every coordinate moves on its own.
    """
    problem = double_well(2)
    ends, values = [], []
    for corner in product((-1.0, 0.0, 1.0), repeat=2):
        x0 = np.array(corner) + offset
        newton = complete_run(Newton(1.0), problem, x0, 6, engine=engine).x[-1]
        index = int(np.sum(np.linalg.eigvalsh(problem.hessian(newton)) < 0))
        found = complete_run(method(0.0625), problem, x0, 40, engine=engine).x[-1]
        ends.append([*newton, problem.value(newton), problem.value(found)])
        values.append([*corner, index / 2, 0.0])
    # six steps of Newton from 1/32 are at the limit; the other method has the factor c/(4 + c) < 1/60 at the end
    return identity(np.array(ends), np.array(values), tolerance=1e-12, scale=1.0)


CLAIMS = (
    first_iterates_in_the_plane,
    doubled_along_negative_curvature,
    factors_with_damping,
    descent_direction,
    escape_times,
    index_and_error,
)
