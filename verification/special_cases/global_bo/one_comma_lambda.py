"""Cases made for the self-adjusting (1,lambda)-EA."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.evolution import AdversarialBinVal, SwitchingBinVal
from refimpl.global_bo.one_comma_lambda import OneCommaLambdaEA
from refimpl.problems import Linear
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Draws at the rate, lambda at and next to a half, equal offspring, functions that change with the parent."""
    one_max, start = Linear(np.ones(4)), np.array([1.0, 0.0, 1.0, 1.0])
    distinct = Linear(np.array([1.0, 2.0, 4.0, 3.0, 5.0, 6.5]))
    rate = float(np.random.default_rng(0).random())  # the first of the draws that cases are given
    rule = OneCommaLambdaEA(0.375, 1.25, 0.5, 8)
    return [
        Special("a draw at the rate", rule._replace(rate=rate), Linear(np.zeros(32)), None, np.ones(32)),
        Special("3/2 after 3", OneCommaLambdaEA(0.5, 2.0, 0.25, 3), distinct, None, np.zeros(6)),
        Special("next to 3/2", OneCommaLambdaEA(0.5, 1.51, 1.0, 3), distinct, None, np.zeros(6)),
        Special("plateau", rule, Linear(np.array([1.0, 1.0, 0.0, 2.0])), None, start),
        Special("switching", rule._replace(order=SwitchingBinVal()), one_max, None, start),
        Special("adversarial", rule._replace(order=AdversarialBinVal()), one_max, None, start),
    ]
