"""ISTA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic.l1 import Lasso, expected, proximal
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.nonsmooth_nonconvex import ista as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
LASSO = Lasso()
START = np.array([2.0, 1.0, 1.0])


@claim(
    "ista",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 on a lasso equal the method in fractions, entries that become zero included",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_lasso(method: Any, engine: str) -> Finding:
    """The update is the definition: each entry moves towards zero by a weight, or is zero where it is nearer."""
    x0, a = [2.0, 0.5, 1.0], 0.375
    wanted = expected(LASSO, x0, 6, a, proximal)
    return first_iterates(method(a, LASSO.weight), LASSO.problem(), np.array(x0), wanted, engine)


@claim(
    "ista",
    theorem="Lemma 2.3 of Beck & Teboulle",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="phi(x+) <= phi(u) + (|u - x|^2 - |u - x+|^2)/(2a) for u = x* and u = x, at every k",
    controls=(
        *planted(
            mutants.ThresholdWithoutStep,
            mutants.HardThreshold,
            mutants.OneSided,
            mutants.Expanded,
            mutants.SubgradientStep,
            mutants.ShrunkBefore,
            mutants.NotShrunk,
        ),
        *without("a <= 1/L", steps_per_L=1.9),
    ),
)
def one_step(method: Any, engine: str, steps_per_L: float = 1.0) -> Finding:
    """x+ minimises f(x) + <g, v - x> + |v - x|^2/(2a) + w|v|_1, which is 1/a-strongly convex in v.

    So its value at x+ is at most that at u minus |u - x+|^2/(2a). At x+ it is at least phi(x+) if a <= 1/L; at u its
    first two terms are at most f(u) by convexity. u = x says that phi falls by |x+ - x|^2/(2a) at least.
    """
    problem = LASSO.problem()
    a = steps_per_L / problem.smoothness()
    x = complete_run(method(a, LASSO.weight), problem, START, 25, engine=engine).x
    value = LASSO.value(x)
    to = np.sum((x - np.array(LASSO.x_star)) ** 2, axis=1)
    moved = np.sum((x[1:] - x[:-1]) ** 2, axis=1)
    allowance = 64 * UNIT * (1 + to[:-1])
    return worst(
        [
            step_inequality(value[1:], (to[:-1] - to[1:]) / (2 * a), allowance=allowance, label="phi - phi*"),
            step_inequality(value[1:], value[:-1] - moved / (2 * a), allowance=allowance, label="phi - phi*"),
        ]
    )


@claim(
    "ista",
    theorem="Theorem 3.1 of Beck & Teboulle",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="phi(x_k) - phi* <= |x_0 - x*|^2/(2ak) for every k",
    controls=planted(
        mutants.ThresholdWithoutStep,
        mutants.HardThreshold,
        mutants.OneSided,
        mutants.Expanded,
        mutants.NotShrunk,
    ),
)
def suboptimality(method: Any, engine: str) -> Finding:
    """Sum the one-step inequality for u = x* over k steps; phi falls, so the last value is the least."""
    problem, k = LASSO.problem(), np.arange(1, 81)
    a = 1 / problem.smoothness()
    x = complete_run(method(a, LASSO.weight), problem, START, 80, engine=engine).x
    right = np.sum((START - np.array(LASSO.x_star)) ** 2) / (2 * a * k)
    return bound(LASSO.value(x)[1:], right, x=k, ylabel="phi(x_k) - phi*")


@claim(
    "ista",
    theorem="zeros",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on sum h_i (x_i - t_i)^2/2 + weight |x|_1 the end is t shrunk, with exact zeros; the l1 norm falls",
    controls=planted(
        mutants.ThresholdWithoutStep,
        mutants.ThresholdTooSmall,
        mutants.HardThreshold,
        mutants.OneSided,
        mutants.Expanded,
        mutants.SubgradientStep,
        mutants.ShrunkBefore,
        mutants.NotShrunk,
    ),
)
def zeros(method: Any, engine: str) -> Finding:
    """An entry solves h (x - t) + w sign x = 0: x = t - sign(t) min(|t|, w/h), which shrinking by w/h gives.

    While it has the sign of t it contracts to that by 1 - ah; where |h t| <= w it is zero after finitely many steps,
    as the distance to zero falls by a (w - h|t|) at least at every step.
    """
    h, t, a = np.array([1.0, 2.0, 0.5]), np.array([2.0, -0.75, 1.0]), 0.5
    problem, findings, norms = Quadratic(np.diag(h), h * t), [], []
    for weight in (0.25, 1.0, 2.5):
        x = complete_run(method(a, weight), problem, START, 160, engine=engine).x[-1]
        expected_end = t - np.sign(t) * np.minimum(np.abs(t), weight / h)
        findings.append(identity(x, expected_end, tolerance=(3 / 4) ** 150 + 16 * UNIT, scale=1.0))
        findings.append(identity((x == 0).astype(float), (expected_end == 0).astype(float), tolerance=UNIT))
        norms.append(np.abs(x).sum())
    findings.append(step_inequality(norms[1:], norms[:-1], label="|x|_1"))
    return worst(findings)


CLAIMS = (first_iterates_on_a_lasso, one_step, suboptimality, zeros)
