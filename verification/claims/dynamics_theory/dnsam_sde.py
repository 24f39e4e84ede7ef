"""The SDE of DNSAM: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.dynamics_theory.sam_sde import SAMSDE
from refimpl.flatness.dnsam import DNSAM
from verification.arithmetic import sam_sdes as exact
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.dynamics_theory.sam_sdes import (
    ADDITIVE,
    CURVED,
    QUIET,
    SQUARES,
    UNIT,
    X,
    descends,
    from_the_minimiser,
    leaves_or_enters,
    one_step_law,
)
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.dynamics_theory import dnsam_sde as mutants
from verification.trial import complete_run, first_iterates

NOISE = (
    mutants.NotCentred, mutants.NoiseWithoutEta, mutants.NoiseByTimeStep, mutants.NoiseNotAveraged,
    mutants.PlainDiffusion,
)  # fmt: skip
DRIFT = (
    mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.OwnNorms, mutants.Unnormalised,
    mutants.SquaredNorm,
)  # fmt: skip


@claim(
    "dnsam-sde",
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
    expected = exact.sde(exact.radius_of_dnsam, h, eta, rho, 5, seed=4)
    return first_iterates(method(0.0625, 0.25, 0.5), exact.problem(), exact.start(), expected, engine, rng=4)


@claim(
    "dnsam-sde",
    theorem="law of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on quadratics a step with h = eta has exactly the mean and the covariance of a step of DNSAM",
    controls=(
        *planted(*(m for m in NOISE if m is not mutants.NoiseByTimeStep), *DRIFT),
        *without("h = eta", h=0.125),
    ),
)
def law_of_one_step(method: Any, engine: str, h: float = 0.25) -> Finding:
    """grad f_i(x + rho g_i/|g|) = g_i + rho H_i g_i/|g| exactly: the step of DNSAM is x - eta G_i, i uniform.

    Its covariance is eta^2 Cov G_i; that of the simulation (h eta/n) sum_i (G_i - mean G)(G_i - mean G)', the draws
    being centred. DNSAM runs with every index in turn; the simulation's law is in the responses to its draws.
    """
    eta, rho, findings = 0.25, 0.5, []
    for problem in (SQUARES, ADDITIVE):
        n = len(problem.sample_gradients(X))
        ends = [
            complete_run(DNSAM(eta, rho), problem, X, 1, engine=engine, rng=tape(integers=[i])).x[1]
            for i in range(n)
        ]
        findings.append(one_step_law(method(h, eta, rho), problem, ends, engine))
    return worst(findings)


@claim(
    "dnsam-sde",
    theorem="regularised loss",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with additive noise the drift is minus the gradient of f + rho |grad f|, the norm of the mean",
    controls=(*planted(*DRIFT), *without("additive noise", problem=SQUARES)),
)
def regularised_loss(method: Any, engine: str, problem: Any = CURVED) -> Finding:
    """grad |g| = H g/|g|, and the mean of H_i g_i is H g where all H_i are H; on a quartic.

    On least squares the mean of H_i g_i is not H g: there the equation has no such potential.
    """
    rho = 0.5
    return descends(
        method(0.25, 0.25, rho),
        problem,
        lambda x: problem.value(x) + rho * float(np.linalg.norm(problem.gradient(x))),
    )


@claim(
    "dnsam-sde",
    theorem="without noise",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with one term the path is that of the equation of SAM, whose weak order is shown there",
    controls=planted(*DRIFT[:3], mutants.Unnormalised, mutants.SquaredNorm)
    + without("one term", problem=CURVED),
)
def one_term_is_sam(method: Any, engine: str, problem: Any = QUIET) -> Finding:
    """n = 1: g_1 = g, the centred draw is zero, and G = g + rho H g/|g| in both. DNSAM without noise is SAM as well."""
    mine, other = (
        complete_run(cls(0.0625, 0.25, 0.25), problem, X, 12, engine=engine, rng=2).x
        for cls in (method, SAMSDE)
    )
    return identity(mine, other, tolerance=2000 * UNIT)  # the same terms up to the order of two products


@claim(
    "dnsam-sde",
    theorem="attraction by a saddle",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="along a negative eigenvector of a saddle the path enters it from within rho and leaves from beyond",
    controls=planted(
        mutants.PlainDrift, mutants.HalfRegulariser, mutants.NegativeRegulariser, mutants.Unnormalised,
        mutants.SquaredNorm,
    ),
    shows=("P062/3",),
)  # fmt: skip
def attraction_by_a_saddle(method: Any, engine: str) -> Finding:
    """On the axis of lambda < 0: -(g + rho H g/|g|) = |lambda| (t - rho sign t), repelled from +-rho on both sides.

    It reaches the saddle in finite time from |t| < rho. The gradient flow, rho = 0, always leaves.
    """
    return leaves_or_enters(method(0.03125, 0.25, 0.25), engine)


@claim(
    "dnsam-sde",
    theorem="zero gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where g = 0 but not the g_i a step adds sqrt(h eta/n) sum (xi_i - mean xi) g_i, as for SGD",
    controls=(*planted(mutants.Unguarded, mutants.Unnormalised), *without("g = 0", offset=0.125)),
)
def zero_gradient(method: Any, engine: str, offset: float = 0.0) -> Finding:
    """The quotient 0 leaves G_i = g_i. The residuals -1, 1, 0 sum to zero with their rows, exactly."""
    return from_the_minimiser(method(0.25, 0.25, 0.5), offset, 1.0, engine)


CLAIMS = (
    first_steps, law_of_one_step, regularised_loss, one_term_is_sam, attraction_by_a_saddle, zero_gradient,
)  # fmt: skip
