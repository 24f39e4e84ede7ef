"""Named mistakes in sensitive-sparse ZO-SGD."""

from __future__ import annotations

import numpy as np

from refimpl.flatness.masks import top_mask
from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.sensitive_zo import SensitiveZO, State
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Mask(SensitiveZO):
    """Another mask."""

    def scores(self, problem, x):
        raise NotImplementedError

    def init(self, problem, x0):
        return State(x0, top_mask(self.scores(problem, x0), self.kept))


@mutant("POWER", "the square of the mean gradient instead of the mean of the squares")
class SquareOfMean(_Mask):
    """(mean_i g_i)^2."""

    def scores(self, problem, x):
        return np.square(np.sum(problem.sample_gradients(x), axis=0))


@mutant("BRANCH", "the least sensitive parameters are kept")
class LeastSensitive(_Mask):
    """smallest F_j."""

    def scores(self, problem, x):
        return -np.sum(np.square(problem.sample_gradients(x)), axis=0)


@mutant("STALE", "the largest parameters are kept")
class LargestParameters(_Mask):
    """|x_j|."""

    def scores(self, problem, x):
        return np.abs(x)


@mutant("STATE", "the mask is drawn up anew at every step")
class DynamicMask(SensitiveZO):
    """m(x_t)."""

    def step(self, problem, state, rng):
        return SensitiveZO.step(self, problem, self.init(problem, state.x), rng)


@mutant("STALE", "the values are taken along the dense direction, the update along the sparse one")
class UpdatedDirectionNotEvaluated(SensitiveZO):
    """s of n, step along m o n."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        normal = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, normal, self.smoothing, sample)
        return State(state.x - self.step_size * s * state.mask * normal, state.mask)


@mutant("STALE", "the update goes along the dense direction: what is frozen moves")
class FrozenMove(SensitiveZO):
    """s of m o n, step along n."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        normal = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, state.mask * normal, self.smoothing, sample)
        return State(state.x - self.step_size * s * normal, state.mask)


BY_NAME = slope_mutants(SensitiveZO)

MUTANTS = (
    SquareOfMean,
    LeastSensitive,
    LargestParameters,
    DynamicMask,
    UpdatedDirectionNotEvaluated,
    FrozenMove,
    *BY_NAME.values(),
)
