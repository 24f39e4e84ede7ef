"""Optimistic online-to-non-convex conversion: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import CubicPerturbation, LogQuadratic, Quadratic
from verification.arithmetic import conversion as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.nonsmooth_nonconvex import optimistic_o2nc as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
D, T = 0.75, 5  # radius and epoch on log-quadratic


class First(NamedTuple):
    """First entry of Dhat_{n+1}."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.centre[0]


class Second(NamedTuple):
    """Second entry of Dhat_{n+1}."""

    def measure(self, problem: Any, state: Any) -> Any:
        return state.centre[1]


@claim(
    "optimistic-o2nc",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic equal 80-digit decimals, Q = 2, epochs of three steps",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition, in lists of decimals; short displacements and cut ones both occur."""
    problem = Quadratic(np.array(exact.A, float), np.array(exact.B, float))
    wanted = exact.optimistic(0.125, 0.1875, 3, 2, 8)
    return first_iterates(method(0.125, 0.1875, 3, 2), problem, np.array(exact.START), wanted, engine)


@claim(
    "optimistic-o2nc",
    theorem="increment over a step",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on x^2/2 + x^3/6: F(x_n) - F(x_{n-1}) = g_n Delta_n + Delta_n^3/24 at every step, g_n the learner's",
    controls=planted(
        mutants.QueryAtEnd,
        mutants.QueryAtStart,
        mutants.FromTheDisplacement,
        mutants.CentreIsDisplacement,
        mutants.Ascent,
    ),
)
def increment_over_a_step(method: type, engine: str) -> Finding:
    """phi(s) = F'(x + s Delta) Delta is quadratic with phi'' = M Delta^3 on a cubic: the midpoint misses phi''/24.

    For an M-Lipschitz Hessian phi' is M |Delta|^3-Lipschitz, and the midpoint misses at most M |Delta|^3/24. Where
    nothing is projected the learner's gradient is (Dhat_n - Dhat_{n+1})/eta.
    """
    eta, problem = 0.25, CubicPerturbation()
    run = complete_run(
        method(eta, 8.0, 64, 2), problem, np.array([0.75]), 12, engine=engine, record=[First()]
    )
    x, centre = run.x[:, 0], run.observed["First"]
    shift, g = np.diff(x), -np.diff(centre) / eta
    F = np.array([problem.value(v) for v in run.x])
    return identity(np.diff(F), g * shift + shift**3 / 24, tolerance=64 * UNIT, scale=1.0)


def _followed(
    method: type, engine: str, Q: int, eta: float
) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
    """A run on log-quadratic, L = 2: problem, x, centres Dhat_n and g_n at the middles of its steps."""
    problem = LogQuadratic(2)
    x0 = np.array([2.5, -1.5])
    run = complete_run(method(eta, D, T, Q), problem, x0, 20, engine=engine, record=[First(), Second()])
    g = np.array([problem.gradient(v) for v in (run.x[1:] + run.x[:-1]) / 2])
    return problem, run.x, np.stack([run.observed["First"], run.observed["Second"]], axis=1), g


@claim(
    "optimistic-o2nc",
    theorem="regret of the learner",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="eta L <= 1: <g_n, Delta_n - u> <= (|u - Dhat_n|^2 - |u - Dhat_{n+1}|^2)/(2 eta) for |u| = D, any Q",
    controls=(
        *planted(
            mutants.NoHint,
            mutants.HintAtEnd,
            mutants.FromTheDisplacement,
            mutants.Ascent,
            mutants.NotProjected,
            mutants.NoRestart,
        ),
        *without("eta L <= 1", eta=4.0),
    ),
)
def regret_of_one_step(method: type, engine: str, eta: float = 0.5) -> Finding:
    """P gives <h, Delta - Dhat+> <= (|Dhat+ - Dhat|^2 - |Dhat+ - Delta|^2 - |Delta - Dhat|^2)/(2 eta), and

    <g, Dhat+ - u> <= (|u - Dhat|^2 - |u - Dhat+|^2 - |Dhat+ - Dhat|^2)/(2 eta). Add both and the third part of the left
    side, <g - h, Delta - Dhat+> <= (eta/2)|g - h|^2 + |Delta - Dhat+|^2/(2 eta). What is left over is
    (eta/2)|g - h|^2 - |Delta - Dhat|^2/(2 eta). The map Delta -> P(Dhat - eta grad F(x + Delta/2)) contracts by
    q = eta L/2 <= 1/2: |g - h| <= (L/2) q^{Q-1} |Delta^1 - Dhat|, |Delta^Q - Dhat| >= |Delta^1 - Dhat| (1 - q - ... -
    q^{Q-1}). The ratio of q^{Q-1} to that sum grows with q and is 1 at q = 1/2, so |g - h| <= (L/2)|Delta - Dhat| and
    the rest is not positive.
    """
    found = []
    for Q in (1, 4):
        _, x, centre, g = _followed(method, engine, Q, eta)
        shift, n = np.diff(x, axis=0), len(g)
        inside = np.arange(1, n + 1) % T != 0
        found.append(bound(np.linalg.norm(shift, axis=1), np.full(n, D), ylabel="|Delta|"))
        found.append(identity(centre[::T], np.zeros((n // T + 1, 2)), tolerance=0.0, scale=1.0))
        away = -D * g / np.maximum(np.linalg.norm(g, axis=1, keepdims=True), UNIT)
        for u in (*(D * sign * np.eye(2)[i] for i in (0, 1) for sign in (1, -1)), away):
            gain = np.sum((u - centre[:-1]) ** 2 - (u - centre[1:]) ** 2, axis=1) / (2 * eta)
            left = np.sum(g * (shift - u), axis=1)
            found.append(step_inequality(left[inside], gain[inside], allowance=64 * UNIT))
    return worst(found)


@claim(
    "optimistic-o2nc",
    theorem="Goldstein stationarity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="mean over K epochs of |mean of grad F(w)| <= h_0/(D T K) + D/(2 eta T) + M D^2/24 at every K",
    controls=(*planted(mutants.Ascent), *without("the start counted", start=0.0)),
)
def goldstein_stationarity(method: type, engine: str, start: float = 1.0) -> Finding:
    """With u = -D v/|v|, v the mean of grad F(w) over an epoch, the regret and the increments give

    D T |v| = sum <g, -u> <= F(start) - F(end) + T M D^3/24 + D^2/(2 eta); summed over epochs and divided by D T K, with
    h_0 = F(x_0) as F >= 0.
    """
    eta = 0.5
    problem, x, _, g = _followed(method, engine, 2, eta)
    v = np.linalg.norm(g.reshape(-1, T, 2).mean(axis=1), axis=1)
    K = np.arange(1, len(v) + 1)
    limit = (
        start * problem.value(x[0]) / (D * T * K)
        + D / (2 * eta * T)
        + problem.hessian_lipschitz() * D**2 / 24
    )
    return bound(np.cumsum(v) / K, limit, x=K, xlabel="K", ylabel="Goldstein measure")


CLAIMS = (first_iterates_on_a_quadratic, increment_over_a_step, regret_of_one_step, goldstein_stationarity)
