"""Where gradient flow on a scalar network would end, by bisection: the gradient-flow solution (GFS).

Source      Kreisler, Shpigel Nacson, Soudry & Carmon 2023 (the GFS and its sharpness).
Step        c = middle of the bracket of c,  q_i = sqrt(w_i^2 - min w^2 + c)
            keep the lower half unless prod q^2 - 1 < 0 there, else the upper one;  x = q at its middle
Guarantee   |min x_k^2 - c*| <= b 2^{-k-1} with the bracket [0, b]; x_i^2 - x_j^2 = w_i^2 - w_j^2 exactly, as along
            the flow; at the end the sharpness of the solution is sum 1/x_i^2   (derived)
Assumes     w > 0 (weights count through their squares); b >= 1, since prod q >= c^{d/2} makes c* <= 1.
Cost        one product of d weights per step and d square roots; one extra d-vector.
Departures  the paper defines the solution and leaves the root finder open.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """The solution so far, the conserved offsets w_i^2 - min w^2, and the bracket of c."""

    x: Any  # q_k, shape (d,); the weights w at the start
    offsets: Any  # shape (d,)
    low: float
    high: float


class GradientFlowSolution(NamedTuple):
    """Bisection on c in [0, `bracket`], bracket >= 1; the start is the point from which gradient flow sets out."""

    bracket: float

    @classmethod
    def prescribed(cls, problem):
        """The bracket [0, 1], which holds c for every start."""
        return cls(bracket=1.0)

    def validate(self, problem):
        """Raise ValueError unless the bracket is sure to hold c."""
        checks.finite("bracket", self.bracket)
        if self.bracket < 1:
            raise ValueError(f"bracket must be at least 1, got {self.bracket!r}")

    def init(self, problem, x0):
        return State(x0, x0 * x0 - np.min(x0 * x0), 0.0, self.bracket)

    def step(self, problem, state, rng):
        c = (state.low + state.high) / 2
        below = problem.flow_residual(state.offsets + c) < 0  # prod q^2 < 1 as prod q < 1: no root is needed
        low = c if below else state.low
        high = state.high if below else c
        return State(np.sqrt(state.offsets + (low + high) / 2), state.offsets, low, high)
