"""What Adam and its relatives share: a tape, scaled gradients, and the gradients that make the longest steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from verification.evidence import bound, identity, tight
from verification.finding import Finding, worst
from verification.tape import follow

# large first gradients, so that v decreases, and a larger one late, so that it recovers; a coordinate is zero always,
# one is zero once, one is constant, one grows; all numbers are dyadic
GRADIENTS = np.array(
    [
        [5.0, 0.0, 0.375, 10.0, 0.0625],
        [-1.0, 0.0, 0.375, 1.5, -0.125],
        [0.75, 0.0, 0.375, 0.0, 0.25],
        [0.25, 0.0, 0.375, -1.0, 0.5],
        [-0.5, 0.0, 0.375, 0.75, 1.0],
        [0.125, 0.0, 0.375, -0.25, 2.0],
        [-0.25, 0.0, 0.375, -0.5, -4.0],
        [0.5, 0.0, 0.375, 0.125, 8.0],
        [0.0625, 0.0, 0.375, 24.0, 16.0],
        [-0.125, 0.0, 0.375, -0.0625, 32.0],
    ]
)
START = np.array([1.0, -2.0, 0.5, 3.0, 0.0])
STEP_SIZES = [0.25, 0.125, 0.5, 0.25, 0.0625, 0.375, 0.25, 0.125, 0.5, 0.1875]
TAPE: dict[str, Any] = {"x0": START, "gradients": GRADIENTS, "step_sizes": STEP_SIZES}

# averages with these keep 7/8 and 511/512: (1 - beta1)/sqrt(1 - beta2) = 2.8, so no correction goes unseen
BETA1, BETA2 = 0.875, 1 - 2.0**-9


def scales_away(algorithm: Any, engine: str) -> Finding:
    """From x = 0 the iterates on the gradients c g are sign(c) times those on g, c a diagonal of powers of two.

    Multiplication by a power of two is exact, so both sides are equal to the last bit.
    """
    c = np.array([2.0**20, 1.0, -(2.0**-20), 2.0, -0.125])
    x, _ = follow(algorithm, np.zeros(5), GRADIENTS, step_sizes=STEP_SIZES, engine=engine)
    y, _ = follow(algorithm, np.zeros(5), GRADIENTS * c, step_sizes=STEP_SIZES, engine=engine)
    return identity(y, np.sign(c) * x, tolerance=0.0)


def growing(beta1: float, beta2: float, steps: int) -> np.ndarray:
    """Gradients (T, 2) growing by beta2/beta1 per step, of either sign: the longest steps of Adam at every t."""
    g = (beta2 / beta1) ** np.arange(steps)
    return np.stack([g, -g], axis=1)


def longest_steps(algorithm: Any, limits: Sequence[Decimal], engine: str) -> Finding:
    """|x_t - x_{t-1}| = eta limits_t on the growing gradients, and at most that on random ones.

    `algorithm` has the fields of Adam. Rounding: 2/(1 - beta2) relative roundings in v and half of them left by
    the root, as many from 1 - beta2^t; T in x, which is at most T steps; doubled for all the rest.
    """
    steps, eta, beta2 = len(limits), algorithm.step_size, algorithm.beta2
    roundings = 2 * (2 / (1 - beta2) + steps) * 2.0**-53
    U = np.array([float(u) for u in limits])
    x, _ = follow(algorithm, np.zeros(2), growing(algorithm.beta1, beta2, steps), engine=engine)
    rng = np.random.default_rng(0)
    random = np.exp(2 * rng.standard_normal((steps, 20))) * rng.choice([-1.0, 1.0], (steps, 20))
    y, _ = follow(algorithm, np.zeros(20), random, engine=engine)
    t = np.arange(1, steps + 1)
    return worst(
        [
            *(
                tight(lengths, eta * U, tolerance=roundings, x=t, xlabel="t", ylabel="|x_t - x_{t-1}|")
                for lengths in np.abs(np.diff(x, axis=0)).T
            ),
            bound(
                np.abs(np.diff(y, axis=0)).max(axis=1),
                eta * U,
                allowance=roundings,
                x=t,
                xlabel="t",
                ylabel="|x_t - x_{t-1}|",
            ),
        ]
    )
