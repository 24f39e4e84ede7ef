"""Named mistakes in block-wise ZO-SGD."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_blockwise import State, ZOBlockwise
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


@mutant("NOISE", "all blocks are drawn from one seed: equal lengths have equal directions")
class SameZPerBlock(ZOBlockwise):
    """z_b = z_1, shortened for the last block."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        g, d = np.zeros_like(state.x), state.x.shape[0]
        first = rng.standard_normal(min(self.block, d))
        for start in range(0, d, self.block):
            z = np.zeros_like(g)
            z[start : start + self.block] = first[: min(self.block, d - start)]
            g = g + slope(problem, state.x, z, self.smoothing, sample) * z
        return State(state.x - self.step_size * g)


@mutant("STALE", "every block is updated at once, the next one is estimated there (Gauss-Seidel)")
class GaussSeidel(ZOBlockwise):
    """x changes within the step."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, d = state.x, state.x.shape[0]
        for start in range(0, d, self.block):
            z = np.zeros_like(x)
            z[start : start + self.block] = rng.standard_normal(min(self.block, d - start))
            x = x - self.step_size * slope(problem, x, z, self.smoothing, sample) * z
        return State(x)


@mutant("TERM", "one slope along all blocks together")
class OneSlope(ZOBlockwise):
    """s z with z of all blocks: ZO-SGD."""

    def step(self, problem, state, rng):
        return ZOBlockwise.step(self._replace(block=state.x.shape[0]), problem, state, rng)


@mutant("STATE", "only the last block is kept")
class LastBlock(ZOBlockwise):
    """s_B z_B."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        g, d = np.zeros_like(state.x), state.x.shape[0]
        for start in range(0, d, self.block):
            z = np.zeros_like(g)
            z[start : start + self.block] = rng.standard_normal(min(self.block, d - start))
            g = slope(problem, state.x, z, self.smoothing, sample) * z
        return State(state.x - self.step_size * g)


@mutant("STATE", "the perturbation of the earlier blocks is not undone")
class NotUndone(ZOBlockwise):
    """x is perturbed in all blocks so far."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, g, d = state.x, np.zeros_like(state.x), state.x.shape[0]
        for start in range(0, d, self.block):
            z = np.zeros_like(g)
            z[start : start + self.block] = rng.standard_normal(min(self.block, d - start))
            g = g + slope(problem, x, z, self.smoothing, sample) * z
            x = x + self.smoothing * z
        return State(state.x - self.step_size * g)


BY_NAME = slope_mutants(ZOBlockwise)

MUTANTS = (SameZPerBlock, GaussSeidel, OneSlope, LastBlock, NotUndone, *BY_NAME.values())
