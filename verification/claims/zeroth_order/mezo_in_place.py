"""MeZO in place: the published form on one array, with directions drawn anew from the seed."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import RidgePolynomial
from verification.claim import Control, Kind, Standing, claim, planted
from verification.claims.zeroth_order.common import deterministic
from verification.evidence import identity
from verification.finding import Finding, in_turn
from verification.mutants.zeroth_order import mezo as mutants
from verification.trial import complete_run


def algorithm_one(
    problem: Any, theta: np.ndarray, step_size: float, c: float, decay: float, rng: Any, fault: str
) -> int:
    """One step of the published form on `theta` itself; the number of floats in the arrays that it held.

    Entries of the direction are drawn one by one, anew in each of the four passes, from the state of the generator.
    """
    sample = problem.sample(rng)
    kept = rng.bit_generator.state
    z = rng.standard_normal(len(theta)) if fault == "direction-kept" else None

    def again(first: bool = False) -> None:
        if fault != "pass-not-reseeded" or first:
            rng.bit_generator.state = kept
        if fault == "generator-shared-with-dropout" and not first:
            rng.standard_normal()

    def shift(length: float) -> None:
        for i in range(len(theta)):
            theta[i] += length * (rng.standard_normal() if z is None else z[i])

    again(first=True)
    shift(c)
    ahead = problem.sample_value(theta, sample)
    again()
    shift(-2 * c)
    slope = (ahead - problem.sample_value(theta, sample)) / (2 * c)
    again()
    shift(c)
    again()
    for i in range(len(theta)):
        entry = rng.standard_normal() if z is None else z[i]
        theta[i] -= step_size * (slope * entry + decay * theta[i])
    return sum(v.size for v in (theta, z) if v is not None)


IN_PLACE = {
    "pass-not-reseeded": ("NOISE", "the generator is not set back before every pass"),
    "generator-shared-with-dropout": ("NOISE", "the generator is set back before dropout draws from it"),
    "direction-kept": ("NUMPATH", "the direction is held as an array: twice the memory of the parameters"),
}


@claim(
    "mezo",
    theorem="Algorithm 1 in place",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one array of d numbers and a generator's state: + c z, - 2c z, + c z and the update in place, with the "
    "entries of z drawn anew one by one in each pass, give the same iterates to the last bit",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.NotUndone, mutants.OneSided, mutants.Ascent, mutants.DecayAtPerturbedPoint, mutants.TwoZ
        ),
        *(Control(name, fault, words, {"fault": name}) for name, (fault, words) in IN_PLACE.items()),
    ),
)
def in_place_from_the_seed(method: type, engine: str, fault: str = "") -> Finding:
    """n draws of one call are n calls for one draw. The passes add c z_i, -2c z_i, c z_i to x_i in the order of the

    method's, so every rounding is the same. Nothing else of the size of x is held, by the state of the method neither.
    """
    d, steps, c, eta, decay, seed = 3, 8, 0.25, 0.0625, 0.125, 12
    f = RidgePolynomial(np.diag([2.0, 1.0, 0.5]), np.eye(d), np.array([0.25, -0.5, 0.125]), np.zeros(d))
    problem, theta, rng = deterministic(f), np.array([0.3, -0.7, 1.1]), np.random.default_rng(seed)
    run = complete_run(method(eta, c, 1, decay), problem, theta.copy(), steps, engine=engine, rng=seed)
    path, held = [theta.copy()], 0
    for _ in range(steps):
        held = algorithm_one(problem, theta, eta, c, decay, rng, fault)
        path.append(theta.copy())
    memory = [float(held), float(sum(np.size(part) for part in run.state))]
    return in_turn([identity(memory, [d, d], tolerance=0.0), identity(run.x, path, tolerance=0.0)])


CLAIMS = (in_place_from_the_seed,)
