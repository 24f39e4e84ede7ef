"""What the field also calls AdaHessian: moduli are averaged over a block."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.adahessian import AdaHessian
from refimpl.second_order.probes import block_means, probed_diagonal
from verification.claim import dialect


@dialect("block means of moduli, which are larger: the authors' code, and the ports of it")
class BlockOfModuli(AdaHessian):
    """s = block means of |H z|."""

    def curvature(self, problem, x, rng):
        return block_means(np.abs(probed_diagonal(problem, x, rng)), self.block)


DIALECTS = (BlockOfModuli,)
