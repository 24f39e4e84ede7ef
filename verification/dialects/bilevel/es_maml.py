"""What evolution strategies often do instead: antithetic pairs."""

from __future__ import annotations

from refimpl.bilevel.es_maml import ESMAML
from verification.claim import dialect


@dialect("antithetic pairs: J(x + sigma g) - J(x - sigma g) over 2 sigma, at twice the values; the same mean")
class Antithetic(ESMAML):
    """Without the part of J that is even in g."""

    def step(self, problem, state, rng):
        total = 0 * state.x
        for j in self.sampled(problem.task_count(), rng):
            g = rng.standard_normal(state.x.shape[0])
            ahead = self.adapted_value(problem, state.x + self.smoothing * g, j)
            total = total + (ahead - self.adapted_value(problem, state.x - self.smoothing * g, j)) / 2 * g
        return state._replace(x=state.x - self.step_size / (self.smoothing * self.tasks) * total)


DIALECTS = (Antithetic,)
