"""Entropy search: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import norm

from refimpl.core.draws import tape
from refimpl.problems import LinearNoise
from verification.arithmetic import bayesian as exact
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.global_bo.posterior import (
    CERTAIN,
    LENGTH,
    MU,
    START,
    UNIT,
    WELLS,
    grid,
    posterior,
    rows,
)
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.global_bo.entropy_search import MUTANTS
from verification.trial import complete_run

controls = partial(named, MUTANTS)
NORMALS = tuple((np.round(64 * np.random.default_rng(7).standard_normal(64)) / 64).tolist())


class Told(NamedTuple):
    """The largest ES told by the draws Z (m, n) and u (K,)."""

    algorithm: Any
    Z: Any
    u: Any

    def measure(self, problem, state):
        law = np.asarray(self.algorithm.law(state.mean, state.covariance, self.Z))
        return information(law) + np.max(self.algorithm.gains(state, self.Z, self.u)) / len(self.u)


@claim(
    "entropy-search",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 of four points and of three, given draws and noise, equal those of decimals of 90 digits",
    controls=planted(*MUTANTS),
)
def first_iterates_in_decimals(method: type, engine: str) -> Finding:
    """Each value given the others by the system of those others, no inverse; probabilities by their series. Points are
    multiples of 1/1024, which floats hold: x is the point or another one, whatever the rounding.
    """
    findings = []
    for n, shift, mu, length, noise, m, K in (
        (4, 0.0, -1.0, LENGTH, 0.5, 2, 1),
        (3, 0.5, 1.0, 1.25, 0.0625, 2, 2),
    ):
        wanted = exact.search(
            exact.entropy_search, rows(n), mu, length, noise, 5, tuple(START.tolist()), at_start=False,
            draws=n * m + K, counts=(m, K), normals=NORMALS, rough=0.25,
        )  # fmt: skip
        algorithm = method(shift + grid(n), mu, length, noise, m, K)
        run = complete_run(
            algorithm, LinearNoise(WELLS, 0.25), START, 5, engine=engine, rng=tape(list(NORMALS))
        )
        findings.append(identity(run.x[1:], np.array(wanted, dtype=float), tolerance=0.0, scale=1.0))
    return worst(findings)


@claim(
    "entropy-search",
    theorem="a coin",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="two points, one known, noise 2^-40: the gain is the entropy of a coin, Phi(D/s) to the share above",
    controls=controls(
        "covariance-before", "maximiser", "root-missing", "unscaled", "least-gain",
        "lengthscale-x4", "two-missing", "prior-mean-zero", "prior-covariance", "prior-mean-kept",
    ),
)  # fmt: skip
def entropy_of_a_coin(method: type, engine: str) -> Finding:
    """f_0 = y but for sqrt noise. Given it, f_1 is N(m, s^2): P(f_1 < f_0 | f_0) = Phi((y - m)/s) at every draw. Given
    f_1, f_0 is y: P(f_0 < f_1 | f_1) is 1 or 0 as m + s z_1 is above y or below. Once f_1 is asked both are known, one
    of them is the minimiser, and nothing is left. The roundings of C, of size 2^-53, are 2^-13 of the noise.
    """
    found, wanted = [], []
    Z, u = np.array([[0.5, q] for q in norm.ppf((np.arange(8) + 0.5) / 8)]), np.array([0.5, -1.0])
    for third in (1, 3, 4):
        for mu in (0.25, -0.75):
            two = grid(5)[[0, third]]
            algorithm = method(two, mu, 1.0, 2.0**-40, 8, 2)
            run = complete_run(
                algorithm, CERTAIN, START, 1, engine=engine, record=(Told(algorithm, Z, u),),
                rng=tape([*Z.ravel(), *u, 0.0, 0.0]),
            )  # fmt: skip
            points = START + two - two[0]
            known = asked(points, run.x[1])
            y = WELLS.value(points[known])
            m, C = posterior(points, [known], np.array([y]), mu, 1.0, 0.0)
            j = 1 - known
            s = np.sqrt(C[j, j])
            below = norm.cdf((y - m[j]) / s)
            above = np.mean(m[j] + s * Z[:, j] > y)
            p = below / (below + above)
            found.append(float(run.observed["Told"][1]))
            wanted.append(information(np.array([p, 1 - p])))
    return identity(found, wanted, tolerance=2.0**-12, scale=1.0)


def asked(points: np.ndarray, x: np.ndarray) -> int:
    """The number of the point x."""
    return int(np.argmin(np.sum((points - x) ** 2, axis=1)))


def information(p: np.ndarray) -> float:
    """-sum p log p."""
    return float(-np.sum(p[p > 0] * np.log(p[p > 0])))


def law(mean: np.ndarray, C: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """The law by regressions of each value on the others."""
    f = mean + Z @ np.linalg.cholesky(C).T
    found = []
    for j in range(len(mean)):
        others = np.delete(np.arange(len(mean)), j)
        w = np.linalg.solve(C[np.ix_(others, others)], C[others, j])
        centre = mean[j] + (f[:, others] - mean[others]) @ w
        spread = np.sqrt(C[j, j] - w @ C[others, j])
        found.append(norm.cdf((f[:, others].min(axis=1) - centre) / spread).sum())
    return np.array(found) / np.sum(found)


@claim(
    "entropy-search",
    theorem="one-step optimality",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="no query is expected to leave less entropy, over the same draws, than the one made, which leaves H - ES",
    controls=controls(
        "least-gain", "greedy", "most-uncertain", "maximiser", "covariance-before", "mean-before", "unscaled",
        "root-missing", "others-ignored",
    ),
)  # fmt: skip
def nothing_leaves_less(method: type, engine: str) -> Finding:
    """y = m_i + sqrt(C_ii + noise) u moves the mean by C_:i (y - m_i)/(C_ii + noise) and leaves C - C_:i C_i:/(C_ii +
    noise). Here it is put among the values, and the posterior is that of all of them at once, by an inverse; the law is
    by regressions of each value on the others. Conditions of these matrices are below 100, with some dozen roundings.
    """
    n, m, K, noise = 4, 4, 2, 0.25
    left, right, told, gains = [], [], [], []
    for seed in range(3):
        mu, length = (-0.25, 0.75) if seed % 2 else (-0.75, 1.25)
        rng = np.random.default_rng(seed)
        Z, u = rng.standard_normal((m, n)), rng.standard_normal(K)
        algorithm = method(grid(n), mu, length, noise, m, K)
        run = complete_run(
            algorithm, CERTAIN, START, 2, engine=engine, rng=tape([*Z.ravel(), *u, 0.0, 0.0] * 2),
            record=(Told(algorithm, Z, u),),
        )  # fmt: skip
        points = START + algorithm.grid
        first, second = (asked(points, x) for x in run.x[1:])
        y = np.array([WELLS.value(points[first])])
        mean, C = posterior(points, [first], y, mu, length, noise)
        expected = []
        for i in range(n):
            total = 0.0
            for z in u:
                value = mean[i] + np.sqrt(C[i, i] + noise) * z
                after, rest = posterior(points, [first, i], np.append(y, value), mu, length, noise)
                total += information(law(after, rest, Z)) / K
            expected.append(total)
        left.append(expected[second])
        right.append(min(expected))
        told.append(float(run.observed["Told"][1]))
        gains.append(information(law(mean, C, Z)) - min(expected))
    least = step_inequality(left, right, allowance=100 * 64 * UNIT, label="entropy left")
    return worst([least, identity(told, gains, tolerance=100 * 64 * UNIT, scale=1.0)])


@claim(
    "entropy-search",
    theorem="unbiased",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="the law by 2000 draws is Phi(D/s) of two points, 1/4 + arcsin(rho)/(2 pi) of three of one mean",
    controls=controls("maximiser", "others-ignored", "root-missing"),
    alpha=1e-6,
)
def law_in_closed_form(method: type, engine: str) -> Finding:
    """P(f_j < all others) = E P(f_j < all others | the others). Of two points f_0 - f_1 ~ N(m_0 - m_1, s^2); of three
    with one mean the differences f_i - f_j are two normal numbers of mean 0, both positive with 1/4 +
    arcsin(rho)/(2 pi) (Sheppard). Terms lie in [0, 1] and have a variance of at most p(1 - p): by Bernstein means of
    2000 are off by more than t = sqrt(2 p (1 - p) l) + l/3, l = log(2e7)/2000, with probability at most 1e-7, of
    five of them at most 1e-6; then a share is off by at most (t_j + p_j sum t)/(1 - sum t).
    """
    draws = np.random.default_rng(11).standard_normal((2000, 3))
    found: list[float] = []
    wanted: list[float] = []
    errors: list[float] = []
    length = np.log(2e7) / 2000
    for mean, C in (
        (np.array([0.0, 0.2]), np.array([[1.0, 0.95], [0.95, 1.0]])),
        (np.zeros(3), np.array([[1.0, 0.5, 0.3], [0.5, 0.26, 0.15], [0.3, 0.15, 0.1]])),
    ):
        n = len(mean)
        p = (two_points if n == 2 else three_points)(mean, C)
        t = np.sqrt(2 * p * (1 - p) * length) + length / 3
        algorithm = method(grid(n), MU, LENGTH, 0.25, 2000, 1)
        found.extend(algorithm.law(mean, C, np.ascontiguousarray(draws[:, :n])))
        wanted.extend(p)
        errors.extend((t + p * t.sum()) / (1 - t.sum()))
    return identity(found, wanted, tolerance=1.0, scale=np.array(errors))


def two_points(mean: np.ndarray, C: np.ndarray) -> np.ndarray:
    """P(f_0 < f_1) and the rest."""
    p = norm.cdf((mean[1] - mean[0]) / np.sqrt(C[0, 0] + C[1, 1] - 2 * C[0, 1]))
    return np.array([p, 1 - p])


def three_points(mean: np.ndarray, C: np.ndarray) -> np.ndarray:
    """P that both differences to the other two are positive; the mean is the same."""
    found = []
    for j in range(3):
        gaps = np.delete(np.eye(3), j, axis=0) - np.eye(3)[j]
        S = gaps @ C @ gaps.T
        found.append(0.25 + np.arcsin(S[0, 1] / np.sqrt(S[0, 0] * S[1, 1])) / (2 * np.pi))
    return np.array(found)


CLAIMS = (first_iterates_in_decimals, entropy_of_a_coin, nothing_leaves_less, law_in_closed_form)
