"""Gradient descent on scalar networks: the sharpness of the gradient-flow solution never rises (P064)."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import ScalarNetwork, squared_regression
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import bound, identity, step_inequality
from verification.finding import Curve, Finding, Picture, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run

U = 2.0**-53
# depth, step size, start: P in (0, 1) and beyond, weights of different sizes
RUNS = (
    (2, 0.2, (2.8, 0.6)),
    (2, 0.3, (0.4, 0.3)),
    (3, 0.15, (1.9, 1.4, 0.5)),
    (4, 0.125, (1.8, 1.2, 0.9, 0.6)),
    (5, 0.1, (1.7, 1.3, 1.0, 0.8, 0.6)),
)


def _ratios(w: np.ndarray, eta: float) -> np.ndarray:
    """kappa_ij = (eta r P)^2/(w_i^2 w_j^2) of every row of w and every pair i < j."""
    i, j = np.triu_indices(w.shape[1], 1)
    P = np.prod(w, axis=1)[:, None]
    return (eta * (P - 1) * P / (w[:, i] * w[:, j])) ** 2


@claim(
    "gradient-descent",
    paper="P064",
    theorem="squared gaps",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="(w_i^2 - w_j^2)+ = (1 - (eta r P)^2/(w_i w_j)^2)(w_i^2 - w_j^2) at every step, depth 2 to 5",
    controls=planted(
        mutants.StepTooLong,
        mutants.StepTooShort,
        mutants.HiddenDecay,
        mutants.NormalisedGradient,
        mutants.Sequential,
        mutants.HiddenMomentum,
    )
    + without("squared loss of the product", shift=1e-9),
)
def squared_gaps(method: type, engine: str, shift: float = 0.0) -> Finding:
    """w_i+ = w_i - s/w_i with s = eta r P, r = P - 1: (w_i+)^2 = w_i^2 - 2 s + s^2/w_i^2.

    The middle term is common to all i, and 1/w_i^2 - 1/w_j^2 = -(w_i^2 - w_j^2)/(w_i w_j)^2. Depth 2, where
    P/(w_1 w_2) = 1: the factor is 1 - eta^2 r^2. Gradient flow is the limit in which all factors are 1.
    """
    found = []
    for depth, eta, start in RUNS:
        w = complete_run(method(eta), ScalarNetwork(depth), np.array(start), 30, engine=engine).x
        i, j = np.triu_indices(depth, 1)
        gaps = w[:, i] ** 2 - w[:, j] ** 2
        expected = (1 - _ratios(w[:-1] + shift, eta)) * gaps[:-1]
        # the squares carry some ten units of their own size, the update not more than its terms eta |r| P/w
        found.append(identity(gaps[1:], expected, tolerance=64 * U, scale=4 * np.max(w**2)))
    return worst(found)


@claim(
    "gradient-descent",
    paper="P064",
    theorem="monotone sharpness of the gradient-flow solution",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="phi(w_{k+1}) <= phi(w_k) at every step with positive weights and eta |r| P <= w_(1) w_(2), depth 2 to 5",
    controls=(
        *planted(mutants.HiddenMomentum, mutants.Ascent),
        *without("eta |r| P <= w_(1) w_(2)", runs=((2, 1.2, (3.0, 0.9)),)),
        *without("the end of the flow, sharpness at the iterate", at_iterate=1),
    ),
)
def flow_sharpness_falls(
    method: type, engine: str, runs: tuple[Any, ...] = RUNS, at_iterate: int = 0
) -> Finding:
    """phi(w) = sum 1/q_i^2 at the end q of gradient flow: q_i^2 - q_j^2 = w_i^2 - w_j^2 and prod q = 1.

    Let a_i = q_i^2. By the claim on squared gaps every gap a_i - a_j is multiplied by 1 - kappa_ij, 0 <= kappa_ij <= 1
    in the region. Move the gaps linearly to their new values, d(a_i - a_j) = -kappa_ij (a_i - a_j)_0 ds: along the
    way da_i/ds falls with a_i, and sum (da_i/ds)/a_i = 0 keeps the product. With weights 1/a_i, Chebyshev's sum
    inequality for the two falling sequences da_i/ds and 1/a_i gives sum (da_i/ds)/a_i^2 >= 0, and that is
    -d phi/ds. No condition on phi is needed. For depth 2, phi = sqrt((a^2 - b^2)^2 + 4), so kappa <= 2 is enough
    and necessary: the control has eta |r| = 2.04 > sqrt 2.
    """
    found = []
    for depth, eta, start in runs:
        problem = ScalarNetwork(depth)
        w = complete_run(method(eta), problem, np.array(start), 30, engine=engine).x
        measure = problem.sharpness if at_iterate else problem.flow_sharpness
        phi = np.array([measure(v) for v in w])
        kappa = _ratios(w[:-1], eta).max(axis=1)
        moves = kappa > 1e-10  # smaller ones are below the rounding of phi
        inside = moves & (kappa <= 1) if runs is RUNS else moves
        k = np.flatnonzero(inside & (w[1:] > 0).all(axis=1))
        # c solves sum log(a_i) = 0 to 2 D units; phi then moves by phi^2/phi of that
        allowance = 1e-13 * phi[k]
        found.append(
            step_inequality(phi[k + 1], phi[k], allowance=allowance, x=k, label=f"phi, depth {depth}")
        )
    return worst(found)


# 2/eta < phi(w_0) < 2 sqrt(2)/eta
EDGES = (
    (2, 0.2, (3.25, 0.3125)),
    (3, 0.25, (1.75, 1.625, 0.34375)),
    (4, 0.2, (1.625, 1.5, 1.25, 0.3125)),
    (5, 0.2, (1.5, 1.5, 1.375, 1.0, 0.3125)),
)


@claim(
    "gradient-descent",
    paper="P064",
    theorem="convergence to the edge of stability",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="from phi(w_0) in (2/eta, 2 sqrt(2)/eta) it converges, and phi(w_k) ends at most at 2/eta",
    controls=(
        *planted(mutants.HiddenMomentum, mutants.HiddenDecay),
        *without("step eta, an eighth of it (nearly gradient flow)", factor=0.125),
    ),
)
def ends_below_the_edge(method: type, engine: str, factor: float = 1.0) -> Finding:
    """At a solution the Hessian is q q', |q|^2 = phi, so r+ = (1 - eta phi) r + O(r^2): where eta phi > 2 the residual
    grows, and no run converges there unless a residual is exactly zero.

    Gradient flow would keep phi(w_0) > 2/eta. The residual at the end is below 1e-7, and by the claim on squared gaps
    the relative distance of phi(w_K) from its limit is of order the sum of (eta r)^2 still to come.
    """
    found = []
    for depth, eta, start in EDGES:
        problem, steps = ScalarNetwork(depth), 300
        first = problem.flow_sharpness(np.array(start))
        assert 2 < eta * first < 2 * np.sqrt(2)
        t = complete_run(method(factor * eta), problem, np.array(start), steps, engine=engine)
        phi = np.array([problem.flow_sharpness(w) for w in t.x])
        residual = abs(np.prod(t.x[-1]) - 1)
        edge = np.full(steps + 1, 2 / eta)
        now = np.array([problem.sharpness(w) for w in t.x])
        picture = Picture(
            (
                Curve("2/eta", t.steps[:121], edge[:121], "theory"),
                Curve("at the iterate", t.steps[:121], now[:121], "measured"),
                Curve("at the end of gradient flow", t.steps[:121], phi[:121], "measured"),
            ),
            "k", "sharpness", "linear", "linear",
        )  # fmt: skip
        ended = bound(np.array([residual]), np.array([1e-7]), ylabel="|r_K|")
        below = bound(phi[-1:], edge[-1:], allowance=1e-9, x=t.steps[-1:], ylabel="phi")
        found += [ended, below._replace(picture=picture)]
    return worst(found)


@claim(
    "gradient-descent",
    paper="P064",
    theorem="squared-regression model",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="X(u*u - v*v) = y, X'X = I: u_i v_i is multiplied by 1 - 4 eta^2 G_i^2, and the flow sharpness falls",
    shows=("P064/2",),
    controls=(
        *planted(mutants.HiddenMomentum, mutants.Sequential, mutants.StepTooLong),
        *without("2 eta |G_i| <= sqrt 2", eta=0.75),
        *without("the end of the flow, sharpness at the iterate", at_iterate=1),
    ),
)
def squared_regression_model(method: type, engine: str, eta: float = 0.09, at_iterate: int = 0) -> Finding:
    """u+ = u(1 - 2 eta G), v+ = v(1 + 2 eta G) with G = X'(X(u*u - v*v) - y): u*v is multiplied by 1 - 4 eta^2 G*G.

    Gradient flow keeps c = u*v and ends, X being orthogonal, at u*u - v*v = b = X'y. There the Hessian is J'J with
    J = 2 X [diag u, -diag v], whose eigenvalues are 4(u_i^2 + v_i^2) = 4 sqrt(b_i^2 + 4 c_i^2). They fall with |c_i|,
    that is while 2 eta |G_i| <= sqrt 2. The loss may rise meanwhile, and does here.
    """
    X = np.array([[0.6, 0.8], [-0.8, 0.6]])
    b = np.array([1.5, -0.5])
    problem = squared_regression(X, X @ b)
    t = complete_run(method(eta), problem, np.array([1.9375, 0.5, 1.5, 1.0]), 60, engine=engine)
    u, v = t.x[:, :2], t.x[:, 2:]
    G = u * u - v * v - b
    moves = np.abs(2 * eta * G).max(axis=1)[:-1] > 1e-5  # smaller changes are below the rounding of phi
    products = identity((u * v)[1:], (u * v * (1 - 4 * eta**2 * G**2))[:-1], tolerance=256 * U)
    phi = 4 * np.sqrt(b**2 + 4 * (u * v) ** 2).max(axis=1)
    if at_iterate:
        phi = np.array([np.linalg.eigvalsh(problem.hessian(x))[-1] for x in t.x])
    k = np.flatnonzero(moves)
    falls = step_inequality(phi[k + 1], phi[k], allowance=1e-13 * phi[k], x=k, label="phi(x_k+1)")
    return worst([products, falls])


FLOW_SHARPNESS = (squared_gaps, flow_sharpness_falls, ends_below_the_edge, squared_regression_model)
