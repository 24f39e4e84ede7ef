"""OIG-HWO: hidden weight optimisation whose direction gets a gain per input.

Source      Rane, Tyagi, Malalur, Shinge & Manry 2023 (P380), OIG-HWO.
Step        as `oig` with D = G R^{-1}, R = X'X/n
Guarantee   negligible damping, a linear network: f(W, a) - f(W+, a+) >= g_ig'r/2  (derived)
            inputs A u and weights W A^{-1} give W_k A^{-1} for every regular diagonal A  (derived)
Assumes     R regular; an activation of slope one for the decrease.
Cost        as `oig`, and a solve with p unknowns.
Departures  as `oig`.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.oig import OIG


class OIGHWO(OIG):
    """`damping` > 0, relative to the diagonals of the matrices that are solved with; R is not damped."""

    def direction(self, G, R):
        return np.linalg.solve(R, G.T.copy()).T
