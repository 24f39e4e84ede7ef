"""Named mistakes in the T-step monopoly model, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.monopoly import Monopoly, State
from verification.claim import mutant
from verification.mutants.bilevel.followers import exchangeable, shared


class Exchangeable(exchangeable(Monopoly, State)):  # type: ignore[misc]
    """The model in parts."""

    def followers(self, problem, y, end, by_y, f_y):
        """y+."""
        return problem.lower_projection(y - self.step_size * (by_y @ f_y))


SHARED = shared(Exchangeable)


@mutant("PROX", "the followers' start is not projected: the leader sends them anywhere")
class LowerNotProjected(Exchangeable):
    """P_Y is left out."""

    def followers(self, problem, y, end, by_y, f_y):
        return y - self.step_size * (by_y @ f_y)


@mutant("STATE", "the followers move on: that is the Cournot game")
class FollowersMoveOn(Exchangeable):
    """y+ = h^T(x, y)."""

    def followers(self, problem, y, end, by_y, f_y):
        return end


@mutant("HYPERGRAD", "the followers' start is moved along f_y instead of M f_y")
class StartNotPulledBack(Exchangeable):
    """y+ = P_Y(y - eta f_y)."""

    def followers(self, problem, y, end, by_y, f_y):
        return problem.lower_projection(y - self.step_size * f_y)


MUTANTS = (*SHARED, LowerNotProjected, FollowersMoveOn, StartNotPulledBack)
