"""AdamNC: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.adagrad import AdaGrad
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive import reddi
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import TAPE, scales_away
from verification.evidence import bound, identity
from verification.finding import Finding
from verification.mutants.first_order_adaptive import adam_nc as mutants
from verification.tape import follow

VARIANTS = mutants.MUTANTS


@claim(
    "adam-nc",
    theorem="Algorithm 3",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdamNC in 80-digit decimals",
    engine="ball",
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with both roots of t."""
    return on_a_quadratic(method(0.5, 0.875, 0.75), decimals.adam_nc(0.875, 0.75), engine)


@claim(
    "adam-nc",
    theorem="Algorithm 3",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdamNC in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    return on_the_tape(method(1.0, 0.875, 0.75), decimals.adam_nc(0.875, 0.75), engine)


@claim(
    "adam-nc",
    theorem="without momentum",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with beta1 = 0 the iterates are those of AdaGrad without epsilon to the last bit",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "steps-not-falling", "steps-falling-twice", "mean-ahead", "stale-sum", "stale-moment",
            "root-forgotten", "ascent", "step-too-long",
        ),
        *without("beta1 = 0", beta1=2.0**-10),
    ),
)  # fmt: skip
def without_momentum_adagrad(method: type, engine: str, beta1: float = 0.0) -> Finding:
    """m = g, and (eta/sqrt t) g / sqrt(s/t) = eta g / sqrt(s): the step of AdaGrad, with 0 where the sum is 0."""
    x, _ = follow(method(1.0, beta1, 0.75), engine=engine, **TAPE)
    y, _ = follow(AdaGrad(1.0, 0.0), engine=engine, **TAPE)
    return identity(x, y, tolerance=0.0)


@claim(
    "adam-nc",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(*named(VARIANTS, "root-forgotten"),),
)
def diagonal_rescaling(method: type, engine: str) -> Finding:
    """m is multiplied by c and sqrt(s) by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, 0.875, 0.75), engine)


@claim(
    "adam-nc",
    theorem="regret on the example of Reddi et al.",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="with beta1 = 0, on the online problem on which Adam goes to the worst point, the regret of T rounds is "
    "at most (2/eta + eta) sqrt(sum g^2) for every T <= 2000",
    engine_fixed=True,
    controls=named(VARIANTS, "steps-not-falling", "root-forgotten", "ascent"),
)
def regret(method: type, engine: str) -> Finding:
    """AdaGrad's bound: with rates s_t = eta/b_t, b_t^2 = g_1^2 + ... + g_t^2, and |x - u| <= D = 2 on [-1, 1],
    sum g_t (x_t - u) <= D^2 b_T/(2 eta) + (eta/2) sum g_t^2/b_t and sum g_t^2/b_t <= 2 b_T. Projection onto the
    interval only brings points nearer to u. With forgotten squares the points go to the worst end.
    """
    eta, rounds = 1.0, 2000
    points = reddi.play(method(eta, 0.0, 1.0), rounds, steps=np.full(rounds, eta))
    g = reddi.gradients(rounds)
    b = np.sqrt(np.cumsum(g**2))
    return bound(np.maximum(reddi.regret(points), 0), (2 / eta + eta) * b, xlabel="T", ylabel="regret")


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    without_momentum_adagrad,
    diagonal_rescaling,
    regret,
)
