"""Super-universal Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from refimpl import Trajectory
from refimpl.problems import CubicChain, CubicPerturbation, random_logistic
from verification.arithmetic.newton import derivatives, plane_quartic, solve
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import bound, local_order, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.super_universal_newton import MUTANTS
from verification.trial import complete_run, first_iterates, run_to_the_floor
from verification.vectors.second_way.decimals import precise

PAPER = "Doikov, Mishchenko & Nesterov 2022"
controls = partial(named, MUTANTS)


class AcceptedConstant(NamedTuple):
    """M_k."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.M


def defined(
    start: tuple[float, float], least: float, alpha: float, steps: int
) -> tuple[list[Any], list[int]]:
    """Iterates on the plane quartic in decimals, and the rejected trials of every step."""
    found, rejected = [], []
    with precise():
        x, M = [Decimal(v) for v in start], Decimal(least)
        for _ in range(steps):
            g, H = derivatives(x)
            power = (Decimal(alpha) * (g[0] * g[0] + g[1] * g[1]).ln() / 2).exp()
            M = max(M / 4, Decimal(least))
            rejected.append(0)
            while True:
                shift = M * power
                s = solve([[H[0][0] + shift, H[0][1]], [H[1][0], H[1][1] + shift]], g)
                after = [a - b for a, b in zip(x, s)]
                h, _ = derivatives(after)
                if h[0] * s[0] + h[1] * s[1] >= (h[0] * h[0] + h[1] * h[1]) / (4 * shift):
                    break
                M *= 4
                rejected[-1] += 1
            x = after
            found.append(x)
    return found, rejected


@claim(
    "super-universal-newton",
    paper=PAPER,
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="the first iterates on a quartic in the plane, search included, equal Cramer's rule in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """By definition: M is divided by four, not below M_0, and raised fourfold until <g+, s> >= |g+|^2/(4 lambda); it is
    raised several times, lowered, and held at M_0 here.
    """
    findings = []
    for start, least, alpha, steps in (((2.0, -1.0), 2.0**-6, 0.625, 6), ((2.0, -1.0), 2.0, 0.625, 4)):
        expected, rejected = defined(start, least, alpha, steps)
        assert max(rejected) == (2 if least < 1 else 0)
        assert min(rejected) == 0
        findings.append(
            first_iterates(method(least, alpha), plane_quartic(), np.array(start), expected, engine)
        )
    return worst(findings)


class Run(NamedTuple):
    """A run of 9 steps from a constant far too small: gradients (10, d), their norms and the shifts (9,)."""

    problem: Any
    least: float
    t: Trajectory
    sizes: np.ndarray
    shifts: np.ndarray


def runs(method: type, engine: str) -> Iterator[Run]:
    """On a chain of cubes and on a logistic regression, for two powers."""
    for problem in (CubicChain(5), random_logistic(n=20, d=4, mu=1e-3, seed=0)):
        for alpha, least in ((2 / 3, 2.0**-12), (1.0, 2.0**-14)):
            x0 = 6 * np.resize([1.0, -0.75, 0.5], problem.dimension())
            t = complete_run(
                method(least, alpha), problem, x0, 9, engine=engine, record=[AcceptedConstant()], count=True
            )
            sizes = np.array([np.linalg.norm(problem.gradient(x)) for x in t.x])
            yield Run(problem, least, t, sizes, t.observed["AcceptedConstant"][1:] * sizes[:-1] ** alpha)


@claim(
    "super-universal-newton",
    paper=PAPER,
    theorem="decrease per step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x) - f(x+) >= |g+|^2/(4 lambda) at every step, no constant of f being given",
    controls=(
        *controls("every-trial-accepted", "test-reversed", "angle-only", "uphill", "lower-constant-kept"),
        *without("lambda as accepted", understated=0.0625),
    ),
)
def every_step_decreases(method: type, engine: str, understated: float = 1.0) -> Finding:
    """By convexity f(x) - f(x+) >= <g+, x - x+> = <g+, s>, and the accepted trial has <g+, s> >= |g+|^2/(4 lambda)."""
    findings = []
    for run in runs(method, engine):
        values = np.array([run.problem.value(x) for x in run.t.x])
        left = run.sizes[1:] ** 2 / (4 * understated * run.shifts)
        # a value is a sum of at most 20 terms below its first
        allowance = 200 * 2.0**-53 * (1 + np.abs(values[:-1]))
        findings.append(step_inequality(left, values[:-1] - values[1:], allowance=allowance))
    return worst(findings)


@claim(
    "super-universal-newton",
    paper=PAPER,
    theorem="the shift is found",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="L-Lipschitz Hessian: lambda <= max(4 sqrt(L |g|/2), the first shift tried), whatever the power is",
    controls=(
        *controls("test-reversed", "norm-not-squared", "constant-shift", "uphill"),
        *without("L of the Hessian", share=2.0**-12),
    ),
)
def shifts_are_not_too_large(method: type, engine: str, share: float = 1.0) -> Finding:
    """g+ = -lambda (x+ - x) + e with |e| <= L r^2/2, r = |s|: |g+ - lambda s|^2 = |e|^2, so
    <g+, s> >= |g+|^2/(2 lambda) if lambda r >= |e|, that is if lambda >= L r/2. As r <= |g|/lambda,
    lambda^2 >= L |g|/2 is enough: a trial that is rejected has lambda < sqrt(L |g|/2), and the next one four
    times its lambda.
    """
    findings = []
    for run in runs(method, engine):
        M = run.t.observed["AcceptedConstant"]
        first = np.maximum(M[:-1] / 4, run.least) * (run.shifts / M[1:])
        enough = 4 * np.sqrt(share * run.problem.hessian_lipschitz() * run.sizes[:-1] / 2)
        findings.append(bound(run.shifts, np.maximum(enough, first), allowance=1e-14, ylabel="lambda"))
    return worst(findings)


@claim(
    "super-universal-newton",
    paper=PAPER,
    theorem="number of trials",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="K steps ask for at most 1 + 2 K + log_4(M_K/M_0) gradients: two trials a step, in the long run",
    engine_fixed=True,
    controls=controls("doubled", "forgetful"),
)
def trials_are_few(method: type, engine: str) -> Finding:
    """j rejected trials take M_k to 4^j max(M_k/4, M_0) >= 4^(j - 1) M_k: j <= 1 + log_4(M_{k+1}/M_k), and the sum over
    the steps of j + 1 telescopes. One gradient at the start, one a trial.
    """
    asked, allowed = [], []
    for run in runs(method, engine):
        asked.append((run.t.calls or {})["gradient"])
        allowed.append(1 + 18 + np.log(run.t.observed["AcceptedConstant"][-1] / run.least) / np.log(4))
    return bound(np.array(asked, float), np.array(allowed), allowance=1e-9, ylabel="gradients", xlabel="run")


@claim(
    "super-universal-newton",
    paper=PAPER,
    theorem="local order",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="the local order is 1 + alpha, for alpha = 1/2, 3/4 and 1",
    engine="ball",
    engine_fixed=True,
    controls=controls("linear-shift", "root-shift", "constant-shift", "step-too-long"),
)
def order_of_convergence(method: type, engine: str) -> Finding:
    """x+ - x* = (H + lambda)^{-1} (lambda (x - x*) + O(|x - x*|^2)) with lambda = M_0 |g|^alpha near the minimiser,
    where no trial is rejected: there |g+| is lambda |g|/f'' nearly, <g+, s> is |g+| |g|/f'' and |g+|^2/(4 lambda) a
    quarter of that.
    """
    findings = []
    for alpha, steps in ((0.5, 14), (0.75, 11), (1.0, 9)):
        t = run_to_the_floor(method(2.0, alpha), CubicPerturbation(), np.array([0.125]), steps, 3000)
        findings.append(local_order([abs(x[0]) for x in t.enclosures], 1 + alpha, digits=3000 * 0.301))
    return worst(findings)


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    every_step_decreases,
    shifts_are_not_too_large,
    trials_are_few,
    order_of_convergence,
)
