"""Cases made for krylov-gradient."""

from __future__ import annotations

import numpy as np

from refimpl.problems import diagonal_quadratic
from refimpl.second_order.krylov_gradient import KrylovGradient
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The Krylov subspace ends before the iterations do: the residual of the system is exactly zero after one."""
    algorithm = KrylovGradient(0.5, 2, np.zeros(3))
    start = np.array([1.0, 2.0, -1.0])
    return [Special("one eigenvalue", algorithm, diagonal_quadratic([2.0, 2.0, 2.0]), None, start)]
