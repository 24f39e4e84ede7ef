"""Named mistakes in sparse ZO-SGD."""

from __future__ import annotations

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_sparse import State, ZOSparse
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOSparse):
    """The step with other directions of the values (`probe`) and of the update (`move`)."""

    def directions(self, normal, kept):
        return kept * normal, kept * normal

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        normal = rng.standard_normal(state.x.shape[0])
        kept = 0 * normal
        for i in range(kept.shape[0]):
            if rng.random() < self.density:
                kept[i] = 1.0
        probe, move = self.directions(normal, kept)
        s = slope(problem, state.x, probe, self.smoothing, sample)
        return State(state.x - self.step_size * s * move)


@mutant("TERM", "no mask")
class Dense(_Own):
    """z."""

    def directions(self, normal, kept):
        return normal, normal


@mutant("BRANCH", "the mask is reversed: the drawn coordinates are left out")
class ReversedMask(_Own):
    """(1 - m) o z."""

    def directions(self, normal, kept):
        return (1 - kept) * normal, (1 - kept) * normal


@mutant("STALE", "the values are taken along the dense direction, the update along the sparse one")
class UpdatedDirectionNotEvaluated(_Own):
    """s of z, step along m o z."""

    def directions(self, normal, kept):
        return normal, kept * normal


@mutant("SCALE", "the sparse direction is divided by the root of the density")
class Rescaled(_Own):
    """m o z / sqrt density."""

    def directions(self, normal, kept):
        z = kept * normal / self.density**0.5
        return z, z


BY_NAME = slope_mutants(ZOSparse)

MUTANTS = (Dense, ReversedMask, UpdatedDirectionNotEvaluated, Rescaled, *BY_NAME.values())
