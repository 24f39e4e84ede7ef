"""FedKSeed-Pro: FedKSeed whose directions are drawn the more often the larger their slopes have been.

Source      Qin et al. 2024, FedKSeed-Pro, the published code.
Step        h_j = mean of min(|s|, clip) over all reports (j, s) so far and one value `clip` at the start,
            p = softmax((h - min h)/(max h - min h)), uniform where all h_j are equal
            a round of FedKSeed (see `fedkseed`) whose clients draw j with probability p_j
Guarantee   1/(1 + (K - 1) e) <= p_j <= e/(e + K - 1): no direction starves                                  (derived)
            x_t lies in x_0 + span(z_1, ..., z_K); p changes how often, not what is added                    (derived)
Assumes     nothing for the update.
Cost        that of FedKSeed, K probabilities down per round.
Departures  those of FedKSeed. The published code starts the history with a constant of its own; here it is `clip`.
            Slopes are not divided by K p_j: frequent directions take more steps of the same length.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, slope
from refimpl.zeroth_order.fedkseed import candidates, check_federation, drawn


class State(NamedTuple):
    """Iterate, start, accumulated slopes, and the history of their sizes."""

    x: Any  # x_t, shape (d,)
    start: Any  # x_0, shape (d,)
    a: Any  # a_j, shape (K,)
    sizes: Any  # sums of min(|s|, clip), shape (K,)
    reports: Any  # their numbers, shape (K,)


class FedKSeedPro(NamedTuple):
    """As FedKSeed, with `clip` > 0 for the slopes in the history."""

    step_size: float
    smoothing: float
    directions: Any
    clip: float
    clients: int = 2
    local_steps: int = 3

    @classmethod
    def prescribed(cls, problem):
        """As FedKSeed, slopes clipped at 4."""
        return cls(cautious_step(problem), 0.25, candidates(problem), 4.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_federation(self, problem)
        checks.positive("clip", self.clip)

    def init(self, problem, x0):
        none = np.zeros_like(self.directions[:, 0])
        return State(x0, x0, none, none + self.clip, none + 1.0)

    def step(self, problem, state, rng):
        a, sizes, reports = state.a.copy(), state.sizes.copy(), state.reports.copy()
        thresholds = np.cumsum(probabilities(state.sizes / state.reports))
        for _ in range(self.clients):
            sample, w = problem.sample(rng), state.x
            for _ in range(self.local_steps):
                j = drawn(thresholds, rng.random())
                s = slope(problem, w, self.directions[j], self.smoothing, sample)
                w = w - self.step_size * s * self.directions[j]
                a[j] = a[j] + s / self.clients
                sizes[j] = sizes[j] + np.minimum(np.abs(s), self.clip)
                reports[j] = reports[j] + 1.0
        x = state.start - self.step_size * (a @ self.directions)
        return State(x, state.start, a, sizes, reports)


def probabilities(h):
    """Softmax of h brought to [0, 1]."""
    low, high = np.min(h), np.max(h)
    if high > low:
        weights = np.exp((h - low) / (high - low))
    else:
        weights = np.ones_like(h)
    return weights / np.sum(weights)
