"""What the field also calls Levenberg-Marquardt: the identity as the matrix of the damping."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.levenberg_marquardt import LevenbergMarquardt
from verification.claim import dialect


@dialect("D = I, which depends on the units of the parameters: Levenberg 1944, and many codes")
class Levenberg(LevenbergMarquardt):
    """J'J + lambda I, preconditioned with 1 + lambda."""

    def scale(self, problem, x):
        return np.ones_like(x)


DIALECTS = (Levenberg,)
