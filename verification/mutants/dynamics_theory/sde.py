"""Mistakes in a stochastic differential equation of SAM's kind, and in its simulation, that three methods share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.sam_sde import State
from verification.claim import mutant


def euler(
    method: Any, x: Any, drift: Any, noise: Any, rng: Any, *, size: float = 1.0, centred: bool = True
) -> State:
    """One step with the rows of `drift` averaged and those of `noise` as columns of the diffusion, times `size`."""
    n = len(drift)
    xi = rng.standard_normal(n)
    if centred:
        xi = xi - np.sum(xi) / n
    factor = size * np.sqrt(method.time_step * method.eta / n)
    return State(x - method.time_step * np.sum(drift, axis=0) / n + factor * (xi @ noise))


def directions(method: Any, problem: Any, x: Any, weight: float = 1.0) -> tuple[Any, Any]:
    """The sampled gradients, and these plus `weight` times rho H_i u_i."""
    G = problem.sample_gradients(x)
    return G, G + weight * problem.sample_hessian_vectors(x, method.ascent(problem, x, G))


def shared(base: Any) -> tuple[Any, ...]:
    """The mistakes below as mutants of `base`, in this order."""

    @mutant("TERM", "the drift of SGD: no regulariser in it")
    class PlainDrift(base):
        """-mean g_i."""

        def step(self, problem, state, rng):
            G, full = directions(self, problem, state.x)
            return euler(self, state.x, G, full, rng)

    @mutant("SCALE", "half the regulariser in the drift")
    class HalfRegulariser(base):
        """rho / 2."""

        def step(self, problem, state, rng):
            _, half = directions(self, problem, state.x, 0.5)
            return euler(self, state.x, half, directions(self, problem, state.x)[1], rng)

    @mutant("SIGN", "the regulariser is subtracted from the loss")
    class NegativeRegulariser(base):
        """-rho."""

        def step(self, problem, state, rng):
            _, negative = directions(self, problem, state.x, -1.0)
            return euler(self, state.x, negative, directions(self, problem, state.x)[1], rng)

    @mutant("TERM", "the diffusion of SGD: no rho in it")
    class PlainDiffusion(base):
        """Covariance of g_i."""

        def step(self, problem, state, rng):
            G, full = directions(self, problem, state.x)
            return euler(self, state.x, full, G, rng)

    @mutant("NOISE", "second moments instead of covariances: the draws are not centred")
    class NotCentred(base):
        """sum_i xi_i G_i."""

        def step(self, problem, state, rng):
            _, full = directions(self, problem, state.x)
            return euler(self, state.x, full, full, rng, centred=False)

    @mutant("NOISE", "the diffusion forgets the step of the method")
    class NoiseWithoutEta(base):
        """sqrt(h / n)."""

        def step(self, problem, state, rng):
            _, full = directions(self, problem, state.x)
            return euler(self, state.x, full, full, rng, size=1 / np.sqrt(self.eta))

    @mutant("NOISE", "the noise is multiplied by the time step instead of its root")
    class NoiseByTimeStep(base):
        """h sqrt(eta / n)."""

        def step(self, problem, state, rng):
            _, full = directions(self, problem, state.x)
            return euler(self, state.x, full, full, rng, size=np.sqrt(self.time_step))

    @mutant("SCALE", "the noise is the sum over the examples instead of their mean")
    class NoiseNotAveraged(base):
        """sqrt(h eta)."""

        def step(self, problem, state, rng):
            _, full = directions(self, problem, state.x)
            return euler(self, state.x, full, full, rng, size=np.sqrt(len(full)))

    return (
        PlainDrift, HalfRegulariser, NegativeRegulariser, PlainDiffusion, NotCentred, NoiseWithoutEta, NoiseByTimeStep,
        NoiseNotAveraged,
    )  # fmt: skip
