"""TRAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.leaves import settle
from refimpl.core.observables import GradientNorm
from refimpl.flatness.tram import State
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
from verification.mutants.flatness import tram as mutants
from verification.trial import complete_run, first_iterates

AT_REGULAR_POINTS = tuple(m for m in mutants.MUTANTS if m is not mutants.UnguardedNorm)


@claim(
    "tram",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on softmax regression with three classes equal TRAM in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*AT_REGULAR_POINTS),
)
def first_iterates_on_three_classes(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals with their own exponentials and logarithms evaluate it."""
    where = softmax.Instance()
    expected = softmax.iterates(where, softmax.moved_predictions, 6)
    return first_iterates(method(where.step_size), where.problem(), np.array(where.x0), expected, engine)


@claim(
    "tram",
    theorem="SAM with the divergence as radius",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="each step is SAM's with r = KL(p_t-1 || p_t) of the predictions, also in inputs and weights transformed",
    controls=(*planted(*AT_REGULAR_POINTS), *without("predictions of the last step", behind=2)),
)
def sam_with_the_divergence(method: type, engine: str, behind: int = 1) -> Finding:
    """With inputs S'u and weights W S^{-T} the predictions are the same, so the radius is that of x = W; the step is

    SAM's in the new parameters: x+ = x - eta grad f(x + r g/|g|). A distance of parameters is not the same there.
    """
    eta, S = 0.5, np.array([[2.0, 0.5], [0.0, 0.5]])
    problem = SoftmaxRegression(CLASSES.X @ S, CLASSES.Y, 0.0)
    x = complete_run(method(eta), problem, START, 12, engine=engine).x
    found, expected = [], []
    for t in range(behind, 12):
        W, V = (x[i].reshape(3, 2) @ S.T for i in (t, t - behind))
        r = divergence(predictions(V.ravel(), CLASSES.X), predictions(W.ravel(), CLASSES.X))
        g = problem.gradient(x[t])
        found.append(x[t + 1])
        expected.append(x[t] - eta * problem.gradient(x[t] + r * g / np.linalg.norm(g)))
    # r is a sum of terms of order |d| <= 1, good to 1e-15; hundred operations
    return identity(found, expected, tolerance=1e-13)


@claim(
    "tram",
    theorem="radius and Fisher information",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x+ - SAM's step with r = d'Fd/2| <= eta L M |d|^3/3 for |d| = 2^-1, ..., 2^-12: remainders of order 3",
    controls=(
        *planted(
            mutants.ParameterDistance,
            mutants.TwiceTheDivergence,
            mutants.RadiusTooLarge,
            mutants.GradientAtIterate,
            mutants.DescendingPerturbation,
            mutants.UnnormalisedAscent,
            mutants.PerturbationNotUndone,
            mutants.StepTooLong,
        ),
        *without("the factor 1/2", factor=1.0),
    ),
)
def radius_is_quadratic_in_the_move(method: type, engine: str, factor: float = 0.5) -> Finding:
    """KL(p_{x-d} || p_x) is the Bregman divergence of the mean log-partition function A, whose Hessian is F:

    the integral of (1-s) d'F(x - (1-s)d)d over [0, 1], so it differs from d'F(x)d/2 by at most M|d|^3/3 with the
    Lipschitz constant M of F. Steps with radii r and r' differ by at most eta L |r - r'|. Driven from Python.
    """
    eta, problem, algorithm = 0.5, settle(CLASSES), method(0.5)
    L, M = problem.smoothness(), problem._replace(mu=0.0).hessian_lipschitz()
    g = problem.gradient(START)
    F = problem.hessian(START) - problem.mu * np.eye(6)
    v = np.array([1.0, -2.0, 0.5, 1.5, 0.25, -1.0])
    h, gaps = 2.0 ** -np.arange(1, 13), []
    for size in h:
        d = size * v / np.linalg.norm(v)
        r = factor * d @ F @ d
        sam = START - eta * problem.gradient(START + r * g / np.linalg.norm(g))
        x = algorithm.step(problem, State(START, START - d), None).x
        gaps.append(np.linalg.norm(x - sam))
    # both steps are good to some twenty roundings of |x| = 4
    return bound(
        gaps,
        eta * L * M * h**3 / 3,
        allowance=np.full(12, 1e-14),
        x=h,
        xlabel="|d|",
        ylabel="distance of both steps",
    )


@claim(
    "tram",
    theorem="the perturbation vanishes with the steps",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|G_t - g_t| <= L lambda_max(U'U/n) |x_t - x_{t-1}|^2/4 at every step, G_t = (x_t - x_{t+1})/eta",
    controls=(
        *planted(
            mutants.ParameterDistance,
            mutants.TwiceTheDivergence,
            mutants.RadiusTooLarge,
            mutants.ReferenceAtStart,
            mutants.StepTooLong,
        ),
        *without("the step before", behind=0),
    ),
)
def perturbation_vanishes(method: type, engine: str, behind: int = 1) -> Finding:
    """|G - g| <= L |e| = L r_t, and r_t is a Bregman divergence of a function with curvature at most

    lambda_max(U'U/n)/2 (the covariance diag q - q q' is at most 1/2): r_t <= lambda_max |d|^2/4, d = x_t - x_{t-1}.
    In `HALVES` both are equalities in the limit, so a radius 2 % too large is seen.
    """
    L, steps = HALVES.smoothness(), 10
    eta = 0.5 / L
    x = complete_run(method(eta), HALVES, HALVES_START, steps, engine=engine).x
    g = np.array([HALVES.gradient(v) for v in x[:-1]])
    gaps = np.linalg.norm((x[:-1] - x[1:]) / eta - g, axis=1)
    limit = L * curvature(HALVES) / 2 * np.linalg.norm(np.diff(x, axis=0), axis=1) ** 2
    # G is good to a few roundings of |x|/eta, 2e-16
    return bound(
        gaps[1:], limit[1 - behind :][: steps - 1], allowance=np.full(steps - 1, 1e-15), ylabel="|G_t - g_t|"
    )


@claim(
    "tram",
    theorem="one-step descent",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x_{t+1}) <= f(x_t) - (eta/2) |g_t|^2 + (eta/2) (L r_t)^2 at every step, for eta <= 1/L",
    controls=(
        *planted(
            mutants.ParameterDistance,
            mutants.TwiceTheDivergence,
            mutants.StepTooLong,
        ),
        *without("eta <= 1/L", step_factor=2.5),
    ),
)
def descent_up_to_the_radius(method: type, engine: str, step_factor: float = 1.0) -> Finding:
    """Descent lemma with the perturbed gradient G: for eta <= 1/L f(x+) <= f - (eta/2)|g|^2 + (eta/2)|G - g|^2 and
    |G - g| <= L |e| = L r_t, the radius computed from the iterates. In `HALVES` the curvature is L in every direction
    near the minimiser, so that both sides are nearly equal there.
    """
    L = HALVES.smoothness()
    eta = step_factor / L

    def floors(x: np.ndarray) -> list[float]:
        P = [predictions(v, HALVES.X) for v in x]
        return [(L * divergence(P[max(t - 1, 0)], P[t])) ** 2 for t in range(len(x) - 1)]

    return descends_to_the_radius(method(eta), eta, engine, floors)


@claim(
    "tram",
    theorem="no floor",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|g_T| < 1e-7 after 300 steps on a strongly convex problem: the radius vanishes, SAM's does not",
    controls=(
        *planted(mutants.ReferenceAtStart),
        *without("steps enough", steps=15),
    ),
)
def no_floor(method: type, engine: str, steps: int = 300) -> Finding:
    """L r_t <= L lambda_max eta^2 |G_{t-1}|^2/4 is of second order in the gradient, (eta/2)(L r_t)^2 of fourth, and

    f - f* falls by 1 - mu/L = 0.88 per step up to that: 5e-17 in 300 steps, from 10; |g|^2 <= 2 L (f - f*) is 1e-15.
    """
    eta = 1 / CLASSES.smoothness()
    t = complete_run(method(eta), CLASSES, START, steps, engine=engine, record=[GradientNorm()])
    return bound(t.observed["GradientNorm"][-1:], [1e-7], xlabel="run", ylabel="|g_T|")


@claim(
    "tram",
    theorem="stationary points",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a point with zero gradient is a fixed point: r = 0, e = 0 and x+ = x, exactly",
    controls=(*planted(mutants.UnguardedNorm), *without("zero gradient", offset=1e-3)),
)
def stationary_point_is_fixed(method: type, engine: str, offset: float = 0.0) -> Finding:
    """With label probabilities 1/2 and weights 0 all predictions are 1/2 exactly, so every gradient is zero exactly."""
    problem = SoftmaxRegression(np.array([[1.0, 0.5], [-1.0, 2.0]]), np.full((2, 2), 0.5), 0.25)
    return is_fixed(method(0.5), offset, engine, problem, np.zeros(4))


CLAIMS = (
    first_iterates_on_three_classes,
    sam_with_the_divergence,
    radius_is_quadratic_in_the_move,
    perturbation_vanishes,
    descent_up_to_the_radius,
    no_floor,
    stationary_point_is_fixed,
)
