"""What is claimed of Newton with gradient-normalised smoothness, whatever stands for the Hessian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from verification.arithmetic import normalised
from verification.claim import Claim, Control, Kind, Standing, claim, without
from verification.evidence import step_inequality
from verification.finding import Finding, worst
from verification.trial import complete_run, first_iterates

PAPER = "Semenov, Jaggi & Doikov 2025"


class Radius(NamedTuple):
    """gamma_k."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.radius


class Run(NamedTuple):
    """A run of K steps: iterates (K + 1, d), gradients (K, d), first and accepted radii (K,)."""

    problem: Any
    x: np.ndarray
    g: np.ndarray
    tried: np.ndarray
    radius: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """|g_k|, k < K."""
        return np.linalg.norm(self.g, axis=1)


def runs(method: type, engine: str, instances: Sequence[tuple[Any, Any, float]], steps: int) -> list[Run]:
    """Runs on (problem, start, first radius)."""
    found = []
    for problem, start, first in instances:
        t = complete_run(method(first), problem, np.array(start), steps, engine=engine, record=[Radius()])
        radii = t.observed["Radius"]
        g = np.array([problem.gradient(x) for x in t.x[:-1]])
        found.append(Run(problem, t.x, g, radii[:-1], radii[1:] / 2))
    return found


def shared(
    algorithm: str,
    exact: tuple[Any, normalised.Parts, Sequence[tuple[Sequence[float], float, int]]],
    instances: Sequence[tuple[Any, Any, float]],
    terms: Callable[[Any, np.ndarray], tuple[float, float, float]],
    controls: dict[str, tuple[Control, ...]],
) -> tuple[Claim, ...]:
    """First iterates on `exact` (problem, decimals, starts with radii and steps), decrease, lengths and radii.

    `terms(problem, x)` are c with |grad f(x + h) - g - A h| <= (c_0 + c_1 |h| + c_2 |h|^2) |h| for all h.
    """

    @claim(
        algorithm,
        paper=PAPER,
        theorem="definition of the method",
        kind=Kind.ITERATE,
        standing=Standing.DERIVED,
        statement="the first iterates, search included, equal the definition by elimination in 80-digit decimals",
        engine="ball",
        controls=controls["iterates"],
    )
    def first_iterates_in_decimals(method: type, engine: str) -> Finding:
        """By definition, every trial with its own elimination, value and gradient; no trial is rejected at some steps,
        and several at others.
        """
        problem, parts, starts = exact
        findings, rejected = [], []
        for start, radius, steps in starts:
            expected, trials = normalised.normalised(parts, start, radius, steps)
            rejected += trials
            findings.append(first_iterates(method(radius), problem, np.array(start), expected, engine))
        assert min(rejected) == 0
        assert max(rejected) >= 2
        return worst(findings)

    @claim(
        algorithm,
        paper=PAPER,
        theorem="decrease per step",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="f(x) - f(x+) >= gamma |g+|^2/(8 |g|) at every step, no constant of f being given",
        engine_fixed=True,
        controls=(*controls["decrease"], *without("the accepted radius", understated=16.0)),
    )
    def every_step_decreases(method: type, engine: str, understated: float = 1.0) -> Finding:
        """What the test asks of the accepted trial, with lambda = |g|/gamma. Values are sums of at most 20 terms."""
        findings = []
        for run in runs(method, engine, instances, 6):
            values = np.array([run.problem.value(x) for x in run.x])
            ends = np.array([np.linalg.norm(run.problem.gradient(x)) for x in run.x[1:]])
            left = understated * run.radius * ends**2 / (8 * run.sizes)
            allowance = 200 * 2.0**-53 * (1 + np.abs(values[:-1]))
            findings.append(step_inequality(left, values[:-1] - values[1:], allowance=allowance))
        return worst(findings)

    @claim(
        algorithm,
        paper=PAPER,
        theorem="length of a step",
        kind=Kind.STEP_INEQUALITY,
        standing=Standing.DERIVED,
        statement="|x+ - x| <= gamma at every step",
        engine_fixed=True,
        controls=(*controls["length"], *without("the accepted radius", share=0.25)),
    )
    def steps_are_within_the_radius(method: type, engine: str, share: float = 1.0) -> Finding:
        """A is positive semidefinite: |(A + lambda I)^{-1} g| <= |g|/lambda = gamma. The condition of A + lambda I is
        below 1e4.
        """
        findings = []
        for run in runs(method, engine, instances, 6):
            lengths = np.linalg.norm(np.diff(run.x, axis=0), axis=1)
            findings.append(step_inequality(lengths, share * run.radius, allowance=1e-11))
        return worst(findings)

    @claim(
        algorithm,
        paper=PAPER,
        theorem="the radius is found",
        kind=Kind.BOUND,
        standing=Standing.DERIVED,
        statement="gamma >= min(the first radius tried, r/2), r the lower bound on gamma(x) from the error of A and "
        "the Lipschitz constant",
        engine_fixed=True,
        controls=controls["radius"],
    )
    def radii_are_not_too_small(method: type, engine: str) -> Finding:
        """Let gamma <= gamma(x), h = x+ - x = -s, r = |h| <= gamma. On the segment |grad f(x + th) - g - t A h| is at
        most lambda t r, so f(x+) <= f + g'h + h'Ah/2 + lambda r^2/2; as g'h = -h'Ah - lambda r^2 the decrease is at
        least lambda r^2/2, and |g+| = |g+ - g - Ah - lambda h| <= 2 lambda r: the test is passed. A rejected radius is
        above gamma(x), and so above any r with (c_0 + c_1 r + c_2 r^2) r <= |g|; half of it is tried next.
        """
        findings = []
        for run in runs(method, engine, instances, 6):
            lowest = [
                least_root(terms(run.problem, x), size) for x, size in zip(run.x[:-1], run.sizes, strict=True)
            ]
            enough = np.minimum(run.tried, np.array(lowest) / 2)
            findings.append(step_inequality(enough, run.radius, allowance=1e-13))
        return worst(findings)

    return (
        first_iterates_in_decimals, every_step_decreases, steps_are_within_the_radius, radii_are_not_too_small,
    )  # fmt: skip


def least_root(c: tuple[float, float, float], size: float) -> float:
    """The r > 0 of (c_0 + c_1 r + c_2 r^2) r = size, by bisection, from below."""
    low, high = 0.0, 1.0
    while (c[0] + c[1] * high + c[2] * high**2) * high < size:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        passes = (c[0] + c[1] * middle + c[2] * middle**2) * middle <= size
        low, high = (middle, high) if passes else (low, middle)
    return low
