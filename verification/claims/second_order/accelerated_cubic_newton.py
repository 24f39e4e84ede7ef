"""Accelerated cubic Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise, Quadratic
from verification.arithmetic.cubic import minimiser
from verification.arithmetic.newton import Vector, derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.second_order.accelerated_cubic_limits import LIMITS
from verification.claims.second_order.accelerated_cubic_rates import RATES
from verification.claims.second_order.cubic import Restarted, in_the_plane, steps_minimise
from verification.claims.second_order.inexact import Inexact, quiet
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_cubic_newton import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)

SIGNS = np.array([[1.0, -0.5], [-1.0, 0.5]])  # of the noise
DRAWS = [0, 1, 1, 0, 1, 1, 0, 1, 0, 0]
TURN = np.array([[0.6, 0.8], [0.8, -0.6]])  # the error of the Hessian, of norm 1


@claim(
    "accelerated-cubic-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane, with an exact and an inexact Hessian, and of the first step "
    "from indefinite ones, equal bisection in 80-digit decimals",
    engine="ball",
    controls=controls(
        "gradient-at-point", "moving-centre", "weights-swapped", "unaccelerated", "half-of-cubic-term", "model-trusted",
        "uphill", "without-quadratic-term", "quadratic-term-late", "cubic-term-of-exact", "error-counted-once",
    ),
)  # fmt: skip
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The definition: `path` in decimals. The first step is that of cubic Newton with M = 2 L from anywhere."""
    first = in_the_plane(lambda M: Restarted(method(M / 2, 0.0, 0.0)), 1, engine, serve=quiet)
    return worst([first, *(on_a_plane_quartic(method, delta, 0.0, engine) for delta in (0.0, 0.5))])


@claim(
    "accelerated-cubic-newton",
    theorem="definition of the method, sampled gradients",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 on a quartic in the plane with an inexact Hessian and sampled gradients",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_with_sampled_gradients(method: type, engine: str) -> Finding:
    """The definition: `path` solves for every step by bisection on its length and Cramer's rule, and for every u_k as
    the root of a quadratic, in decimals.
    """
    return on_a_plane_quartic(method, 0.25, 0.75, engine)


def on_a_plane_quartic(method: type, delta: float, noise: float, engine: str) -> Finding:
    """Both paths with L = 2 from (1, 2)."""
    problem = Inexact(FiniteNoise(plane_quartic(), SIGNS), delta * TURN, np.zeros(2))
    start, draws = np.array([1.0, 2.0]), tape([], DRAWS)
    return first_iterates(method(2.0, delta, noise), problem, start, path(delta, noise), engine, rng=draws)


@claim(
    "accelerated-cubic-newton",
    theorem="global minimiser of the model, hard case included",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="from anywhere the first step minimises the model with M = 2 L, also where g is orthogonal to v_min or "
    "0; minimisers are kept",
    controls=controls("half-of-cubic-term", "uphill"),
)
def first_step_minimises_the_model(method: type, engine: str) -> Finding:
    """y = x_0 at k = 1. At a minimiser g = 0, so h = 0 (the model is convex), s = 0 and u = x_0 for ever."""
    first = steps_minimise(lambda M: Restarted(method(M / 2, 0.0, 0.0)), 1, engine, serve=quiet)
    flat, rest = Quadratic(np.diag([2.0, 0.0]), np.zeros(2)), np.array([0.0, 3.0])
    kept = complete_run(method(1.0, 0.0, 0.0), quiet(flat), rest, 3, engine=engine).x
    return worst([first, identity(kept, np.tile(rest, (4, 1)), tolerance=0.0, scale=1.0)])


@functools.cache
def path(delta: float, noise: float) -> list[Vector]:
    """x_1, ..., x_5 for L = 2. Each u_k solves C2 rho + C3 rho^2 = |s|, rho = |u - x_0|, of a root of either sign."""
    L, d, nu, expected = Decimal(2), Decimal(delta), Decimal(noise), []
    with localcontext() as context:
        context.prec = 80
        start = [Decimal(1), Decimal(2)]
        x, u, s = start, start, [Decimal(0), Decimal(0)]
        C3 = L * (12 * Decimal(3).sqrt() if nu else 12 * Decimal(2).sqrt() if d else 6)
        for k in range(1, 6):
            A, a = Decimal(k * (k + 1) * (k + 2)) / 6, Decimal(k * (k + 1)) / 2
            y = [((A - a) * p + a * q) / A for p, q in zip(x, u)]
            g, H = sampled(y, SIGNS[DRAWS[2 * k - 2]])
            tau = [(Decimal(2) / 45).sqrt() * nu * Decimal(i**3).sqrt() for i in (k, k + 1)]
            for i in range(2):
                H[i] = [H[i][j] + d * Decimal(TURN[i, j]) + (2 * d + tau[0]) * (i == j) for j in range(2)]
            x = [p + h for p, h in zip(y, minimiser(H, g, 2 * L))]
            s = [p + a * q for p, q in zip(s, sampled(x, SIGNS[DRAWS[2 * k - 1]])[0])]
            C2 = 3 * (2 * d + tau[1]) * (k + 1) * (k + 2) / (k + 3)
            C2 += nu * Decimal((k + 1) ** 5).sqrt() / Decimal(10).sqrt()
            size = (s[0] * s[0] + s[1] * s[1]).sqrt()
            rho = (-C2 + (C2 * C2 + 4 * C3 * size).sqrt()) / (2 * C3)
            u = [p - rho * q / size for p, q in zip(start, s)]
            expected.append(x)
    return expected


def sampled(x: Vector, z: np.ndarray) -> tuple[Vector, list[Vector]]:
    """Sampled gradient and Hessian of the plane quartic."""
    g, H = derivatives(x)
    return [p + Decimal(q) for p, q in zip(g, z)], H


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    first_iterates_with_sampled_gradients,
    first_step_minimises_the_model,
    *RATES,
    *LIMITS,
)
