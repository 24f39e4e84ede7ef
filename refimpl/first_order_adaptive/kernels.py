"""Convex functions K whose gradients turn a momentum into a step, for Lion-K.

Definition  SumNorm K(c) = sum |c_i|;  EuclideanNorm K(c) = |c|;  LogCosh K(c) = scale sum log cosh(c_i/scale).
Conjugate   0 where |x|_inf <= 1, where |x| <= 1, and scale sum of binary entropies on |x|_inf <= 1; infinite elsewhere.
Gradient    sign(c) with sign(0) = 0;  c/|c| and 0 at 0;  tanh(c/scale).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class SumNorm(NamedTuple):
    """The l1 norm: Lion itself, in a box."""

    def validate(self):
        """Nothing to check."""

    def gradient(self, c):
        return np.sign(c)


class EuclideanNorm(NamedTuple):
    """The Euclidean norm: steps of one length, in a ball."""

    def validate(self):
        """Nothing to check."""

    def gradient(self, c):
        return scale_to_norm(c, 1.0)


class LogCosh(NamedTuple):
    """The l1 norm smoothed within `scale` > 0 of zero: Lion without its chatter."""

    scale: float

    def validate(self):
        """Raise ValueError unless the scale is positive."""
        checks.positive("scale", self.scale)

    def gradient(self, c):
        return np.tanh(c / self.scale)
