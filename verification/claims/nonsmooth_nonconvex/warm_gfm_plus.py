"""The warm start of GFM+: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.draws import tape
from refimpl.nonsmooth_nonconvex.gfm_plus import GFMPlus
from refimpl.problems import Linear
from refimpl.zeroth_order.estimators import Sphere
from verification.arithmetic.spheres import warmed
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex.capped import CappedL1
from verification.claims.zeroth_order.common import ROUNDING, X, deterministic, draws_of, equal_iterates
from verification.evidence import exact_moments, identity, mean_bound
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import warm_gfm_plus as mutants
from verification.trial import complete_run

SECOND = GFMPlus(2.0**-6, 0.25, 3, 3, 2)


@claim(
    "warm-gfm-plus",
    theorem="the two phases",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7, three points of the first phase and four steps of GFM+, equal 80-digit decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(2.0**-5, 3, SECOND), warmed, engine, steps=7)


@claim(
    "warm-gfm-plus",
    theorem="mean of the average",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a linear function E x_S = x_0 - alpha (S - 1) a/2, over all directions",
    controls=planted(
        mutants.LastIterate,
        mutants.OneFewer,
        mutants.StartLeftOut,
        mutants.WarmAscent,
        mutants.StepOfTheSecond,
        mutants.NoWarmStart,
        mutants.AlwaysWarm,
    ),
)
def mean_of_the_average(method: type, engine: str) -> Finding:
    """E g = a: E x_t = x_0 - alpha t a for t < S, and the mean of 0, ..., S - 1 is (S - 1)/2. Here S = 3, two draws."""
    a, alpha = np.array([1.0, -0.5]), 0.25
    problem, found = deterministic(Linear(a)), []
    outcomes, weights = draws_of(Sphere(), 2)
    for reals, _ in outcomes:
        draws = tape([*reals, *[1.0] * 16], [0] * 12)  # more for those who take a step more
        found.append(complete_run(method(alpha, 3, SECOND), problem, X, 3, engine=engine, rng=draws).x[-1])
    return exact_moments(found, weights, mean=X - alpha * a, tolerance=400 * ROUNDING)


@claim(
    "warm-gfm-plus",
    theorem="value gap of the warm start",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f convex and L-Lipschitz: E f(x_S) - f* <= R^2/(2 alpha S) + alpha d L^2/2 + delta L d/(d + 1)",
    controls=(
        *planted(mutants.WarmAscent, mutants.StepOfTheSecond, mutants.NoWarmStart),
        *without("the stated S", steps=2),
    ),
    alpha=1e-6,
)
def value_gap(method: type, engine: str, steps: int = 24) -> Finding:
    """E|x+ - x*|^2 <= |x - x*|^2 - 2 alpha (f_delta(x) - f_delta(x*)) + alpha^2 d L^2.

    f_delta is convex and E g its gradient. Sum over x_0, ..., x_{S-1}, Jensen, f <= f_delta;
    f_delta(x*) <= f* + delta L E|u| and E|u| = d/(d + 1).
    """
    problem, x0, S, delta = deterministic(CappedL1(2, 64.0)), np.array([2.0, -1.5]), 24, 0.0625
    alpha = float(np.linalg.norm(x0) / np.sqrt(2 * S))
    second = GFMPlus(2.0**-6, delta, 3, 2, 1)
    gaps = []
    for seed in range(56):
        x = complete_run(method(alpha, steps, second), problem, x0, steps, engine=engine, rng=seed).x
        gaps.append(problem.value(x[-1]))
    limit = x0 @ x0 / (2 * alpha * S) + alpha + delta * 2 / 3
    return mean_bound(np.array(gaps), limit)


@claim(
    "warm-gfm-plus",
    theorem="no warm start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="S = 1 is GFM+ one step later: the average of the start alone",
    controls=planted(mutants.NoWarmStart, mutants.AlwaysWarm),
)
def one_point_of_the_first_phase(method: type, engine: str) -> Finding:
    """x_1 = x_0/1, the average of one point, without a draw: what follows has the draws of GFM+ from x_0."""
    problem = deterministic(CappedL1(2, 64.0))
    warm = complete_run(method(0.5, 1, SECOND), problem, X, 6, engine=engine, rng=3).x
    plain = complete_run(SECOND, problem, X, 5, engine=engine, rng=3).x
    return identity(warm[1:], plain, tolerance=0.0, scale=1.0)


CLAIMS = (first_iterates, mean_of_the_average, value_gap, one_point_of_the_first_phase)
