"""Reverse mode, truncated and full: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_orthogonal
from verification.arithmetic import bilevel as lists
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.representation import two_tasks
from verification.claims.bilevel.unrolled import exact_gradient, minimisers
from verification.evidence import bound, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import reverse_unrolled as mutants
from verification.trial import complete_run, first_iterates

FLIPPED, STOPPED, DIRECT, LONG, FEWER = mutants.SHARED


@claim(
    "reverse-unrolled",
    paper="P251",
    theorem="K-RMD",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 with T = 3 lower steps of which K = 2 are differentiated, in 200-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_where_levels_are_coupled(method: type, engine: str) -> Finding:
    """The product of Jacobians, multiplied out from the left: h = f_x + sum over the last K steps of B_t' a_t.

    List arithmetic with dense matrices A_t = I - gamma g_yy, B_t' = -gamma g_xy.
    """
    with localcontext() as context:
        context.prec = 200
        gamma, expected = lists.Decimal("0.0625"), []
        x, start = lists.decimals(lists.X0), lists.decimals(lists.START)
        for _ in range(4):
            ys = lists.unrolled(x, start, gamma, 3)
            last = lists.upper_y(x, ys[3])
            # f_x - gamma g_xy(y_2) f_y - gamma g_xy(y_1) (I - gamma g_yy(y_2)) f_y
            inner = lists.plus(last, lists.times(lists.lower_yy(x, ys[2]), last), -gamma)
            h = lists.plus(lists.upper_x(x, ys[3]), lists.times(lists.lower_xy(x, ys[2]), last), -gamma)
            h = lists.plus(h, lists.times(lists.lower_xy(x, ys[1]), inner), -gamma)
            x = lists.plus(x, h, -lists.Decimal("0.125"))
            expected.append(x)
    algorithm = method(0.125, 0.0625, 3, 2, np.array(lists.START))
    return first_iterates(algorithm, lists.curved(), np.array(lists.X0), expected, engine)


class ScalarRidge(NamedTuple):
    """g = (h + x) y^2/2 - b y and f = y: y* = b/(h + x), psi' = -b/(h + x)^2."""

    h: float
    b: float

    def dimension(self) -> int:
        return 1

    def lower_dimension(self) -> int:
        return 1

    def lower_y(self, x: Any, y: Any) -> Any:
        return (self.h + x) * y - self.b

    def lower_yy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return (self.h + x) * v

    def lower_xy_vector(self, x: Any, y: Any, v: Any) -> Any:
        return y * v

    def upper_x(self, x: Any, y: Any) -> Any:
        return 0 * x

    def upper_y(self, x: Any, y: Any) -> Any:
        return 0 * y + 1


@claim(
    "reverse-unrolled",
    paper="P294",
    theorem="unrolling against implicit differentiation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="ridge from 0: T unrolled steps are off by 1 + T gamma D/(1 - gamma D) times the implicit error at y_T",
    engine_fixed=True,
    controls=(
        *planted(
            FLIPPED, STOPPED, LONG, FEWER, mutants.AdjointMovedFirst, mutants.DerivativesOneStepLate,
            mutants.DerivativesAtTheEnd,
        ),
        *without("K = T", kept=1),
    ),
)  # fmt: skip
def unrolled_against_implicit(method: type, engine: str, kept: int = 0) -> Finding:
    """With D = h + x and q = 1 - gamma D: y_T = (1 - q^T) b/D. The implicit derivative at y_T is -y_T/D, off by
    q^T b/D^2.

    The derivative of y_T, -(1 - q^T) b/D^2 + T gamma q^{T-1} b/D, is off by q^T (b/D^2)(1 + T gamma D/q): T = 1, 5, 20.
    """
    found, expected, gamma, x = [], [], 0.25, 0.5
    problem = ScalarRidge(0.75, 2.0)
    D, b = problem.h + x, problem.b
    q = 1 - gamma * D
    for T in (1, 5, 20):
        algorithm = method(1.0, gamma, T, kept or T, np.zeros(1))
        start: Any = np.array([x])
        state: Any = algorithm.step(problem, algorithm.init(problem, start), np.random.default_rng(0))
        found.append((x - state.x[0] + b / D**2) / (q**T * b / D**2))
        expected.append(1 + T * gamma * D / q)
    # errors down to q^20 = 5e-4 of numbers of order one, T products each
    return identity(np.array(found), np.array(expected), tolerance=2.0**18 * 2.0**-53)


@claim(
    "reverse-unrolled",
    paper="P345",
    theorem="full reverse mode",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="K = T = 5: the direction is the derivative of x -> f(x, y_T(x)) by differences in 200 digits, 1e-13",
    controls=(
        *planted(
            FLIPPED, STOPPED, DIRECT, LONG, mutants.AdjointMovedFirst, mutants.DerivativesOneStepLate,
            mutants.DerivativesAtTheEnd, mutants.OneStepFewerKept,
        ),
        *without("K = T", kept_steps=4),
    ),
)  # fmt: skip
def full_reverse_mode_is_exact(method: type, engine: str, kept_steps: int = 5) -> Finding:
    """The chain rule through all lower steps; the same value function is differenced by arithmetic of its own."""
    return exact_gradient(method(1.0, 0.0625, 5, kept_steps, np.array(lists.START)), engine, 5)


@claim(
    "reverse-unrolled",
    paper="P345",
    theorem="convergence of the T-step problem",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="argmin F_T in closed form for T = 1, ..., 80; its distance to argmin psi falls like (1 - gamma mu)^T",
    controls=(
        *planted(mutants.AdjointMovedFirst, FEWER),
        *without("gamma < 2/L_g", gamma=2.5),
    ),
)  # fmt: skip
def minimisers_of_the_unrolled_problem(method: type, engine: str, gamma: float = 1.0) -> Finding:
    """y_T - y* = (I - gamma A)^T (start - y*), so F_T is a quadratic with known coefficients: see `minimisers`."""
    return minimisers(lambda eta, step, T, start: method(eta, step, T, T, start), engine, gamma)


def truncation_errors(method, engine, problem, x0, start, gamma, T, Ks):
    """|h_K - h_T| for each K with h_T by forward accumulation in the claim, and |f_y(x, y_T)|."""
    y, W = start, np.zeros((len(x0), len(start)))
    for _ in range(T):
        W = W - gamma * (W @ problem.lower_yy(x0, y) + problem.lower_xy(x0, y))
        y = y - gamma * problem.lower_y(x0, y)
    full, errors = problem.upper_x(x0, y) + W @ problem.upper_y(x0, y), []
    for K in Ks:
        x = complete_run(method(1.0, gamma, T, K, start), problem, x0, 1, engine=engine).x
        errors.append(np.linalg.norm(x[0] - x[1] - full))
    return np.array(errors), float(np.linalg.norm(problem.upper_y(x0, y)))


@claim(
    "reverse-unrolled",
    paper="P251",
    theorem="truncation error",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|h_K - h_T| <= (1 - gamma mu)^K (l_g1/mu) |f_y(x, y_T)|, K <= 20; attained in one dimension, T = 80",
    controls=(
        *planted(FLIPPED, STOPPED, mutants.OneStepFewerKept, mutants.NothingTruncated, mutants.AdjointMovedFirst),
        *without("strong convexity mu > 0", curvature=2.0**-7),
    ),
)  # fmt: skip
def truncation_error(method: type, engine: str, curvature: float = 0.375) -> Finding:
    """h_T - h_K = -gamma sum_{j >= K} g_xy A_{T-j} ... A_{T-1} f_y; each factor I - gamma g_yy has norm at most

    1 - gamma mu, and gamma l_g1 sum_{j >= K} (1 - gamma mu)^j = (1 - gamma mu)^K l_g1/mu. A quadratic in one dimension
    has equality up to the tail (1 - gamma mu)^60 = 2^-40. The control claims mu = 3/8 of a flatter level.
    """
    Ks = np.arange(1, 21)
    scalar = QuadraticBilevel(np.array([[curvature]]), np.array([[2.0]]), np.array([1.0]), 0.0)
    errors, f_y = truncation_errors(method, engine, scalar, np.array([1.5]), np.zeros(1), 1.0, 80, Ks)
    exact = (1 - 0.375) ** Ks * (2.0 / 0.375) * f_y
    attained = tight(errors, exact, tolerance=1e-10, x=Ks, xlabel="K", ylabel="|h_K - h_T|")
    curved, x0 = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=1), np.array([0.5, -1.0])
    errors, f_y = truncation_errors(method, engine, curved, x0, np.ones(3), 0.5, 40, Ks)
    below = bound(errors, 0.75**Ks * (curved.l_g1() / 0.5) * f_y, x=Ks, xlabel="K", ylabel="|h_K - h_T|")
    return worst([attained, below])


@claim(
    "reverse-unrolled",
    paper="P251",
    theorem="bias of truncation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the fixed point for K kept steps is t'P_K b/(b'A^{-1}P_K b), P_K = A^{-1}(I - (I - gamma A)^K): not x*",
    controls=(
        *planted(FLIPPED, mutants.OneStepFewerKept, mutants.NothingTruncated, mutants.AdjointMovedFirst),
        *without("truncation", exact=True),
    ),
)  # fmt: skip
def fixed_points_are_biased(method: type, engine: str, exact: bool = False) -> Finding:
    """At y_T = y* = x A^{-1}b the sum of K terms is gamma sum_{j<K} (I - gamma A)^j = P_K, so

    h_K(x) = b'P_K (x A^{-1}b - t), linear in x: a step of length 1/(b'P_K A^{-1}b) ends at the fixed point. For K = 1,
    2, 5, 20, 100: 1.09, 0.90, 0.60, 0.35, 0.298, and x* = 0.297. The lower iterate starts at y*, where T steps keep it.
    """
    a, b, t, x0 = np.array([10.0, 1.0]), np.ones(2), np.array([1.0, 0.2]), np.array([0.75])
    problem = QuadraticBilevel(np.diag(a), b[:, None].copy(), t, 0.0)
    found, expected = [], []
    for K in (1, 2, 5, 20, 100):
        P = (1 - (1 - 0.05 * a) ** K) / a
        eta = 1 / np.dot(b * P, b / a)
        x = complete_run(method(eta, 0.05, 100, K, x0[0] * b / a), problem, x0, 1, engine=engine).x
        found.append(x[1, 0])
        expected.append(np.dot(t * P, b) * eta if not exact else np.dot(t, b / a) / np.dot(b / a, b / a))
    return identity(np.array(found), np.array(expected), tolerance=1e-12)


@claim(
    "reverse-unrolled",
    paper="P251",
    theorem="descent for every K",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f_x = 0, g_yx g_xy = c I, y = y*: <h_K, grad psi> >= (1 - (1 - gamma mu)^K) |grad psi|^2 for every K",
    controls=(
        *planted(FLIPPED, STOPPED, mutants.OneStepFewerKept),
        *without("g_yx g_xy = c I", isotropic=False),
    ),
)  # fmt: skip
def descent_for_every_truncation(method: type, engine: str, isotropic: bool = True) -> Finding:
    """h_K = B'P_K e and grad psi = B'A^{-1}e with e = f_y and BB' = c I: <h_K, grad psi> = c e'P_K A^{-1}e, and

    P_K = A^{-1}(I - (I - gamma A)^K) >= (1 - (1 - gamma mu)^K) A^{-1}; equality along the eigenvector of mu. With one
    upper variable b = (1, 1) and e = (1, -1/2), A = diag(10, 1), one kept step ascends: h_1 grad psi < 0.
    """
    rng, left, right = np.random.default_rng(3), [], []
    A = np.diag([10.0, 3.0, 1.0]) if isotropic else np.diag([10.0, 1.0])
    B = 2 * random_orthogonal(rng, 3) if isotropic else np.ones((2, 1))
    x0 = np.array([0.5, -1.0, 2.0]) if isotropic else np.zeros(1)
    y = np.linalg.solve(A, B @ x0)
    for e in (*np.eye(len(y)), np.resize([1.0, -0.5, 0.25], len(y))):
        problem = QuadraticBilevel(A, B, y - e, 0.0)
        g = B.T @ np.linalg.solve(A, e)
        for K in (1, 2, 5, 10):
            x = complete_run(method(1.0, 0.05, 10, K, y), problem, x0, 1, engine=engine).x
            left.append((1 - 0.95**K) * (g @ g))
            right.append(g @ (x[0] - x[1]))
    return step_inequality(
        left, right, allowance=1e-13 * (np.array(left) + 1), label="lower bound", xlabel="case"
    )


@claim(
    "reverse-unrolled",
    paper="P345",
    theorem="hyper-representation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="two tasks share a representation: T = 130 lower steps give the gradient of ridge's closed form, 1e-12",
    shows=("P345/2",),
    controls=(
        *planted(FLIPPED, STOPPED, DIRECT, mutants.AdjointMovedFirst),
        *without("enough lower steps", steps=10),
    ),
)
def hyper_representation(method: type, engine: str, steps: int = 130) -> Finding:
    """The lower level is ridge regression on the features of each task; psi and its derivative by complex steps.

    The lower error falls like 0.76^T: curvatures lie within [0.482, 3.335], gamma = 1/2.
    """
    problem, expected = two_tasks(), []
    points = np.array([[0.75, 0.5], [-0.5, 1.0]])
    left = []
    for x0 in points:
        shifts = 1e-30j * np.eye(2)
        expected.append([problem.hyperobjective(x0 + shift).imag / 1e-30 for shift in shifts])
        x = complete_run(method(1.0, 0.5, steps, steps, np.zeros(2)), problem, x0, 1, engine="numpy").x
        left.append(x[0] - x[1])
    return identity(np.array(left), np.array(expected), tolerance=1e-12)


CLAIMS = (
    hyper_representation,
    first_iterates_where_levels_are_coupled,
    unrolled_against_implicit,
    full_reverse_mode_is_exact,
    minimisers_of_the_unrolled_problem,
    truncation_error,
    fixed_points_are_biased,
    descent_for_every_truncation,
)
