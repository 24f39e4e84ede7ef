"""Forward gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import (
    Linear,
    LogQuadratic,
    Quadratic,
    RidgePolynomial,
    diagonal_quadratic,
    random_log_sum_exp,
    random_logistic,
    random_teacher,
)
from refimpl.problems.two_layer_network import Tanh
from refimpl.zeroth_order.dual import Dual, directional_derivative
from refimpl.zeroth_order.estimators import Normal, Signs, Sphere
from verification.arithmetic import forward_gradient as exact
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.directions import Listed, normal, second_moment, signs, sphere
from verification.evidence import exact_moments, identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import forward_gradient as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
P = np.array([0.75, -0.5])


STEPS = (
    Control("step of gradient descent", "SCHED", "eta = 1/L whatever d", {"longer": 4.0}),
    Control(
        "step for signs",
        "SCHED",
        "eta = 1/(L d), best for signs but not for normal directions",
        {"longer": 2.0},
    ),
)


def number(*wrong: Any) -> tuple[Control, ...]:
    """Controls that compute with mistaken dual numbers."""
    return tuple(Control(m.variant_name, m.fault_class, m.words, {"arithmetic": m}) for m in wrong)


@claim(
    "forward-gradient",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ... on a quadratic, one and two directions of all three laws, equal rational arithmetic",
    engine="ball",
    controls=planted(*mutants.ESTIMATES, *mutants.AVERAGES),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """x+ = x - (eta/n) sum (p'v_j) v_j with p = Ax - b. On the sphere v v' = d z z'/|z|^2, rational as z is."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    x0, step = np.array(exact.START, float), float(exact.STEP)
    reals, coins = np.ravel(exact.NORMALS), np.ravel(exact.COINS)
    cases: Sequence[tuple[Any, int, Any]] = (
        (Normal(), 2, exact.iterates(exact.normals(), 2)),
        (Sphere(), 1, exact.iterates(exact.normals(), 1, exact.on_sphere)[:5]),
        (Signs(), 2, exact.iterates(exact.signs(), 2)),
    )
    return worst(
        [
            first_iterates(method(step, n, law), problem, x0, wanted, engine, rng=tape(reals, coins))
            for law, n, wanted in cases
        ]
    )


def estimates(method: type, listed: Listed, directions: int, engine: str) -> tuple[np.ndarray, np.ndarray]:
    """g for all sequences of directions, with their probabilities: the step of length one on p'x."""
    algorithm, x0 = method(1.0, directions, listed.law), np.zeros(len(P))
    paths = listed.paths(directions)
    outcomes = [
        -complete_run(algorithm, Linear(P), x0, 1, engine=engine, rng=listed.tape(rows * 2)).x[1]
        for rows, _ in paths
    ]
    return np.array(outcomes), np.array([weight for _, weight in paths])


@claim(
    "forward-gradient",
    theorem="unbiasedness and variance",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E g = grad f, and E g g' is the stated matrix, for normal directions, on the sphere and for signs",
    controls=(
        *planted(*(m for m in mutants.ESTIMATES if m is not mutants.TwoDirections)),
        *without("the law stated", confused=True),
    ),
)
def moments(method: type, engine: str, confused: bool = False) -> Finding:
    """E (p'v) v = E v v' p = p, and the second moments of `second_moment`; their traces are (d+2)|p|^2 for normal v and
    d |p|^2 else. Fourth moments tell the laws apart: signs have no 3 p_i^2 on the diagonal.
    """
    laws = (normal(2), sphere(2), signs(2))
    findings = []
    for i, listed in enumerate(laws):
        outcomes, weights = estimates(method, listed, 1, engine)
        second = second_moment(laws[i - confused].law, P)
        # products of three numbers up to 3, and sums of at most 64 outcomes
        found = exact_moments(
            outcomes, weights, mean=P, covariance=second - np.outer(P, P), tolerance=400 * UNIT
        )
        findings.append(found)
    return worst(findings)


@claim(
    "forward-gradient",
    theorem="averages",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the mean over two directions has the same mean and half the covariance: E|g|^2 = |p|^2 (m + n - 1)/n",
    controls=(
        *planted(*mutants.AVERAGES, mutants.TwoDirections, mutants.SphereWithoutD),
        *without("independent directions", repeated=True),
    ),
)
def mean_over_two_directions(method: type, engine: str, repeated: bool = False) -> Finding:
    """Covariances of independent estimates add: (E g g' - p p')/2. With trace: |p|^2 (m - 1)/2 + |p|^2."""
    listed = signs(2)
    outcomes, weights = estimates(method, listed, 2, engine)
    if repeated:
        outcomes, weights = estimates(method, listed, 1, engine)
    covariance = (second_moment(listed.law, P) - np.outer(P, P)) / 2
    return exact_moments(outcomes, weights, mean=P, covariance=covariance, tolerance=400 * UNIT)


def second_moments(x: np.ndarray, spectrum: np.ndarray, step: float, law: Any, steps: int) -> np.ndarray:
    """E x_i^2 (steps + 1, d) of one-direction steps on sum l_i x_i^2/2: the recursion that the claim proves.

    s_i+ = (1 - 2 eta l_i + a eta^2 l_i^2) s_i + eta^2 sum_j l_j^2 s_j with a = 2 for normal directions, 0 for signs.
    """
    s, a = [x * x], 0 if isinstance(law, Signs) else 2
    for _ in range(steps):
        last = s[-1]
        s.append(
            (1 - 2 * step * spectrum + a * (step * spectrum) ** 2) * last
            + step**2 * np.sum(spectrum**2 * last)
        )
    return np.array(s)


@claim(
    "forward-gradient",
    theorem="exact recursion",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a diagonal quadratic E f(x_k), over all directions, follows the linear recursion of E x_i^2 exactly",
    controls=(
        *planted(mutants.SphereWithoutD, mutants.DTwice, mutants.SignOfDerivative, mutants.Ascent),
        *planted(mutants.CovarianceNotOne, mutants.PositiveDirections, mutants.EntryByEntry),
        *without("a Hessian that is diagonal where directions are signs", coupled=0.5),
    ),
)
def expected_values_follow_the_recursion(method: type, engine: str, coupled: float = 0.0) -> Finding:
    """x_i+ = x_i - eta g_i, so E x_i+^2 = x_i^2 - 2 eta x_i p_i + eta^2 (E g g')_ii.

    With p_i = l_i x_i and the diagonals 2 p_i^2 + |p|^2 and |p|^2 of E g g' this is linear in the x_i^2. It is
    stable on H = I iff eta < 2/(d+2) for normal directions, 2/d for signs: the step 1/L diverges from d = 3 on.
    """
    spectrum, x0, step = np.array([2.0, 0.5]), np.array([1.0, -3.0]), 0.25
    problem = Quadratic(np.diag(spectrum) + coupled * np.array([[0.0, 1], [1, 0]]), np.zeros(2))
    findings = []
    for listed, steps in ((normal(2, nodes=3), 1), (signs(2), 2)):
        mean = np.zeros(steps + 1)
        for rows, weight in listed.paths(steps):
            t = complete_run(
                method(step, 1, listed.law), problem, x0, steps, engine=engine, rng=listed.tape(rows)
            )
            mean += weight * np.array([problem.value(x) for x in t.x])
        wanted = second_moments(x0, spectrum, step, listed.law, steps) @ spectrum / 2
        # at most 16 paths of twenty operations each
        findings.append(tight(mean, wanted, tolerance=400 * UNIT, ylabel="E f(x_k)"))
    return worst(findings)


@claim(
    "forward-gradient",
    theorem="threshold of stability",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the map of E x_i^2 has radius 1 at eta = 2/tr H for signs, sum eta l_i/(1 - eta l_i) = 2 for normal v, "
    "twice that eta on the circle",
    controls=(
        *planted(mutants.SphereWithoutD, mutants.DTwice, mutants.SignOfDerivative, mutants.Ascent),
        *planted(mutants.CovarianceNotOne),
        Control("step 2 % too long", "SCALE", "1.02 times the threshold", {"longer": 1.02}),
    ),
)
def threshold_of_stability(method: type, engine: str, longer: float = 1.0) -> Finding:
    """s+ = (D + eta^2 1 l^2') s with D = 1 - 2 eta l_i + a eta^2 l_i^2, a as in `second_moments`: 1 is an eigenvalue if

    sum_i eta^2 l_i^2/(2 eta l_i - a eta^2 l_i^2) = 1. Column j of the matrix are the E x_i+^2 of a step from e_j.
    On the sphere all squares of eta have the factor d/(d+2), one half in the plane.
    """
    spectrum, findings = np.array([2.0, 0.5]), []
    u, v = np.sum(spectrum), np.prod(spectrum)
    # u eta - 2 v eta^2 = 2 (1 - u eta + v eta^2) for two eigenvalues
    of_normal = (3 * u - np.sqrt(9 * u * u - 32 * v)) / (8 * v)
    for listed, eta in ((signs(2), 2 / u), (normal(2, nodes=3), of_normal), (sphere(2), 2 * of_normal)):
        algorithm, columns = method(longer * eta, 1, listed.law), []
        for x0 in np.eye(2):
            ends = [
                complete_run(
                    algorithm, diagonal_quadratic(spectrum), x0, 1, engine=engine, rng=listed.tape(rows)
                ).x[1]
                for rows, _ in listed.paths(1)
            ]
            columns.append(listed.weights @ np.square(ends))
        radius = np.max(np.abs(np.linalg.eigvals(np.array(columns).T)))
        findings.append(identity(radius, 1.0, tolerance=400 * UNIT))
    return worst(findings)


@claim(
    "forward-gradient",
    theorem="best step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with the prescribed step E f(x+) = ((d+1)/(d+2)) f(x) on L|x|^2/2, from both sides",
    controls=(
        *STEPS,
        *planted(mutants.SphereWithoutD, mutants.DTwice, mutants.SignOfDerivative),
        *without("equal eigenvalues", spectrum=(3.0, 1.5)),
    ),
)
def contraction_on_the_isotropic_quadratic(
    method: Any, engine: str, spectrum: tuple[float, ...] = (3.0, 3.0), longer: float = 1.0
) -> Finding:
    """E f(x+) = f(x) - eta |p|^2 + (eta^2 L/2)(d + 2)|p|^2 with |p|^2 = 2 L f: the factor 1 - 2 eta L + eta^2 L^2 (d+2)

    is least at eta = 1/(L (d+2)), where it is (d+1)/(d+2). Gradient descent with the step 1/L needs one step.
    """
    problem, x0, listed = diagonal_quadratic(spectrum), np.array([1.0, -2.0]), normal(2, nodes=3)
    algorithm, mean = method.prescribed(problem), 0.0
    algorithm = algorithm._replace(step_size=longer * algorithm.step_size)
    for rows, weight in listed.paths(1):
        x = complete_run(algorithm, problem, x0, 1, engine=engine, rng=listed.tape(rows)).x[1]
        mean += weight * problem.value(x)
    return tight([mean], [0.75 * problem.value(x0)], tolerance=400 * UNIT, ylabel="E f(x_1)")


@claim(
    "forward-gradient",
    theorem="expected descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) <= f(x) - eta (1 - eta L d/2)|grad f(x)|^2 for signs, at every point of a run, f not convex",
    controls=(
        *planted(mutants.DTwice, mutants.Ascent, mutants.PositiveDirections, mutants.DerivativeForgotten),
        *planted(mutants.SignOfDerivative, mutants.SphereWithoutD),
        *without("L-smooth f", L=0.5),
    ),
)
def expected_descent(method: type, engine: str, L: float = 2.0) -> Finding:
    """f(x - eta g) <= f(x) - eta p'g + (L eta^2/2)|g|^2, and E p'g = |p|^2, E|g|^2 = d|p|^2 for signs.

    The mean is over all eight sign vectors at each of five points of a run.
    """
    listed, step = signs(3), 1 / (3 * L)
    algorithm = method(step, 1, listed.law)
    left, right, size = [], [], []
    for problem in (LogQuadratic(3), diagonal_quadratic([2.0, 2.0, 2.0])):
        run_over = complete_run(algorithm, problem, np.array([0.4, -1.5, 0.1]), 4, engine=engine, rng=3)
        for x in run_over.x:
            ends = [
                complete_run(algorithm, problem, x, 1, engine=engine, rng=listed.tape((row,))).x[1]
                for row in range(8)
            ]
            p = problem.gradient(x)
            left.append(np.mean([problem.value(end) for end in ends]))
            right.append(problem.value(x) - step * (1 - step * L * 3 / 2) * (p @ p))
            size.append(problem.value(x) + p @ p)
    return step_inequality(
        left, right, allowance=100 * UNIT * np.array(size), xlabel="point", label="E f(x+)"
    )


@claim(
    "forward-gradient",
    theorem="dual numbers",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one dual-number pass gives f and grad f'v: exactly in rationals, to rounding through exp, log, tanh",
    controls=number(*mutants.NUMBERS),
    shows=("P358/1",),
)
def dual_numbers(method: type, engine: str, arithmetic: Any = Dual) -> Finding:
    """The chain rule, operation by operation. Rational: a quartic and sum x_i^2/(1 + x_i^2) against derivatives written

    by hand. Floats: logistic regression, a smoothed maximum and a tanh network against the gradient oracle, whose
    forty operations of numbers up to ten round differently. The step built from the pass is that of the method.
    """
    A = np.array([[Fraction(3), Fraction(1)], [Fraction(1), Fraction(2)]])
    W, c, q = np.array([[Fraction(1), Fraction(-2)]]), np.array([Fraction(6)]), np.array([Fraction(12)])
    x, v = np.array([Fraction(1, 2), Fraction(-3)]), np.array([Fraction(2), Fraction(5, 7)])
    u, along = x[0] - 2 * x[1], v[0] - 2 * v[1]
    quartic = RidgePolynomial(A, W, c, q)
    found = [directional_derivative(quartic.value, x, v, arithmetic)]
    p = A @ x
    wanted = [(x @ p / 2 + u**3 + u**4, p @ v + (3 * u**2 + 4 * u**3) * along)]
    found.append(directional_derivative(lambda y: sum(y * y / (1 + y * y)), x, v, arithmetic))
    wanted.append(
        (sum(a * a / (1 + a * a) for a in x), sum(2 * a / (1 + a * a) ** 2 * b for a, b in zip(x, v)))
    )
    rational = all(a == b for a, b in zip(found, wanted))
    found, wanted = [], []
    network = random_teacher(n=5, p=1, width=2, activation=Tanh(), seed=0)[0]
    problems = (
        random_logistic(n=6, d=3, mu=0.5, seed=0),
        random_log_sum_exp(n=5, d=3, t=0.5, seed=0),
        network,
    )
    y = np.array([0.5, -0.25, -1.0, 0.5, 1.0, -0.5])
    for problem in problems:
        d = problem.dimension()
        z, w = y[:d], y[::-1][:d] + 1
        value, slope = directional_derivative(problem.value, z.tolist(), w.tolist(), arithmetic)
        t = complete_run(method(0.125), problem, z, 1, engine=engine, rng=tape(w))
        found += [value, slope, *(z - 0.125 * slope * w)]
        wanted += [problem.value(z), problem.gradient(z) @ w, *t.x[1]]
    floats = identity(np.array(found, float), np.array(wanted, float), tolerance=100 * UNIT)
    return worst([floats, identity(float(rational), 1.0, tolerance=0.0)])


CLAIMS = (
    first_iterates_on_a_quadratic,
    moments,
    mean_over_two_directions,
    expected_values_follow_the_recursion,
    threshold_of_stability,
    contraction_on_the_isotropic_quadratic,
    expected_descent,
    dual_numbers,
)
