"""Iterative deepening Hyperband, preserving: what was promoted for a smaller R stays in the race.

Source      Brandt, Wever, Iliadis, Bengs & Huellermeier 2023 ("Iterative Deepening Hyperband"), p-IDHB.
Step        as `discarding-id-hyperband`, but from rung i to i + 1 go the floor(n/eta^(i+1)) best of all configurations
            that have been in rung i, for this R or one before: an early loss behind new ones ends nothing
Guarantee   f_R(x+) <= min over brackets of [min_j f_R(y_j) + 2 sum_{i<s} G(r_i)]                            (derived)
Assumes     nothing of f.
Cost        as `discarding-id-hyperband`.
Departures  as `discarding-id-hyperband`.
"""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband


class PreservingIDHyperband(DiscardingIDHyperband):
    """`radius` of the draws, `eta` >= 2, `first` m, `last` m' >= m."""

    def ranks(self, sums, known, alive, rungs):
        """By which those go on that have been in so many rungs, the least first: of all that have ever been."""
        return np.where(known >= rungs, sums[:, rungs], np.inf)
