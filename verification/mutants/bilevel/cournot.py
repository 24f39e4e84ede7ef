"""Named mistakes in the T-step Cournot game, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.cournot import Cournot, State
from verification.claim import mutant
from verification.mutants.bilevel.followers import exchangeable, shared


class Exchangeable(exchangeable(Cournot, State)):  # type: ignore[misc]
    """The game in parts."""

    def followers(self, problem, y, end, by_y, f_y):
        """y+."""
        return end


SHARED = shared(Exchangeable)


@mutant(
    "HYPERGRAD", "the leader differentiates the equilibrium itself: that is the bilevel problem, not the game"
)
class EquilibriumDifferentiated(Exchangeable):
    """-g_yy^{-1} g_yx in place of d h^T/dx."""

    def anticipate(self, levels, x, y):
        end, _, by_y = super().anticipate(levels, x, y)
        return end, -np.linalg.solve(levels.lower_yy(x, end), levels.lower_xy(x, end).T).T, by_y


@mutant("STATE", "the followers do not move: the end is no equilibrium, and its value no upper bound")
class FollowersStay(Exchangeable):
    """y+ = y."""

    def followers(self, problem, y, end, by_y, f_y):
        return y


MUTANTS = (*SHARED, EquilibriumDifferentiated, FollowersStay)
