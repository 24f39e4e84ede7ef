"""Instances on which the bias of the penalty hyper-objective is read off one long step of the method."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import LogCoshBilevel, QuarticBilevel, random_log_cosh_bilevel
from verification.claims.bilevel.penalty_observables import LowerDistance, ValueAtStart
from verification.trial import complete_run


class Instance(NamedTuple):
    """A problem, a point, the inner loops that converge there, and the constants mu and l_f0 of the bounds."""

    problem: Any
    x0: np.ndarray
    start: np.ndarray
    gamma: float
    inner_steps: int
    mu: float
    l_f0: float


LOG_COSH = random_log_cosh_bilevel(dx=3, dy=4, mu=0.5, seed=0)
CURVED = Instance(LOG_COSH, np.array([0.5, -1.0, 1.0]), np.zeros(4), 0.5, 150, 0.5, 2.0)
# y - Bx = -38: tanh is -1 to the last digit, g is mu |y|^2/2 - sum y there; t is far, f_y = -1 + 5e-9
SATURATED = Instance(
    LogCoshBilevel(np.ones((2, 1)), np.full(2, 1e4), 0.5),
    np.array([40.0]),
    np.zeros(2),
    0.5,
    150,
    0.5,
    np.sqrt(2.0),
)
# g_xy/g_yy = 30/11 at x = y = 0, next to l_g1/mu = 3, and f_y f_yy is largest at y - t = 3^-1/2
STIFF = Instance(
    LogCoshBilevel(np.full((1, 1), 30.0), np.full(1, -np.sqrt(1 / 3)), 10.0),
    np.zeros(1),
    np.zeros(1),
    1 / 12,
    150,
    10.0,
    1.0,
)
FLAT = Instance(QuarticBilevel(np.ones(1)), np.array([1.0]), np.array([1.0]), 0.25, 2000, 1.0, 1.0)


def one_long_step(method, problem, x0, sigmas, *, engine, gamma, inner_steps, start):
    """Per sigma: the direction (x_0 - x_1)/eta, the value of psi_sigma(x_0) and |y - z|, all after T inner steps."""
    directions, values, distances = [], [], []
    for sigma in sigmas:
        algorithm = method(1.0, gamma, sigma, inner_steps, start)
        record = [ValueAtStart(sigma, x0), LowerDistance()]
        trajectory = complete_run(algorithm, problem, x0, 1, engine=engine, record=record)
        directions.append(x0 - trajectory.x[1])
        values.append(trajectory.observed["ValueAtStart"][1])
        distances.append(trajectory.observed["LowerDistance"][1])
    return np.array(directions), np.array(values), np.array(distances)


def biases(method, engine, instance, sigmas):
    """Directions, psi - psi_sigma and |y_sigma - y*| of an instance as the method sees them."""
    problem, x0 = instance.problem, instance.x0
    run_with = {"gamma": instance.gamma, "inner_steps": instance.inner_steps, "start": instance.start}
    directions, values, distances = one_long_step(method, problem, x0, sigmas, engine=engine, **run_with)
    return directions, float(problem.hyperobjective(x0)) - values, distances
