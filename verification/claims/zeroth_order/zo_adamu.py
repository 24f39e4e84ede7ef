"""ZO-AdaMU: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import Linear
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    ROUNDING,
    X,
    deterministic,
    equal_iterates,
)
from verification.claims.zeroth_order.directions import normal
from verification.evidence import bound, exact_moments, identity
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_adamu as mutants
from verification.trial import complete_run

PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798"
)


def cosine(a: Decimal) -> Decimal:
    """The power series, to 80 digits for angles up to pi."""
    term = total = Decimal(1)
    for k in range(1, 45):
        term = -term * a * a / ((2 * k - 1) * 2 * k)
        total += term
    return total


def weight(t: int, phi: Decimal) -> Decimal:
    """(1 + cos pi r)/2 with T1, T2, T = 2, 5, 7, as the text has it."""
    k = min(max(t - 2, 0), 3)
    return (1 + cosine(PI * k / (7 - phi * 2 * k / 3))) / 2


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/16, share = 1/8, epsilon = 1/16."""
    i, n, other = w.index(), w.normals(x), w.normals(x)
    t = memory.setdefault("t", 0)
    a, b1, b2 = (weight(t, Decimal(phi)) for phi in ("1", "0.1", "1.5"))
    held, fresh = memory.get("h", 0 * x) + (1 - a).sqrt() * n, a.sqrt() * other
    s = w.slope(x, held * 7 / 8 + fresh / 8, QUARTER, i)
    m, v = b1 * fresh + (1 - b1) * held, b2 * fresh**2 + (1 - b2) * held**2
    memory["h"], memory["t"] = (m if s > 0 else -m), t + 1
    return x - s * m / np.array([(e + Decimal("0.0625")).sqrt() for e in v]) / 16


@claim(
    "zo-adamu",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_7 over all three phases equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws.

    (1 + cos pi r)/2 = cos^2(pi r/2): the claim uses the left side and its roots, the method the right one.
    """
    return equal_iterates(method(0.0625, 0.25, 0.125, 0.0625, 2, 5, 7), rule, engine, steps=7)


@claim(
    "zo-adamu",
    theorem="first phase on a linear function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = p'x and t < T1 x+ - x = -eta s n'/sqrt(n'^2 + epsilon), s = p'[(1 - share) h + share n'], "
    "h = sign of the last slope times the last n'",
    controls=(
        *planted(
            mutants.UpdatesAlongTheProbe, mutants.NoSignInMemory, mutants.NoMemory, mutants.SwappedShares,
            mutants.EpsilonOutside, mutants.NoSecondMoment, mutants.BY_NAME["Ascent"], mutants.BY_NAME["OnePoint"],
        ),
        *without("t < T1", warmup=3),
    ),
)  # fmt: skip
def first_phase(method: type, engine: str, warmup: int = 50) -> Finding:
    """w = b1 = b2 = 1: z_h = h, z_c = n', m = n' and v = n'^2, and slopes of linear functions are exact."""
    p, eta, share, epsilon, steps, seed = np.array([1.0, -2.0]), 0.25, 0.25, 0.125, 8, 2
    algorithm = method(eta, 0.25, share, epsilon, warmup, 60, 80)
    one = complete_run(algorithm, deterministic(Linear(p)), X, steps, engine=engine, rng=seed)
    rng, h, wanted = np.random.default_rng(seed), np.zeros(2), []
    for _ in range(steps):
        rng.integers(0, 1)
        rng.standard_normal(2)
        n = rng.standard_normal(2)
        s = p @ ((1 - share) * h + share * n)
        wanted.append(-eta * s * n / np.sqrt(n**2 + epsilon))
        h = n if s > 0 else -n
    # x of order ten, slopes of values of order ten over 2c
    return identity(np.diff(one.x, axis=0), wanted, tolerance=400 * ROUNDING)


@claim(
    "zo-adamu",
    theorem="length of a step with a remembered direction",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="for f = p'x and t < T1 E|x_2 - x_1|^2 = eta^2 d [(1 - share)^2 (p'h)^2 + share^2 |p|^2], by enumeration",
    controls=planted(
        mutants.UpdatesAlongTheProbe, mutants.NoMemory, mutants.SwappedShares, mutants.NoSecondMoment,
        mutants.BY_NAME["NoTwoInDenominator"],
    ),
)  # fmt: skip
def length_of_a_step(method: type, engine: str) -> Finding:
    """For epsilon -> 0 every entry of the step is eta |s| in size, and E s^2 is the stated bracket as E n' = 0.

    The first draw is fixed, n' = (1, -1/2), which is h as its slope is positive. Four nodes per entry of the second.
    """
    share, eta, h, zeros = 0.25, 0.5, np.array([1.0, -0.5]), np.zeros(2)
    algorithm = method(eta, 0.25, share, 2.0**-100, 50, 60, 80)
    listed, found = normal(2, 4), []
    for n in listed.reals:
        draws = tape(np.concatenate([zeros, h, zeros, n]), [0, 0])
        one = complete_run(algorithm, deterministic(Linear(GRADIENT)), X, 2, engine=engine, rng=draws)
        found.append(np.sum((one.x[2] - one.x[1]) ** 2))
    wanted = eta**2 * 2 * ((1 - share) ** 2 * (GRADIENT @ h) ** 2 + share**2 * GRADIENT @ GRADIENT)
    return exact_moments(found, listed.weights, mean=[wanted], tolerance=400 * ROUNDING)


@claim(
    "zo-adamu",
    theorem="largest step",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="max_i |x+ - x|_i <= eta |s| sqrt(b1^2/b2 + (1 - b1)^2/(1 - b2)), t > T1, whatever the function",
    controls=planted(mutants.UpdatesAlongTheProbe, mutants.NoSecondMoment),
)
def largest_step(method: type, engine: str) -> Finding:
    """Cauchy-Schwarz: |b1 z_c + (1 - b1) z_h| <= sqrt(b1^2/b2 + (1 - b1)^2/(1 - b2)) sqrt(b2 z_c^2 + (1 - b2) z_h^2).

    For f = p'x and share = 0, s = p'z_h with z_h = h + sqrt(1 - w) n; h = sign(s) m is followed along.
    """
    p, eta, steps, seed = np.array([1.0, -2.0]), 0.25, 12, 5
    algorithm = method(eta, 0.25, 0.0, 2.0**-40, 0, 6, 8)
    one = complete_run(algorithm, deterministic(Linear(p)), X, steps, engine=engine, rng=seed)
    rng, h, bounds = np.random.default_rng(seed), np.zeros(2), []
    for t in range(steps):
        k = min(t, 6)
        w, b1, b2 = (np.cos(np.pi / 2 * k / (8 - phi * 2 * k / 6)) ** 2 for phi in (1.0, 0.1, 1.5))
        rng.integers(0, 1)
        held = h + np.sqrt(1 - w) * rng.standard_normal(2)
        fresh = np.sqrt(w) * rng.standard_normal(2)
        h = np.sign(p @ held) * (b1 * fresh + (1 - b1) * held)
        bounds.append(eta * abs(p @ held) * np.sqrt(b1**2 / b2 + (1 - b1) ** 2 / max(1 - b2, 1e-300)))
    largest = np.abs(np.diff(one.x, axis=0)).max(axis=1)
    # x of order ten against steps of order 1/8 at least
    return bound(
        largest[1:], bounds[1:], allowance=2000 * ROUNDING, x=np.arange(1, steps), xlabel="t", ylabel="step"
    )


CLAIMS = (first_iterates, first_phase, length_of_a_step, largest_step)
