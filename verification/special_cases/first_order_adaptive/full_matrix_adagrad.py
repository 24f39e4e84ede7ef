"""Cases made for full-matrix-adagrad."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.full_matrix_adagrad import FullMatrixAdaGrad
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Three dimensions, where eigenvectors are no symmetric matrix; along axes until the spectrum is simple."""
    gradients = np.zeros((steps, 3))
    gradients[0, 0], gradients[1, 1] = 2.0, -1.0
    gradients[2:] = np.random.default_rng(0).integers(1, 32, (steps - 2, 3)) / 16
    return [
        Special(
            "outer products in three dimensions", FullMatrixAdaGrad(0.125, 0.25), None, gradients, np.ones(3)
        )
    ]
