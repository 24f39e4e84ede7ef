"""GO-UCB: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from refimpl import Trajectory
from refimpl.core.draws import tape
from verification.arithmetic import parametric as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.evidence import bound, identity, mean_bound, step_inequality
from verification.finding import Finding, Verdict, worst
from verification.mutants.global_bo.go_ucb import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
GRID = np.array(exact.POINTS)  # starts are copies: a planted error may write into its start
TRUTH = np.array(exact.TRUTH)


# bend, exploration, ridge, width, noise, steps
CASES = ((0.0, 3, 1.0, 1.0, 0.5, 20), (2.0, 4, 0.5, 0.5, 0.25, 20), (6.0, 5, 1.0, 0.5, 0.25, 20))


class Realisable(NamedTuple):
    """Values h(x'w) + scale z, z standard normal, h(u) = u + bend tanh(u)."""

    w: Any
    bend: float
    scale: float

    def validate(self):
        """Anything is usable."""

    def dimension(self):
        return self.w.shape[0]

    def sample(self, rng):
        return self.scale * rng.standard_normal(1)[0]

    def mean(self, x):
        u = x @ self.w
        return u + self.bend * np.tanh(u)

    def sample_value(self, x, draw):
        return self.mean(x) + draw


@claim(
    "go-ucb",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, x_2, ... of both phases for linear and bent models are those of 60-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """S is summed and eliminated anew in every step, its determinant expanded, w_0 iterated until it stands."""
    findings = []
    for bend, exploration, ridge, width, noise, steps in CASES:
        wanted = exact.go_ucb(bend, exploration, ridge, width, noise, 0.125, steps)
        algorithm = method(GRID, bend, exploration, ridge, width, noise, 0.125)
        problem = Realisable(TRUTH, bend, 0.125)
        stream = replayed(exact.NOISE, exact.DRAWN[:exploration], len(GRID))
        findings.append(first_iterates(algorithm, problem, GRID[0].copy(), wanted, engine, rng=stream))
        if findings[-1].verdict is Verdict.VIOLATED:
            break
    return worst(findings)


def replayed(noise: Any, drawn: Any, n: int) -> Any:
    """A tape on which phase I asks the first and draws the others of n points, with noise in the answers; then more."""
    lots = [[float(i == j) - j / 64 for j in range(n)] + [z] for i, z in zip(drawn[1:], noise[1:])]
    return tape([noise[0], *(v for row in lots for v in row), *noise[len(drawn) :], *np.arange(40 * n) / 64])


class Ellipsoids(NamedTuple):
    """Of phase II, from what was asked and answered: w_0, and for every query the centre, S^{-1}, log det, g."""

    w0: Any
    centres: Any
    inverses: Any
    logs: Any
    rows: Any


def ellipsoids(xs: Any, ys: Any, bend: float, exploration: int, ridge: float) -> Ellipsoids:
    """By Newton steps, and by solving for every query afresh; one row more than queries, for what comes next."""
    d, w0 = xs.shape[1], np.zeros(xs.shape[1])
    slope = lambda u: 1 + bend / np.cosh(u) ** 2  # noqa: E731
    P, y = xs[:exploration], ys[:exploration]
    for _ in range(40):
        J = slope(P @ w0)[:, None] * P
        gap = y - P @ w0 - bend * np.tanh(P @ w0)
        w0 = w0 + np.linalg.solve(J.T @ J + ridge * np.eye(d), J.T @ gap - ridge * w0)
    P, y = xs[exploration:], ys[exploration:]
    G, gaps = slope(P @ w0)[:, None] * P, y - P @ w0 - bend * np.tanh(P @ w0)
    S = [ridge * np.eye(d) + G[:t].T @ G[:t] for t in range(len(P) + 1)]
    centres = [w0 + np.linalg.solve(S[t], G[:t].T @ gaps[:t]) for t in range(len(P) + 1)]
    logs = [np.linalg.slogdet(s / ridge)[1] for s in S]
    return Ellipsoids(w0, np.array(centres), np.linalg.inv(S), np.array(logs), G)


def played(
    method: type, engine: str, problem: Realisable, steps: int, *, bend: float, width: float, noise: float, rng: Any,
    grid: Any = GRID, ridge: float = 1.0,
) -> tuple[Trajectory, Ellipsoids]:  # fmt: skip
    """A run on the draws of a tape with four queries of phase I, and what its values say."""
    n, draws = len(grid), np.asarray(rng.reals)
    noises = problem.scale * np.concatenate([draws[: 3 * n + 4 : n + 1], draws[3 * n + 4 :]])
    algorithm = method(grid, bend, 4, ridge, width, noise, 0.125)
    t = complete_run(algorithm, problem, grid[0].copy(), steps, engine=engine, rng=rng)
    return t, ellipsoids(t.x[1:], problem.mean(t.x[1:]) + noises[:steps], bend, 4, ridge)


@claim(
    "go-ucb",
    theorem="ellipsoid",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="after 20 steps w_0, w_t, S^{-1} and log det S/ridge are those of regression and of sums, bend = 0, 2",
    controls=(
        *controls("gradients-at-current", "residuals-at-current", "features-for-gradients"),
        *controls("no-regression", "linear-regression", "exploration-counted"),
    ),
)
def ellipsoid_of_sums(method: type, engine: str) -> Finding:
    """(S + g g')^{-1} = S^{-1} - v v'/(1 + g'v) and det(S + g g') = det S (1 + g'v) with v = S^{-1} g: what the method
    updates is here summed, inverted and factored anew. bend = 0: w_t minimises ridge |w - w_0|^2 + sum (y - x'w)^2.
    """
    findings = []
    for bend in (0.0, 2.0):
        stream = replayed(exact.NOISE, exact.DRAWN[:4], len(GRID))
        problem = Realisable(TRUTH, bend, 0.125)
        t, e = played(method, engine, problem, 20, bend=bend, width=0.75, noise=0.25, ridge=0.5, rng=stream)
        s = t.state
        found = [*s.w0, *(s.w0 + s.inverse @ s.score), *np.ravel(s.inverse), s.information]
        wanted = [*e.w0, *e.centres[-1], *np.ravel(e.inverses[-1]), e.logs[-1]]
        findings.append(identity(found, wanted, tolerance=1e-11))  # linear algebra of condition below 100
    return worst(findings)


def misled(steps: int) -> Any:
    """Draws that show the best of two points three times far too high in phase I, and no noise afterwards."""
    return replayed([0.0] + [16.0] * 3 + [0.0] * steps, (0, 1, 1, 1), 2)


AXES, LEAST = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([-1.0, 0.0])


@claim(
    "go-ucb",
    theorem="optimism",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="in ellipsoids that hold w*: f(x_t) - min f <= 2 (1 + bend) r_t |x_t|_{S^-1}, at every query of phase II",
    controls=(
        *controls("greedy", "pessimist", "euclidean-norm"),
        *without("a radius that reaches w*", width=0.0),
    ),
)
def regret_of_a_query(method: type, engine: str, width: float = 1.75) -> Finding:
    """Where |w* - w_t|_S <= r: h(l_t(p)) <= f(p) <= h(l_t(p) + 2 r |p|_{S^-1}), l_t(p) = p'w_t - r |p|_{S^-1}, for all
    p. x_t has the least l_t and h increases: min f >= h(l_t(x_t)), thus f(x_t) - min f <= (1 + bend) 2 r |x_t|_{S^-1}.
    Here phase I shows the best point far too high, so that all is lost to who does not doubt it.
    """
    left, right = [], []
    for bend in (0.0, 2.0):
        problem = Realisable(LEAST, bend, 0.125)
        t, e = played(
            method, engine, problem, 96, bend=bend, width=width, noise=0.25, grid=AXES, rng=misled(96)
        )
        for k, x in enumerate(t.x[5:]):
            r = 1.75 + 0.25 * np.sqrt(e.logs[k] - 2 * np.log(0.125))
            gap = LEAST - e.centres[k]
            if gap @ np.linalg.solve(e.inverses[k], gap) <= r * r:
                left.append(problem.mean(x) - problem.mean(AXES).min())
                right.append(2 * (1 + bend) * r * np.sqrt(x @ e.inverses[k] @ x))
    return step_inequality(left, right, allowance=1e-12, label="regret")


@claim(
    "go-ucb",
    theorem="cumulative regret and elliptical potential",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="bend = 0, |p|^2 <= ridge: regret <= 4 (max f - min f) + 2 r_T (2 T log det S/ridge)^(1/2), T <= 508",
    controls=(
        *controls("greedy", "pessimist", "euclidean-norm"),
        *without("a radius that reaches w*", width=0.0),
    ),
)
def cumulative_regret(method: type, engine: str, width: float = 1.75) -> Finding:
    """u <= 2 log(1 + u) for u <= 1, and log det S grows by log(1 + |x|^2_{S^-1}): sum |x_t|^2_{S^-1} is at most
    2 log det S_T/ridge, which is checked, too. r_t does not fall: the sum of 2 r_t |x_t|_{S^-1} is at most 2 r_T times
    (T sum |x_t|^2)^(1/2), for T queries of phase II; the four of phase I lose max f - min f = 1 each at most. It is
    O~(sqrt T); who never doubts phase I loses 1 at every query.
    """
    problem = Realisable(LEAST, 0.0, 0.125)
    t, e = played(method, engine, problem, 512, bend=0.0, width=width, noise=0.25, grid=AXES, rng=misled(512))
    xs, logs = t.x[5:], e.logs[1:]
    lost = np.cumsum(problem.mean(t.x[1:]) + 1.0)[4:]
    radii = 1.75 + 0.25 * np.sqrt(logs - 2 * np.log(0.125))
    potential = np.cumsum(np.einsum("ti,tij,tj->t", xs, e.inverses[:-1], xs))
    return worst(
        [
            bound(lost, 4 + 2 * radii * np.sqrt(2 * np.arange(1, 509) * logs), xlabel="T", ylabel="regret"),
            bound(potential, 2 * logs, xlabel="T", ylabel="sum of squared norms"),
        ]
    )


@claim(
    "go-ucb",
    theorem="coverage",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="bend = 0: P(|w* - w_t|_S > ridge^(1/2) |w* - w_0| + noise (log det S/ridge + log 64)^(1/2)) <= 1/8",
    controls=(
        *controls("residuals-at-current"),
        *without("noise of that size", scale=1.0),
    ),
    alpha=1e-6,
)
def coverage(method: type, engine: str, scale: float = 0.0625) -> Finding:
    """S (w_t - w*) = ridge (w_0 - w*) + m, m = sum x z with noise z, and the first term has a norm of at most
    ridge^(1/2) |w_0 - w*| in S^-1. With E exp(c z) <= exp(c^2 noise^2/2) the expectation of
    exp(a'm/noise - a'(S - ridge I)a/2) is at most 1 for every a, hence its mean over a ~ N(0, I/ridge),
    (det S/ridge)^(-1/2) exp(|m|^2_{S^-1}/(2 noise^2)): by Markov it exceeds 8 with probability 1/8 at most.
    """
    failures = []
    for seed in range(64):
        algorithm = method(GRID, 0.0, 2, 1.0, 0.5, 0.0625, 0.125)
        problem = Realisable(TRUTH, 0.0, scale)
        s = complete_run(algorithm, problem, GRID[0].copy(), 16, engine=engine, rng=seed).state
        gap = TRUTH - s.w0 - s.inverse @ s.score
        far = np.sqrt(gap @ np.linalg.solve(s.inverse, gap))
        reach = np.linalg.norm(TRUTH - s.w0) + 0.0625 * np.sqrt(s.information - 2 * np.log(0.125))
        failures.append(float(far > reach))
    return mean_bound(failures, 0.125, margin=4.0, xlabel="t", ylabel="failures")


CLAIMS = (first_iterates_in_decimals, ellipsoid_of_sums, regret_of_a_query, cumulative_regret, coverage)
