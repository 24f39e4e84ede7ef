"""Cases made for the (1+lambda)-EA."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.evolution import AdversarialBinVal, SwitchingBinVal
from refimpl.global_bo.one_plus_lambda import OnePlusLambdaEA
from refimpl.problems import Linear
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Offspring as good as others and as their parent, and functions that change with the parent."""
    one_max, start = Linear(np.ones(4)), np.array([1.0, 0.0, 1.0, 1.0])
    rate = float(np.random.default_rng(0).random())  # the first of the draws that cases are given
    return [
        Special("a draw at the rate", OnePlusLambdaEA(rate, 1), Linear(np.zeros(32)), None, np.ones(32)),
        Special("plateau", OnePlusLambdaEA(0.375, 3), Linear(np.array([1.0, 1.0, 0.0, 2.0])), None, start),
        Special("switching", OnePlusLambdaEA(0.375, 2, SwitchingBinVal()), one_max, None, start),
        Special("adversarial", OnePlusLambdaEA(0.375, 2, AdversarialBinVal()), one_max, None, start),
    ]
