"""Levenberg-Marquardt on subsets: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import QuadraticRegression, random_quadratic_regression
from verification.arithmetic import marquardt, quadratic_residuals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.lm_subsets import MUTANTS, DampingForgotten
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


@claim(
    "lm-subsets",
    theorem="image batches",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on four residuals in two subsets, twice, with a step that is halved as often as is "
    "allowed and one that is given up, equal the method in 80-digit decimals",
    engine="ball",
    controls=planted(*(m for m in MUTANTS if m is not DampingForgotten)),  # ill-conditioned without
)
def first_iterates_on_quadratic_residuals(method: type, engine: str) -> Finding:
    """The update is the definition: lists of rows and eliminations in decimals, no arrays, instead of slices and a
    solver; the numbers of halvings of all ten steps are those that the decimals find.
    """
    findings = []
    for start, needed in (((0.5, -1.0), [3, 0, 0, 1, 0]), ((1.0, 2.0), [0, 0, 0, 3, 4])):
        parameters = (2.0**-8, 2, 3)
        expected, halvings = marquardt.subsets(start, 5, parameters)
        assert halvings == needed
        problem = quadratic_residuals.problem(2)
        findings.append(first_iterates(method(*parameters), problem, np.array(start), expected, engine))
    return worst(findings)


@claim(
    "lm-subsets",
    theorem="diagonal normal matrices",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where every J_k'J_k is diagonal the weighted mean is the step of all residuals together: on linear "
    "residuals every coordinate moves by 1/(1 + lambda) of the way to its solution, for every number of subsets",
    engine_fixed=True,
    controls=(
        *controls(
            "unweighted", "root-weights", "sum-of-steps", "consecutive", "damping-forgotten", "identity-damping",
            "ascent",
            "step-too-long",
        ),
        *without("diagonal normal matrices", coupling=0.25),
    ),
)  # fmt: skip
def weighted_mean_is_the_whole_step(method: type, engine: str, coupling: float = 0.0) -> Finding:
    """D_k d_k = -D_k g_k/((1 + lambda) D_k) = -g_k/(1 + lambda), and sum g_k / sum D_k is that of all. Residuals a
    (x_i - b) of one coordinate each: the distance to the weighted mean of the b shrinks by lambda/(1 + lambda).
    """
    scales, owner = np.array([4.0, 1.0, 0.5, 2.0, 1.0, 3.0, 0.25]), np.array([0, 0, 0, 1, 1, 1, 1])
    targets, x0, damping, findings = (
        np.array([1.0, 2.0, -1.0, 0.5, 3.0, 1.0, 2.0]),
        np.array([5.0, -4.0]),
        0.25,
        [],
    )
    J = scales[:, None] * np.eye(2)[owner] + coupling * np.ones((7, 2))
    problem = QuadraticRegression(-scales * targets, J, np.zeros((14, 2)))
    weights = (scales**2)[:, None] * np.eye(2)[owner]
    share = targets @ weights / np.sum(weights, axis=0)
    for subsets in (1, 2, 3):
        x = complete_run(method(damping, subsets, 0), problem, x0, 5, engine=engine).x
        expected = share + (x0 - share) * (damping / (1 + damping)) ** np.arange(6)[:, None]
        findings.append(identity(x, expected, tolerance=1e-13))
    return worst(findings)


@claim(
    "lm-subsets",
    theorem="equal values",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on (1 + x/2 + x^2/2)^2/2 from 0 with damping 1 the step of length 1 leads to the same value: half of it "
    "is taken, to the minimiser -1/2, where nothing moves",
    engine_fixed=True,
    controls=controls("no-search", "damping-forgotten", "ascent", "step-too-long"),
)
def halved_at_equal_values(method: type, engine: str) -> Finding:
    """d = -z/(2 z') = -1, and z(-1) = z(0) = 1. At -1/2 the derivative z' is 0, and so is the step."""
    x = complete_run(method(1.0, 1, 1), marquardt.equal(), np.zeros(1), 3, engine=engine).x
    return identity(x[:, 0], np.array([0.0, -0.5, -0.5, -0.5]), tolerance=0.0)


@claim(
    "lm-subsets",
    theorem="line search",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|r| never grows",
    engine_fixed=True,
    controls=controls("no-search", "last-tried"),
)
def residuals_never_grow(method: type, engine: str) -> Finding:
    """A length is taken only if |r(x + gamma d)| < |r(x)|; if none of those tried has it, x+ = x with the same |r|."""
    problem, findings = random_quadratic_regression(n=5, d=3, seed=2), []
    for start in ([2.0, -1.0, 1.0], [4.0, 3.0, -5.0], [0.5, 1.0, -2.0]):
        x = complete_run(method(2.0**-12, 3, 2), problem, np.array(start), 12, engine=engine).x
        f = np.array([problem.value(v) for v in x])
        findings.append(step_inequality(f[1:], f[:-1], allowance=32 * 2.0**-53 * f[:-1]))
    return worst(findings)


CLAIMS = (
    first_iterates_on_quadratic_residuals,
    weighted_mean_is_the_whole_step,
    halved_at_equal_values,
    residuals_never_grow,
)
