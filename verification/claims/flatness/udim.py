"""UDIM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LeastSquares, SoftmaxRegression, gaussian_classes
from verification.arithmetic import softmax
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.unknown_domains import (
    AT_REGULAR_POINTS,
    PLANE,
    UNGUARDED,
    bounds_every_domain,
    descends_the_worst_shift,
)
from verification.claims.stationary import is_fixed
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.flatness import udim as mutants
from verification.trial import complete_run, first_iterates

PARABOLA = LeastSquares(np.ones((1, 1)), np.zeros(1))
CLASSES = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


@claim(
    "udim",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on softmax regression with three classes equal UDIM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_three_classes(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals with their own exponentials evaluate it."""
    where = softmax.Instance()
    expected = softmax.udim_iterates(where, "0.5", "0.25", "0.75", 5)
    algorithm = method(where.step_size, 0.5, 0.25, 0.75)
    return first_iterates(algorithm, where.problem(), np.array(where.x0), expected, engine)


@claim(
    "udim",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (L rho + w m_t)^2, m_t = m(r, y_t), for eta <= 1/L",
    controls=(
        *planted(
            mutants.DataRadiusTooLarge,
            mutants.NotADifference,
            mutants.StepTooLong,
            mutants.UnnormalisedPerturbation,
        ),
        *without("eta <= 1/L", step_factor=2.5),
        *without("the inconsistency in the bound", share=0.0),
    ),
)
def descent_up_to_the_shifts(
    method: type, engine: str, step_factor: float = 1.0, share: float = 1.0
) -> Finding:
    """With G the direction, f(x+) <= f - (eta/2) |g|^2 + (eta/2) |G - g|^2 for eta <= 1/L, and |G - g| is at most

    L rho + w |grad f_z(y) - grad f(y)|. On least squares the last is the mean of s_i z_i + z_i'y a_i + z_i'y z_i, at
    most m(r, y) = mean of r |s_i| + r |y| |a_i| + r^2 |y|. On x^2/2 with eta = 1 all of it is equality.
    """
    rho, r, w, findings = 0.5, 0.125, 0.5, []
    for problem, x0 in ((PARABOLA, np.array([3.0])), (PLANE, np.array([2.0, -3.0]))):
        L = np.linalg.norm(problem.A, 2) ** 2 / len(problem.b)
        eta = step_factor / L
        x = complete_run(method(eta, rho, r, w), problem, x0, 12, engine=engine).x
        f, floors = np.array([np.mean((problem.A @ v - problem.b) ** 2) / 2 for v in x]), []
        for v in x[:-1]:
            g = problem.A.T @ (problem.A @ v - problem.b) / len(problem.b)
            y = v + rho * g / np.linalg.norm(g)
            size, lengths = np.linalg.norm(y), np.linalg.norm(problem.A, axis=1)
            m = np.mean(r * np.abs(problem.A @ y - problem.b) + r * size * lengths + r**2 * size)
            floors.append(eta / 2 * ((L * rho + share * w * m) ** 2 - g @ g))
        # thirty operations on numbers up to the largest loss
        findings.append(step_inequality(f[1:], f[:-1] + floors, allowance=30 * 2.0**-53 * np.max(f)))
    return worst(findings)


@claim(
    "udim",
    theorem="reductions",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with w = 0 and any r, and with r = 0 and any w, the steps are SAM's",
    controls=(
        *planted(
            mutants.NotADifference,
            mutants.StepTooLong,
            mutants.NoPerturbation,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedPerturbation,
            mutants.PerturbationNotUndone,
        ),
        *without("w = 0", weight=0.01),
        *without("r = 0", radius=0.01),
    ),
)
def without_weight_or_radius_sam(
    method: type, engine: str, weight: float = 0.0, radius: float = 0.0
) -> Finding:
    """w = 0 drops the term; r = 0 gives z = 0, and the two gradients of the term are the same."""
    eta, rho = 0.5, 0.25
    findings = []
    for algorithm in (method(eta, rho, 0.25, weight), method(eta, rho, radius, 0.75)):
        x = complete_run(algorithm, CLASSES, START, 10, engine=engine).x
        expected = []
        for v in x[:-1]:
            g = CLASSES.gradient(v)
            expected.append(v - eta * CLASSES.gradient(v + rho * g / np.linalg.norm(g)))
        findings.append(identity(x[1:], expected, tolerance=1e-14))  # some thirty operations
    return worst(findings)


@claim(
    "udim",
    theorem="points that no input moves",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where the data are fitted exactly x stays; at weights 0 with rho = 0 the step is gradient descent",
    controls=(*planted(*UNGUARDED), *without("an exact fit", offset=1e-3)),
)
def points_that_no_input_moves(method: type, engine: str, offset: float = 0.0) -> Finding:
    """Residuals 0 make g = 0 and all s_i = 0: e = 0 and z = 0. Weights 0 make s_i = W'(q_i - Y_i) = 0, but not g:

    q_i = (1/2, 1/2) and the data are dyadic, so x_1 = -eta g exactly.
    """
    fitted = LeastSquares(np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]]), np.array([1.0, 4.0, -2.0]))
    still = is_fixed(method(0.125, 0.5, 0.25, 0.75), offset, engine, fitted, np.array([1.0, 2.0]))
    halves = SoftmaxRegression(np.array([[1.0, 2.0], [-0.5, 0.0]]), np.eye(2), 0.0)
    x = complete_run(method(1.0, 0.0, 0.25, 0.75), halves, np.zeros(4), 1, engine=engine).x[1]
    return worst([still, identity(x, [0.375, 0.5, -0.375, -0.5], tolerance=2.0**-53)])


CLAIMS = (
    first_iterates_on_three_classes,
    descends_the_worst_shift,
    bounds_every_domain,
    descent_up_to_the_shifts,
    without_weight_or_radius_sam,
    points_that_no_input_moves,
)
