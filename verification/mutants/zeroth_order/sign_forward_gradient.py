"""Named mistakes in sign-averaged forward gradients."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.sign_forward_gradient import SignForwardGradient
from verification.claim import mutant
from verification.mutants.zeroth_order.two_calls import two_call_mutants


@mutant("POWER", "the size of the difference is kept")
class SizeKept(SignForwardGradient):
    """s = difference / 2c."""

    def coefficient(self, problem, x, z):
        return self.difference(problem, x, z) / (2 * self.smoothing)


@mutant("BRANCH", "no difference counts as an ascent: sign(0) = 1")
class ZeroCountsAsOne(SignForwardGradient):
    """1 where the difference is 0."""

    def coefficient(self, problem, x, z):
        return np.sign(self.difference(problem, x, z) + self.spacing / 2)


MUTANTS = (*two_call_mutants(SignForwardGradient), SizeKept, ZeroCountsAsOne)
