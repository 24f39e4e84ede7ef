"""The SDE of SAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.flatness.sam import SAM
from verification.arithmetic import sam_sdes as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.sam_sdes import (
    ADDITIVE,
    CURVED,
    SQUARES,
    X,
    descends,
    first_order,
    from_the_minimiser,
    leaves_or_enters,
    one_step_law,
    terms,
)
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import sam_sde as mutants
from verification.trial import complete_run, first_iterates

NOISE = (
    mutants.NotCentred, mutants.NoiseWithoutEta, mutants.NoiseByTimeStep, mutants.NoiseNotAveraged,
    mutants.PlainDiffusion,
)  # fmt: skip
DRIFT = (
    mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.NormOfTheMean,
    mutants.Unnormalised,
)  # fmt: skip


@claim(
    "sam-sde",
    theorem="Euler-Maruyama",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="five steps on least squares equal 80-digit decimal arithmetic on the same draws",
    engine="ball",
    controls=planted(*NOISE, *DRIFT),
)
def first_steps(method: Any, engine: str) -> Finding:
    """The step is the definition, written out for f_i = (a_i'x - b_i)^2 / 2 without this library."""
    h, eta, rho = Decimal("0.0625"), Decimal("0.25"), Decimal("0.5")
    expected = exact.sde(exact.radius_of_sam, h, eta, rho, 5, seed=4)
    return first_iterates(method(0.0625, 0.25, 0.5), exact.problem(), exact.start(), expected, engine, rng=4)


@claim(
    "sam-sde",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on quadratics a step with h = eta has exactly the mean and covariance of a step of mini-batch SAM",
    controls=(
        *planted(*(m for m in NOISE if m is not mutants.NoiseByTimeStep), *DRIFT),
        *without("h = eta", h=0.125),
    ),
)
def law_of_one_step(method: Any, engine: str, h: float = 0.25) -> Finding:
    """grad f_i(x + u) = g_i + H_i u exactly, u = rho g_i/|g_i|: the step of SAM is x - eta G_i, i uniform.

    Its covariance is eta^2 Cov G_i; that of the simulation (h eta/n) sum_i (G_i - mean G)(G_i - mean G)', the draws
    being centred. SAM runs on every term alone; the simulation is affine in its draws, whose responses give its law.
    """
    eta, rho, findings = 0.25, 0.5, []
    for problem in (SQUARES, ADDITIVE):
        ends = [complete_run(SAM(eta, rho), term, X, 1, engine=engine).x[1] for term in terms(problem)]
        findings.append(one_step_law(method(h, eta, rho), problem, ends, engine))
    return worst(findings)


@claim(
    "sam-sde",
    theorem="regularised loss",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the drift is minus the gradient of f + rho E|grad f_i|, the mean over the batches of the norms",
    controls=planted(*DRIFT),
    shows=("P062/2",),
)
def regularised_loss(method: Any, engine: str) -> Finding:
    """grad |g_i| = H_i g_i / |g_i|; on least squares, and on a quartic with additive noise.

    The norm of the mean gradient instead is the regulariser of DNSAM: E|g_i| is not |E g_i|.
    """
    rho = 0.5

    def loss(problem: Any) -> Any:
        def at(x: np.ndarray) -> float:
            return problem.value(x) + rho * float(
                np.mean(np.linalg.norm(problem.sample_gradients(x), axis=1))
            )

        return at

    return worst([descends(method(0.25, 0.25, rho), p, loss(p)) for p in (SQUARES, CURVED)])


@claim(
    "sam-sde",
    theorem="weak order one",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="for rho = sqrt(eta)/2 SAM without noise follows its equation to O(eta), gradient flow to O(sqrt eta)",
    engine_fixed=True,
    controls=(
        *planted(mutants.PlainDrift, mutants.HalfRegulariser),
        *without("rho = O(sqrt eta)", power=0.0),
    ),
)
def weak_order_one(method: Any, engine: str, power: float = 0.5) -> Finding:
    """grad f(x + u) = G + O(rho^2) with |u| = rho, so one step differs from the flow by eta O(rho^2) + O(eta^2).

    That is O(eta^2) for rho^2 = O(eta), and 1/eta steps add up to O(eta) while g stays away from zero. Without the term
    rho H g/|g| it is eta rho per step, O(sqrt eta) in all; for constant rho, eta rho^2, which does not vanish.
    """
    return first_order(lambda eta: method(1.0, eta, 0.5 * eta**power), lambda eta: SAM(eta, 0.5 * eta**power))


@claim(
    "sam-sde",
    theorem="attraction by a saddle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="along a negative eigenvector of a saddle the path enters it from within rho and leaves from beyond",
    controls=planted(
        mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.Unnormalised
    ),
)
def attraction_by_a_saddle(method: Any, engine: str) -> Finding:
    """On the axis of lambda < 0: -(g + rho H g/|g|) = |lambda| (t - rho sign t), repelled from +-rho on both sides.

    It reaches the saddle in finite time from |t| < rho. The gradient flow, rho = 0, always leaves.
    """
    return leaves_or_enters(method(0.03125, 0.25, 0.25), engine)


@claim(
    "sam-sde",
    theorem="zero gradients",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="a term with g_i = 0 adds nothing; from the minimiser x_1 = x_0 + sqrt(h eta/n) sum (xi_i - mean xi) G_i",
    controls=(
        *planted(mutants.Unguarded, mutants.Unnormalised, mutants.PlainDiffusion),
        *without("g = 0", offset=0.125),
    ),
)
def zero_gradients(method: Any, engine: str, offset: float = 0.0) -> Finding:
    """g_1 = -g_2 = -(1, 1), Hessian a a' with a = (1, 1): H g_1/|g_1| = sqrt 2 g_1, G_1 = (1 + sqrt 2 rho) g_1."""
    return from_the_minimiser(method(0.25, 0.25, 0.5), offset, 1 + 0.5 * np.sqrt(2), engine)


CLAIMS = (
    first_steps,
    law_of_one_step,
    regularised_loss,
    weak_order_one,
    attraction_by_a_saddle,
    zero_gradients,
)
