"""Steihaug's trust-region method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import quadratic_residuals, trust_region
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.steihaug import MUTANTS, RadiusForgotten, StopsAtNegativeCurvature
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
RUNS = (((-0.5, -0.5), 1.0), ((3.0, -2.0), 4.0))


@claim(
    "steihaug",
    paper="Steihaug 1983",
    theorem="the algorithm",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5, twice, on four residuals in two variables, with every end of the iteration and every "
    "change of the radius, equal Gram-Schmidt in 80-digit decimals",
    engine="ball",
    # those two leave the sign of a number open that balls must know
    controls=planted(*(m for m in MUTANTS if m not in (RadiusForgotten, StopsAtNegativeCurvature))),
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """Conjugate gradients minimise the model along directions that are residuals made conjugate to all earlier ones."""
    findings, ends = [], set()
    for start, radius in RUNS:
        expected, happened = trust_region.steihaug(start, 5, radius, 2)
        ends |= set(happened)
        findings.append(
            first_iterates(
                method(radius, 2), quadratic_residuals.problem(2), np.array(start), expected, engine
            )
        )
    assert ends == {
        "inside accepted =", "inside accepted /", "edge accepted *", "edge rejected /", "negative accepted *",
        "negative rejected /",
    }  # fmt: skip
    return worst(findings)


@claim(
    "steihaug",
    paper="Nocedal & Wright 2006",
    theorem="Algorithm 4.1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="in one variable, where the first gain is nothing, a quarter or three quarters of the promise exactly, "
    "or not quite, x_1, ..., x_4 equal the method in rationals",
    engine="ball",
    controls=controls(
        "ascent",
        "linear-promise",
        "promise-without-half",
        "always-accepted",
        "quarter-needed",
        "never-grows",
        "halved",
    ),
)
def first_iterates_at_the_thresholds(method: type, engine: str) -> Finding:
    """In one variable the trial is Newton's step or Delta along -g; all numbers are rational."""
    findings = []
    for _, data, share in trust_region.SCALAR:
        expected, shares = trust_region.scalar(*data, 4)
        assert abs(float(shares[0]) - share) < 1e-4
        problem = trust_region.scalar_problem(*data[:3])
        findings.append(first_iterates(method(data[3], 1), problem, np.zeros(1), expected, engine))
    return worst(findings)


@claim(
    "steihaug",
    paper="Steihaug 1983",
    theorem="decrease of the Cauchy point",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="on quadratics, convex and not, |p| <= Delta and f - f+ >= |g| min(Delta, |g|/|B|)/2 at every step, "
    "Delta doubled every time",
    controls=controls(
        "ascent", "radius-forgotten", "stops-at-negative-curvature", "other-root", "radius-not-squared"
    ),
)
def decrease_of_the_cauchy_point(method: type, engine: str) -> Finding:
    """The first iterate, or the boundary along -g, is the best point along -g in the ball, with at least this decrease;
    every later one minimises the model along its direction, so the model only falls. f is its model: gain = promise,
    steps are accepted, and the radius doubles at the boundary, which is reached for ever once the curvature is
    negative.
    """
    rotation, findings = np.linalg.qr(np.array([[2.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 3.0]]))[0], []
    for spectrum, steps, j in (([-4.0, 0.5, 3.0], 12, 1), ([-4.0, 0.5, 3.0], 12, 3), ([4.0, 0.5, 3.0], 4, 3)):
        A = rotation @ np.diag(spectrum) @ rotation.T
        problem = Quadratic((A + A.T) / 2, np.array([1.0, -1.0, 0.5]))
        x = complete_run(method(0.125, j), problem, np.array([4.0, 8.0, -4.0]), steps, engine=engine).x
        f = np.array([problem.value(v) for v in x])
        g = np.array([np.linalg.norm(problem.gradient(v)) for v in x[:-1]])
        radius = 0.125 * 2.0 ** np.arange(steps)
        # values of a few hundred thousand at the end, by a dozen roundings
        allowance = 16 * 2.0**-52 * (np.abs(f[1:]) + np.abs(f[:-1]))
        findings.append(
            step_inequality(g * np.minimum(radius, g / 4) / 2, f[:-1] - f[1:], allowance=allowance)
        )
        length = np.linalg.norm(np.diff(x, axis=0), axis=1)
        findings.append(step_inequality(length, radius, allowance=16 * 2.0**-52 * (16 + 2 * radius)))
    return worst(findings)


@claim(
    "steihaug",
    paper="Shi et al. 2020",
    theorem="stencil of the heat equation",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the three-point stencil trained on a trajectory of the heat equation is r (1, -2, 1) after one step "
    "with a large radius, and after a few with a small one",
    controls=(
        *controls(
            "ascent", "weight-inverted", "steepest-descent", "residual-kept",
            "one-iteration-fewer", "never-grows",
        ),
        *without("data of several frequencies", frequencies=1),
    ),
    shows=("P497/0",),
)  # fmt: skip
def learns_the_stencil_of_the_heat_equation(method: type, engine: str, frequencies: int = 3) -> Finding:
    """The network u+ = u + w_1 u(. - 1) + w_2 u + w_3 u(. + 1) on a ring is linear in w, so its loss is least squares,
    and zero at r (1, -2, 1). Its normal matrix is regular iff the three shifts of the data are independent: a single
    frequency spans two dimensions. Reversed data have the same matrix, so that (1, 0, 1) and (0, 1, 0) span what
    conjugate gradients see: two of them solve it.
    """
    ring, r = np.arange(6), 0.25
    u = sum(np.cos(np.pi * m * ring / 3) + np.sin(np.pi * m * ring / 3) for m in range(1, 1 + frequencies))
    rows: list[np.ndarray] = []
    targets: list[np.ndarray] = []
    for _ in range(3):
        shifts = np.stack([np.roll(u, 1), u, np.roll(u, -1)], axis=1)
        change = r * (np.roll(u, 1) - 2 * u + np.roll(u, -1))
        rows, targets, u = [*rows, shifts], [*targets, change], u + change
    X, y = np.concatenate(rows), np.concatenate(targets)
    problem, findings = Quadratic(X.T @ X, X.T @ y), []
    # the condition number is below 100, and conjugate gradients lose as much again
    for radius, steps in ((8.0, 1), (2.0**-6, 9)):
        x = complete_run(method(radius, 2), problem, np.zeros(3), steps, engine=engine).x[-1]
        findings.append(identity(x, r * np.array([1.0, -2.0, 1.0]), tolerance=1e-11))
    return worst(findings)


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    first_iterates_at_the_thresholds,
    decrease_of_the_cauchy_point,
    learns_the_stencil_of_the_heat_equation,
)
