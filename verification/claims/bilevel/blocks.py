"""What is claimed of both blockwise bilevel methods: instances, exact mean squares of errors, exactness, rest."""

from __future__ import annotations

import functools
import itertools
from collections import namedtuple
from decimal import localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import BlockLevels, block_levels_example
from verification.arithmetic import bilevel
from verification.arithmetic.blocks import iterates
from verification.claims.bilevel.subsets import uniforms
from verification.evidence import exact_moments, identity
from verification.finding import Finding, worst
from verification.trial import first_iterates

X0 = np.array([0.5, -1.0])
NOISY, QUIET = block_levels_example(0.5), block_levels_example()
FOUR = BlockLevels(
    np.concatenate([QUIET.A, QUIET.A[:1] / 2]),
    np.concatenate([QUIET.B, QUIET.B[:1] / 2]),
    np.concatenate([QUIET.t, QUIET.t[:1] / 2]),
    np.concatenate([QUIET.c, QUIET.c[:1] / 2]),
    QUIET.r,
    0.0,
)
"""A fourth block."""
VALUES = {
    "step_size": 0.125, "lower_step_size": 0.25, "vector_step_size": 0.375, "tracking": 0.3125, "momentum": 0.5,
    "blocks": 2, "batch": 3, "mu": 2.0**-10, "bound": 2.0**10,
}  # fmt: skip


def made(method: Any, problem: Any, **changes: Any) -> Any:
    """An algorithm of either version."""
    starts = {"start": np.full(problem.t.shape, 0.5), "hessians": 1.5 * problem.A}
    values = VALUES | starts | changes
    return method(*(values[name] for name in method._fields))


NORMALS = np.random.default_rng(8).standard_normal(54 + 4 * 36)
PAIRS = [(2, 1), (0, 2), (1, 1), (2, 2)]


@functools.cache
def expected_iterates(hessians: bool) -> list[list[Any]]:
    """x_1, ..., x_5 of version 1 or 2 from the draws above."""
    parameters = [*VALUES, "start", *(["hessians"] if hessians else [])]
    kept = [name for name in parameters if hessians or name != "mu"]
    algorithm = made(namedtuple("Parameters", kept), NOISY, mu=1.25, bound=0.75)
    with localcontext() as context:
        context.prec = 200  # some balls are exact, dyadic numbers of 150 bits
        return iterates(algorithm, NOISY, X0, NORMALS.tolist(), PAIRS)


def compared_iterates(method: Any, engine: str) -> Finding:
    """x_1, ..., x_5 with noise, batches of three and two of three blocks against 200-digit decimals."""
    algorithm = made(method, NOISY, mu=1.25, bound=0.75)
    steps = [[*uniforms(pair, 3), *row] for pair, row in zip(PAIRS, NORMALS[54:].reshape(4, 36), strict=True)]
    rng = tape([*NORMALS[:54], *(v for row in steps for v in row), *np.ones(400)])
    expected = expected_iterates("mu" in method._fields)
    return first_iterates(algorithm, NOISY, X0, expected, engine, rng=rng)


class CurvedBlocks(NamedTuple):
    """Three blocks without noise whose second derivatives depend on both variables in both levels."""

    levels: Any
    t: Any  # (m, dy), only its shape is read
    A: Any  # (m, dy, dy), only for the first Hessians

    def validate(self) -> None:
        """Nothing to check."""

    def dimension(self) -> int:
        return 2

    def block_count(self) -> int:
        return 3

    def lower_dimension(self) -> int:
        return 3

    def expected_block(self, i: int) -> Any:
        """Block i."""
        return self.levels._replace(A=(1 + i / 4) * self.levels.A)

    def block(self, i: int, batch: int, rng: Any) -> Any:
        return self.expected_block(i)


CURVED = CurvedBlocks(bilevel.curved(), np.zeros((3, 3)), np.stack([2 * np.eye(3)] * 3))


def quantities(problem: Any, state: Any, old: bool) -> np.ndarray:
    """What s_i and H_i or u_i stand for, at the present or at the old point: shape (m, n)."""
    x, Y = (state.x_old, state.Y_old) if old else (state.x, state.Y)
    rows = []
    for i, y in enumerate(Y):
        b = problem.expected_block(i)
        second = b.lower_yy(x, y)
        if "U" in state._fields:
            second = second @ (state.V_old if old else state.V)[i] - b.upper_y(x, y)
        rows.append(np.concatenate([b.lower_y(x, y), second.ravel()]))
    return np.array(rows)


def estimates(state: Any) -> np.ndarray:
    """s_i and H_i or u_i, shape (m, n)."""
    second = state.U if "U" in state._fields else state.H
    return np.hstack([state.S, second.reshape(len(second), -1)])


def with_estimates(state: Any, rows: np.ndarray) -> Any:
    """The state with other estimates."""
    if "U" in state._fields:
        return state._replace(S=rows[:, :2].copy(), U=rows[:, 2:].copy())
    return state._replace(S=rows[:, :2].copy(), H=rows[:, 2:].reshape(-1, 2, 2).copy())


def mean_square_errors(method: Any) -> Finding:
    """Every pair of four blocks, all equally likely: E|e'|^2 of both tracked quantities, block by block."""
    rng = np.random.default_rng(4)
    algorithm: Any = made(method, FOUR)
    state = algorithm.init(FOUR, X0)
    state = state._replace(Y=rng.integers(-4, 5, (4, 2)) / 4, x_old=np.array([1.0, 0.25]), k=3)
    if "V" in state._fields:
        state = state._replace(V=rng.integers(-4, 5, (4, 2)) / 4, V_old=rng.integers(-4, 5, (4, 2)) / 4)
    else:
        state = state._replace(H=FOUR.A.copy(), H_old=FOUR.A.copy())
    before, now = quantities(FOUR, state, True), quantities(FOUR, state, False)
    e = rng.integers(-4, 5, before.shape) / 16
    if "H" in state._fields:
        e[:, 4] = e[:, 3]
    state, D = with_estimates(state, before + e), now - before
    outcomes = []
    for pair in itertools.product(range(4), range(1, 4)):
        after = algorithm.step(FOUR, state, tape([*uniforms(pair, 4), *np.zeros(400)]))
        error = (estimates(after) - now) ** 2
        outcomes.append(np.concatenate([error[:, :2].sum(axis=1), error[:, 2:].sum(axis=1)]))
    p, a = 0.5, algorithm.tracking
    c = (1 - p) / (p * (1 - a))
    square = (p * (1 - a) ** 2 + 1 - p) * e**2 + (p * c**2 + 1 - p) * D**2
    expected = np.concatenate([square[:, :2].sum(axis=1), square[:, 2:].sum(axis=1)])
    return exact_moments(outcomes, np.full(12, 1 / 12), mean=expected, tolerance=400 * 2.0**-53)


def exact_for_ever(method: Any, problem: Any = QUIET) -> Finding:
    """All blocks: estimates are what they stand for, and z is the mean of the directions at the old point.

    12 steps; on curved blocks 3 steps from the origin, short ones.
    """
    runs = [(problem, X0, 12, 0.125, 0.25), (CURVED, X0 / 4, 3, 2.0**-6, 2.0**-5)]
    return worst([finding for run in runs for finding in exact_ones(method, *run)])


def exact_ones(
    method: Any, problem: Any, x0: np.ndarray, steps: int, eta: float, tau: float
) -> list[Finding]:
    """What `exact_for_ever` finds at every step."""
    changes = {"step_size": eta, "lower_step_size": tau, "vector_step_size": 0.75 * tau}
    algorithm: Any = made(method, problem, blocks=3, **changes)
    state, rng, found = algorithm.init(problem, x0), np.random.default_rng(0), []
    for _ in range(steps):
        state = algorithm.step(problem, state, rng)
        G = [hypergradient(problem.expected_block(i), state, i) for i in range(3)]
        truth = quantities(problem, state, True)
        found.append(identity(estimates(state), truth, tolerance=12 * 64 * 2.0**-53))
        found.append(identity(state.z, np.mean(G, axis=0), tolerance=12 * 64 * 2.0**-53, scale=4.0))
    return found


def hypergradient(b: Any, state: Any, i: int) -> np.ndarray:
    """f_x - g_xy H_i^{-1} f_y or f_x - g_xy v_i at the old point."""
    x, y = state.x_old, state.Y_old[i]
    v = state.V_old[i] if "U" in state._fields else np.linalg.solve(state.H_old[i], b.upper_y(x, y))
    return np.asarray(b.upper_x(x, y) - b.lower_xy_vector(x, y, v))


def rest(method: Any, problem: Any = None) -> Finding:
    """A step of all blocks at the minimiser, with exact estimates, moves nothing."""
    problem = QUIET._replace(c=np.zeros(3)) if problem is None else problem
    quiet = problem._replace(c=np.zeros(3))
    x = quiet.minimizer()
    Y = problem.lower_solution(x)
    algorithm: Any = made(method, problem, blocks=3)
    state = algorithm.init(problem, x)._replace(Y=Y, Y_old=Y, S=0 * Y, z=0 * x, k=3)
    if "U" in state._fields:
        V = np.linalg.solve(problem.A, (Y - problem.t)[:, :, None])[:, :, 0]
        state = state._replace(V=V, V_old=V, U=0 * Y)
    else:
        state = state._replace(H=problem.A.copy(), H_old=problem.A.copy())
    after = algorithm.step(problem, state, np.random.default_rng(0))
    z = 0 * x
    left = np.concatenate([after.x, after.Y.ravel(), after.z])
    return identity(left, np.concatenate([x, Y.ravel(), z]), tolerance=64 * 2.0**-53, scale=2.0)
