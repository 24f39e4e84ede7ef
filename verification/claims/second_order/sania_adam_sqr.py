"""SANIA Adam-SQR: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import numpy as np

from verification.arithmetic.diagonal import weighted
from verification.claim import named, planted
from verification.claims.second_order.polyak_steps import squares
from verification.mutants.second_order.sania_adam_sqr import MUTANTS
from verification.vectors.second_way.decimals import Vector

BETA = 0.75
controls = partial(named, MUTANTS)


def averaged(squared: np.ndarray) -> np.ndarray:
    """Weighted means of the rows so far."""
    age = np.subtract.outer(np.arange(len(squared)), np.arange(len(squared)))
    weights = np.where(age >= 0, BETA ** np.maximum(age, 0), 0.0)
    return weights @ squared / np.sum(weights, axis=1)[:, None]


CLAIMS = squares(
    "sania-adam-sqr",
    lambda method, target: method(target, BETA),
    averaged,
    lambda gradients: weighted([Vector(v * v for v in g) for g in gradients], Decimal(BETA)),
    {  # balls do not decide the equality that squares without average begin with
        "iterates": planted(*(m for m in MUTANTS if m.variant_name != "not-averaged")),
        "invariance": controls("root-kept", "epsilon-added", "trace-only", "euclidean-norm"),
        "length": controls(
            "two-forgotten",
            "other-root",
            "branch-without-two",
            "resting",
            "linear-model",
            "full-step",
            "uphill",
            "not-averaged",
            "weights-exchanged",
        ),
        "moves": controls("step-too-long", "root-kept", "uncorrected-average", "counter-ahead"),
    },
)
