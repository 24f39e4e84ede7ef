"""GP-UCB: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import GaussianWells
from verification.arithmetic import bayesian as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.global_bo.posterior import (
    LENGTH,
    MU,
    NOISE,
    START,
    UNIT,
    WELLS,
    grid,
    kernel,
    posterior,
    rows,
    searched,
)
from verification.evidence import bound, identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.global_bo.gp_ucb import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
ROUNDING = 100 / NOISE * 64 * UNIT  # conditions of at most (1 + n)/noise, some dozen roundings


@claim(
    "gp-ucb",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 of eleven and of three points equal those of decimals of 90 digits",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """Posterior by elimination on all that was asked, more than once where it was asked again."""
    findings = []
    for n, shift, mu, length, noise, width in (
        (11, 0.0, MU, LENGTH, NOISE, 2.0),
        (11, 0.5, -1.0, 1.25, 0.5, 0.5),
        (3, 0.0, 0.0, 1.0, 0.25, 1.25),
    ):
        gain = exact.optimism(width)
        wanted = exact.search(gain, rows(n), mu, length, noise, 8, tuple(START.tolist()), at_start=True)
        algorithm = method(shift + grid(n), mu, length, noise, width)
        findings.append(first_iterates(algorithm, WELLS, START, wanted, engine))
    return worst(findings)


@claim(
    "gp-ucb",
    theorem="confidence bounds",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the bound told is the least m - width s of all points under the posterior of all queries, and x+ has it",
    controls=controls(
        "upper-bound", "width-understated", "width-root", "posterior-lags", "noise-deviation", "noise-out-of-mean",
        "variance-for-deviation", "prior-mean-zero", "prior-mean-kept", "prior-covariance", "two-missing",
        "most-uncertain", "maximises", "least-gain", "greedy",
    ),
)  # fmt: skip
def bound_is_of_the_posterior(method: type, engine: str) -> Finding:
    """On the other side stand mu + K A^{-1} (y - mu) and K - K A^{-1} K with A = K(X, X) + noise of all queries X at
    once, whatever their order: conditioning on one after another gives the same.
    """
    told, least, here = [], [], []
    for mu, length, width in ((MU, LENGTH, 2.0), (-1.0, 1.25, 0.5)):
        run = searched(method(grid(13), mu, length, NOISE, width), WELLS, START, 8, engine)
        for k in range(1, 9):
            m, C = posterior(run.points, *run.before(k), mu, length, NOISE)
            low = m - width * np.sqrt(np.diag(C))
            told.append(-float(run.gains[k]))
            least.append(float(np.min(low)))
            here.append(float(low[run.asked[k]]))
    same = identity(told, least, tolerance=ROUNDING, scale=1.0)
    return worst([same, identity(told, here, tolerance=ROUNDING, scale=1.0)])


CENTRES, DEPTHS = np.array([[0.5, 0.25], [-1.5, 1.5], [2.0, -1.5]]), np.array([0.375, 0.5, 1.0])
NORM = float(np.sqrt(DEPTHS @ kernel(CENTRES, CENTRES, LENGTH) @ DEPTHS))
WIDE = np.concatenate(
    [CENTRES[:1], 1.5 * grid(20)[1:], CENTRES[2:]]
)  # a good start first, the best point last
SMOOTH = GaussianWells(DEPTHS, CENTRES, np.full((3, 2), LENGTH))  # -sum A_j k(., c_j)
STEPS, ERROR = 24, 0.0625


def with_errors() -> GaussianWells:
    """The smooth wells, and needles of depth ERROR at every second point: nothing elsewhere, as far as points tell."""
    needles = WIDE[::2]
    return GaussianWells(
        np.append(DEPTHS, np.full(len(needles), ERROR)),
        np.concatenate([CENTRES, needles]),
        np.append(SMOOTH.widths, np.full(needles.shape, 2.0**-7), axis=0),
    )


@claim(
    "gp-ucb",
    theorem="regret of a step",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="width^2 = |f|_k^2 + |e|^2/noise: f(x+) - min f <= 2 width s(x+) at every step, with certainty",
    controls=(
        *controls(
            "upper-bound", "width-understated", "posterior-lags", "prior-covariance", "prior-mean-kept", "least-gain",
            "greedy", "most-uncertain", "maximises",
        ),
        *without("a width of at least the norm", share=0.3),
    ),
)  # fmt: skip
def regret_of_a_step(method: type, engine: str, share: float = 1.0) -> Finding:
    """f = sum c_j k(., z_j), k reproducing, values y = f + e. With w = A^{-1} k(X, p), A = K + noise,
    f(p) - m(p) = <f, k(p, .) - sum w_i k(x_i, .)> - w'e, and the square of the norm of the difference is
    k(p, p) - 2 w'k + w'K w = C_pp - noise |w|^2. By Cauchy and Schwarz, twice, |f - m| <=
    |f| sqrt(C_pp - noise |w|^2) + |e|/sqrt(noise) sqrt(noise) |w| <= sqrt(|f|^2 + |e|^2/noise) s <= width s. So
    l = m - width s <= f <= l + 2 width s: f(x+) - 2 width s(x+) <= l(x+) <= l(x*) <= f(x*).
    """
    findings = []
    for f, errors in ((SMOOTH, 0.0), (with_errors(), (STEPS + 1) * ERROR**2)):
        width = share * float(np.sqrt(NORM**2 + errors / NOISE))
        run = searched(method(WIDE, 0.0, LENGTH, NOISE, width), f, WIDE[0], STEPS, engine)
        s = []
        for k in range(1, STEPS + 1):
            _, C = posterior(run.points, *run.before(k), 0.0, LENGTH, NOISE)
            s.append(C[run.asked[k], run.asked[k]] ** 0.5)
        true = np.array([SMOOTH.value(p) for p in run.points])
        regret = true[run.asked[1:]] - np.min(true)
        findings.append(step_inequality(regret, 2 * width * np.array(s), allowance=ROUNDING, label="regret"))
    return worst(findings)


class Variance(NamedTuple):
    """C_jj at the point that `algorithm` asks next."""

    algorithm: Any

    def measure(self, problem, state):
        return np.diag(state.covariance)[int(np.argmax(self.algorithm.gains(state)))]


@claim(
    "gp-ucb",
    theorem="information gain",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="sum s^2 <= 2 I/log(1 + 1/noise), and the regrets of T steps sum to at most |f|_k sqrt(8 T I/log(...))",
    controls=(
        *controls(
            "upper-bound", "greedy", "least-gain", "prior-covariance", "noise-deviation", "posterior-lags",
            "lengthscale-x4", "two-missing",
        ),
        *without("the noise of the posterior in the information", factor=4.0),
    ),
)  # fmt: skip
def regret_by_information(method: type, engine: str, factor: float = 1.0) -> Finding:
    """det(1 + K/noise) is the product of 1 + s_t^2/noise, s_t the deviation of query t before it, by determinants of
    Schur complements. log(1 + v/noise)/v falls in v: s^2 <= log(1 + s^2/noise)/log(1 + 1/noise) for s <= 1. The sum is
    2 I/log(1 + 1/noise), and the regrets 2 width s_t (that of the start is at most 2 |f|_k, s = 1) sum to at most
    2 width sqrt(T sum s^2). Greedy search rests where it began: its regret is linear.
    """
    steps = 72
    algorithm = method(WIDE, 0.0, LENGTH, NOISE, NORM)
    t = complete_run(algorithm, SMOOTH, WIDE[0], steps, engine=engine, record=(Variance(algorithm),))
    variances = np.append(1.0, t.observed["Variance"][:-1])
    K = kernel(t.x, t.x, LENGTH)
    diagonal = np.diag(np.linalg.cholesky(np.eye(steps + 1) + K / (factor * NOISE)))
    twice = np.cumsum(2 * np.log(diagonal))  # 2 I
    same = identity(np.cumsum(np.log1p(variances / NOISE)), twice, tolerance=ROUNDING, scale=1.0)
    most = twice / np.log1p(1 / NOISE)
    regret = np.cumsum([SMOOTH.value(x) for x in t.x]) - np.arange(1, steps + 2) * SMOOTH.value(CENTRES[2])
    count = np.arange(1, steps + 2)
    return worst(
        [
            same,
            bound(np.cumsum(variances), most, allowance=ROUNDING, x=count, xlabel="T"),
            bound(regret, 2 * NORM * np.sqrt(count * most), allowance=ROUNDING, x=count, xlabel="T"),
        ]
    )


CLAIMS = (first_iterates_in_decimals, bound_is_of_the_posterior, regret_of_a_step, regret_by_information)
