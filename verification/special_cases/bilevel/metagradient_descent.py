"""Cases made for metagradient-descent: a tree of three levels."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.metagradient_descent import MetagradientDescent
from verification.arithmetic import bilevel as lists
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Segments that are split when adjoints are no longer zero, and whose first velocity is read; a zero."""
    algorithm = MetagradientDescent(0.03125, 0.03125, 0.75, 2, 3, np.array([0.0, 0.5, -0.5]))
    return [Special("a tree of three levels", algorithm, lists.curved(), None, np.array(lists.X0))]
