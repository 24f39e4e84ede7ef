"""The accelerated tensor method: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import FiniteNoise
from verification.arithmetic.newton import plane_quartic
from verification.arithmetic.quartic import path
from verification.claim import Kind, Standing, claim, named, planted
from verification.claims.second_order.accelerated_tensor_rates import RATES
from verification.claims.second_order.inexact import Inexact, quiet
from verification.claims.second_order.quartic_settings import constants, root
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.second_order.accelerated_tensor import MUTANTS
from verification.trial import complete_run, first_iterates

controls = functools.partial(named, MUTANTS)

SIGNS = ((1.0, -0.5), (-1.0, 0.5))  # of the noise
DRAWS = (0, 1, 1, 0, 1, 1, 0, 1)
TURN = ((0.6, 0.8), (0.8, -0.6))  # half the error of the Hessian, of norm 1
FORM = (0.75, -0.5)  # w, of the error of the third derivative


@claim(
    "accelerated-tensor",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, with exact derivatives, equal 80-digit decimals",
    engine="ball",
    controls=controls(
        "gradient-at-point", "derivatives-at-iterate", "cubic-weights", "unaccelerated", "half-of-quartic-term",
        "sixth-in-gradient", "without-third-derivative", "quartic-term-dropped",
    ),
)  # fmt: skip
def first_iterates_of_exact_derivatives(method: type, engine: str) -> Finding:
    """The definition: `path` minimises every model by a damped Newton method in decimals, until its gradient vanishes
    to 70 digits, and finds every u_k by bisection.
    """
    return on_a_plane_quartic(method, (0.0, 0.0), 0.0, engine)


@claim(
    "accelerated-tensor",
    theorem="definition of the method, inexact derivatives",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, with a wrong Hessian, a wrong third derivative and sampled "
    "gradients, equal 80-digit decimals",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_iterates_of_inexact_derivatives(method: type, engine: str) -> Finding:
    """The definition: `path` minimises every model by a damped Newton method in decimals, until its gradient vanishes
    to 70 digits, and finds every u_k by bisection.
    """
    return on_a_plane_quartic(method, (0.5, 0.75), 0.25, engine)


@claim(
    "accelerated-tensor",
    theorem="definition of the method, one error alone",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4 on a quartic in the plane, where one of Hessian, third derivative and gradients is "
    "inexact, equal 80-digit decimals",
    engine="ball",
    controls=controls("quartic-term-of-exact"),
)
def first_iterates_of_one_error_alone(method: type, engine: str) -> Finding:
    """The definition, by `path` in decimals as above. Each error alone takes C4 from that of exact ones to 192 L:

    a method that asks for one or two of the three only takes the wrong constant in the other cases.
    """
    alone = (((0.5, 0.0), 0.0), ((0.0, 0.75), 0.0), ((0.0, 0.0), 0.25))
    return worst([on_a_plane_quartic(method, delta, noise, engine) for delta, noise in alone])


def on_a_plane_quartic(method: type, delta: tuple[float, float], noise: float, engine: str) -> Finding:
    """The path from (1, 2) with L = 54 >= 2 sum a_i |w_i|^4, errors delta_2 TURN and, if delta_3 > 0, w x w x w."""
    L, start, w = 54.0, (1.0, 2.0), np.array(FORM) * bool(delta[1])
    E, Z = delta[0] * np.array(TURN), np.array(SIGNS) * bool(noise)
    expected = path(L, delta, noise, start, 4, rows(Z), DRAWS, rows(E), tuple(w.tolist()))
    problem = Inexact(FiniteNoise(plane_quartic(), Z), E, w)
    algorithm, draws = method(L, *delta, noise), tape([], list(DRAWS))
    return first_iterates(algorithm, problem, np.array(start), expected, engine, rng=draws)


def rows(matrix: np.ndarray) -> Any:
    """The same numbers as nested tuples."""
    return tuple(map(tuple, matrix.tolist()))


@claim(
    "accelerated-tensor",
    theorem="the model is minimised",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the gradient of the model vanishes at every step to rounding, from starts over eight decades and with "
    "errors; minimisers are kept",
    controls=controls(
        "half-of-quartic-term", "sixth-in-gradient", "third-derivative-negated", "model-trusted", "uphill",
        "moving-centre",
    ),
)  # fmt: skip
def every_step_minimises_the_model(method: type, engine: str) -> Finding:
    """The model is convex, so g + B h + T[h, h]/2 + (2 delta_2 + delta_3 r + (2 L/3) r^2) h = 0 says that h minimises
    it. y is that of the definition, with u by the roots of a cubic. At a minimiser g = 0: h = 0, s = 0 and u = x_0.
    """
    findings, L, E = [], 54.0, np.array(TURN)
    for size, delta in ((1e-4, 0.0), (1.0, 0.5), (1e4, 0.5)):
        problem = Inexact(quiet(plane_quartic()), delta * E, np.array(FORM) * bool(delta))
        algorithm = method(L, delta, 0.75 * bool(delta), 0.0)
        t = complete_run(algorithm, problem, size * np.array([1.0, 2.0]), 3, engine=engine)
        s, u, gaps = np.zeros(2), t.x[0], []
        for k in range(1, 4):
            y = ((k - 1) * t.x[k - 1] + 4 * u) / (k + 3)
            h, r = t.x[k] - y, np.linalg.norm(t.x[k] - y)
            T = problem.third_derivative(y, h)
            shift = 2 * delta + 0.75 * bool(delta) * r + 2 * L / 3 * r * r
            terms = [problem.sampled.gradient(y), problem.hessian(y) @ h, T @ h / 2, shift * h]
            # h carries the rounding of x and y: relative to the slope of the model, which is its Hessian times |y|
            scale = (np.linalg.norm(problem.hessian(y)) + np.linalg.norm(T) + 3 * shift) * np.linalg.norm(y)
            gaps.append(sum(terms) / (scale + sum(map(np.linalg.norm, terms))))
            s = s + k * (k + 1) * (k + 2) / 6 * problem.sampled.gradient(t.x[k])
            _, C2, C3, C4 = constants(L, (delta, 0.75 * bool(delta)), 0.0, np.array([k]))
            u = t.x[0] - root(float(np.linalg.norm(s)), C2[0], C3[0], C4) / np.linalg.norm(s) * s
        findings.append(identity(np.array(gaps), np.zeros((3, 2)), tolerance=1e-12, scale=1.0))
    kept = complete_run(method(L, 0.0, 0.0, 0.0), quiet(plane_quartic()), np.zeros(2), 3, engine=engine).x
    return worst([*findings, identity(kept, np.zeros((4, 2)), tolerance=0.0, scale=1.0)])


CLAIMS = (
    first_iterates_of_exact_derivatives,
    first_iterates_of_inexact_derivatives,
    first_iterates_of_one_error_alone,
    every_step_minimises_the_model,
    *RATES,
)
