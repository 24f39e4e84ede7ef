"""The second moment kept in a smaller number format than everything else."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.first_order_adaptive.adam import Adam, State
from refimpl.first_order_adaptive.moments import average
from verification.claim import mutant
from verification.mutants.formats import kept
from verification.scatter import to_bits


def float16(x):
    """x to nearest, 11 bits; infinite above 65504, and 0 below 2^-25."""
    with np.errstate(over="ignore"):
        return x.astype(np.float16).astype(np.float64)


def bfloat16(x):
    """x to nearest, 8 bits; the exponents of float32 are not left here."""
    return to_bits(x, 2.0**-8)


class _Kept(Adam):
    """Adam with the second moment rounded before it is used, as one that is updated in place."""

    rounding: Any

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        v = kept(v, self.rounding)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant(
    "NUMPATH", "the second moment is kept in bfloat16: with beta2 = 0.999 it stops following the gradients"
)
class SecondMomentInBfloat16(_Kept):
    """v to 8 bits."""

    rounding = staticmethod(bfloat16)


@mutant(
    "NUMPATH",
    "the second moment is kept in float16: it overflows for large gradients and is 0 for small ones",
)
class SecondMomentInFloat16(_Kept):
    """v to 11 bits and exponents from -24 to 15."""

    rounding = staticmethod(float16)


SMALL_FORMATS = (SecondMomentInBfloat16, SecondMomentInFloat16)
