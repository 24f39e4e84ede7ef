"""Named mistakes in implicit differentiation of fixed points, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.fixed_point_gradient import FixedPointGradient, State
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction, of_inner_steps


@mutant(
    "HYPERGRAD", "the active set is ignored: the proximal map is differentiated as if it were the identity"
)
class NoActiveSet(FixedPointGradient):
    """M = I."""

    def direction(self, problem, x, y, active):
        return super().direction(problem, x, y, 0 * active + 1)

    def prediction(self, problem, x, y, active, d):
        return super().prediction(problem, x, y, 0 * active + 1, d)


@mutant("TERM", "the lower solution is not predicted")
class NoPrediction(FixedPointGradient):
    """y_{k+1} = y+."""

    def prediction(self, problem, x, y, active, d):
        return 0 * super().prediction(problem, x, y, active, d)


@mutant("SIGN", "the prediction goes the other way")
class PredictionFlipped(FixedPointGradient):
    """y_{k+1} = y+ - t."""

    def prediction(self, problem, x, y, active, d):
        return -super().prediction(problem, x, y, active, d)


@mutant("HYPERGRAD", "the linear system is not solved: one step of the fixed-point map is differentiated")
class OneStepDerivative(FixedPointGradient):
    """s = M f_y."""

    def direction(self, problem, x, y, active):
        s = active * problem.upper_y(x, y)
        return problem.upper_x(x, y) - self.lower_step_size * problem.lower_xy_vector(x, y, s)


@mutant("TERM", "one step of conjugate gradients is missing in the vector-Jacobian product")
class OneConjugateStepFewer(FixedPointGradient):
    """k - 1."""

    def direction(self, problem, x, y, active):
        return FixedPointGradient.direction(self._replace(cg_steps=self.cg_steps - 1), problem, x, y, active)


@mutant("PROX", "the threshold is not multiplied by the step size")
class ThresholdUnscaled(FixedPointGradient):
    """soft(u, w)."""

    def solved(self, problem, x, y):
        return super().solved(problem, x, y) if self.weight == 0 else self.shrunk(problem, x, y, self.weight)

    def shrunk(self, problem, x, y, threshold):
        for _ in range(self.inner_steps):
            u = y - self.lower_step_size * problem.lower_y(x, y)
            y = np.maximum(u - threshold, 0.0) + np.minimum(u + threshold, 0.0)
        return y


@mutant("PROX", "the lower steps leave out the proximal map")
class NoShrinkage(ThresholdUnscaled):
    """y <- y - gamma g_y."""

    def solved(self, problem, x, y):
        return self.shrunk(problem, x, y, 0 * self.weight)


@mutant("STALE", "the direction is that of the lower iterate before it moved")
class StaleLower(FixedPointGradient):
    """The direction at y_k."""

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        d = -self.step_size * self.direction(problem, state.x, state.y, np.where(state.y == 0, 0.0, 1.0))
        return State(state.x + d, y + self.prediction(problem, state.x, y, np.where(y == 0, 0.0, 1.0), d))


@mutant("STATE", "the lower level starts again from the first lower point at every step")
class ColdStart(FixedPointGradient):
    """y^0 = start."""

    def solved(self, problem, x, y):
        return super().solved(problem, x, self.start)


SHARED = of_direction(FixedPointGradient)
MUTANTS = (
    *SHARED,
    *of_inner_steps(FixedPointGradient),
    NoActiveSet,
    NoPrediction,
    PredictionFlipped,
    OneStepDerivative,
    OneConjugateStepFewer,
    ThresholdUnscaled,
    NoShrinkage,
    StaleLower,
    ColdStart,
)
