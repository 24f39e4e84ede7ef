"""Named mistakes in FedKSeed."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.fedkseed import FedKSeed, State, drawn
from verification.claim import mutant
from verification.mutants.zeroth_order.federated import federated_mutants


class _Parts(FedKSeed):
    """The round in parts, for mistakes in one of them."""

    def direction(self, j, rng):
        return self.directions[j]

    def start_of(self, client, x, w):
        return x

    def next(self, x, w, s, z):
        return w - self.step_size * s * z

    def step(self, problem, state, rng):
        K = self.directions.shape[0]
        thresholds = np.cumsum(np.ones_like(state.a)) / K
        a, w, move = state.a.copy(), state.x, 0 * state.x
        for client in range(self.clients):
            sample, w = problem.sample(rng), self.start_of(client, state.x, w)
            for _ in range(self.local_steps):
                j = drawn(thresholds, rng.random())
                z = self.direction(j, rng)
                s = slope(problem, w, z, self.smoothing, sample)
                w = self.next(state.x, w, s, z)
                a[j] = a[j] + s / self.clients
                move = move + s / self.clients * (z - self.directions[j])
        return State(state.start - self.step_size * (a @ self.directions + move), state.start, a)


@mutant("NOISE", "fresh directions instead of the K candidates")
class FreshDirections(_Parts):
    """z ~ N(0, I)."""

    def direction(self, j, rng):
        return rng.standard_normal(self.directions.shape[1])


@mutant("STATE", "a client starts where the one before it ended")
class ClientsInTurn(_Parts):
    """w goes on."""

    def start_of(self, client, x, w):
        return w


@mutant("STALE", "all local steps are taken from the server's iterate")
class LocalStepsFromServer(_Parts):
    """w = x_t - eta s z."""

    def next(self, x, w, s, z):
        return x + 0 * w


SHARED = federated_mutants(FedKSeed)
MUTANTS = (*SHARED, FreshDirections, ClientsInTurn, LocalStepsFromServer)
