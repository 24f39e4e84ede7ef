"""Adaptive gradient descent: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import Huber, Quadratic
from verification.arithmetic.diagonal import oasis
from verification.arithmetic.newton import derivatives, plane_quartic
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.first_order_adaptive.two_slopes import TwoSlopes, growing_lengths, potential
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive.adgd import MUTANTS
from verification.trial import complete_run, first_iterates
from verification.vectors.second_way.decimals import Vector

PAPER = "Malitsky & Mishchenko 2020"


controls = partial(named, MUTANTS)


@claim(
    "adgd",
    paper=PAPER,
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_9 on a quartic in the plane equal adaptive gradient descent in 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_on_a_plane_quartic(method: type, engine: str) -> Finding:
    """The update is the definition. Of the nine lengths the growth bounds some, the curvature others."""
    expected, terms = oasis(
        lambda x, k: Vector(derivatives(list(x))[0]), lambda x, k: Vector([1, 1]), [1, -2], 9, (2.0**-8, 0, 0, 1)
    )  # fmt: skip
    assert {"growth", "curvature"} <= set(terms[2:])
    return first_iterates(method(2.0**-8), plane_quartic(), np.array([1.0, -2.0]), expected, engine)


@claim(
    "adgd",
    paper=PAPER,
    theorem="Lemma 1",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="the potential never grows: A_k <= B_k and B_{k+1} <= A_k at every k, where the curvature falls from "
    "256 to 1/256",
    engine_fixed=True,
    controls=(
        *controls(
            "half-forgotten", "growth-unbounded", "larger-length", "root-of-growth-forgotten", "growth-too-fast",
            "ascent", "theta-inverted", "theta-of-first-length",
        ),
        *without("a convex function", sign=-1.0),
    ),
)  # fmt: skip
def potential_never_grows(method: type, engine: str, sign: float = 1.0) -> Finding:
    """|x+ - x*|^2 = |x - x*|^2 - 2 eta g'(x - x*) + |x+ - x|^2, and g'(x - x*) >= f(x) - f*. Write g_ for the gradient
    before. |x+ - x|^2 = 2 eta g'(x - x+) - |x+ - x|^2, with eta g'(x - x+) = eta (g - g_)'(x - x+) + eta g_'(x - x+).

    The first part is at most eta |y| |x+ - x| <= |s| |x+ - x|/2 <= (|s|^2 + |x+ - x|^2)/4, because eta |y| <= |s|/2.
    The second is eta g_' eta g = theta (x_ - x)'eta g <= theta eta (f(x_) - f(x)). Together: A_k <= B_k. B_{k+1} <=
    A_k says eta_{k+1} theta_{k+1} <= eta_k (1 + theta_k), which is the bound on the growth.
    """
    findings = []
    for start, first in (([3.0], 2.0**-8), ([12.0], 2.0**-14), ([3.0, -5.0], 2.0**-9)):
        problem = TwoSlopes(sign * np.array([1.0, 0.25])[: len(start)])
        x = complete_run(method(first), problem, np.array(start), 20, engine=engine).x
        findings.append(potential(x, problem, np.ones(len(start))))
    return worst(findings)


@claim(
    "adgd",
    paper=PAPER,
    theorem="isotropic quadratics",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on L |x|^2/2 every step after the first one halves x, for L from 2^-20 to 2^20 and a tiny first step",
    engine_fixed=True,
    controls=(
        *controls(
            "half-forgotten", "first-length-bounded", "length-too-long", "ascent", "first-gradient-kept",
            "larger-length",
        ),
        *without("one curvature", ratio=1.0625),
    ),
)  # fmt: skip
def every_step_halves(method: type, engine: str, ratio: float = 1.0) -> Finding:
    """y = L s, so |s|/(2 |y|) = 1/(2L) at every step; step 1 has no other bound, and theta_1 = 1/(2 L eta_0) >= 1 makes
    the bound on the growth larger than that later on (theta = 1 from step 2 on: sqrt 2/(2L)).

    A norm is a root of two squares: four roundings a step, 12 steps.
    """
    x0, eta, k = np.array([3.0, -4.0]), 2.0**-24, np.arange(12)[:, None]
    findings = []
    for L in (2.0**-20, 1.0, 2.0**20):
        problem = Quadratic(L * np.diag([1.0, ratio]), np.zeros(2))
        x = complete_run(method(eta), problem, x0, 12, engine=engine).x[1:]
        expected = x0 * (1 - eta * L) * 0.5**k
        # L is a power of two: y loses no digit that s has
        findings.append(identity(x, expected, tolerance=64 * 2.0**-53, scale=np.abs(expected)))
    return worst(findings)


@claim(
    "adgd",
    paper=PAPER,
    theorem="no curvature",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a linear function the lengths are eta, eta, sqrt 2 eta, ...: the most that the growth allows; at "
    "the kink of a Huber function the bound on the growth still counts",
    engine_fixed=True,
    controls=(
        *controls(
            "growth-unbounded", "root-of-growth-forgotten", "never-grows", "growth-too-fast", "ascent",
            "theta-inverted", "theta-of-first-length", "theta-clipped",
        ),
        *without("no curvature", delta=32.0),
    ),
)  # fmt: skip
def lengths_without_curvature(method: type, engine: str, delta: float = 2.0**-10) -> Finding:
    """y = 0 leaves only the bound: eta_{k+1} = sqrt(1 + theta_k) eta_k, and eta_1 = eta_0. On a Huber function with
    its kink at 1, from 7/2 - 1/32 and with two steps of 5/4 at slope 1, x_2 lies 1/32 below the kink: |s|/(2 |y|) is
    (5/4)/(2/32), while sqrt 2 (5/4) is allowed. Some three roundings per length, on numbers up to 40.
    """
    start = np.array([40.0])
    x = complete_run(method(1.25), Huber(1 / delta, delta), start, 6, engine=engine).x[:, 0]
    y = complete_run(method(1.25), Huber(1.0, 1.0), np.array([3.5 - 2.0**-5]), 3, engine=engine).x[:, 0]
    kink = np.array([1.25, 1.25, (1 - 2.0**-5) * np.sqrt(2.0) * 1.25])
    return worst(
        [
            identity(x[:-1] - x[1:], growing_lengths(1.25, 6), tolerance=64 * 2.0**-53),
            identity(y[:-1] - y[1:], kink, tolerance=64 * 2.0**-53),
        ]
    )


CLAIMS = (
    first_iterates_on_a_plane_quartic,
    potential_never_grows,
    every_step_halves,
    lengths_without_curvature,
)
