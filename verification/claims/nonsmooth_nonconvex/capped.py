"""A Lipschitz function with kinks, neither convex nor smooth, for claims about Goldstein stationarity."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class CappedL1(NamedTuple):
    """f(x) = d^{-1/2} sum min(|x_i|, cap): 1-Lipschitz, least at 0; subgradients are 0 at kinks."""

    d: int
    cap: float

    def validate(self):
        """Nothing to check."""

    def dimension(self):
        return self.d

    def value(self, x):
        return np.sum(np.minimum(np.abs(x), self.cap)) / self.d**0.5

    def gradient(self, x):
        return np.where(np.abs(x) < self.cap, np.sign(x), 0.0) / self.d**0.5

    def pieces(self, x: Any, shift: Any) -> np.ndarray:
        """0 = s_0 < s_1 < ... = 1 with the gradient at x + s shift constant between them."""
        with np.errstate(divide="ignore", invalid="ignore"):
            cuts = np.concatenate([(level - x) / shift for level in (-self.cap, 0.0, self.cap)])
        return np.unique([0.0, *cuts[(cuts > 0) & (cuts < 1)], 1.0])
