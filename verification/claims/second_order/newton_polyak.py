"""Newton's method with the Polyak step: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import AffineImage, LogQuadratic, random_logistic, random_quadratic
from verification.arithmetic import polyak
from verification.arithmetic.newton import plane_quartic
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.second_order.newton_polyak import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)


class Power(NamedTuple):
    """|x|^p in one variable, p > 1."""

    p: float

    def validate(self) -> None:
        """Every p > 1 is usable."""

    def dimension(self) -> int:
        return 1

    def value(self, x: Any) -> Any:
        return np.abs(x[0]) ** self.p

    def gradient(self, x: Any) -> Any:
        return self.p * np.sign(x) * np.abs(x) ** (self.p - 1)

    def hessian(self, x: Any) -> Any:
        return np.atleast_2d(self.p * (self.p - 1) * np.abs(x) ** (self.p - 2))


@claim(
    "newton-polyak",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="the first iterates on a quartic in the plane, for f* that are reached and that are not, equal Cramer's "
    "rule in 80-digit decimal arithmetic",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition; full steps and shorter ones occur, and a value below f*, where the point stays."""
    findings, lengths = [], []
    for start, target in (((1.0, -2.0), 2.0), ((1.0, -2.0), -0.5)):
        expected, found = polyak.newton_polyak(start, target, 4)
        lengths += found
        findings.append(first_iterates(method(target), plane_quartic(), np.array(start), expected, engine))
    assert 0 == min(lengths) < max(lengths) == 1
    assert any(0 < v < 1 for v in lengths)
    return worst(findings)


@claim(
    "newton-polyak",
    theorem="powers below the square",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="f = |x|^p, f* = 0, 1 < p < 2: x_k = c^k x_0, c = 1 - (1 - sqrt((2 - p)/p))/(p - 1), where Newton's "
    "method cycles (p = 3/2) or diverges (p = 4/3)",
    engine_fixed=True,
    controls=controls(
        "two-forgotten", "other-root", "branch-without-two", "linear-model", "full-step", "uphill", "step-too-long",
        "euclidean-norm", "decrement-not-squared", "gradient-step",
    ),
)  # fmt: skip
def powers_contract_by_a_known_factor(method: type, engine: str) -> Finding:
    """n = x/(p - 1) and 2 f/(g'n) = 2 (p - 1)/p =: t, for every x. Hence l = 1 - sqrt(1 - t) with 1 - t = (2 - p)/p,
    where t < 1, that is p < 2, and l = 1 for p >= 2: there c = 1 - 1/(p - 1) is Newton's factor. Twelve roundings a
    step, ten of them those of powers.
    """
    findings = []
    for p in (4 / 3, 3 / 2, 9 / 5, 6 / 5, 3.0):
        x = complete_run(method(0.0), Power(p), np.array([0.75]), 8, engine=engine).x[:, 0]
        c = 1 - (1 - np.sqrt(max(2 - p, 0.0) / p)) / (p - 1)
        findings.append(tight(np.abs(x), 0.75 * c ** np.arange(9), tolerance=1e-13, ylabel="|x_k|"))
        findings.append(identity(np.sign(x), np.ones(9), tolerance=0.0))
    return worst(findings)


@claim(
    "newton-polyak",
    theorem="quadratic functions",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a quadratic is at max(f*, min f) after one step, whatever f* below the first value",
    engine_fixed=True,
    controls=(
        *controls(
            "target-forgotten", "two-forgotten", "branch-without-two", "resting", "linear-model", "full-step",
            "uphill", "step-too-long", "euclidean-norm", "decrement-not-squared", "diagonal-hessian", "gradient-step",
        ),
        *without("f quadratic", quadratic=False),
    ),
)  # fmt: skip
def quadratics_reach_the_target(method: type, engine: str, quadratic: bool = True) -> Finding:
    """The model is f: along n it is f - l G + l^2 G/2, which falls to f - G/2 = min f at l = 1 and is f* at the smaller
    root. Some forty roundings on values of order ten; the condition of H is 12.
    """
    problem = random_quadratic([3.0, 1.0, 0.5, 0.25], seed=0) if quadratic else LogQuadratic(4)
    start = np.array([0.75, -0.5, 0.875, 0.25])
    first = float(problem.value(start))
    lowest = float(problem.minimum())
    findings = []
    for part in (0.75, 0.25, 0.0, -0.25, -2.0):
        target = lowest + part * (first - lowest)
        x = complete_run(method(target), problem, start, 1, engine=engine).x
        findings.append(
            identity(problem.value(x[1]), max(target, lowest), tolerance=1e-12, scale=first - lowest)
        )
    return worst(findings)


@claim(
    "newton-polyak",
    theorem="affine invariance",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="x_k = T y_k for all k, y_k on y -> f(T y), T regular and far from orthogonal",
    engine_fixed=True,
    controls=controls("euclidean-norm", "diagonal-hessian", "gradient-step"),
)
def linear_images_give_the_same_run(method: type, engine: str) -> Finding:
    """g becomes T'g and H becomes T'HT: n becomes T^{-1} n, and g'n is the same. T has the condition 40; the Hessian's
    is below 1e3.
    """
    problem = random_logistic(n=12, d=3, mu=0.1, seed=0)
    T = np.array([[1.0, 2.0, 0.0], [0.0, 0.25, 1.0], [-1.0, 0.5, 4.0]])
    start = np.array([2.0, -1.0, 1.0])
    algorithm = method(0.25)
    x = complete_run(algorithm, problem, start, 8, engine=engine).x
    y = complete_run(algorithm, AffineImage(problem, T), np.linalg.solve(T, start), 8, engine=engine).x
    return identity(y @ T.T, x, tolerance=1e-11)


@claim(
    "newton-polyak",
    theorem="length of a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f convex: gap/G <= l <= 2 gap/G where 2 gap < G, and l = 1 elsewhere; so <g, x - x+> >= min(gap, G)",
    engine_fixed=True,
    controls=controls(
        "two-forgotten", "other-root", "resting", "linear-model", "full-step", "uphill",
        "step-too-long", "euclidean-norm", "gradient-step",
    ),
)  # fmt: skip
def lengths_are_between_the_linear_models(method: type, engine: str) -> Finding:
    """t/2 <= 1 - sqrt(1 - t) <= t on [0, 1], from t^2 <= t and (1 - t/2)^2 >= 1 - t; t = 2 gap/G. l = g'(x - x+)/G."""
    problem, target = random_logistic(n=12, d=3, mu=0.01, seed=0), 0.125
    lows, lengths, highs = [], [], []
    for start in ([6.0, -1.0, 1.0], [-3.0, 2.0, 4.0]):
        x = complete_run(method(target), problem, np.array(start), 4, engine=engine).x
        for before, after in pairwise(x):
            g = problem.gradient(before)
            G = g @ np.linalg.solve(problem.hessian(before), g)
            t = 2 * (problem.value(before) - target) / G
            lengths.append(g @ (before - after) / G)
            lows.append(t / 2 if t < 1 else 1.0)
            highs.append(min(t, 1.0))
    # condition of the Hessian, below 1e4, times a dozen roundings
    below = step_inequality(np.array(lows), np.array(lengths), allowance=1e-11)
    return worst([below, step_inequality(np.array(lengths), np.array(highs), allowance=1e-11)])


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    powers_contract_by_a_known_factor,
    quadratics_reach_the_target,
    linear_images_give_the_same_run,
    lengths_are_between_the_linear_models,
)
