"""Lion: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from verification.arithmetic.layerwise import lion as decimal_lion
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.first_order_adaptive.layerwise_tape import (
    GRADIENTS,
    START,
    STEP_SIZES,
    tape_iterates,
)
from verification.claims.first_order_adaptive.lion_lyapunov import LYAPUNOV
from verification.evidence import identity, step_inequality
from verification.finding import Finding
from verification.mutants.first_order_adaptive import lion as mutants
from verification.tape import follow


@claim(
    "lion",
    theorem="Algorithm 2 of Chen et al. 2023",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="on a gradient tape with zeros and changing step sizes x_1, ..., x_8 equal Lion in 80-digit decimals",
    engine="ball",
    engine_fixed=True,
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_a_tape(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    expected = decimal_lion(START, GRADIENTS, STEP_SIZES, 0.75, 0.875, 0.25)
    return tape_iterates(method(0.25, 0.75, 0.875, 0.25), expected, engine)


@claim(
    "lion",
    theorem="phase 1: the box",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|x_i,t| - 1/d <= (1 - s d)(|x_i,t-1| - 1/d) in every coordinate, whatever the gradients, for s d <= 1",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.DecayInGradient,
            mutants.DecayInSign,
            mutants.NoDecay,
            mutants.NoSign,
            mutants.StepTooLong,
        ),
        *without("s d <= 1", factor=10.0),
    ),
)
def distance_to_the_box_contracts(method: type, engine: str, factor: float = 1.0) -> Finding:
    """|x+| = |(1 - s d) x - s sign(c)| <= (1 - s d)|x| + s, and s = (1/d) - (1 - s d)(1/d).

    Equality where sign(c) = -sign(x): there a longer step shows.
    """
    rng = np.random.default_rng(5)
    d, T = 0.5, 200
    s = factor * np.resize([0.25, 0.5, 0.125], T)
    x, _ = follow(
        method(0.25, 0.75, 0.875, d), 4 * START, 4 * rng.standard_normal((T, 6)), step_sizes=s.tolist(),
        engine=engine,
    )  # fmt: skip
    distance = np.abs(x) - 1 / d
    right = (1 - s * d)[:, None] * distance[:-1]
    # three roundings of the update and four of the two sides, of numbers up to |x| + s + 1/d
    allowance = 8 * 2.0**-53 * (np.abs(x[:-1]) + s[:, None] + 1 / d)
    return step_inequality(
        distance[1:].ravel(), right.ravel(), allowance=allowance.ravel(), x=np.repeat(np.arange(1, T + 1), 6),
        xlabel="t", label="|x_i| - 1/d",
    )  # fmt: skip


@claim(
    "lion",
    theorem="decoupled decay",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="where all gradients are zero x_t = (1 - s_1 d) ... (1 - s_t d) x_0, with the step size of each step",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.DecayInGradient,
            mutants.DecayInSign,
            mutants.DecayWithoutStep,
            mutants.NoDecay,
            mutants.SignOfZeroIsOne,
        ),
        *without("zero gradients", offset=1e-6),
    ),
)
def without_gradients_only_decay(method: type, engine: str, offset: float = 0.0) -> Finding:
    """m stays zero, sign(0) = 0, and x+ = (1 - s d) x. The products are exact up to two roundings per step."""
    x, _ = follow(
        method(0.25, 0.75, 0.875, 0.5), START, np.full((8, 6), offset), step_sizes=STEP_SIZES, engine=engine
    )
    expected = np.cumprod(1 - 0.5 * np.array(STEP_SIZES))[:, None] * START
    return identity(x[1:], expected, tolerance=24 * 2.0**-53)


CLAIMS = (
    first_iterates_on_a_tape,
    distance_to_the_box_contracts,
    *LYAPUNOV,
    without_gradients_only_decay,
)
