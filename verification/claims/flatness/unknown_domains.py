"""UDIM on least squares, where the worst domain within a radius of the inputs has a closed form."""

from __future__ import annotations

import itertools

import numpy as np

from refimpl.problems import LeastSquares, random_least_squares
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity
from verification.finding import Finding, worst
from verification.mutants.flatness import udim as mutants
from verification.trial import complete_run

UNGUARDED = (mutants.UnguardedShifts, mutants.UnguardedNorms)
AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m not in UNGUARDED)
# with one positive input and a positive weight the sign and the normalised shift say the same, at x and at y
ON_A_LINE = tuple(m for m in AT_REGULAR_POINTS if m not in (mutants.ShiftedAtIterate, mutants.SignedShifts))
PLANE = random_least_squares(n=5, d=2, noise=1.0, seed=3)
# one input per sample, positive, and labels that are not: residuals are positive and grow with x > 0
LINE = LeastSquares(np.array([[0.5], [1.0], [1.5], [0.75]]), np.array([0.0, -0.5, -1.0, -0.25]))


def worst_gradient(problem: LeastSquares, y: np.ndarray, radius: float) -> np.ndarray:
    """Gradient of the worst loss over shifts, the mean of (|s_i| + radius |y|)^2/2, s_i = a_i'y - b_i."""
    residual, size = problem.A @ y - problem.b, np.linalg.norm(y)
    rows = np.sign(residual)[:, None] * problem.A + radius * y / size
    return np.mean((np.abs(residual) + radius * size)[:, None] * rows, axis=0)


@claim(
    "udim",
    theorem="gradient of the worst case",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="least squares: each step is SAM's plus w times the gradient at y of sup f_D - f, sup over all shifts",
    controls=(*planted(*AT_REGULAR_POINTS), *without("the radius of the inputs", believed=0.26)),
)
def descends_the_worst_shift(method: type, engine: str, believed: float = 0.25) -> Finding:
    """(a + z)'y - b = s + z'y with |z'y| <= r |y|: the sup of the loss of a sample is (|s| + r |y|)^2/2, at

    z = r sign(s) y/|y|, which is the normalised gradient s y in the input. By Danskin's theorem the gradient of the sup
    is that at the worst shift, where s is not 0. The closed form knows no shift.
    """
    eta, rho, w = 0.25, 0.5, 0.75
    x = complete_run(method(eta, rho, 0.25, w), PLANE, np.array([2.0, -3.0]), 4, engine=engine).x
    expected = []
    for v in x[:-1]:
        g = PLANE.A.T @ (PLANE.A @ v - PLANE.b) / 5
        y = v + rho * g / np.linalg.norm(g)
        source = PLANE.A.T @ (PLANE.A @ y - PLANE.b) / 5
        expected.append(v - eta * (source + w * (worst_gradient(PLANE, y, believed) - source)))
    # some hundred operations on numbers of order 1
    return identity(x[1:], expected, tolerance=1e-13)


@claim(
    "udim",
    theorem="SAM loss + inconsistency bounds every domain",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f_D(x_t + e) <= S(x_t) + I(x_t) for shifts within r, |e| <= rho; attained; steps descend it",
    shows=("P067/1",),
    controls=(
        *planted(*ON_A_LINE),
        *without("targets within the radius", reach=1.05),
        *without("the perturbation of x in the bound", perturbed=0.0),
        *without("the inconsistency", share=0.0),
    ),
)
def bounds_every_domain(
    method: type, engine: str, reach: float = 1.0, perturbed: float = 1.0, share: float = 1.0
) -> Finding:
    """S = max f(x + e), I = max over e and D of f_D(x + e) - f(x + e); f_D = f + (f_D - f) <= S + I at every e.

    For a_i > 0 >= b_i and x >= rho losses and differences grow with e and with the shifts: both maxima are at
    e = rho and the shifts r, so S + I is the loss there, attained. I is searched for: corners of the shifts (f_D is
    convex in them) by points e. The slopes are closed forms, and the step is eta (S' + w I').
    """
    eta, rho, r, n = 0.0625, 0.5, 0.25, 4
    a, b = LINE.A[:, 0], LINE.b
    points = np.linspace(-rho, rho, 65)
    corners, given = r * np.array(list(itertools.product((-1.0, 1.0), repeat=n))), np.zeros((1, n))
    rng, findings = np.random.default_rng(5), []

    def losses(shifts: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Those on the inputs a + shift at every point, shape (shifts, points)."""
        return np.mean(((a + shifts)[:, None, :] * at[None, :, None] - b) ** 2, axis=2) / 2

    for w in (0.0, 0.5, 1.0):
        x = complete_run(method(eta, rho, r, w), LINE, np.array([4.0]), 5, engine=engine).x[:, 0]
        y = x[:-1] + rho
        slope = np.mean((np.outer(y, a) - b) * a, axis=1)
        steeper = np.mean((np.outer(y, a + r) - b) * (a + r), axis=1)
        # some twenty operations on the slopes, and a rounding of x divided by eta
        findings.append(identity((x[:-1] - x[1:]) / eta, slope + w * (steeper - slope), tolerance=1e-13))
    values, drawn, limits = [], [], []
    for v in x:  # of w = 1, which descends S + I
        at = v + perturbed * points
        inconsistency = np.max(losses(corners, at) - losses(given, at))
        limits.append(np.max(losses(given, at)) + share * inconsistency)
        drawn.append(np.max(losses(r * reach * (2 * rng.random((20, n)) - 1), v + points)))
        values.append(np.max(losses(np.full((1, n), r * reach), v + points)))
    # twenty operations on sums of positive terms
    sides = [bound(m, limits, allowance=1e-14, xlabel="t", ylabel="largest loss") for m in (values, drawn)]
    return worst([*sides, *findings, identity(values, limits, tolerance=1e-14)])
