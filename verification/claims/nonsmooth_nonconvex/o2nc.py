"""Online-to-non-convex conversion: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Quadratic
from verification.arithmetic import conversion as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex.capped import CappedL1
from verification.evidence import bound, identity, mean_bound, step_inequality
from verification.finding import Finding, worst
from verification.mutants.nonsmooth_nonconvex import o2nc as mutants
from verification.trial import complete_run, first_iterates

UNIT = 2.0**-53
TERMS = np.array(exact.Z)
KINKS = FiniteNoise(CappedL1(2, 0.5), TERMS / 4)


def replayed(problem: Any, x: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Displacements and sampled gradients at the query points of the run x_0, ..., x_M with that seed."""
    rng, shifts, gradients = np.random.default_rng(seed), np.diff(x, axis=0), []
    for before, shift in zip(x, shifts):
        s = rng.random()
        gradients.append(problem.sample_gradient(before + s * shift, problem.sample(rng)))
    return shifts, np.array(gradients)


@claim(
    "o2nc",
    theorem="Algorithm 1 with projected online gradient descent",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with sampled linear terms equal 80-digit decimals, epochs of three steps",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; short displacements and cut ones both occur, with given draws."""
    places, samples = [0.5, 0.25, 0.75, 0.125, 0.875, 0.375, 0.5, 0.625], [0, 2, 1, 1, 0, 2, 0, 1]
    problem = FiniteNoise(Quadratic(np.array(exact.A, float), np.array(exact.B, float)), TERMS)
    wanted = exact.conversion(0.125, 0.1875, 3, places, samples)
    draws = tape(places, samples)
    return first_iterates(method(0.125, 0.1875, 3), problem, np.array(exact.START), wanted, engine, rng=draws)


@claim(
    "o2nc",
    theorem="conversion identity",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="F(x_n) - F(x_{n-1}) = E <g_n, Delta_n> across four kinks, over all pieces of the segment, all samples",
    controls=planted(
        mutants.SEqualsOne,
        mutants.SEqualsZero,
        mutants.Midpoint,
        mutants.Ascent,
        mutants.ProjectAfterUpdate,
        mutants.MovesToQuery,
        mutants.Forgetful,
    ),
)
def conversion_identity(method: type, engine: str) -> Finding:
    """F is absolutely continuous on the segment: its increment is the integral of <grad F(x + s Delta), Delta> over s.

    The gradient is constant between the kinks, so a finite sum over pieces and samples is the expectation. Where the
    learner does not project, g_n = (Delta_n - Delta_{n+1})/eta. Delta_1 = 0 moves nothing.
    """
    eta, x0, total = 1.0, np.array([0.3, -0.4]), 0.0
    ahead = -eta * KINKS.sample_gradient(x0, 0)  # Delta_2
    cuts = KINKS.objective.pieces(x0, ahead)
    for s, length in zip((cuts[1:] + cuts[:-1]) / 2, np.diff(cuts)):
        for i in range(3):
            x = complete_run(
                method(eta, 8.0, 8), KINKS, x0, 3, engine=engine, rng=tape([0, s, 0], [0, i, 0])
            ).x
            g = (2 * x[2] - x[1] - x[3]) / eta
            total += length / 3 * float(g @ (x[2] - x[1]))
    wanted = KINKS.value(x0 + ahead) - KINKS.value(x0)
    pieces = identity(len(cuts), 6, tolerance=0.0)  # two kinks of each coordinate lie on the segment
    return worst([pieces, identity(total, wanted, tolerance=64 * UNIT, scale=1.0)])


@claim(
    "o2nc",
    theorem="regret of the learner",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|Delta_{n+1} - u|^2 <= |Delta_n - eta g_n - u|^2 for |u| = D, every n; |Delta_n| <= D, 0 at a restart",
    controls=planted(
        mutants.SEqualsOne,
        mutants.Ascent,
        mutants.NotProjected,
        mutants.AlwaysScaled,
        mutants.OntoCube,
        mutants.ProjectAfterUpdate,
        mutants.MovesToQuery,
        mutants.Forgetful,
        mutants.EpochOneLate,
    ),
)
def regret_of_one_step(method: type, engine: str) -> Finding:
    """The projection onto a convex set does not lengthen the distance to its points u.

    g_n is recomputed from x_{n-1}, x_n and the draws; u is D in either direction of an axis and against g_n.
    Expanded and summed over an epoch with Delta = 0 at its start: sum <g_n, Delta_n - u> <= D^2/(2 eta) + (eta/2) sum
    |g_n|^2. The points of an epoch are within T D of each other.
    """
    eta, D, T, seed = 0.25, 0.375, 6, 7
    x = complete_run(method(eta, D, T), KINKS, np.array([0.45, -0.4]), 36, engine=engine, rng=seed).x
    shifts, g = replayed(KINKS, x, seed)
    inside = np.arange(1, 36) % T != 0
    found = [bound(np.linalg.norm(shifts, axis=1), np.full(36, D), ylabel="|Delta|")]
    found.append(identity(shifts[::T], np.zeros((6, 2)), tolerance=0.0, scale=1.0))
    away = -D * g[:-1] / np.maximum(np.linalg.norm(g[:-1], axis=1, keepdims=True), UNIT)
    for u in (*(D * sign * np.eye(2)[i] for i in (0, 1) for sign in (1, -1)), away):
        left = np.sum((shifts[1:] - u) ** 2, axis=1)
        right = np.sum((shifts[:-1] - u - eta * g[:-1]) ** 2, axis=1)
        found.append(step_inequality(left[inside], right[inside], allowance=64 * UNIT))
    return worst(found)


@claim(
    "o2nc",
    theorem="Goldstein stationarity",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="mean over epochs of |mean of grad F(w)| <= h_0/(D M) + (G + sigma)/sqrt T in expectation",
    controls=(
        *planted(mutants.Ascent),
        *without("eta = D/(G sqrt T)", factor=2.0**-10),
        *without("K T = M steps", epochs=1),
    ),
    alpha=1e-6,
    shows=("P146/3",),
)  # fmt: skip
def goldstein_stationarity(method: type, engine: str, factor: float = 1.0, epochs: int = 4) -> Finding:
    """With u = -D v/|v|, v the mean of grad F over an epoch, the identity and the regret bound give

    D T E|v| = E sum <grad F, -u> <= E [F(start) - F(end)] + D^2/(2 eta) + (eta/2) T G^2 + D E|sum of the noise|;
    eta = D/(G sqrt T) makes the middle terms D G sqrt T, independent noises sum to sigma sqrt T; divide by D T and sum
    over epochs. The mean of gradients within T D of each other is in the Goldstein subdifferential at their centre.
    """
    problem = FiniteNoise(CappedL1(2, 64.0), TERMS / 4)
    D, T, x0 = 0.25, 16, np.array([2.0, -2.25])
    sigma2 = problem.noise_variance()
    G = np.sqrt(1 + sigma2)
    eta, runs = factor * D / (G * np.sqrt(T)), []
    for seed in range(56):
        x = complete_run(method(eta, D, T), problem, x0, T * epochs, engine=engine, rng=seed).x
        rng, w = np.random.default_rng(seed), []
        for before, after in pairwise(x):
            w.append(before + rng.random() * (after - before))
            problem.sample(rng)
        gradients = problem.objective.gradient(np.array(w)).reshape(epochs, T, 2)
        runs.append(np.mean(np.linalg.norm(gradients.mean(axis=1), axis=1)))
    limit = problem.value(x0) / (D * T * 4) + (G + np.sqrt(sigma2)) / np.sqrt(T)
    return mean_bound(np.array(runs), limit)


CLAIMS = (first_iterates_on_a_quadratic, conversion_identity, regret_of_one_step, goldstein_stationarity)
