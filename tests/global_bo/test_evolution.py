"""Evolutionary algorithms: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.global_bo.evolution import AdversarialBinVal, Static, SwitchingBinVal
from refimpl.global_bo.one_comma_lambda import OneCommaLambdaEA
from refimpl.global_bo.one_plus_lambda import OnePlusLambdaEA
from refimpl.problems import Linear

ONE_MAX = Linear(np.ones(4))


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (OnePlusLambdaEA(0.0, 1), "rate must be positive and finite, got 0.0"),
        (OnePlusLambdaEA(1.5, 1), r"rate must lie in \[0.0, 1.0\], got 1.5"),
        (OnePlusLambdaEA(0.5, 0), "offspring must be an integer of at least 1, got 0"),
        (OnePlusLambdaEA(0.5, 1, 3), r"order must be Static\(\), SwitchingBinVal\(\) or .*, got int"),
        (OneCommaLambdaEA(0.0, 2.0, 1.0, 8), "rate must be positive and finite, got 0.0"),
        (OneCommaLambdaEA(1.5, 2.0, 1.0, 8), r"rate must lie in \[0.0, 1.0\], got 1.5"),
        (OneCommaLambdaEA(0.5, -1.0, 1.0, 8), "factor must be positive and finite, got -1.0"),
        (OneCommaLambdaEA(0.5, 1.0, 1.0, 8), "factor must be above 1, got 1.0"),
        (OneCommaLambdaEA(0.5, 2.0, 0.0, 8), "success_ratio must be positive and finite, got 0.0"),
        (OneCommaLambdaEA(0.5, 2.0, 1.0, 0), "largest must be an integer of at least 1, got 0"),
        (OneCommaLambdaEA(0.5, 2.0, 1.0, 8, 3), "order must be .*, got int"),
    ],
)
def test_unusable_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, ONE_MAX, np.ones(4), 1)


def test_weights_by_the_parent():
    """Set bits 0 and 3 of four: above the others 4 and 8, below them 1 and 2."""
    parent, units = np.array([1.0, 0.0, 0.0, 1.0]), np.eye(4)
    values = [
        [order.at(parent).value(ONE_MAX, e) for e in units]
        for order in (AdversarialBinVal(), SwitchingBinVal())
    ]
    assert values == [[4.0, 1.0, 2.0, 8.0], [1.0, 4.0, 8.0, 2.0]]
    one = np.array([0.0, 1.0, 0.0, 0.0])
    for e in units:
        assert SwitchingBinVal().at(one).value(ONE_MAX, e) == AdversarialBinVal().at(one).value(ONE_MAX, e)
    assert Static().at(one).value(ONE_MAX, np.ones(4)) == 4.0


def test_a_certain_flip_inverts_the_string_and_values_are_counted():
    found = run(OneCommaLambdaEA(1.0, 2.0, 1.0, 4), ONE_MAX, np.array([1.0, 0.0, 0.0, 0.0]), 3, count=True)
    assert found.x.tolist() == [[1, 0, 0, 0], [0, 1, 1, 1], [1, 0, 0, 0], [0, 1, 1, 1]]
    assert found.calls["value"] == 2 + 3 + 2  # lambda 1, 2, 1


@pytest.mark.parametrize("order", [Static(), SwitchingBinVal(), AdversarialBinVal()])
@pytest.mark.parametrize("algorithm", [OnePlusLambdaEA(0.25, 2), OneCommaLambdaEA(0.25, 1.5, 0.5, 16)])
def test_the_minimum_is_found(algorithm, order):
    x = run(algorithm._replace(order=order), ONE_MAX, np.ones(4), 100, rng=2).x
    assert (x == 0).all(axis=1).any()
