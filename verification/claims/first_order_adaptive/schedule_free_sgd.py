"""Schedule-Free SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum
from refimpl.problems import Huber, random_logistic, random_quadratic
from verification.arithmetic import schedule_free as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.dialects.first_order_adaptive.schedule_free_sgd import DIALECTS
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.schedule_free_sgd import MUTANTS
from verification.trial import complete_run

VARIANTS = (*MUTANTS, *DIALECTS)
BETA = 0.75


def _path(rule: Any, gradient: Any, start: Any, sizes: Any, decay: float) -> Any:
    return decimals.trajectory(rule, gradient, start, sizes, BETA, decay, first=True)


@claim(
    "schedule-free-sgd",
    theorem="Theorem 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal Schedule-Free SGD in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it, x as the mean of all z from the start on."""
    return on_a_quadratic(method(0.125, BETA, 0.25), decimals.plain, engine, 0.25, _path)


@claim(
    "schedule-free-sgd",
    theorem="Theorem 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing steps equal Schedule-Free SGD in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*(v for v in VARIANTS if v.__name__ not in ("GradientAtAverage", "GradientAtIterate"))),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library. On a tape the gradient does not
    depend on where it is taken.
    """
    return on_the_tape(method(1.0, BETA, 0.25), decimals.plain, engine, 0.25, _path)


@claim(
    "schedule-free-sgd",
    theorem="Theorem 2: online to batch conversion",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f convex, any beta, n = t + 1: n (f(x_t) - f*) - (n - 1)(f(x_{t-1}) - f*) <= <grad f(y_t), z_t - x*>",
    shows=("P473/2",),
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "constant-share", "ascent"),
        *without("convexity", spectrum=(1.0, -0.5, 0.25)),
    ),
)
def potential(method: type, engine: str, spectrum: Any = (1.0, 0.5, 0.0625)) -> Finding:
    """With w = z_t - x_t, x_t - y_t = -(1 - beta) w, and (n - 1)(x_t - x_{t-1}) = w as x is the mean of n points,
    convexity gives (n - 1)(f(x_t) - f(x_{t-1})) <= <g(x_t), w>, f(x_t) - f(y_t) <= -(1 - beta) <g(x_t), w> and
    f(y_t) - f* <= <g(y_t), y_t - x*>. The sum is at most beta <g(x_t), w> + <g(y_t), y_t - x*>, and <g(x_t), w> <=
    <g(y_t), w> as the gradient is monotone along w, on which y_t - x_t = (1 - beta) w lies. beta w + y_t = z_t.

    Nothing is used of how z moves: this converts any online method. The z of the run are worked out here. Exchanged
    betas and gradients at x or z are other members of the family: only the iterates see them.
    """
    quadratic = random_quadratic(spectrum, seed=1, minimizer=np.array([1.0, -1.0, 0.5]))
    findings = []
    for problem in (quadratic, random_logistic(n=12, d=3, mu=0.0625, seed=2), Huber(1.0, 0.25, 3)):
        best = np.array([1.0, -1.0, 0.5]) if problem is quadratic else problem.minimizer()
        least = problem.value(best)
        for beta in (0.0, 0.5, 1.0):
            eta, z = 0.5, np.array([3.0, 1.0, -2.0])
            x = complete_run(method(eta, beta, 0.0), problem, z, 60, engine=engine).x
            left, right = [], []
            for t, at in enumerate(x):
                y = (1 - beta) * z + beta * at
                g = problem.gradient(y)
                before = problem.value(x[t - 1]) - least if t else 0.0
                left.append((t + 1) * (problem.value(at) - least) - t * before)
                right.append(g @ (z - best))
                z = z - eta * g
            # values below 16 with a dozen roundings, times n; minimisers are good to the last digit
            allowance = 512 * 2.0**-53 * np.arange(1, 62)
            findings.append(step_inequality(left, right, allowance=allowance, xlabel="t", label="potential"))
    return worst(findings)


@claim(
    "schedule-free-sgd",
    theorem="Theorem 1",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="f convex, |grad f| <= G, |x_0 - x*| <= D, eta = D/(G sqrt(T + 1)): f(x_T) - f* <= D G/sqrt(T + 1) for "
    "every beta and T, without knowing T in the average",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "ascent", "constant-share"),
        *without("the step size of the theorem", factor=0.1),
    ),
)
def gap_after_any_number_of_steps(method: type, engine: str, factor: float = 1.0) -> Finding:
    """The potential summed over t <= T: (T + 1)(f(x_T) - f*) <= sum <g(y_t), z_t - x*>, and |z_{t+1} - x*|^2 =
    |z_t - x*|^2 - 2 eta <g, z_t - x*> + eta^2 |g|^2 bounds it by D^2/(2 eta) + (eta/2)(T + 1) G^2 = D G sqrt(T + 1).
    """
    D, gaps, limits = 3.0, [], []
    problem = Huber(64.0, 2.0**-6)  # |x| but for a short piece: G = 1
    for T in (3, 15, 63, 255):
        for beta in (0.0, 0.5, 0.9, 1.0):
            eta = factor * D / np.sqrt(T + 1)
            x = complete_run(method(eta, beta, 0.0), problem, np.array([D]), T, engine=engine).x[-1]
            gaps.append(problem.value(x))
            limits.append(D / np.sqrt(T + 1))
    return bound(gaps, limits, allowance=2.0**-40, xlabel="run", ylabel="f(x_T) - f*")


@claim(
    "schedule-free-sgd",
    theorem="beta = 0: Polyak-Ruppert averaging",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta = 0 x_t is the mean of x_0 and the first t iterates of gradient descent",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "beta-exchanged", "gradient-at-average", "old-iterate-averaged", "constant-share",
            "share-behind", "no-average", "ascent", "step-too-long", "start-left-out",
        ),
        *without("beta = 0", beta=2.0**-6),
    ),
)  # fmt: skip
def mean_of_gradient_descent(method: type, engine: str, beta: float = 0.0) -> Finding:
    """y = z, so z are the iterates of gradient descent, which are run for themselves here; x is their mean."""
    problem, x0 = random_quadratic((1.0, 0.5, 0.0625), seed=1), np.array([3.0, 1.0, -2.0])
    x = complete_run(method(0.5, beta, 0.0), problem, x0, 50, engine=engine).x
    z = complete_run(SGDMomentum(0.5, 0.0), problem, x0, 50, engine=engine).x
    mean = np.cumsum(z, axis=0) / np.arange(1, 52)[:, None]
    # 50 sums of numbers up to 4, on both sides
    return identity(x, mean, tolerance=200 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    potential,
    gap_after_any_number_of_steps,
    mean_of_gradient_descent,
)
