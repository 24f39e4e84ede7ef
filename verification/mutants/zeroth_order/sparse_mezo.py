"""Named mistakes in Sparse MeZO."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.sparse_mezo import SparseMeZO, State
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(SparseMeZO):
    """The step with other directions of the values and of the update."""

    def small(self, x, z):
        return np.where(np.abs(x) <= self.threshold, z, 0.0)

    def directions(self, x, normal):
        return self.small(x, normal), self.small(x, normal)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        probe, move = self.directions(state.x, rng.standard_normal(state.x.shape[0]))
        s = slope(problem, state.x, probe, self.smoothing, sample)
        return State(state.x - self.step_size * s * move)


@mutant("STALE", "the mask of the update is that of the perturbed parameters")
class MaskFromPerturbedTheta(_Own):
    """m(x + c z)."""

    def directions(self, x, normal):
        probe = self.small(x, normal)
        return probe, self.small(x + self.smoothing * probe, normal)


@mutant("BRANCH", "the large parameters are touched")
class LargeWeights(_Own):
    """|x_i| > threshold."""

    def small(self, x, z):
        return np.where(np.abs(x) <= self.threshold, 0.0, z)


@mutant("BRANCH", "the threshold is put on x instead of |x|")
class SignedThreshold(_Own):
    """x_i <= threshold."""

    def small(self, x, z):
        return np.where(x <= self.threshold, z, 0.0)


@mutant("TERM", "no mask")
class Dense(_Own):
    """z = n."""

    def small(self, x, z):
        return z


@mutant("STALE", "the values are taken along the dense direction, the update along the sparse one")
class UpdatedDirectionNotEvaluated(_Own):
    """s of n, step along m o n."""

    def directions(self, x, normal):
        return normal, self.small(x, normal)


BY_NAME = slope_mutants(SparseMeZO)

MUTANTS = (
    MaskFromPerturbedTheta,
    LargeWeights,
    SignedThreshold,
    Dense,
    UpdatedDirectionNotEvaluated,
    *BY_NAME.values(),
)
