"""Stochastic prox-linear: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import tape
from verification.arithmetic.weakly_convex import envelope, prox_linear
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.nonsmooth_nonconvex import model_based
from verification.evidence import bound
from verification.finding import Finding
from verification.mutants.nonsmooth_nonconvex import prox_linear as mutants
from verification.trial import complete_run


@claim(
    "prox-linear",
    theorem="the update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 on robust phase retrieval equal the method in fractions, with given draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_on_phase_retrieval(method: Any, engine: str) -> Finding:
    """The step is the minimiser of the model plus (beta/2)|y - x|^2, found here by cases in fractions."""
    return model_based.iterates(method, engine, prox_linear, 8.0)


@claim(
    "prox-linear",
    theorem="the envelope has a gradient",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="|x^2 - 1|, r = 3 > rho: |phi(x+h) - phi(x-h) - 2h r (x - prox x)| <= 6 h^2 at 0, iterates and 33 points",
    controls=(
        Control("envelope-below-rho", "SCALE", "r = 1 < rho: the proximal point jumps at 0", {"r": 1.0}),
        Control("reflected-gradient", "SIGN", "r (prox x - x) for r (x - prox x)", {"sign": -1.0}),
    ),
)
def envelope_has_a_gradient(method: Any, engine: str, r: float = 3.0, sign: float = 1.0) -> Finding:
    """phi = phi_{1/r} has the slope r (x - prox x), of Lipschitz constant max(r, r rho/(r - rho)) = 6 for r > rho = 2.

    What the theorem calls small is this slope. For r < rho the minimiser over y is not unique at x = 0, where the
    envelope has a kink.
    """
    h, one = 2.0**-10, model_based.ONE
    run = complete_run(method(8.0), one, np.array([0.375]), 8, engine=engine, rng=tape([], [0] * 16)).x[:, 0]
    off = []
    for x in [0.0, *run, *np.linspace(-2, 2, 33)]:
        nearest = envelope(one, r, x, -8.0, 8.0)[1]
        ahead, behind = (envelope(one, r, y, -8.0, 8.0)[0] for y in (x + h, x - h))
        off.append(abs(ahead - behind - 2 * h * sign * r * (x - nearest)))
    # an envelope is good to a few roundings of numbers below 16
    return bound(off, np.full(len(off), 6 * h * h), allowance=1e-9, xlabel="point", ylabel="defect")


PROOF = """The model plus (beta/2)|. - x|^2 is beta-strongly convex: compare its values at x+ and y.

    The model is at most f + (tau/2)|. - x|^2 in the mean, and falls from x to x+ by L|x - x+| at most."""

CLAIMS = (
    *model_based.claims(
        "prox-linear", model_based.PROX_LINEAR, first_iterates_on_phase_retrieval, PROOF, (16.0, 32.0),
        (
            planted(mutants.LongerStep, mutants.Ascent), planted(mutants.Ascent),
            (
                *planted(mutants.LinearModel, mutants.LongerStep, mutants.PolyakStep, mutants.HalfWayToTheKink),
                *planted(mutants.NormNotSquared, mutants.Ascent), *without("tau in full", overestimate=0.0),
            ),
        ), shows=("P082/1",),
    ),
    envelope_has_a_gradient,
)  # fmt: skip
