"""What is claimed of all methods on tasks for a linear network: first iterates, means over the draws."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearTasks, linear_tasks_example
from verification.arithmetic import tasks as lists
from verification.arithmetic.blocks import decoded
from verification.arithmetic.levels import exact
from verification.claims.bilevel.subsets import uniforms
from verification.evidence import exact_moments, identity
from verification.finding import Finding
from verification.trial import first_iterates

TASKS = linear_tasks_example()
SINGLE = TASKS._replace(X=TASKS.X[:, :1].copy(), y=TASKS.y[:, :1].copy())
"""One support example per task."""
X0 = np.array([1.0, 0.5, -0.5, 0.25, 0.75, -0.75, 0.5, -1.0, 0.25])
W0, V0 = X0[:6].reshape(3, 2), X0[6:]
PAIRS = [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)]
"""The integers that draw two of three tasks, all equally likely."""
DRAWS = [uniforms(pair, 3) for pair in PAIRS]
Step = Callable[[lists.Tasks, list[Any], Any, Decimal, Decimal], list[Any]]


SEQUENCE = [PAIRS[i] for i in (3, 1, 4, 2)]


@functools.cache
def expected_iterates(step: Step) -> list[list[Any]]:
    """x_1, ..., x_4 on sequences of two tasks, with steps of 1/2 and inner steps of 1/4, in 200-digit decimals."""
    expected = []
    with localcontext() as context:
        context.prec = 200
        data, x = lists.tasks(TASKS), exact(X0, Decimal)
        for pair in SEQUENCE:
            x = step(data, x, decoded(pair), Decimal("0.5"), Decimal("0.25"))
            expected.append(x)
    return expected


def compared_iterates(algorithm: Any, step: Step, engine: str) -> Finding:
    """The first iterates against the expected ones."""
    rng = tape([u for pair in SEQUENCE for u in uniforms(pair, 3)])
    return first_iterates(algorithm, TASKS, X0, expected_iterates(step), engine, rng=rng)


def mean_step(
    algorithm: Any, problem: LinearTasks, draws: Sequence[Sequence[float]], mean: list[Any]
) -> Finding:
    """The mean of x+ over equally likely `draws` of numbers. Rounding: 64 units of numbers below 4."""
    state = algorithm.init(problem, X0)
    ends = [algorithm.step(problem, state, tape(numbers)).x for numbers in draws]
    weights = np.full(len(ends), 1 / len(ends))
    return exact_moments(ends, weights, mean=np.array(mean, float), tolerance=64 * 2.0**-53)


def averaged(step: Step, problem: LinearTasks, sequences: list[Any]) -> list[Any]:
    """The mean of x+ over `sequences` of tasks, in 60-digit decimals."""
    with localcontext() as context:
        context.prec = 60
        data, x = lists.tasks(problem), exact(X0, Decimal)
        ends = [step(data, x, chosen, Decimal("0.5"), Decimal("0.25")) for chosen in sequences]
        return [sum(column, Decimal(0)) / len(ends) for column in zip(*ends, strict=True)]


def errors_after(readout: np.ndarray, chosen: Any) -> tuple[np.ndarray, np.ndarray]:
    """Errors on the stream at `readout`, and the product over the stream of (I - Q u_t u_t'/4) at the errors of X0."""
    H = np.concatenate([TASKS.X[j] for j in chosen]) @ W0.T
    y = np.concatenate([TASKS.y[j] for j in chosen])
    Q, e = H @ H.T, H @ V0 - y
    for t in range(len(e)):
        e = e - 0.25 * Q[:, t] * e[t]
    return H @ readout - y, e


def fitted(shift: float) -> LinearTasks:
    """Tasks that X0 fits exactly, up to `shift` in all targets."""
    X, Z = TASKS.X, TASKS.Z
    return LinearTasks(X, X @ (W0.T @ V0) + shift, Z, Z @ (W0.T @ V0) + shift, 3)


def gauss_newton(inputs: np.ndarray) -> np.ndarray:
    """The Hessian of a loss without errors at X0: the mean of J'J, J = (v z', W z) of an example z."""
    J = np.array([np.concatenate([np.outer(V0, z).ravel(), W0 @ z]) for z in inputs])
    return J.T @ J / len(inputs)


def near_a_fit(algorithm: Any, shift: float, moving: np.ndarray, through: bool = True) -> Finding:
    """All three tasks with eta = 1/2, alpha = 1/4, T = 2, 2^-26 from `fitted`: x - x+ against the matrices.

    M_j = (I - alpha P H_j)^2 with P = diag(`moving`), and M_j' only if the step goes `through` the inner ones. The
    remainder is below 2^8 |d|^2; rounding is 2^-53 of numbers below 4 against |d|: 2^-24.
    """
    problem, d = fitted(shift), 2.0**-26 * np.array([1.0, -0.5, 0.75, 0.25, -1.0, 0.5, -0.25, 0.75, -0.5])
    x, total = X0 + d, 0 * d
    after = algorithm.step(problem, algorithm.init(problem, x), tape(uniforms((0, 1, 2), 3))).x
    for j in range(3):
        M = np.linalg.matrix_power(np.eye(9) - 0.25 * moving[:, None] * gauss_newton(problem.X[j]), 2)
        a = gauss_newton(problem.Z[j]) @ M @ d / 3
        total = total + (M.T @ a if through else a)
    return identity((x - after) / 0.5, total, tolerance=2.0**-18, scale=2.0**-26)
