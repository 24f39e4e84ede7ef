"""AdaBelief: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, scales_away
from verification.evidence import tight
from verification.finding import Finding
from verification.mutants.first_order_adaptive import adabelief as mutants
from verification.trial import complete_run

VARIANTS = mutants.MUTANTS
PAPER = "Zhuang et al. 2020"


@claim(
    "adabelief",
    paper=PAPER,
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdaBelief in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with every average from its beginning."""
    return on_a_quadratic(
        method(0.125, BETA1, BETA2, 0.0625), decimals.adabelief(BETA1, BETA2, 0.0625), engine
    )


@claim(
    "adabelief",
    paper=PAPER,
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdaBelief in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    return on_the_tape(method(1.0, BETA1, BETA2, 2.0**-7), decimals.adabelief(BETA1, BETA2, 2.0**-7), engine)


@claim(
    "adabelief",
    paper=PAPER,
    theorem="constant gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on a constant gradient, at epsilon = 0, the steps grow, from eta/beta1 to 38.6 eta at t = 2000 with the "
    "usual betas, by a closed form at every t",
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "betas-exchanged", "other-convention",
            "first-moment-emptied", "step-too-long", "old-mean", "squared-gradient", "difference-of-squares",
            "not-corrected",
        ),
        *without("epsilon = 0", epsilon=1e-8),
        *without("constant gradient", curvature=2.0**-14),
    ),
)  # fmt: skip
def steps_grow(method: type, engine: str, epsilon: float = 0.0, curvature: float = 0.0) -> Finding:
    """m_i = (1 - beta1^i) g, so g - m_i = beta1^i g and s_t = (1 - beta2) g^2 sum_i beta2^(t-i) beta1^(2i), a geometric
    sum: (1 - beta2) g^2 beta1^2 (beta2^t - beta1^(2t))/(beta2 - beta1^2). m^_t = g. Without epsilon s_t tends to zero.
    """
    beta1, beta2, eta, steps = 0.9, 0.999, 2.0**-7, 2000
    g = np.array([0.5, -2.0])
    problem = Quadratic(curvature * np.eye(2), -g)
    x = complete_run(method(eta, beta1, beta2, epsilon), problem, np.zeros(2), steps, engine=engine).x
    t = np.arange(1, steps + 1)
    s = (1 - beta2) * beta1**2 * (beta2**t - beta1 ** (2.0 * t)) / (beta2 - beta1**2)
    expected = eta * np.sqrt((1 - beta2**t) / s)
    # 1 - beta2^t and 1 - beta2: 1000 roundings each; g - m is a remainder of m: relative to beta1^i g it has errors
    # of 2^-53/beta1^i, which count with the weights beta2^(t-i) beta1^(2i) in s, so like 1/(1 - beta1) of them;
    # x is at most 300 steps of the first kind away
    tolerance = 8 * (1000 + 300) * 2.0**-53
    lengths = np.abs(np.diff(x, axis=0))
    return tight(
        lengths.max(axis=1), expected, tolerance=tolerance, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|"
    )


@claim(
    "adabelief",
    paper=PAPER,
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=without("epsilon = 0", epsilon=2.0**-10),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m^ is multiplied by c and sqrt(s^) by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, BETA1, BETA2, epsilon), engine)


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    steps_grow,
    diagonal_rescaling,
)
