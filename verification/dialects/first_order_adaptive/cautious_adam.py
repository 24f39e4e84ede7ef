"""What the field also calls cautious Adam: the factor for the coordinates that are left out."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.cautious_adam import CautiousAdam
from verification.claim import dialect


@dialect(
    "the step is multiplied by d over one more than the number of coordinates kept: the paper of Liang et al."
)
class OverKeptPlusOne(CautiousAdam):
    """u [g u > 0] d/(kept + 1)."""

    def masked(self, g, u):
        kept = np.where(g * u > 0, 1.0, 0.0)
        return u * kept * len(g) / (np.sum(kept) + 1)


@dialect("the step is divided by the share of coordinates kept, at least 1/1000: the authors' code")
class OverShare(CautiousAdam):
    """u [g u > 0] / max(kept/d, 0.001)."""

    def masked(self, g, u):
        kept = np.where(g * u > 0, 1.0, 0.0)
        return u * kept / np.maximum(np.sum(kept) / len(g), 1e-3)


DIALECTS = (OverKeptPlusOne, OverShare)
