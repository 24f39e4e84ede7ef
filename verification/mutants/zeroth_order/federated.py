"""Mistakes in federated steps along fixed directions, made in either of the two methods."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.claim import mutant


def federated_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that both methods can contain; what a round keeps is `base`'s own."""

    class Another(base):
        """The base's round with a server of its own."""

        server: Any

        def step(self, problem, state, rng):
            after = base.step(self, problem, state, rng)
            a = self.server(state, after, after.a - state.a)
            return after._replace(a=a, x=state.start - self.step_size * (a @ self.directions))

    @mutant("SCALE", "the reports of the clients are summed instead of averaged")
    class SumForMean(Another):
        """a_j + s."""

        def server(self, state, after, reported):
            return state.a + self.clients * reported

    @mutant("STATE", "what earlier rounds have reported is forgotten: every round starts from x_0")
    class RoundsForgotten(Another):
        """a_j = s/m."""

        def server(self, state, after, reported):
            return reported

    @mutant("SIGN", "the server climbs")
    class ServerAscent(Another):
        """x_0 + eta sum a_j z_j."""

        def server(self, state, after, reported):
            return state.a - reported

    @mutant("STATE", "the server adds the whole history to its last iterate")
    class HistoryAddedAgain(base):
        """x_t - eta sum a_j z_j."""

        def step(self, problem, state, rng):
            after = base.step(self, problem, state, rng)
            return after._replace(x=state.x - self.step_size * (after.a @ self.directions))

    @mutant("NOISE", "server and clients disagree about the order of the directions")
    class SeedsReordered(base):
        """z_{K+1-j} at the server."""

        def step(self, problem, state, rng):
            after = base.step(self, problem, state, rng)
            return after._replace(x=state.start - self.step_size * (after.a[::-1] @ self.directions))

    @mutant("SCALE", "the difference is divided by c instead of 2c")
    class NoTwoInDenominator(base):
        """2s, with the values taken at c."""

        def step(self, problem, state, rng):
            twice = self._replace(step_size=2 * self.step_size)
            after = base.step(twice, problem, state, rng)
            a = state.a + 2 * (after.a - state.a)
            return after._replace(a=a, x=state.start - self.step_size * (a @ self.directions))

    @mutant("STALE", "clients start from x_0 instead of the server's iterate")
    class ClientsFromStart(base):
        """w = x_0."""

        def step(self, problem, state, rng):
            return base.step(self, problem, state._replace(x=state.start), rng)

    @mutant("TERM", "one local step")
    class OneLocalStep(base):
        """E = 1."""

        def step(self, problem, state, rng):
            return base.step(self._replace(local_steps=1), problem, state, rng)

    @mutant("TERM", "one client")
    class OneClient(base):
        """m = 1."""

        def step(self, problem, state, rng):
            return base.step(self._replace(clients=1), problem, state, rng)

    @mutant("SCALE", "directions of length one")
    class UnitDirections(base):
        """z/|z|."""

        def step(self, problem, state, rng):
            lengths = np.sqrt(np.sum(self.directions * self.directions, axis=1))
            return base.step(
                self._replace(directions=self.directions / lengths[:, None]), problem, state, rng
            )

    return (
        SumForMean,
        RoundsForgotten,
        ServerAscent,
        HistoryAddedAgain,
        SeedsReordered,
        NoTwoInDenominator,
        ClientsFromStart,
        OneLocalStep,
        OneClient,
        UnitDirections,
    )
