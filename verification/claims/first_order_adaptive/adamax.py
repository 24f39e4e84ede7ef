"""AdaMax: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from verification.arithmetic import adam_relatives as decimals
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.adam_iterates import on_a_quadratic, on_the_tape
from verification.claims.first_order_adaptive.adam_tapes import BETA1, BETA2, scales_away
from verification.dialects.first_order_adaptive.adamax import DIALECTS
from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import adamax as mutants
from verification.tape import follow
from verification.trial import complete_run

VARIANTS = (*mutants.MUTANTS, *DIALECTS)


@claim(
    "adamax",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on a quadratic with an off-diagonal Hessian equal AdaMax in 80-digit decimals",
    engine="ball",
    controls=planted(*(v for v in VARIANTS if v is not mutants.ModulusForgotten)),  # which needs g < 0
)
def first_iterates_on_a_quadratic(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it with every faded modulus from its beginning."""
    return on_a_quadratic(method(0.125, BETA1, BETA2, 0.0625), decimals.adamax(BETA1, BETA2, 0.0625), engine)


@claim(
    "adamax",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_10 on a tape with zeros and changing step sizes equal AdaMax in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*VARIANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library and without recursions."""
    return on_the_tape(method(1.0, BETA1, BETA2, 2.0**-7), decimals.adamax(BETA1, BETA2, 2.0**-7), engine)


@claim(
    "adamax",
    theorem="constant gradient",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function x_t = x_0 - t eta g / (|g| + epsilon) for 300 steps",
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "epsilon-dropped", "first-moment-emptied", "ascent",
            "step-too-long", "not-corrected", "maximum-corrected", "average-of-moduli", "modulus-forgotten",
            "root-of-maximum", "stale-first-moment",
        ),
        *without("constant gradient", curvature=2.0**-6),
    ),
)  # fmt: skip
def constant_gradient(method: type, engine: str, curvature: float = 0.0) -> Finding:
    """m^ = g, a mean of equal values, and of the faded moduli |g| + epsilon the newest is the largest."""
    g, steps, eta, epsilon = np.array([0.5, -2.0, 1.0]), 300, 0.125, 0.25
    problem, x0 = Quadratic(curvature * np.eye(3), -g), np.array([1.0, -1.0, 0.5])
    x = complete_run(method(eta, BETA1, BETA2, epsilon), problem, x0, steps, engine=engine).x
    expected = x0 - np.arange(steps + 1)[:, None] * eta * g / (np.abs(g) + epsilon)
    # roundings: two per unit of mean age 1/(1 - beta1) in m, as many in 1 - beta1^t, a few more; 300 in x
    return identity(x, expected, tolerance=(4 / (1 - BETA1) + 8 + steps) * 2.0**-53)


@claim(
    "adamax",
    theorem="invariance to diagonal rescaling",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at epsilon = 0 the gradients diag(c) g give the iterates of g, mirrored where c < 0, to the last bit",
    engine_fixed=True,
    controls=(
        *named(VARIANTS, "modulus-forgotten", "root-of-maximum"),
        *without("epsilon = 0", epsilon=2.0**-10),
    ),
)
def diagonal_rescaling(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """m^ is multiplied by c and the maximum by |c|, coordinate by coordinate, so the quotient by sign(c)."""
    return scales_away(method(1.0, BETA1, BETA2, epsilon), engine)


@claim(
    "adamax",
    theorem="the longest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x_t - x_{t-1}| <= eta W_t for any gradients, attained at every t <= 300 by g_i = beta2^i: not "
    "eta, which the paper states, but up to 1.009 eta with its defaults",
    engine_fixed=True,
    controls=(
        *named(
            VARIANTS, "counter-ahead", "counter-twice", "betas-exchanged", "other-convention",
            "first-moment-emptied", "step-too-long", "not-corrected", "maximum-corrected", "not-faded",
            "average-of-moduli", "root-of-maximum", "stale-maximum", "stale-first-moment",
        ),
        *without("epsilon = 0", epsilon=1.0),
    ),
)  # fmt: skip
def longest_step(method: type, engine: str, epsilon: float = 0.0) -> Finding:
    """u_t >= beta2^(t-i) |g_i| for every i, so |m^_t| <= (1 - beta1)/(1 - beta1^t) sum beta1^(t-i) |g_i| is at most
    u_t (1 - beta1)/(1 - beta1^t) sum_{j<t} (beta1/beta2)^j = u_t W_t. For g_i = beta2^i all of these are equalities, at
    every t. W_t tends to beta2 (1 - beta1)/(beta2 - beta1), which is above 1.
    """
    beta1, beta2, eta, steps = 0.9, 0.999, 0.125, 300
    t = np.arange(1, steps + 1)
    r = beta1 / beta2
    W = (1 - beta1) / (1 - beta1**t) * (1 - r**t) / (1 - r)
    algorithm = method(eta, beta1, beta2, epsilon)
    g = beta2 ** t.astype(float)
    x, _ = follow(algorithm, np.zeros(2), np.stack([g, -g], axis=1), engine=engine)
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    y, _ = follow(algorithm, np.zeros(20), random, engine=engine)
    # two roundings per unit of mean age in m and in 1 - beta1^t, one per step in u; x is at most 300 steps away
    roundings = 2 * (4 / (1 - beta1) + 2 * steps) * 2.0**-53
    return worst([
        *(tight(s, eta * W, tolerance=roundings, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|")
          for s in np.abs(np.diff(x, axis=0)).T),
        bound(np.abs(np.diff(y, axis=0)).max(axis=1), eta * W, allowance=roundings, x=t, xlabel="t",
              ylabel="|x_t - x_{t-1}|"),
    ])  # fmt: skip


CLAIMS = (
    first_iterates_on_a_quadratic,
    first_iterates_on_a_tape,
    constant_gradient,
    diagonal_rescaling,
    longest_step,
)
