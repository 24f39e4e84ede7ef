"""Normalised Fisher-Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from refimpl.problems import LeastSquares, Logistic, random_logistic, random_robust_regression
from verification.arithmetic import normalised
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.second_order.normalised_steps import PAPER, least_root, runs, shared
from verification.evidence import step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order.normalised_fisher_newton import MUTANTS

controls = partial(named, MUTANTS)


def fisher(problem: Any, x: np.ndarray) -> np.ndarray:
    """(1/n) sum grad f_i grad f_i'."""
    rows = problem.sample_gradients(x)
    return np.mean([np.outer(row, row) for row in rows], axis=0)


def terms(problem: Any, x: np.ndarray) -> tuple[float, float, float]:
    """The error of the Fisher matrix, and half the Lipschitz constant of the Hessian."""
    error = np.linalg.norm(problem.hessian(x) - fisher(problem, x), 2)
    return float(error), problem.hessian_lipschitz() / 2, 0.0


STEEP = random_logistic(n=6, d=3, mu=0.0, seed=1)
LINE = Logistic(np.array([[0.5], [3.0]]), np.array([1.0, -1.0]), 0.0)
# the Fisher matrix is x^2 = 2^-8, the Hessian 1: radii above 1.83 gamma(x) are rejected, and 1.95 gamma(x) is tried
SMALL_RESIDUAL = (LeastSquares(np.ones((1, 1)), np.zeros(1)), [2.0**-4], 1.95 / 16)
RATIO = 1.01


def measured(problem: Any, x: np.ndarray, lowest: float, local: bool) -> float:
    """gamma(x) on a line, from below: by displacements of the radii lowest 1.01^j, -209 <= j < 209, to both sides."""
    g, A, half = problem.gradient(x), fisher(problem, x)[0, 0], problem.hessian_lipschitz() / 2
    radii = lowest * RATIO ** np.arange(-209.0, 209.0)
    errors = [max(abs(float((problem.gradient(x + h) - g - A * h)[0])) / r for h in (r, -r)) for r in radii]
    errors[0] = terms(problem, x)[0] + half * radii[0]  # and of all below
    if local:
        errors = errors[:1] * len(radii)
    # between two radii the error changes by L/2 times their distance at most
    most = np.maximum.accumulate(errors) + half * radii * (1 - 1 / RATIO)
    return float(np.max(radii[radii * most <= abs(g[0])], initial=0.0))


@claim(
    "normalised-fisher-newton",
    paper=PAPER,
    theorem="gradient-normalised smoothness",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="gamma(x), measured by displacements, is above 2 |g|/(e + sqrt(e^2 + 2 L |g|)) and below twice the "
    "radius that is found where a trial was rejected",
    engine_fixed=True,
    controls=(
        *controls("quartered", "norm-not-squared"),
        *without("all displacements up to gamma", local=True),
    ),
    shows=("P226/2",),
)
def gamma_is_found(method: type, engine: str, local: bool = False) -> Finding:
    """The error of the model, |grad f(x + h) - g - A h|, is at most e |h| + L |h|^2/2, which is at most |g| |h|/r for
    |h| <= r if (e + L r/2) r <= |g|: the root of that is the lower bound. A rejected radius is above gamma(x)
    (`radii_are_not_too_small`), and half of the last one is taken. A grid of radii 1 % apart finds gamma(x) up to
    that, and up to the 1 % of L r/2 that is added for what lies between: to 3 % together.
    """
    findings = []
    for run in runs(method, engine, [SMALL_RESIDUAL, (LINE, [-1.625], 36.0)], 3):
        lowest = [least_root(terms(run.problem, x), s) for x, s in zip(run.x[:-1], run.sizes, strict=True)]
        gammas = np.array([measured(run.problem, x, r, local) for x, r in zip(run.x, lowest)])
        findings.append(step_inequality(0.97 * np.array(lowest), gammas, allowance=1e-12))
        enough = np.where(run.radius < run.tried, gammas / 2, 0.0)
        findings.append(step_inequality(enough, run.radius, allowance=1e-12))
    return worst(findings)


CLAIMS = (
    *shared(
        "normalised-fisher-newton",
        (
            normalised.robust(),
            normalised.fisher,
            (((2.0, -1.0), 8.0, 4), ((-1.0, 3.0), 0.5, 4)),
        ),
        [
            (random_logistic(n=12, d=3, mu=0.0, seed=0), [6.0, -1.0, 1.0], 64.0),
            (random_robust_regression(n=12, d=3, noise=0.5, seed=0), [2.0, -3.0, 1.0], 32.0),
            (Logistic(8 * STEEP.A, STEEP.y, 0.0), [0.25, -0.5, 0.25], 2.0**-10),
            SMALL_RESIDUAL,
        ],
        terms,
        {
            "iterates": planted(*MUTANTS),
            "decrease": controls("every-trial-accepted", "uphill"),
            "length": controls("constant-shift", "radius-inverted", "root-shift", "step-too-long"),
            "radius": controls("quartered", "norm-not-squared", "uphill"),
        },
    ),
    gamma_is_found,
)
