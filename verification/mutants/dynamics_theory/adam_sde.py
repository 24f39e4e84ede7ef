"""Named mistakes in the SDE of Adam."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.adam_sde import AdamSDE, State
from verification.claim import mutant
from verification.mutants.dynamics_theory.rmsprop_sde import parts


def moments(
    method: Any, problem: Any, state: Any, rng: Any, *, size: float = 1.0
) -> tuple[Any, Any, float, float]:
    """m, u and the two corrections after a step, the noise in m times `size`."""
    h, t = method.time_step, (state.k + 1) * method.time_step
    mean, noise, diagonal = parts(problem, state.x, rng)
    m = state.m + method.c1 * (h * (mean - state.m) + size * method.noise * np.sqrt(h) * noise)
    u = state.u + h * method.c2 * (diagonal - state.u)
    return m, u, -np.expm1(-method.c1 * t), -np.expm1(-method.c2 * t)


@mutant("BIAS", "no bias correction")
class NoCorrection(AdamSDE):
    """gamma = 1."""

    def step(self, problem, state, rng):
        m, u, _, _ = moments(self, problem, state, rng)
        x = state.x - self.time_step * m / (self.noise * np.sqrt(u) + self.epsilon)
        return State(x, m, u, state.k + 1)


@mutant("EPS", "epsilon without the correction of the second moment")
class EpsilonUncorrected(AdamSDE):
    """s sqrt(u) + e."""

    def step(self, problem, state, rng):
        m, u, g1, g2 = moments(self, problem, state, rng)
        x = state.x - self.time_step * np.sqrt(g2) / g1 * m / (self.noise * np.sqrt(u) + self.epsilon)
        return State(x, m, u, state.k + 1)


@mutant("STALE", "the corrections are exchanged")
class CorrectionsExchanged(AdamSDE):
    """sqrt gamma1 / gamma2."""

    def step(self, problem, state, rng):
        m, u, g1, g2 = moments(self, problem, state, rng)
        scale = self.noise * np.sqrt(u) + self.epsilon * np.sqrt(g1)
        return State(state.x - self.time_step * np.sqrt(g1) / g2 * m / scale, m, u, state.k + 1)


@mutant("NOISE", "the noise in the moment forgets c1")
class NoiseWithoutRate(AdamSDE):
    """dm = ... + s dW."""

    def step(self, problem, state, rng):
        m, u, g1, g2 = moments(self, problem, state, rng, size=1 / self.c1)
        scale = self.noise * np.sqrt(u) + self.epsilon * np.sqrt(g2)
        return State(state.x - self.time_step * np.sqrt(g2) / g1 * m / scale, m, u, state.k + 1)


@mutant("STALE", "x moves with the old first moment")
class OldMoment(AdamSDE):
    """m_k."""

    def step(self, problem, state, rng):
        m, u, g1, g2 = moments(self, problem, state, rng)
        scale = self.noise * np.sqrt(u) + self.epsilon * np.sqrt(g2)
        return State(state.x - self.time_step * np.sqrt(g2) / g1 * state.m / scale, m, u, state.k + 1)


@mutant("BIAS", "the corrections are those of the step before")
class CorrectionOfTheOldTime(AdamSDE):
    """t = k h."""

    def step(self, problem, state, rng):
        m, u, _, _ = moments(self, problem, state, rng)
        t = max(state.k, 1) * self.time_step
        g1, g2 = -np.expm1(-self.c1 * t), -np.expm1(-self.c2 * t)
        scale = self.noise * np.sqrt(u) + self.epsilon * np.sqrt(g2)
        return State(state.x - self.time_step * np.sqrt(g2) / g1 * m / scale, m, u, state.k + 1)


MUTANTS = (
    NoCorrection,
    EpsilonUncorrected,
    CorrectionsExchanged,
    NoiseWithoutRate,
    OldMoment,
    CorrectionOfTheOldTime,
)
