"""TRAM-Fisher: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.problems import SoftmaxRegression
from verification.arithmetic import softmax
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.divergence_radius import (
    CLASSES,
    HALVES,
    HALVES_START,
    START,
    curvature,
    descends_to_the_radius,
    divergence,
    predictions,
)
from verification.claims.stationary import is_fixed
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.flatness import tram_fisher as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)
DAMPING = 0.0625


@claim(
    "tram-fisher",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on softmax regression with three classes equal TRAM-Fisher in 80-digit decimals",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_three_classes(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals with their own exponentials and logarithms evaluate it."""
    where = softmax.Instance()
    expected = softmax.iterates(where, softmax.in_fisher_metric(Decimal("0.0625")), 6)
    algorithm = method(where.step_size, DAMPING)
    return first_iterates(algorithm, where.problem(), np.array(where.x0), expected, engine)


def fishers(x: np.ndarray, problem: SoftmaxRegression) -> np.ndarray:
    """mean_i g_i^2 + damping at every row of x, the gradients of the examples written out."""
    found = []
    for v in x:
        residuals = predictions(v, problem.X) - problem.Y
        G = (residuals[:, :, None] * problem.X[:, None, :]).reshape(len(problem.X), -1) + problem.mu * v
        found.append(np.mean(G**2, axis=0) + DAMPING)
    return np.array(found)


@claim(
    "tram-fisher",
    theorem="Fisher SAM with the divergence as radius",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="each step is that of Fisher SAM with r = KL(p_t-1 || p_t) of the predictions",
    controls=(*planted(*AT_REGULAR_POINTS), *without("predictions of the last step", behind=2)),
)
def fisher_sam_with_the_divergence(method: type, engine: str, behind: int = 1) -> Finding:
    """e = r F^{-1} g/sqrt(g'F^{-1}g) has e'Fe = r^2 and maximises <g, e> on that ellipsoid (see fisher-sam);

    r, F and e are computed from the iterates in plain NumPy.
    """
    eta = 0.5
    x = complete_run(method(eta, DAMPING), CLASSES, START, 12, engine=engine).x
    P, F, expected = [predictions(v, CLASSES.X) for v in x], fishers(x, CLASSES), []
    for t in range(behind, 12):
        g = CLASSES.gradient(x[t])
        e = divergence(P[t - behind], P[t]) * g / F[t] / np.sqrt(g @ (g / F[t]))
        expected.append(x[t] - eta * CLASSES.gradient(x[t] + e))
    # r is a sum of terms of order |d| <= 1, good to 1e-15, times 1/sqrt(damping) = 4; hundred operations
    return identity(x[behind + 1 :], expected, tolerance=1e-13)


@claim(
    "tram-fisher",
    theorem="the perturbation vanishes with the steps",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|G_t - g_t| <= L lambda_max(U'U/n) |x_t - x_{t-1}|^2/(4 sqrt(min_j F_j)), G_t = (x_t - x_{t+1})/eta",
    controls=(
        *planted(
            mutants.ParameterDistance,
            mutants.RadiusTooLarge,
            mutants.StepTooLong,
        ),
        *without("the step before", behind=0),
    ),
)
def perturbation_vanishes(method: type, engine: str, behind: int = 1) -> Finding:
    """|G - g| <= L |e|, min F |e|^2 <= e'Fe = r_t^2, and r_t <= lambda_max(U'U/n) |d|^2/4 as for TRAM.

    F is the damping times I in the limit; `HALVES` has equality there. Here the damping is so large that it is so soon.
    """
    L, steps = HALVES.smoothness(), 10
    eta = 0.5 / L
    x = complete_run(method(eta, DAMPING), HALVES, HALVES_START, steps, engine=engine).x
    g = np.array([HALVES.gradient(v) for v in x[:-1]])
    gaps = np.linalg.norm((x[:-1] - x[1:]) / eta - g, axis=1)
    moves = np.linalg.norm(np.diff(x, axis=0), axis=1)
    roots = np.sqrt(fishers(x[1:-1], HALVES).min(axis=1))
    limit = L * curvature(HALVES) / 2 * moves[1 - behind :][: steps - 1] ** 2 / roots
    # G is good to a few roundings of |x|/eta, 2e-16
    return bound(gaps[1:], limit, allowance=np.full(steps - 1, 1e-15), ylabel="|G_t - g_t|")


@claim(
    "tram-fisher",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (L r_t)^2/min_j F_j at every step, for eta <= 1/L",
    controls=(
        *planted(mutants.ParameterDistance, mutants.StepTooLong),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_radius(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L f(x+) <= f - (eta/2)|g|^2 + (eta/2)|G - g|^2 and
    |G - g| <= L |e|, min F |e|^2 <= e'Fe = r_t^2; r and F are computed from the iterates.
    """
    L = HALVES.smoothness()
    eta = step_factor / L

    def floors(x: np.ndarray) -> list[float]:
        P, F = [predictions(v, HALVES.X) for v in x], fishers(x, HALVES).min(axis=1)
        return [(L * divergence(P[max(t - 1, 0)], P[t])) ** 2 / F[t] for t in range(len(x) - 1)]

    return descends_to_the_radius(method(eta, DAMPING), eta, engine, floors)


@claim(
    "tram-fisher",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point where all examples have zero gradients is a fixed point: r = 0, e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """With label probabilities 1/2 and weights 0 all predictions are 1/2 exactly, so every gradient is zero exactly."""
    problem = SoftmaxRegression(np.array([[1.0, 0.5], [-1.0, 2.0]]), np.full((2, 2), 0.5), 0.25)
    return is_fixed(method(0.5, DAMPING), offset, engine, problem, np.zeros(4))


CLAIMS = (
    first_iterates_on_three_classes,
    fisher_sam_with_the_divergence,
    perturbation_vanishes,
    descent_up_to_the_radius,
    stationary_point_is_fixed,
)
