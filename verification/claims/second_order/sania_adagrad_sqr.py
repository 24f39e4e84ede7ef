"""SANIA AdaGrad-SQR: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from verification.claim import named, planted
from verification.claims.second_order.polyak_steps import squares
from verification.mutants.second_order.sania_adagrad_sqr import MUTANTS
from verification.vectors.second_way.decimals import Vector

controls = partial(named, MUTANTS)


def summed(gradients: list[Vector]) -> Vector:
    """Sums of squares."""
    return Vector(sum((v * v for v in column), Decimal(0)) for column in zip(*gradients))


CLAIMS = squares(
    "sania-adagrad-sqr",
    lambda method, target: method(target),
    lambda squared: np.cumsum(squared, axis=0),
    summed,
    {
        "iterates": planted(*MUTANTS),
        "invariance": controls("root-kept", "epsilon-added", "trace-only", "old-sum", "euclidean-norm"),
        "length": controls(
            "two-forgotten",
            "other-root",
            "resting",
            "full-step",
            "uphill",
            "step-too-long",
            "old-sum",
            "root-kept",
        ),
        "moves": controls("step-too-long", "root-kept", "old-sum"),
    },
)
