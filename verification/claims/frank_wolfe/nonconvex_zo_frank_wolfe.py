"""Zeroth-order Frank-Wolfe for non-convex objectives: what is claimed of it, with proofs, and what must be rejected."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.observables import FrankWolfeGap
from refimpl.frank_wolfe.estimators import KWSA, RDSA
from refimpl.frank_wolfe.zo_frank_wolfe import ZOFrankWolfe
from refimpl.problems import Constrained, L1Ball, L2Ball, LinearNoise, LogQuadratic, Quadratic, Simplex
from verification.arithmetic.frank_wolfe import Instance, directional, expected_iterates
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe import nonconvex_rates
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.claims.frank_wolfe.tracking import tracking_bounds
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import nonconvex_zo_frank_wolfe as mutants
from verification.trial import complete_run
from verification.trial import first_iterates as compared

UNIT = 2.0**-53
STEPS = 256
GAMMA = 2.0**-6  # 256^{-3/4}
NAMED = mutants.ADOPTED


def averages(problem: Any, x: np.ndarray, averaging: float, smoothing: float) -> np.ndarray:
    """d_0, ..., d_{T-1} of KWSA at the rows of x, without noise: from the text, with values of f only."""
    found = [np.zeros(x.shape[1])]
    for t, point in enumerate(x):
        rho, c = min(1.0, averaging / (t + 8) ** (2 / 3)), smoothing / (t + 8) ** (1 / 3)
        ahead = [problem.value(point + c * e) for e in np.eye(len(point))]
        found.append((1 - rho) * found[-1] + rho * (np.array(ahead) - problem.value(point)) / c)
    return np.array(found[1:])


def instances() -> list[tuple[Any, np.ndarray]]:
    """Indefinite on the simplex; concave far out in a ball; and of one curvature, where the inequality is tight."""
    saddle = Quadratic(np.diag([1.0, -1.0, 0.5, -0.5]), np.array([0.0, 0.0, 0.125, 0.25]))
    round_ = Quadratic(2 * np.eye(4), np.array([1.0, 0.75, 0.5, -1.0]))
    return [
        (Constrained(saddle, Simplex()), np.array([0.125, 0.25, 0.5, 0.125])),
        (Constrained(LogQuadratic(4), L2Ball(4.0)), np.array([2.0, -2.0, 2.0, 1.5])),
        (Constrained(round_, L1Ball(1.0)), np.eye(4)[3]),
    ]


@claim(
    "nonconvex-zo-frank-wolfe",
    theorem="Algorithm 2, constant step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a ball equal the method with RDSA in 80-digit decimal arithmetic, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library, NumPy gives the draws."""
    instance, averaging, smoothing, gamma, seed = Instance(), 1.5, 0.75, 0.375, 3
    expected = expected_iterates(
        instance, directional(1), 6, averaging=averaging, smoothing=smoothing, length=gamma, seed=seed
    )
    algorithm = method(RDSA(), averaging, smoothing, 8.0, gamma)
    return compared(algorithm, instance.problem(), np.array(instance.x0), expected, engine, rng=seed)


@claim(
    "nonconvex-zo-frank-wolfe",
    theorem="one step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) - gamma G + gamma <grad f - d, v - w> + (L/2) gamma^2 |v - x|^2 at every step, KWSA",
    controls=(
        *planted(
            NAMED["StaleAverage"],
            NAMED["LinearMaximizer"],
            NAMED["SwappedStep"],
            NAMED["VertexAdded"],
            NAMED["GradientStep"],
        ),
        *without("L-smooth f", L=0.5),
    ),
)
def one_step(method: Any, engine: str, L: float = 1.0) -> Finding:
    """Smoothness, and <grad f, v - x> = <grad f, w - x> + <grad f - d, v - w> + <d, v - w>, where the last <= 0.

    w minimises <grad f, .>, so that the first is -G, and v minimises <d, .>. No convexity is used.
    """
    findings = []
    for problem, x0 in instances():
        algorithm = method.prescribed(problem, KWSA(), STEPS)
        x = complete_run(algorithm, LinearNoise(problem, 0.0), x0, 48, engine=engine).x
        d = averages(problem, x[:-1], algorithm.averaging, algorithm.smoothing)
        left, right = [], []
        for here, ahead, average in zip(x[:-1], x[1:], d, strict=True):
            g = problem.gradient(here)
            v, w = problem.linear_minimizer(average), problem.linear_minimizer(g)
            linear = g @ (w - here) + (g - average) @ (v - w)
            curved = L * problem.smoothness() / 2 * GAMMA**2 * (v - here) @ (v - here)
            left.append(problem.value(ahead) - problem.value(here))
            right.append(GAMMA * linear + curved)
        # values of a few terms of size up to 8, and differences of them over c >= 1/4 times gamma
        findings.append(step_inequality(left, right, allowance=256 * UNIT))
    return worst(findings)


@claim(
    "nonconvex-zo-frank-wolfe",
    theorem="mean gap",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="mean of G(x_t), t < T <= h_0/(T gamma) + D mean sqrt e_t + L D^2 gamma/2, KWSA, T = 256",
    controls=planted(NAMED["LinearMaximizer"]),
)
def mean_gap(method: Any, engine: str) -> Finding:
    """Sum the one-step inequality over t < T with |v - w|, |v - x| <= D and f(x_T) >= f*.

    Without noise sqrt e_t <= (1 - rho_t)(sqrt e_{t-1} + L D gamma) + rho_t sqrt(d) c_t L/2, as no difference is off by
    more than c L/2.
    """
    findings = []
    # least values, from below: the concave part is least at a vertex and x_3^2/4 - x_3/8 >= -1/64; 0
    for (problem, x0), least in zip(instances()[:2], (-33 / 64, 0.0), strict=True):
        algorithm = method.prescribed(problem, KWSA(), STEPS)
        seen = LinearNoise(problem, 0.0)
        run = complete_run(algorithm, seen, x0, STEPS, engine=engine, record=[FrankWolfeGap()])
        L, D, d = problem.smoothness(), problem.diameter(), len(x0)
        s = np.arange(STEPS) + 8.0
        rho, c = np.minimum(1, 4 / s ** (2 / 3)), 2 / np.sqrt(d) / s ** (1 / 3)
        none = np.zeros(STEPS)
        first = float(np.linalg.norm(problem.gradient(x0)))
        e = tracking_bounds(first, rho, none, np.sqrt(d) * c * L / 2, none + L * D * GAMMA)
        limit = (problem.value(x0) - least) / (STEPS * GAMMA) + D * np.sqrt(e).mean() + L * D**2 * GAMMA / 2
        gap = run.observed["FrankWolfeGap"][:-1].mean()
        findings.append(bound(gap, limit, xlabel="instance", ylabel="mean gap"))
    return worst(findings)


@claim(
    "nonconvex-zo-frank-wolfe",
    theorem="averages",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for linear f the averages are those of the convex case, x_T = (1-gamma)^T x_0 + sum of vertices",
    controls=planted(
        mutants.DecayingStep,
        mutants.StepTooLong,
        *(
            NAMED[m]
            for m in ("AveragingCubeRoot", "NoAveraging", "AveragingTooLarge", "CountFromOne", "Accumulated")
        ),
        NAMED["SignDirections"],
    ),
)
def averages_of_a_linear_function(method: Any, engine: str) -> Finding:
    """The estimates <a, z> z do not depend on x: neither do the averages, for the same draws.

    rho_0 = 5/4 is cut. x_{t+1} = (1 - gamma) x_t + gamma v_t unrolled: v_j has the weight gamma (1 - gamma)^{T-1-j}.
    """
    f = Constrained(Quadratic(np.zeros((3, 3)), -np.array([1.0, -0.5, 0.25])), L2Ball(1.0))
    problem, x0, found = LinearNoise(f, 0.25), np.array([0.5, 0.25, 0.0]), []
    reference, algorithm = ZOFrankWolfe(RDSA(), 5.0, 0.5), method(RDSA(), 5.0, 0.5, 8.0, 0.25)
    vertices = []
    for steps in range(1, 7):
        one, other = (
            complete_run(a, problem, x0, steps, engine=engine, rng=7) for a in (algorithm, reference)
        )
        d = other.state.average
        vertices.append(-d / np.linalg.norm(d))
        weights = 0.25 * 0.75 ** np.arange(steps)[::-1]
        wanted = 0.75**steps * x0 + weights @ np.array(vertices)
        # estimates of size ten from values of order one over c = 1/8, a few roundings each
        found.append(identity(one.state.average, d, tolerance=512 * UNIT))
        found.append(identity(one.x[-1], wanted, tolerance=512 * UNIT))
    return worst(found)


CLAIMS = (
    first_iterates,
    one_step,
    mean_gap,
    averages_of_a_linear_function,
    *nonconvex_rates.CLAIMS,
    certificate_of("nonconvex-zo-frank-wolfe", planted(NAMED["VertexAdded"], NAMED["GradientStep"])),
)
