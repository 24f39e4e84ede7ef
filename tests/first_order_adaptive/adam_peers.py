"""Adam and its relatives of other libraries on the tape of the claims, judged as the oracle judges."""

from __future__ import annotations

import numpy as np
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import get_engine
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START, STEP_SIZES, TAPE
from verification.tape import follow

UNUSABLE = [
    ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
    ({"step_size": np.nan}, "step_size must be positive and finite, got nan"),
    ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
    ({"beta1": -0.5}, r"beta1 must lie in \[0, 1\), got -0.5"),
    ({"beta2": 1.0}, r"beta2 must lie in \[0, 1\), got 1.0"),
    ({"beta2": np.nan}, "beta2 must be a finite number, got nan"),
    ({"epsilon": -1e-8}, "epsilon must be non-negative and finite, got -1e-08"),
]


def assert_equals_torch(algorithm, make):
    assert_equal(algorithm, torch_iterates(make, START, GRADIENTS, STEP_SIZES))


def assert_equals_optax(algorithm, make):
    assert_equal(algorithm, optax_iterates(make, START, GRADIENTS, STEP_SIZES))


def assert_equal(algorithm, theirs):
    """Within 8 rigorous radii of the 53-bit balls: what the oracle allows a rewriting of the same formulas."""
    x, radius = follow(algorithm, engine=get_engine("ball", bits=53), **TAPE)
    assert theirs.shape == x.shape
    assert (np.abs(theirs - x) <= 8 * np.maximum(radius, np.spacing(np.abs(x)))).all(), np.abs(
        theirs - x
    ).max()
