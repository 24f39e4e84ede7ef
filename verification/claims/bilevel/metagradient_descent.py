"""Metagradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import tracemalloc
from decimal import Decimal, localcontext
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_quadratic_bilevel
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.dialects.bilevel.metagradient_descent import SignUpdate
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import metagradient_descent as mutants
from verification.trial import complete_run, first_iterates

QUADRATIC = random_quadratic_bilevel([1.0, 2.0, 4.0], 2, 0.25, seed=7)


@cache
def expected_iterates(eta: str, gamma: str, beta: str, T: int, steps: int) -> list[lists.Vector]:
    """x_1, x_2, ...: the training in decimals, differenced."""
    h, found = Decimal(10) ** -60, []

    def end(x: lists.Vector) -> Decimal:
        y, v = lists.decimals(lists.START), [Decimal(0)] * 3
        for _ in range(T):
            v = lists.plus(lists.lower_y(x, y), v, Decimal(beta))
            y = lists.plus(y, v, -Decimal(gamma))
        return lists.upper(x, y)

    with localcontext() as context:
        context.prec = 200
        x = lists.decimals(lists.X0)
        for _ in range(steps):
            moved = [
                [[v + s * h if j == i else v for j, v in enumerate(x)] for s in (1, -1)] for i in range(2)
            ]
            x = [
                v - Decimal(eta) * (end(up) - end(down)) / (2 * h)
                for v, (up, down) in zip(x, moved, strict=True)
            ]
            found.append(x)
    return found


@claim(
    "metagradient-descent",
    theorem="REPLAY is exact",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 for T = 3^2 with momentum on curved levels, by central differences in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS, SignUpdate),
)
def first_iterates_of_a_training_with_momentum(method: type, engine: str) -> Finding:
    """The chain rule: h is the derivative of x -> f(x, y_T(x)); differences over 2e-60 leave 119 digits, no adjoint."""
    algorithm = method(0.0625, 0.03125, 0.75, 3, 2, np.array(lists.START))
    expected = expected_iterates("0.0625", "0.03125", "0.75", 9, 4)
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


@claim(
    "metagradient-descent",
    theorem="every tree gives the same number",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="T = 64: 2^6, 4^3, 8^2 and 64^1 take bit-identical steps, and those of storing the whole trajectory",
    engine_fixed=True,
    controls=planted(
        mutants.VelocityNotStored,
        mutants.VelocityAdjointDropped,
        mutants.LastStepOnly,
        mutants.EndOneStepEarly,
    ),
)
def trees_agree(method: type, engine: str) -> Finding:
    """Replayed states are the same floating-point numbers, and the adjoints are moved by the same operations.

    The trajectory stored as a whole is differentiated here by dense matrices, which round otherwise: 1e-13.
    """
    problem, x = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=3), np.array([1.0, -0.5])
    gamma, beta, start = 0.125, 0.75, np.array([0.5, -0.25, 0.125])
    found = []
    for k, m in ((2, 6), (4, 3), (8, 2), (64, 1)):
        algorithm: Any = method(1.0, gamma, beta, k, m, start)
        found.append(algorithm.metagradient(problem, x))
    states = [(start, np.zeros(3))]
    for _ in range(64):
        y, v = states[-1]
        v = beta * v + problem.lower_y(x, y)
        states.append((y - gamma * v, v))
    y = states.pop()[0]
    w, h = np.concatenate([problem.upper_y(x, y), np.zeros(3)]), problem.upper_x(x, y)
    one = np.eye(3)
    for y, _ in reversed(states):
        H, J = problem.lower_yy(x, y), problem.lower_xy(x, y)
        h = h + np.hstack([-gamma * J, J]) @ w
        w = np.block([[one - gamma * H, -gamma * beta * one], [H, beta * one]]).T @ w
    same = identity(np.array(found), np.array(found[:1] * 4), tolerance=0.0)
    return worst([same, identity(found[0], h, tolerance=1e-13)])


@claim(
    "metagradient-descent",
    theorem="the cost of the tree",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="T + m T (k - 1)/k training steps in all, exactly, for (k, m) = (2, 6), (4, 3), (8, 2), (64, 1), (3, 2)",
    engine_fixed=True,
    controls=planted(mutants.LastStepOnly, mutants.EndOneStepEarly, mutants.BehindTheStep),
)
def training_steps_are_counted(method: type, engine: str) -> Finding:
    """T for the end. A segment of n > 1 steps is run again but for its last n/k: T (k - 1)/k on each of m levels."""
    found, expected = [], []
    for k, m in ((2, 6), (4, 3), (8, 2), (64, 1), (3, 2)):
        algorithm = method(0.0625, 0.125, 0.5, k, m, np.zeros(3))
        calls = complete_run(algorithm, QUADRATIC, np.ones(2), 1, engine=engine, count=True).calls
        assert calls is not None
        T = k**m
        found.append(float(calls["lower_y"]))
        expected.append(float(T + m * T * (k - 1) // k))
    return tight(found, expected, tolerance=0.0, xlabel="tree", ylabel="training steps")


class ManyWeights(NamedTuple):
    """Simple levels g = |y - x|^2/2, f = (x^2 + |y|^2)/2 with a single x; only the number of weights matters."""

    def upper_x(self, x: Any, y: Any) -> Any:
        return 1 * x

    def upper_y(self, x: Any, y: Any) -> Any:
        return 1 * y

    def lower_y(self, x: Any, y: Any) -> Any:
        return y - x

    def lower_yy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return 1 * v

    def lower_xy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return -np.sum(v, keepdims=True)


def peak_states(method: Any, k: int, m: int) -> float:
    """The most memory that a metagradient holds at any time, in states: two vectors of 2^13 weights."""
    weights = 2**13
    algorithm, x = method(1.0, 0.125, 0.5, k, m, np.ones(weights)), np.ones(1)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        algorithm.metagradient(ManyWeights(), x)
        return (tracemalloc.get_traced_memory()[1] - before) / (16 * weights)
    finally:
        tracemalloc.stop()


@claim(
    "metagradient-descent",
    theorem="the memory of the tree",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="(k - 1) m + 1 states stored for (k, m) = (2, 6), (4, 3), (8, 2), (64, 1), (3, 2): by so many more than "
    "the two of (2, 1) does the peak of the memory in use grow",
    engine_fixed=True,
    controls=(
        *planted(mutants.LastStepOnly),
        *without("a tree: the whole trajectory is stored", stored=True),
    ),
)
def stored_states_are_counted(method: type, engine: str, stored: bool = False) -> Finding:
    """At most k - 1 first states wait on each of m levels while the last part is done, besides the first of all: when
    t = T - 1 is reached it is so many, and never more, for a part is split when those behind it are done.

    The vectors that a step needs are the same at every peak and cancel in the difference. Less than half a state is
    what Python needs for lists and heads of arrays: below 400 bytes for each of 62 states of 2^17 bytes.
    """
    trees = ((2, 6), (4, 3), (8, 2), (64, 1), (3, 2))
    least = peak_states(method, 2, 1)
    found = [peak_states(method, *((k**m, 1) if stored else (k, m))) - least for k, m in trees]
    expected = [(k - 1) * m + 1 - 2 for k, m in trees]
    return identity(found, expected, tolerance=0.5, scale=1.0)


@claim(
    "metagradient-descent",
    theorem="descent of the metaobjective",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="one metaparameter, quadratic levels, eta = 1/L: F_T(x+) <= F_T(x) - F_T'(x)^2/(2 L), with equality",
    controls=planted(
        mutants.VelocityAdjointDropped, mutants.VelocityAdjointUndamped, mutants.LastStepOnly,
        mutants.AdjointReversed, mutants.StopGradient, mutants.StepTooLong,
    ),
)  # fmt: skip
def descent_of_the_metaobjective(method: type, engine: str) -> Finding:
    """s_{t+1} = M s_t + N x: y_T = p + q x with p and q by powers of M, F_T(x) = |p - t + q x|^2/2 + r x^2/2.

    L = |q|^2 + r, and a parabola is left at its lowest point by the step 1/L alone. Rounding: 256 units of F below 32.
    """
    A, B, t, r = np.diag([1.0, 2.0, 4.0]), np.array([[1.0], [-2.0], [1.5]]), np.array([1.0, 0.5, -1.0]), 0.25
    gamma, beta, start = 0.125, 0.75, np.array([2.0, -1.0, 1.0])
    one, none = np.eye(3), np.zeros((3, 1))
    M = np.block([[one - gamma * A, -gamma * beta * one], [A, beta * one]])
    N = np.vstack([gamma * B, -B])
    q = sum((np.linalg.matrix_power(M, j) @ N for j in range(9)), np.vstack([none, none]))[:3, 0]
    p = (np.linalg.matrix_power(M, 9) @ np.concatenate([start, np.zeros(3)]))[:3]
    L = float(q @ q + r)

    def F(x: float) -> float:
        return float(np.sum((p - t + q * x) ** 2) / 2 + r * x * x / 2)

    left, right = [], []
    for x in (-2.0, 0.5, 3.0):
        algorithm = method(1 / L, gamma, beta, 3, 2, start)
        end = complete_run(algorithm, QuadraticBilevel(A, B, t, r), np.full(1, x), 1, engine=engine).x[-1]
        slope = float(q @ (p - t + q * x) + r * x)
        left.append(F(float(end[0])))
        right.append(F(x) - slope**2 / (2 * L))
    return step_inequality(left, right, allowance=256 * 32 * 2.0**-53, label="F_T(x+)")


def metasmoothness(A: list[Any]) -> float:
    """sum sign(D1) sign(D2) |A2 - A0| / sum |A2 - A0| of D1 = A1 - A0, D2 = A2 - A1: between -1 and 1.

    nan, for undefined, where A2 = A0: 0/0.
    """
    size = np.abs(A[2] - A[0])
    if not np.any(size):
        return np.nan
    return float(np.sum(np.sign(A[1] - A[0]) * np.sign(A[2] - A[1]) * size) / np.sum(size))


@claim(
    "metagradient-descent",
    theorem="metasmoothness",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="quadratic levels: y_T has S = 1; the second difference of F_T over s^2 is v'(h(x + s v) - h(x))/s",
    shows=("P277/2",),
    controls=(
        *planted(
            mutants.VelocityAdjointDropped,
            mutants.LastStepOnly,
            mutants.AdjointReversed,
        ),
        *without("quadratic levels", problem=lists.curved()),
    ),
)
def quadratic_trainings_are_metasmooth(method: type, engine: str, problem: Any = QUADRATIC) -> Finding:
    """y_T is affine in x: both differences of y_T along v agree, and F_T is a parabola along v, of the curvature v'Hv.

    The measure itself: 1 for (0, 1, 2), -1 for a kink (0, 1, 1/2), 1/2 where a quarter of the way returns. Rounding
    1e-11: 2^-53 times values below 64 over s^2.
    """
    x, v, s = np.array([0.5, -1.0]), np.array([0.6, 0.8]), 0.125
    algorithm: Any = method(1.0, 0.0625, 0.75, 2, 3, np.array([0.5, -0.25, 0.125]))
    ends, values = [], []
    for i in range(3):
        y, w = algorithm.start, np.zeros(3)
        for _ in range(8):
            w = 0.75 * w + problem.lower_y(x + i * s * v, y)
            y = y - 0.0625 * w
        values.append(float(problem.upper(x + i * s * v, y)))
        ends.append(algorithm.trained(problem, x + i * s * v, algorithm.start, np.zeros(3), 8)[0])
    curvature = (values[2] - 2 * values[1] + values[0]) / s**2
    h = [algorithm.metagradient(problem, x + i * s * v) for i in (0, 1)]
    kinks = [np.array(a) for a in ([0.0, 0.0], [1.0, 3.0], [0.5, 1.5])]
    quarter = [np.array(a) for a in ([0.0, 0.0], [1.5, 2.0], [3.0, 1.0])]
    found = [
        metasmoothness(ends),
        float(v @ (h[1] - h[0]) / s),
        metasmoothness(kinks),
        metasmoothness(quarter),
    ]
    return identity(np.array(found), np.array([1.0, curvature, -1.0, 0.5]), tolerance=1e-11)


class KinkedTraining(NamedTuple):
    """g = |y - u(x)|^2/2 with u = slope (|x - 5/4|, x, |x - 1|) of a single x, f = y_1 + y_1^2/2."""

    slope: float

    def upper_x(self, x: Any, y: Any) -> Any:
        return 0 * x

    def upper_y(self, x: Any, y: Any) -> Any:
        return np.array([1 + y[0], 0.0, 0.0])

    def lower_y(self, x: Any, y: Any) -> Any:
        return y - self.slope * np.array([abs(x[0] - 1.25), x[0], abs(x[0] - 1)])

    def lower_yy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return 1 * v

    def lower_xy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return np.array([-self.slope * (v[0] * np.sign(x[0] - 1.25) + v[1] + v[2] * np.sign(x[0] - 1))])


@claim(
    "metagradient-descent",
    theorem="metasmoothness at a kink",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x = 0, 1, 2: -1 for y_1, kinked at 5/4, 1 for the affine y_2: S = 3/5; none where y_T does not move",
    controls=(
        *planted(
            mutants.VelocityAdjointDropped, mutants.VelocityAdjointUndamped, mutants.LastStepOnly,
            mutants.EndOneStepEarly, mutants.AdjointReversed, mutants.StopGradient,
        ),
        *without("a kink between the points", at=2.0),
    ),
)  # fmt: skip
def kinks_are_not_metasmooth(method: type, engine: str, at: float = 0.0) -> Finding:
    """From rest at 0 the training is linear in u: y_T = c u(x) with one c for all coordinates, c by powers of a matrix.

    y_1/c = 5/4, 1/4, 3/4 turns, with weight 1/2; y_2/c = 0, 1, 2 does not, with weight 2; y_3/c = 1, 0, 1 returns, with
    weight 0, so its kink is not seen: S = (2 - 1/2)/(2 + 1/2). Slope 0 is 0/0, nan. h = +-c (1 + y_1).
    Rounding: 1e2 operations on numbers below 4. `at` moves the three points.
    """
    algorithm: Any = method(1.0, 0.0625, 0.75, 2, 3, np.zeros(3))
    M = np.array([[1 - 0.0625, -0.0625 * 0.75], [1.0, 0.75]])
    c = 1 - np.linalg.matrix_power(M, 8)[0, 0]
    found = []
    for problem in (KinkedTraining(1.0), KinkedTraining(0.0)):
        points = [np.array([at + i]) for i in range(3)]
        ends = [algorithm.trained(problem, x, algorithm.start, np.zeros(3), 8)[0] for x in points]
        found.append(metasmoothness(ends))
    found.extend(float(algorithm.metagradient(KinkedTraining(1.0), x)[0]) for x in points[1:])
    none = float(np.isnan(found.pop(1)))
    return identity(
        np.array([*found, none]), np.array([0.6, -c * (1 + c / 4), c * (1 + 3 * c / 4), 1.0]), tolerance=1e-13
    )


CLAIMS = (
    first_iterates_of_a_training_with_momentum,
    trees_agree,
    training_steps_are_counted,
    stored_states_are_counted,
    descent_of_the_metaobjective,
    quadratic_trainings_are_metasmooth,
    kinks_are_not_metasmooth,
)
