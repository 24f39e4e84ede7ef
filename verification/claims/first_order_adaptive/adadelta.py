"""AdaDelta: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, STEP_SIZES
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adadelta as mutants
from verification.tape import follow

VARIANTS = mutants.MUTANTS
PAPER = "Zeiler 2012"


@claim(
    "adadelta",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdaDelta in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with all averages from their beginning."""
    return on_a_quadratic(method(0.75, 0.75, 0.0625), decimals.adadelta(0.75, 0.0625), engine)


@claim(
    "adadelta",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdaDelta in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(method(1.0, 0.875, 2.0**-7), decimals.adadelta(0.875, 2.0**-7), engine)


@claim(
    "adadelta",
    paper=PAPER,
    theorem="units",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from 0 the gradients c g with c^2 epsilon give c times the iterates of g with epsilon, to the last bit",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "no-units", "epsilon-outside"),
        *without("c^2 epsilon", power=1),
    ),
)
def scaling(method: type, engine: str, power: int = 2) -> Finding:
    """v and D are multiplied by c^2, their roots by |c|, so u = g sqrt(D + epsilon)/sqrt(v + epsilon) by c.

    c is a power of two, so that no rounding changes. The claim sees no mistake that leaves the units right.
    """
    findings = []
    for c in (2.0**10, -(2.0**-6)):
        x, _ = follow(
            method(1.0, 0.875, 2.0**-7), np.zeros(5), GRADIENTS, step_sizes=STEP_SIZES, engine=engine
        )
        scaled = method(1.0, 0.875, abs(c) ** power * 2.0**-7)
        y, _ = follow(scaled, np.zeros(5), c * GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
        findings.append(identity(y, c * x, tolerance=0.0))
    return worst(findings)


@claim(
    "adadelta",
    paper=PAPER,
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta sqrt((D_{t-1} + epsilon)/(1 - beta2)), D the average of squared steps; "
    "attained to 2^-40 by the first gradient if it is large",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "step-too-long", "stale-gradients", "no-units", "roots-forgotten", "epsilon-outside",
            "sum-of-squares", "other-convention", "epsilon-dropped",
        ),
        *without("a large gradient", large=1.0),
    ),
)  # fmt: skip
def longest_step(method: type, engine: str, large: float = 2.0**20) -> Finding:
    """v_t >= (1 - beta2) g_t^2, with equality where no gradient was before; epsilon adds to it relatively little."""
    eta, beta2, epsilon, T = 1.0, 0.75, 2.0**-4, 24
    algorithm = method(eta, beta2, epsilon)
    rng = np.random.default_rng(0)
    g = np.exp(2 * rng.standard_normal((T, 20))) * rng.choice([-1.0, 1.0], (T, 20))
    y, _ = follow(algorithm, np.zeros(20), g, engine=engine)
    steps, D, limits = np.abs(np.diff(y, axis=0)), np.zeros(20), []
    for u in steps:
        limits.append(eta * np.sqrt((D + epsilon) / (1 - beta2)))
        D = beta2 * D + (1 - beta2) * u**2
    x, _ = follow(algorithm, np.zeros(1), np.full((1, 1), large), engine=engine)
    first = np.full(1, eta * np.sqrt(epsilon / (1 - beta2)))
    return worst([
        # a dozen roundings of steps, which are differences of numbers up to 2^6 of their size
        bound(steps.ravel(), np.ravel(limits), allowance=2.0**-40, ylabel="|x_t - x_{t-1}|"),
        tight(np.abs(x[1]), first, tolerance=2.0**-40, ylabel="|x_1 - x_0|"),
    ])  # fmt: skip


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    scaling,
    longest_step,
)
