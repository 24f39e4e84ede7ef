"""MEHA: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from refimpl.bilevel.meha import State
from refimpl.problems import many_solutions_example
from verification.arithmetic.levels import exact, levels, plus, root, scaled
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity, step_inequality, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import meha as mutants
from verification.trial import first_iterates

PROBLEM = many_solutions_example()
X0, START = np.array([1.0, -0.5]), np.array([0.5, -1.0, 0.25])
HESSIAN = np.block([[PROBLEM.P, PROBLEM.C], [PROBLEM.C.T, PROBLEM.Q]])
LINEAR = np.concatenate([PROBLEM.p, PROBLEM.q])
R = np.hstack([-PROBLEM.B, PROBLEM.A])  # g_y = R (x, y)


def envelope_gap(rho):
    """The Hessian of g - v_rho, which is (R w)'(A + I/rho)^{-1}(R w)/2."""
    return R.T @ np.linalg.solve(PROBLEM.A + np.eye(3) / rho, R)


def proximal_point(x, y, rho):
    """argmin_t g(x, t) + |t - y|^2/(2 rho)."""
    return np.linalg.solve(PROBLEM.A + np.eye(3) / rho, PROBLEM.B @ x + y / rho)


@claim(
    "meha",
    theorem="Algorithm 1",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with growing c equal MEHA in 80-digit decimals; the lower level is singular",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_of_a_singular_level(method: type, engine: str) -> Finding:
    """The update is the definition; lists of decimals evaluate it without this library."""
    g, rho, expected = levels(PROBLEM, Decimal), Decimal("0.75"), []
    with localcontext() as context:
        context.prec = 80
        x, y, t = exact(X0, Decimal), exact(START, Decimal), exact(START, Decimal)
        for k in range(5):
            c = 2 * root(1 + Decimal("0.5") * k, 1, 4)
            t = plus(t, plus(g.lower_y(x, t), plus(t, y, -1), 1 / rho), Decimal("-0.25"))
            difference = plus(g.lower_x(x, y), g.lower_x(x, t), -1)
            x = plus(x, plus(scaled(g.upper_x(x, y), 1 / c), difference), Decimal("-0.125"))
            gap = plus(g.lower_y(x, y), plus(y, t, -1), -1 / rho)
            y = plus(y, plus(scaled(g.upper_y(x, y), 1 / c), gap), Decimal("-0.1875"))
            expected.append(x)
    algorithm = method(0.125, 0.1875, 0.25, 0.75, 2.0, 0.5, START)
    return first_iterates(algorithm, PROBLEM, X0, expected, engine)


@claim(
    "meha",
    theorem="the Moreau envelope of the lower level",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="at the proximal point the directions are grad f/c + grad (g - v), g - v = r'(A + I/rho)^-1 r/2",
    engine_fixed=True,
    shows=("P271/2",),
    controls=planted(
        mutants.RhoInverted, mutants.EnvelopeSign, mutants.MissingSubtraction, mutants.NoProximalTerm,
        mutants.PenaltyInverted, mutants.StepTooLong,
    ),
)  # fmt: skip
def directions_are_gradients_of_the_gap(method: type, engine: str) -> Finding:
    """r = g_y(x, y). t* = S (Bx + y/rho) with S = (A + I/rho)^{-1}, y - t* = S r, g(y) - g(t*) - |y - t*|^2/(2 rho) =
    r'S r/2.

    Envelope theorem: grad v = (g_x(x, t*), (y - t*)/rho). The value is checked against g itself; x+ is as far as the
    directions of x go, y is asked at x+ by a second start. Rounding: 64 units times 1/alpha.
    """
    rng, found, expected = np.random.default_rng(3), [], []
    for rho in (0.25, 1.0, 4.0):
        x, y, c, alpha = rng.standard_normal(2), rng.standard_normal(3), 2.0, 1 / 64
        t, w = proximal_point(x, y, rho), np.concatenate([x, y])
        # x hardly moves, so that the direction of y is asked at the same x
        still = method(2.0**-60, alpha, 0.25, rho, c, 0.0, y).step(PROBLEM, State(x, y, t, 0), rng)
        moved = method(alpha, alpha, 0.25, rho, c, 0.0, y).step(PROBLEM, State(x, y, t, 0), rng)
        found += [(x - moved.x) / alpha, (y - still.y) / alpha]
        total = (HESSIAN @ w - LINEAR) / c + envelope_gap(rho) @ w
        expected += [total[:2], total[2:]]
        value = PROBLEM.lower(x, y) - PROBLEM.lower(x, t) - (y - t) @ (y - t) / (2 * rho)
        found.append(np.array([value]))
        expected.append(np.array([w @ envelope_gap(rho) @ w / 2]))
    return identity(np.concatenate(found), np.concatenate(expected), tolerance=64 * 64 * 2.0**-53)


@claim(
    "meha",
    theorem="contraction of the proximal point",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="|t+ - t*(x, y)| <= (1 - eta/rho) |t - t*(x, y)| at every step, eta (L_g + 1/rho) <= 1, mu = 0",
    engine_fixed=True,
    controls=(
        *planted(mutants.RhoInverted, mutants.NoProximalTerm),
        *without("eta (L_g + 1/rho) <= 1", eta=1.5),
    ),
)
def contraction_of_the_proximal_point(method: type, engine: str, eta: float = 0.25) -> Finding:
    """A gradient step of the (mu + 1/rho)-strongly convex, (L_g + 1/rho)-smooth inner objective: its Hessian has
    eigenvalues between the two, so |I - eta H| <= 1 - eta/rho. Rounding: 32 units of iterates below 4.
    """
    rho = 0.75
    algorithm = method(0.125, 0.1875, eta, rho, 2.0, 0.5, START)
    state, before, after = algorithm.init(PROBLEM, X0), [], []
    for _ in range(40):
        target, old = proximal_point(state.x, state.y, rho), state.t
        state = algorithm.step(PROBLEM, state, np.random.default_rng(0))
        before.append(np.linalg.norm(old - target))
        after.append(np.linalg.norm(state.t - target))
    right = (1 - 0.25 / rho) * np.array(before)
    return step_inequality(np.array(after), right, allowance=32 * 4 * 2.0**-53, label="|t+ - t*|")


@claim(
    "meha",
    theorem="fixed points at frozen c",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="c frozen: a step keeps argmin f + (c/2) r'(A + I/rho)^-1 r, at a distance ~ 1/c, with a gap ~ 1/c^2",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.RhoInverted, mutants.EnvelopeSign, mutants.MissingSubtraction, mutants.NoProximalTerm,
            mutants.PenaltyInverted,
        ),
        *without("frozen c", growth=1.0),
    ),
)  # fmt: skip
def fixed_points_at_frozen_c(method: type, engine: str, growth: float = 0.0) -> Finding:
    """At a fixed point t = t*(x, y) and `directions_are_gradients_of_the_gap` vanish: one linear system.

    A quadratic penalty: distance c -> constant, gap c^2 -> constant, so c_k ~ k^p gives distance k^-p and gap k^-2p.
    Both are compared between c = 2^12 and 2^16; corrections are of relative order 1/(1.4 c), 1.4 the
    least positive curvature of the gap over that of f. Rounding: 64 units.
    """
    rho, x = 0.5, PROBLEM.minimizer()
    solution, G = np.concatenate([x, PROBLEM.lower_solution(x)]), envelope_gap(rho)
    findings, distances, gaps = [], [], []
    for c in (4.0, 2.0**12, 2.0**16):
        w = np.linalg.solve(HESSIAN + c * G, LINEAR)
        t = proximal_point(w[:2], w[2:], rho)
        state = method(0.125, 0.125, 0.25, rho, c, growth, w[2:]).step(
            PROBLEM, State(w[:2], w[2:], t, 1), np.random.default_rng(0)
        )
        found = np.concatenate([state.x, state.y, state.t])
        findings.append(identity(found, np.concatenate([w, t]), tolerance=64 * 2.0**-53))
        distances.append(np.linalg.norm(w - solution) * c)
        gaps.append(w @ G @ w / 2 * c**2)
    found, expected = np.array([distances[2], gaps[2]]), np.array([distances[1], gaps[1]])
    return worst([*findings, tight(found, expected, tolerance=1e-3, xlabel="distance, gap", ylabel="scaled")])


CLAIMS = (
    first_iterates_of_a_singular_level,
    directions_are_gradients_of_the_gap,
    contraction_of_the_proximal_point,
    fixed_points_at_frozen_c,
)
