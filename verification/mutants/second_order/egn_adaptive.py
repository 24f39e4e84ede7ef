"""Named mistakes in exact Gauss-Newton with momentum, line search and adaptive damping."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.egn_adaptive import (
    GROW,
    HIGH,
    LOW,
    SHRINK,
    SUFFICIENT,
    EGNAdaptive,
    State,
    batch_loss,
)
from refimpl.second_order.gauss_newton import drawn, duncan_guttman, linearised
from verification.claim import mutant


def advanced(self, problem, state, rng, *, m=None, u=None, slope=None, model=None, kept=None):
    """The step of the reference with single quantities replaced by functions of what is known."""
    x, draws = state.x, drawn(problem, self.batch, rng)
    J, QJ, r = linearised(problem, x, draws)
    g, d = J.T @ r / self.batch, self.direction(J, QJ, r, state.damping)
    new = m(g, d, J, QJ, r) if m else average(state.m, d, self.momentum)
    way = u(new) if u else corrected(new, self.momentum, state.t + 1)
    along = slope(g, d) if slope else np.dot(g, way)
    eta = self.length(problem, draws, x, way, along, state.eta)
    change = batch_loss(problem, x + eta * way, draws) - batch_loss(problem, x, draws)
    promised = eta * along + eta * eta * np.dot(J @ way, QJ @ way) / (2 * self.batch)
    if model:
        promised = model(eta, along, np.dot(J @ way, QJ @ way) / self.batch, np.dot(way, way))
    damping = self.adapted(state.damping, change, promised)
    return State(x + eta * way, new, kept(eta) if kept else eta, damping, state.t + 1)


def tried(self, problem, draws, x, u, slope, eta, *, shrink=SHRINK, share=SUFFICIENT, searches=None):
    """The search of the reference from a given length."""
    value = batch_loss(problem, x, draws)
    for _ in range(self.searches if searches is None else searches):
        if value - batch_loss(problem, x + eta * u, draws) >= -share * eta * slope:
            return eta
        eta = shrink * eta
    return eta


@mutant("BIAS", "the average of directions is not corrected for its start at zero")
class MomentumUncorrected(EGNAdaptive):
    """u = m+."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, u=lambda m: m)


@mutant("TERM", "there is no momentum")
class MomentumForgotten(EGNAdaptive):
    """m+ = d, u = d."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, m=lambda g, d, J, QJ, r: d, u=lambda m: m)


@mutant("STALE", "the search takes the slope along the new direction, not along the average that is followed")
class SlopeOfDirection(EGNAdaptive):
    """-eta g'd/10."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, slope=np.dot)


@mutant("STATE", "every search starts from the largest length")
class LengthNotKept(EGNAdaptive):
    """eta = eta_max."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, kept=lambda eta: self.max_step)


@mutant("SCHED", "the length is not enlarged before a search")
class NeverEnlarged(EGNAdaptive):
    """min(eta, eta_max)."""

    def length(self, problem, draws, x, u, slope, eta):
        return tried(self, problem, draws, x, u, slope, np.minimum(eta, self.max_step))


@mutant("BRANCH", "the length is not bounded by the largest one")
class LengthUnbounded(EGNAdaptive):
    """3/2 eta."""

    def length(self, problem, draws, x, u, slope, eta):
        return tried(self, problem, draws, x, u, slope, GROW * eta)


@mutant("LINESEARCH", "any decrease is enough")
class AnyDecrease(EGNAdaptive):
    """f_B(x + eta u) <= f_B(x)."""

    def length(self, problem, draws, x, u, slope, eta):
        return tried(self, problem, draws, x, u, slope, np.minimum(GROW * eta, self.max_step), share=0.0)


@mutant(
    "LINESEARCH",
    "the decrease asked for is nine tenths of the slope: the share is exchanged for its complement",
)
class ShareExchanged(EGNAdaptive):
    """-9 eta g'u/10."""

    def length(self, problem, draws, x, u, slope, eta):
        return tried(self, problem, draws, x, u, slope, np.minimum(GROW * eta, self.max_step), share=0.9)


@mutant("LINESEARCH", "the length is halved instead of multiplied by 4/5")
class Halved(EGNAdaptive):
    """eta <- eta/2."""

    def length(self, problem, draws, x, u, slope, eta):
        return tried(self, problem, draws, x, u, slope, np.minimum(GROW * eta, self.max_step), shrink=0.5)


@mutant("LINESEARCH", "there is no search")
class NoSearch(EGNAdaptive):
    """The first length is taken."""

    def length(self, problem, draws, x, u, slope, eta):
        return np.minimum(GROW * eta, self.max_step)


@mutant("DAMP", "the damping moves the wrong way")
class AdaptationReversed(EGNAdaptive):
    """(1 - a) lambda for a poor model."""

    def adapted(self, damping, change, model):
        if change / model < LOW:
            return (1 - self.adaptation) * damping
        return (1 + self.adaptation) * damping if change / model > HIGH else damping


@mutant("TERM", "the damping is never changed")
class DampingFixed(EGNAdaptive):
    """lambda+ = lambda."""

    def adapted(self, damping, change, model):
        return damping


@mutant("TERM", "the model that the reduction is compared with is linear")
class LinearModel(EGNAdaptive):
    """eta g'u."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, model=lambda eta, slope, curved, size: eta * slope)


@mutant("SCALE", "the half in the model is forgotten")
class ModelWithoutHalf(EGNAdaptive):
    """eta g'u + eta^2 u'Gu."""

    def step(self, problem, state, rng):
        return advanced(
            self, problem, state, rng,
            model=lambda eta, slope, curved, size: eta * slope + eta * eta * curved,
        )  # fmt: skip


@mutant("TERM", "the model has the damping in it")
class DampedModel(EGNAdaptive):
    """eta g'u + eta^2 u'(G + lambda I)u/2."""

    def step(self, problem, state, rng):
        def model(eta, slope, curved, size):
            return eta * slope + eta * eta * (curved + state.damping * size) / 2

        return advanced(self, problem, state, rng, model=model)


@mutant("SCALE", "the damping is not multiplied by the batch")
class DropBatchFactor(EGNAdaptive):
    """-J' (Q J J' + lambda I)^{-1} r."""

    def direction(self, J, QJ, r, damping):
        return duncan_guttman(J, QJ, r, damping)


@mutant("STATE", "the direction takes the first damping, whatever it has become")
class FirstDamping(EGNAdaptive):
    """lambda_0 in the system."""

    def direction(self, J, QJ, r, damping):
        return duncan_guttman(J, QJ, r, self.batch * self.damping)


@mutant("SHAPE", "the order of Q and J J' is swapped")
class OrderSwapped(EGNAdaptive):
    """-J' (J J' Q + b lambda I)^{-1} r."""

    def direction(self, J, QJ, r, damping):
        return -(J.T @ np.linalg.solve(add_to_diagonal(J @ QJ.T, self.batch * damping), r))


MUTANTS = (
    MomentumUncorrected, MomentumForgotten, SlopeOfDirection, LengthNotKept, NeverEnlarged, LengthUnbounded,
    AnyDecrease, ShareExchanged, Halved, NoSearch, AdaptationReversed, DampingFixed, LinearModel, ModelWithoutHalf,
    DampedModel, DropBatchFactor, FirstDamping, OrderSwapped,
)  # fmt: skip
