"""Federated zeroth-order SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.core.draws import tape
from refimpl.problems import LeastSquares
from verification.arithmetic import federated_values as exact
from verification.claim import Kind, Standing, claim, named, planted, without
from verification.claims.zeroth_order.directions import normal
from verification.evidence import exact_moments, identity
from verification.finding import Finding
from verification.mutants.zeroth_order.federated_zo import MUTANTS
from verification.trial import complete_run, first_iterates

controls = partial(named, MUTANTS)
ROUNDING = 2.0**-53


@claim(
    "federated-zo",
    theorem="the round",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_4, three clients of two steps, mu = 1/4, gamma = 3/4, equal 200-digit decimals, same draws",
    engine="ball",
    controls=planted(*MUTANTS),
)
def first_rounds(method: type, engine: str) -> Finding:
    """The round is the definition; lists of decimals evaluate it client by client without this library."""
    setting = (0.015625, 0.25, 2, 0.25, 0.75)
    problem = exact.problem()
    wanted = exact.two_point(*setting, rounds=4)
    return first_iterates(
        method(*setting), problem, np.array(exact.START), wanted, engine, rng=tape(exact.NORMALS)
    )


@claim(
    "federated-zo",
    theorem="drift and its correction",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="parabolas of three curvatures: x_t of FedZO, FedProx, SCAFFOLD and all in one, in closed form",
    controls=(
        *controls(
            "correction-reversed", "own-control-kept", "whole-correction", "proximity-repels", "proximity-to-zero",
            "clients-in-turn", "estimates-at-server", "sum-for-mean", "last-client", "step-too-long", "one-sided",
            "no-two-in-denominator", "ascent",
        ),
        *without("clients that start from the server's iterate with exact slopes", draw=0.5),
    ),
)  # fmt: skip
def drift_in_closed_form(method: type, engine: str, draw: float = 1.0) -> Finding:
    """Slopes along z = +-1 are exact on parabolas, and g_i(w) = F_i'(w). Let v = w - x_t and h_i = F_i''.

    v <- v - eta [(h_i + mu) v + F_i'(x) + gamma (f'(x) - F_i'(x))], so that v vanishes at first and is
    -(1 - rho_i)/(h_i + mu) [(1 - gamma) F_i'(x) + gamma f'(x)] after E steps, rho_i = (1 - eta (h_i + mu))^E.
    """
    a, b = np.array([0.5, 1.0, 2.0]), np.array([-1.0, 0.5, 3.0])
    eta, E, rounds, h = 0.125, 4, 12, a * a
    found: list[float] = []
    wanted: list[float] = []
    for mu, gamma in ((0.0, 0.0), (0.5, 0.0), (0.0, 1.0), (0.25, 0.5)):
        algorithm = method(eta, 0.25, E, mu, gamma)
        signs = draw * (-1.0) ** np.arange(rounds * 3 * (E + 1))
        run = complete_run(
            algorithm, LeastSquares(a[:, None], b), np.array([2.0]), rounds, engine=engine, rng=tape(signs)
        )
        x, factor = 2.0, (1 - (1 - eta * (h + mu)) ** E) / (h + mu)
        for _ in range(rounds):
            slopes = h * x - a * b
            x = x - np.mean(factor * ((1 - gamma) * slopes + gamma * slopes.mean()))
            wanted.append(x)
        found.extend(run.x[1:, 0])
    # 12 rounds of 15 contracting steps, ten roundings of numbers below eight over 2c each
    return identity(found, wanted, tolerance=4000 * ROUNDING, scale=1.0)


@claim(
    "federated-zo",
    theorem="law of a round of one step",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E = 1: mean grad f and covariance mean_i (|p_i|^2 I + p_i p_i')/N of the step, whatever gamma is",
    controls=(
        *controls("own-control-kept", "clients-in-turn", "sum-for-mean", "last-client", "step-too-long", "one-point",
                  "no-two-in-denominator", "ascent"),
        *without("one local step", local=2),
    ),
)  # fmt: skip
def one_step_rounds(method: type, engine: str, local: int = 1) -> Finding:
    """sum_i (mean_j c_j - c_i) = 0, w - x = 0: x+ = x - eta mean_i g_i with independent g_i, E g_i = p_i.

    Cov g_i = |p_i|^2 I + p_i p_i' of s = p_i'z, by Wick's formula; three nodes are exact to degree five.
    """
    A, b, x, eta = np.array([[1.0, 0.5], [-0.5, 1.5]]), np.array([1.0, -0.75]), np.array([0.5, -0.25]), 0.25
    P = (A @ x - b)[:, None] * A
    law = normal(2, 3)
    found, weights = [], []
    for rows, weight in law.paths(2):
        z = law.reals[list(rows)].ravel()
        draws = tape([0.5, -1.0, 1.5, 0.75, *np.tile(z, local)])
        run = complete_run(
            method(eta, 0.5, local, 0.5, 0.75), LeastSquares(A, b), x, 1, engine=engine, rng=draws
        )
        found.append((x - run.x[1]) / eta)
        weights.append(weight)
    covariance = sum(p @ p * np.eye(2) + np.outer(p, p) for p in P) / 4
    # values below a hundred over 2c and eta: below 100 roundings of the largest outcome
    return exact_moments(
        found, np.array(weights), mean=P.mean(axis=0), covariance=covariance, tolerance=1600 * ROUNDING
    )


CLAIMS = (first_rounds, drift_in_closed_form, one_step_rounds)
