"""Mistakes that both modified equations of dropout share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.dynamics_theory.dropout_sgd import State
from verification.claim import mutant


def shared(base: Any) -> tuple[Any, ...]:
    """The mistakes below as mutants of `base`, in this order."""

    def drawn(method: Any, problem: Any, x: Any, rng: Any, centred: bool = True) -> tuple[Any, Any]:
        masks = problem.gates()
        xi = rng.standard_normal(len(masks))
        w = np.array([method.weight(mask) for mask in masks])
        G = np.array([problem.gated_gradient(x, mask / method.keep) for mask in masks])
        mean = w @ G
        return mean, (np.sqrt(w) * xi) @ (G - mean if centred else G)

    def ended(method: Any, x: Any, drift: Any, noise: Any) -> State:
        return State(x - method.time_step * drift + np.sqrt(method.time_step * method.eps) * noise)

    @mutant("TERM", "the drift is that of the loss without dropout: no penalty in it")
    class NoPenalty(base):
        """-grad R."""

        def step(self, problem, state, rng):
            _, noise = drawn(self, problem, state.x, rng)
            plain = problem.gated_gradient(state.x, np.ones(problem.gates().shape[1]))
            return ended(self, state.x, self.drift(problem, state.x, plain), noise)

    @mutant("TERM", "no noise: an ordinary differential equation")
    class NoNoise(base):
        """Sigma = 0."""

        def step(self, problem, state, rng):
            mean, _ = drawn(self, problem, state.x, rng)
            return ended(self, state.x, self.drift(problem, state.x, mean), 0.0)

    @mutant("NOISE", "second moments instead of the covariance of the gradients")
    class NotCentred(base):
        """E g g'."""

        def step(self, problem, state, rng):
            mean, noise = drawn(self, problem, state.x, rng, centred=False)
            return ended(self, state.x, self.drift(problem, state.x, mean), noise)

    @mutant("SCALE", "the noise forgets the root of the step that is modelled")
    class NoiseWithoutEps(base):
        """sqrt(h)."""

        def step(self, problem, state, rng):
            mean, noise = drawn(self, problem, state.x, rng)
            return ended(self, state.x, self.drift(problem, state.x, mean), noise / np.sqrt(self.eps))

    @mutant("SCALE", "the noise is multiplied by the time step instead of its root")
    class NoiseByTimeStep(base):
        """h sqrt(eps)."""

        def step(self, problem, state, rng):
            mean, noise = drawn(self, problem, state.x, rng)
            return ended(self, state.x, self.drift(problem, state.x, mean), noise * np.sqrt(self.time_step))

    @mutant("NOISE", "the columns of the diffusion have the weights of the masks instead of their roots")
    class WeightsWithoutRoot(base):
        """sum w_j xi_j (g_j - gbar)."""

        def weight_of_noise(self, problem):
            return np.array([self.weight(mask) for mask in problem.gates()])

        def step(self, problem, state, rng):
            masks, w = problem.gates(), self.weight_of_noise(problem)
            xi = rng.standard_normal(len(masks))
            G = np.array([problem.gated_gradient(state.x, mask / self.keep) for mask in masks])
            return ended(self, state.x, self.drift(problem, state.x, w @ G), (w * xi) @ (G - w @ G))

    return NoPenalty, NoNoise, NotCentred, NoiseWithoutEps, NoiseByTimeStep, WeightsWithoutRoot
