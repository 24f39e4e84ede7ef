"""Named mistakes in adaptive gradient descent, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.adgd import AdGD, State
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adaptive_length import shared


def moved(self, problem, state, direction=1.0, kept=None):
    """The step of the reference, along another multiple of the gradient or with another gradient kept."""
    g = problem.gradient(state.x)
    eta, theta = state.eta, state.theta
    if state.t > 0:
        eta = self.length(norm(state.x - state.x_before), norm(g - state.g), state)
        theta = eta / state.eta
    x = state.x - direction * eta * g
    return State(x, state.x, g if kept is None else kept(g), eta, theta, state.t + 1)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(AdGD):
    """x+ = x + eta g."""

    def step(self, problem, state, rng):
        return moved(self, problem, state, -1.0)


@mutant("STATE", "the gradient of the first step is kept for ever")
class FirstGradientKept(AdGD):
    """y = g_k - g_0."""

    def step(self, problem, state, rng):
        return moved(self, problem, state, kept=lambda g: g if state.t == 0 else state.g)


@mutant("STATE", "theta compares with the first length, not with the last")
class ThetaOfFirstLength(AdGD):
    """theta_k = eta_k / eta_0."""

    def step(self, problem, state, rng):
        found = moved(self, problem, state)
        return found._replace(theta=found.eta / self.first_step) if state.t > 0 else found


@mutant("POWER", "theta is the reciprocal: the last length over the new one")
class ThetaInverted(AdGD):
    """theta_k = eta_{k-1} / eta_k."""

    def step(self, problem, state, rng):
        found = moved(self, problem, state)
        return found._replace(theta=1.0 / found.theta)


@mutant("STATE", "theta is cut off at 1")
class ThetaClipped(AdGD):
    """theta_k = min(eta_k / eta_{k-1}, 1)."""

    def step(self, problem, state, rng):
        found = moved(self, problem, state)
        return found._replace(theta=np.minimum(found.theta, 1.0))


@mutant("POWER", "the length is the short one of Barzilai and Borwein, halved")
class ShortBarzilaiBorwein(AdGD):
    """s'y / (2 y'y) for |s| / (2 |y|)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s, y = state.x - state.x_before, g - state.g
        eta, theta = state.eta, state.theta
        if state.t > 0:
            moved = np.abs(np.dot(s, y)) / norm(y) if norm(y) > 0 else norm(s)
            eta = self.length(moved, norm(y), state)
            theta = eta / state.eta
        return State(state.x - eta * g, state.x, g, eta, theta, state.t + 1)


MUTANTS = (
    *shared(AdGD),
    Ascent,
    FirstGradientKept,
    ThetaOfFirstLength,
    ThetaInverted,
    ThetaClipped,
    ShortBarzilaiBorwein,
)
