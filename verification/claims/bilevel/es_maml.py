"""ES-MAML: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LinearTasks
from verification.arithmetic.blocks import decoded
from verification.arithmetic.heat import adapted_loss
from verification.arithmetic.levels import exact, plus
from verification.arithmetic.tasks import tasks as lists
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.bilevel import tasks
from verification.claims.bilevel.subsets import sampling_claim, uniforms
from verification.claims.zeroth_order.directions import normal
from verification.dialects.bilevel.es_maml import DIALECTS
from verification.evidence import exact_moments, identity
from verification.finding import Finding, worst
from verification.mutants.bilevel.es_maml import MUTANTS
from verification.trial import first_iterates

controls = functools.partial(named, (*MUTANTS, *DIALECTS))
PAPER = "Song, Gao, Yang, Choromanski, Pacchiano & Tang 2020"
ROUNDING = 2.0**-53
START = np.array([0.75, -0.5])


class QuadraticTasks(NamedTuple):
    """f_j(x) = (x - c_j)'A_j(x - c_j)/2 on the support, q_j(x) = (x - p_j)'B_j(x - p_j)/2 + 1 on the query."""

    A: Any
    c: Any
    B: Any
    p: Any

    def dimension(self):
        return self.c.shape[1]

    def task_count(self):
        return self.c.shape[0]

    def support_gradient(self, x, j):
        return self.A[j] @ (x - self.c[j])

    def query_value(self, x, j):
        e = x - self.p[j]
        return np.dot(e, self.B[j] @ e) / 2 + 1


QUADRATIC = QuadraticTasks(
    np.array([[[2.0, 0.5], [0.5, 1.0]], [[1.0, -0.75], [-0.75, 3.0]]]),
    np.array([[1.0, -1.0], [0.5, 0.25]]),
    np.array([[[1.0, 0.25], [0.25, 0.5]], [[0.5, -0.25], [-0.25, 2.0]]]),
    np.array([[0.0, 0.5], [-1.0, 0.75]]),
)
ONE_UNIT = LinearTasks(
    np.ones((2, 1, 1)), np.array([[0.5], [-1.0]]), np.ones((2, 1, 1)), np.array([[0.25], [1.0]]), 1
)


def adapted_quadratic(j: int, alpha: float, steps: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Value, gradient and Hessian of q_j(u_T(x)) at START, by the matrix M = (I - alpha A_j)^T."""
    A, c, B, p = (part[j] for part in QUADRATIC)
    M = np.linalg.matrix_power(np.eye(2) - alpha * A, steps)
    e = c + M @ (START - c) - p
    return float(e @ B @ e / 2 + 1), M.T @ B @ e, M.T @ B @ M


def estimates(algorithm: Any, problem: Any, j: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """(x - x+)/eta of one task for all nodes of a quadrature of normal directions, and their weights."""
    listed, state = normal(2, nodes), algorithm.init(problem, START)
    chosen = uniforms((j,), 2)
    ends = [algorithm.step(problem, state, tape([*chosen, *g])).x for g in listed.reals]
    return (START - np.array(ends)) / algorithm.step_size, listed.weights


NORMALS = np.random.default_rng(3).integers(-8, 9, (8, 9)) / 4.0
"""Stand for the normal draws of four steps on two tasks, exact in binary."""


@claim(
    "es-maml",
    paper=PAPER,
    theorem="zero-order ES-MAML",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, T = 3, two of three tasks, sigma = 1/4, equal ES-MAML in 200-digit decimals, same draws",
    engine="ball",
    controls=planted(*MUTANTS, *DIALECTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, with the draws of the tape."""
    expected, drawn, normals = [], [], iter(NORMALS)
    with localcontext() as context:
        context.prec = 200
        data, x = lists(tasks.TASKS), exact(tasks.X0, Decimal)
        for pair in tasks.SEQUENCE:
            drawn += uniforms(pair, 3)
            before = x
            for j in decoded(pair):
                g = next(normals)
                drawn += list(g)
                direction = exact(g, Decimal)
                value = data.adapted_loss(plus(before, direction, Decimal("0.25")), j, Decimal("0.125"), 3)
                x = plus(x, direction, -Decimal("0.0625") / (2 * Decimal("0.25")) * value)
            expected.append(x)
    algorithm: Any = method(0.0625, 0.125, 3, 2, 0.25)
    return first_iterates(algorithm, tasks.TASKS, tasks.X0, expected, engine, rng=tape(drawn))


@claim(
    "es-maml",
    paper=PAPER,
    theorem="quadratic tasks",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="tasks with quadratic losses, T = 3: the mean estimate is MAML's gradient for sigma = 1/4, 1 and 4",
    engine_fixed=True,
    controls=(
        *controls("perturbed-afterwards", "not-adapted", "gradient-at-start", "one-step-short", "raised",
                  "not-divided", "divided-twice", "unit-directions", "step-too-long"),
        *without("quadratic tasks", problem=ONE_UNIT),
    ),
)  # fmt: skip
def unbiased_on_quadratic_tasks(method: type, engine: str, problem: Any = QUADRATIC) -> Finding:
    """u_T is affine in the start, so J = c + p'y + y'Ay/2 in y = sigma g, and E J g/sigma = p: odd moments vanish.

    p = M'B(u_T - p_j) by matrices. Degree 3 in g: three nodes a direction are exact. Rounding: 200 units.
    """
    found = []
    for j in range(2):
        for sigma in (0.25, 1.0, 4.0):
            g, weights = estimates(method(0.5, 0.25, 3, 1, sigma), problem, j, 3)
            mean = adapted_quadratic(j, 0.25, 3)[1]
            found.append(exact_moments(g, weights, mean=mean, tolerance=200 * ROUNDING))
    return worst(found)


@claim(
    "es-maml",
    paper=PAPER,
    theorem="second moment",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="quadratic losses: E |J g/sigma|^2 = d c^2/S + (d+2)(|p|^2 + c tr A) + S (d+4)((tr A)^2 + 2 tr A^2)/4, "
    "S = sigma^2",
    engine_fixed=True,
    controls=controls(
        "antithetic", "perturbed-afterwards", "not-adapted", "one-step-short", "not-divided", "divided-twice",
        "unit-directions", "step-too-long",
    ),
)  # fmt: skip
def second_moment(method: type, engine: str) -> Finding:
    """J = c + sigma p'g + S g'Ag/2. Means of |g|^2 times: 1, d; (p'g)^2, (d+2)|p|^2; g'Ag, (d+2) tr A;

    (g'Ag)^2, (d+4)((tr A)^2 + 2 tr A^2), since |g|^2 and g/|g| are independent and E|g|^(2k+2) = (d+2k) E|g|^(2k).
    Odd terms vanish. Degree 6: four nodes. Rounding: 400 units.
    """
    found, expected = [], []
    for j in range(2):
        c, p, A = adapted_quadratic(j, 0.25, 2)
        for S in (0.0625, 1.0, 16.0):
            g, weights = estimates(method(0.5, 0.25, 2, 1, S**0.5), QUADRATIC, j, 4)
            found.append(weights @ np.sum(g * g, axis=1))
            trace = np.trace(A)
            quartic = trace**2 + 2 * np.trace(A @ A)
            expected.append(2 * c**2 / S + 4 * (p @ p + c * trace) + S * 6 * quartic / 4)
    return identity(found, expected, tolerance=400 * ROUNDING, scale=np.array(expected))


SIGMAS = 0.25, 0.5


@functools.cache
def exact_means(j: int) -> list[np.ndarray]:
    """At START the gradients of J, of its Laplacian, and of J smoothed by SIGMAS, on ONE_UNIT with alpha = 1/4."""
    J = adapted_loss(Fraction(1, 4), Fraction(ONE_UNIT.y[j, 0]), Fraction(ONE_UNIT.s[j, 0]))
    w, v = (Fraction(a) for a in START)
    return [
        np.array([float(P.derivative(*k).at(w, v)) for k in ((1, 0), (0, 1))])
        for P in (J, J.laplacian(), *(J.smoothed(Fraction(sigma) ** 2) for sigma in SIGMAS))
    ]


@claim(
    "es-maml",
    paper=PAPER,
    theorem="mean and bias on a network",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one unit, T = 1: the mean estimate is the gradient of exp(sigma^2 Laplacian/2) J, by rational "
    "polynomials, so that its bias is (sigma^2/2) grad tr(Hess J) + O(sigma^4)",
    engine_fixed=True,
    controls=controls(
        "perturbed-afterwards", "not-adapted", "raised", "not-divided", "divided-twice", "unit-directions",
        "step-too-long",
    ),
)  # fmt: skip
def mean_on_a_network(method: type, engine: str) -> Finding:
    """Stein: E J(x + sigma g) g/sigma = grad E J(x + sigma g), and E J(x + sigma g) = exp(sigma^2 Laplacian/2) J.

    J has degree 12 and J g 13: seven nodes are exact. 2^-38 for seven nodes up to 4 in powers up to 12. The second
    identity divides the bias at sigma = 2^-6 by sigma^2: the next term is sigma^2/8 times numbers below 2^4.
    """
    found = []
    for j in range(2):
        plain, bias, *means = exact_means(j)
        for sigma, mean in zip(SIGMAS, means, strict=True):
            g, weights = estimates(method(0.5, 0.25, 1, 1, sigma), ONE_UNIT, j, 7)
            found.append(identity(weights @ g, mean, tolerance=2.0**-38))
        g, weights = estimates(method(0.5, 0.25, 1, 1, 2.0**-6), ONE_UNIT, j, 7)
        found.append(identity((weights @ g - plain) * 2.0**12, bias / 2, tolerance=2.0**-10, scale=1.0))
    return worst(found)


pairs_are_equally_likely = sampling_claim(
    "es-maml", lambda method: method(0.5, 0.25, 2, 2, 0.25), controls("with-replacement"), paper=PAPER
)


CLAIMS = (
    first_iterates_in_decimals,
    unbiased_on_quadratic_tasks,
    second_moment,
    mean_on_a_network,
    pairs_are_equally_likely,
)
