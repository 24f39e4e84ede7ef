"""Named mistakes in metagradient descent, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.metagradient_descent import MetagradientDescent, State
from verification.claim import mutant


@mutant("HYPERGRAD", "the adjoint of the velocity is dropped: the training is taken for gradient descent")
class VelocityAdjointDropped(MetagradientDescent):
    """b = -gamma a."""

    def pulled_back(self, problem, x, y, h, a, c):
        return super().pulled_back(problem, x, y, h, a, 0 * c)


@mutant("TERM", "the adjoint of the velocity is kept in full")
class VelocityAdjointUndamped(MetagradientDescent):
    """c <- b."""

    def pulled_back(self, problem, x, y, h, a, c):
        b = c - self.lower_step_size * a
        return (*super().pulled_back(problem, x, y, h, a, c)[:2], b)


@mutant("STATE", "the velocity is not stored with the weights: segments are replayed from rest")
class VelocityNotStored(MetagradientDescent):
    """v = 0 at the start of a segment."""

    def trained(self, problem, x, y, v, n):
        return super().trained(problem, x, y, 0 * v, n)


@mutant("STALE", "the derivatives of a step are taken at the point it leads to without momentum")
class BehindTheStep(MetagradientDescent):
    """y_t - gamma g_y."""

    def pulled_back(self, problem, x, y, h, a, c):
        behind = y - self.lower_step_size * problem.lower_y(x, y)
        return super().pulled_back(problem, x, behind, h, a, c)


@mutant("HYPERGRAD", "only the last step is differentiated")
class LastStepOnly(MetagradientDescent):
    """h after t = T-1."""

    def metagradient(self, problem, x):
        n = self.arity**self.depth
        y, v = self.trained(problem, x, self.start, 0 * self.start, n - 1)
        end, _ = self.trained(problem, x, y, v, 1)
        h, a = problem.upper_x(x, end), problem.upper_y(x, end)
        return self.pulled_back(problem, x, y, h, a, np.zeros_like(a))[0]


@mutant("TERM", "the training is one step shorter when it is run for its end")
class EndOneStepEarly(MetagradientDescent):
    """f at y_{T-1}."""

    def trained(self, problem, x, y, v, n):
        return super().trained(problem, x, y, v, n - (n == self.arity**self.depth))


@mutant("SIGN", "the adjoint moves against the second derivatives")
class AdjointReversed(MetagradientDescent):
    """a - g_yy b."""

    def pulled_back(self, problem, x, y, h, a, c):
        moved = super().pulled_back(problem, x, y, h, a, c)
        return moved[0], 2 * a - moved[1], moved[2]


@mutant("HYPERGRAD", "a stop-gradient on the trained weights")
class StopGradient(MetagradientDescent):
    """h = f_x."""

    def pulled_back(self, problem, x, y, h, a, c):
        return h, a, c


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(MetagradientDescent):
    """1.02 eta."""

    def step(self, problem, state, rng):
        return State(state.x - 1.02 * self.step_size * self.metagradient(problem, state.x))


MUTANTS = (
    VelocityAdjointDropped,
    VelocityAdjointUndamped,
    VelocityNotStored,
    BehindTheStep,
    LastStepOnly,
    EndOneStepEarly,
    AdjointReversed,
    StopGradient,
    StepTooLong,
)
