"""Exact Gauss-Newton with all three of its improvements: momentum, line search and adaptive damping.

Source      Korbit, Adeoye, Bemporad & Zanon 2025; order, constants and the reset of the length as in the authors' code.
Step        d the direction of exact Gauss-Newton with damping lambda, on b draws;   m+ = beta m + (1 - beta) d,
            u = m+ / (1 - beta^t);   eta = min(3/2 eta, eta_max), and eta <- 4/5 eta, at most `searches` times, while
            f_B(x) - f_B(x + eta u) < -eta g'u/10;   x+ = x + eta u, eta is kept
            rho = (f_B(x+) - f_B(x)) / (eta g'u + eta^2 u'Gu/2), G = J'QJ/b: lambda+ = (1 + a) lambda where rho < 1/4,
            (1 - a) lambda where rho > 3/4;   f_B and g are those of the batch
Guarantee   an accepted length has f_B(x+) <= f_B(x) + eta g'u/10; without momentum g'u < 0                    (derived)
            linear outputs and squares: rho = 1, so lambda falls by 1 - a at every step                        (derived)
Assumes     lambda > 0; the loss is a function of the outputs alone.
Cost        that of exact Gauss-Newton, b losses, and b more for every length tried; one extra d-vector.
Departures  draws are independent, with replacement. Where g'u = 0 the first length is
            taken; where the model promises nothing the damping stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.gauss_newton import check_gauss_newton, drawn, duncan_guttman, linearised

SUFFICIENT, SHRINK, GROW = 0.1, 0.8, 1.5  # of the line search
LOW, HIGH = 0.25, 0.75  # ratios of reductions at which the damping changes


class State(NamedTuple):
    """Iterate, average of the directions, last length, damping, number of steps."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    eta: float
    damping: float
    t: int


class EGNAdaptive(NamedTuple):
    """`max_step` eta_max > 0, `momentum` beta in [0, 1), first `damping` lambda > 0, `batch` b >= 1 draws.

    `searches` >= 0 is the largest number of reductions of a length, `adaptation` a in [0, 1) the change of the damping.
    """

    max_step: float
    momentum: float
    damping: float
    batch: int
    searches: int
    adaptation: float

    @classmethod
    def prescribed(cls, problem):
        """What shows in a few steps: a long largest step, few searches, fast adaptation. The authors: 15 and 0.01."""
        return cls(max_step=8.0, momentum=0.5, damping=0.5, batch=2, searches=4, adaptation=0.125)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the problem shows all of its loss."""
        checks.positive("max_step", self.max_step)
        check_gauss_newton(self, problem)
        checks.count("searches", self.searches, 0)
        for name in ("momentum", "adaptation"):
            value = getattr(self, name)
            checks.finite(name, value)
            if not 0 <= value < 1:
                raise ValueError(f"{name} must lie in [0, 1), got {value!r}")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), self.max_step, self.damping, 0)

    def step(self, problem, state, rng):
        draws = drawn(problem, self.batch, rng)
        J, QJ, r = linearised(problem, state.x, draws)
        m = average(state.m, self.direction(J, QJ, r, state.damping), self.momentum)
        u = corrected(m, self.momentum, state.t + 1)
        slope = np.dot(J.T @ r / self.batch, u)
        eta = self.length(problem, draws, state.x, u, slope, state.eta)
        s = eta * u
        change = batch_loss(problem, state.x + s, draws) - batch_loss(problem, state.x, draws)
        model = eta * slope + np.dot(J @ s, QJ @ s) / (2 * self.batch)
        return State(state.x + s, m, eta, self.adapted(state.damping, change, model), state.t + 1)

    def direction(self, J, QJ, r, damping):
        """-(J'QJ/b + damping I)^{-1} J'r/b, shape (d,)."""
        return duncan_guttman(J, QJ, r, self.batch * damping)

    def length(self, problem, draws, x, u, slope, eta):
        """The first of the lengths that reduces the loss of the batch enough, or the last one tried."""
        value = batch_loss(problem, x, draws)
        eta = np.minimum(GROW * eta, self.max_step)
        for _ in range(self.searches):
            # where slope = 0 the batch is fitted, and the first length is as good as any
            if slope == 0 or value - batch_loss(problem, x + eta * u, draws) >= -SUFFICIENT * eta * slope:
                return eta
            eta = SHRINK * eta
        return eta

    def adapted(self, damping, change, model):
        """The damping after a step that changed the loss by `change` where the model promised `model`."""
        if model == 0:
            return damping
        if change / model < LOW:
            return (1 + self.adaptation) * damping
        if change / model > HIGH:
            return (1 - self.adaptation) * damping
        return damping


def batch_loss(problem, x, draws):
    """Mean loss of the draws."""
    total = problem.sample_value(x, draws[0])
    for draw in draws[1:]:
        total = total + problem.sample_value(x, draw)
    return total / len(draws)
