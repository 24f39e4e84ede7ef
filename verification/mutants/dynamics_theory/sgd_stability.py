"""Named mistakes in the stability analysis of SGD."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.dynamics_theory.sgd_stability import SGDStability, State
from verification.claim import mutant


def _step(algorithm, problem, state, weight_K, weight_M, eta, squared):
    """The step with the noise weight_K K - weight_M M times `squared`, and with another step size."""
    H = problem.mean_hessian()
    S = scale_to_norm(state.x, 1.0).reshape(H.shape)
    A = S - eta * (H @ S)
    noise = weight_K * problem.mean_conjugation(S) - weight_M * (H @ S @ H)
    return State((A - eta * (A @ H) + squared * noise).ravel())


def _weights(algorithm, problem):
    """The weights of K and M in the noise, as numbers."""
    n = problem.sample_count()
    return algorithm.sampling.noise(n, 1.0, 0.0), -algorithm.sampling.noise(n, 0.0, 1.0)


@mutant("TERM", "the noise is forgotten: only the mean iterate is followed (this is gradient descent)")
class NoNoise(SGDStability):
    """T(S) = (I - eta H) S (I - eta H)."""

    def step(self, problem, state, rng):
        return _step(self, problem, state, 0.0, 0.0, self.step_size, 0.0)


@mutant("POWER", "the noise is multiplied by eta instead of eta^2")
class NoiseOfFirstOrder(SGDStability):
    """eta noise(S)."""

    def step(self, problem, state, rng):
        K, M = _weights(self, problem)
        return _step(self, problem, state, K, M, self.step_size, self.step_size)


@mutant("SCALE", "the noise is that of independent draws whatever the sampling")
class AlwaysWithReplacement(SGDStability):
    """(K - M)/B."""

    def step(self, problem, state, rng):
        g = 1.0 / self.sampling.batch
        return _step(self, problem, state, g, g, self.step_size, self.step_size**2)


@mutant("TERM", "the square of the mean is subtracted once more, also for batches of random size")
class MeanSubtractedOnceMore(SGDStability):
    """The noise minus its weight of K times M."""

    def step(self, problem, state, rng):
        K, M = _weights(self, problem)
        return _step(self, problem, state, K, K + M, self.step_size, self.step_size**2)


@mutant("SHAPE", "the linear map is applied on one side only: first moments against themselves")
class OneSided(SGDStability):
    """T(S) = (I - eta H) S + eta^2 noise(S)."""

    def step(self, problem, state, rng):
        H = problem.mean_hessian()
        S = scale_to_norm(state.x, 1.0).reshape(H.shape)
        noise = self.sampling.noise(problem.sample_count(), problem.mean_conjugation(S), H @ S @ H)
        return State((S - self.step_size * (H @ S) + self.step_size**2 * noise).ravel())


@mutant("STATE", "the direction is not normalised: the norm is the growth of all steps together")
class NotNormalised(SGDStability):
    """x+ = T(x)."""

    def step(self, problem, state, rng):
        new = SGDStability.step(self, problem, state, rng)
        return State(np.sqrt(np.dot(state.x, state.x)) * new.x)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SGDStability):
    """1.02 eta."""

    def step(self, problem, state, rng):
        K, M = _weights(self, problem)
        eta = 1.02 * self.step_size
        return _step(self, problem, state, K, M, eta, eta**2)


MUTANTS = (
    NoNoise,
    NoiseOfFirstOrder,
    AlwaysWithReplacement,
    MeanSubtractedOnceMore,
    OneSided,
    NotNormalised,
    StepTooLong,
)
