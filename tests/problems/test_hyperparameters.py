from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from refimpl import run
from refimpl.bilevel.implicit_gradient import ImplicitGradient

A, B = np.ones((3, 2)), np.ones(3)


def test_tuning_shrinks_the_irrelevant_features_more():
    problem = p.ridge_tuning(n=40, d=4, relevant=2, noise=1.0, seed=1)
    x = run(ImplicitGradient(4.0, 1, np.zeros(4)), problem, np.zeros(4), 200).x
    values = [problem.hyperobjective(v) for v in x]
    assert np.all(np.diff(values) <= 0)
    assert x[-1][:2].max() < x[-1][2:].min()


def test_cleaning_gives_the_corrupted_examples_the_least_weight():
    problem = p.hyper_cleaning(n=12, d=2, corrupted=3, mu=2.0**-6, seed=1)
    x = run(ImplicitGradient(16.0, 1, np.zeros(2)), problem, np.zeros(12), 200).x[-1]
    weights = problem.weights(x)
    assert weights[:3].max() < 0.1 < 0.5 < weights[3:].min()
    assert problem.hyperobjective(x) < problem.hyperobjective(np.zeros(12)) / 100


@pytest.mark.parametrize("cls", [p.RidgeTuning, p.HyperCleaning])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((A, B[:2], A, B), r"b must have shape \(3,\), got \(2,\)"),
        ((A, B, A[:, :1], B), r"V must have 2 columns, got shape \(3, 1\)"),
        ((B, B, A, B), r"A must have 2 dimension\(s\), got shape \(3,\)"),
    ],
)
def test_data_that_do_not_fit_are_told(cls, data, message):
    rest = (0.5,) if cls is p.HyperCleaning else ()
    with pytest.raises(ValueError, match=message):
        cls(*data, *rest).validate()
