"""Iterative deepening Hyperband, efficient: what was promoted for a smaller R is promoted, the best of the others too.

Source      Brandt, Wever, Iliadis, Bengs & Huellermeier 2023 ("Iterative Deepening Hyperband"), e-IDHB.
Step        as `discarding-id-hyperband`, but from rung i to i + 1 go all that have been there before, and the best of
            the others in rung i until there are floor(n/eta^(i+1))
Guarantee   costs exactly what Hyperband for R costs from scratch less what it cost for R/eta, the least there is
            f_R(x+) <= min over brackets of [min_j f_R(y_j) + 2 sum_{i<s} G(r_i)]                         (both derived)
Assumes     nothing of f.
Cost        as said; otherwise as `discarding-id-hyperband`.
Departures  as `discarding-id-hyperband`.
"""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband


class EfficientIDHyperband(DiscardingIDHyperband):
    """`radius` of the draws, `eta` >= 2, `first` m, `last` m' >= m."""

    def ranks(self, sums, known, alive, rungs):
        """By which those go on that have been in so many rungs, the least first: those that went on before."""
        losses = np.where(alive > 0, sums[:, rungs], np.inf)
        return np.where(known > rungs, -np.inf, losses)
