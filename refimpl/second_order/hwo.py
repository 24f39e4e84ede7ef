"""Hidden weight optimisation: OWO-BP along the gradient that is multiplied by the inverse moments of the inputs.

Source      Rane, Tyagi, Malalur, Shinge & Manry 2023 (P380), HWO; the hidden weights solve D R = G.
Step        as `owo-bp` with D = G R^{-1}, R = X'X/n
Guarantee   inputs A u and weights W A^{-1} give W_k A^{-1} for every regular A;  (derived)
            for A'A = R^{-1} that is OWO-BP
            negligible damping, a linear network with a != 0: the least loss of regression after one step  (derived)
Assumes     R regular.
Cost        as `owo-bp`, and a solve with p unknowns.
Departures  as `owo-bp`.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.owo_bp import OWOBP


class HWO(OWOBP):
    """`damping` > 0, relative to the diagonals of the matrices that are solved with; R is not damped."""

    def direction(self, G, R):
        return np.linalg.solve(R, G.T.copy()).T
