"""AdaFisher and AdaFisherW: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import tape
from refimpl.natural_gradient_kfac.adafisher import AdaFisher
from refimpl.natural_gradient_kfac.adafisher_w import AdaFisherW
from refimpl.problems import LeastSquares, SoftmaxRegression
from refimpl.problems.registry import EXAMPLES

BOTH = (AdaFisher, AdaFisherW)
USUAL = (0.125, 0.5, 0.5, 0.75, 0.25, 0.0, 2, 3)


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"damping": 0.0}, "damping must be positive and finite, got 0.0"),
        ({"beta": 1.0}, r"beta must lie in \[0.0, 0.9921875\], got 1.0"),
        ({"keep": -1.0}, "keep must be non-negative and finite, got -1.0"),
        ({"add": -1.0}, "add must be non-negative and finite, got -1.0"),
        ({"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
        ({"batch": 0}, "batch must be an integer of at least 1, got 0"),
        ({"rows": 0}, "rows must be an integer of at least 1, got 0"),
        ({"rows": 2}, "rows must be the number of outputs, 3, got 2"),
    ],
)
def test_unusable_hyper_parameters_are_told(method, change, message):
    problem = EXAMPLES["unregularised-softmax"].build()
    with pytest.raises(ValueError, match=message):
        run(method(*USUAL)._replace(**change), problem, np.zeros(6), 2)


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize(
    ("example", "rows", "message"),
    [
        ("two-layer-tanh", 1, "the model must be one linear layer, got outputs with another Jacobian"),
        ("softmax-regression", 3, r"mu must be 0, for the outputs do not show its term, got 0\.125"),
    ],
)
def test_models_that_are_not_one_layer_are_refused(method, example, rows, message):
    problem = EXAMPLES[example].build()
    with pytest.raises(ValueError, match=message):
        run(method(*USUAL)._replace(rows=rows), problem, np.zeros(6), 2)


def test_decay_alone_shrinks_by_curvature_or_not():
    """Labels that are predicted exactly: no gradient, S stays at keep S, H at keep H + add mean a^2."""
    problem = SoftmaxRegression(np.array([[2.0]]), np.full((1, 2), 0.5), 0.0)
    start = np.array([1.0, 1.0])
    plain, beside = (
        run(m(0.5, 0.25, 0.0, 0.5, 0.25, 0.125, 1, 2), problem, start, 1, engine="numpy").x[1] for m in BOTH
    )
    fisher = 0.5 * (0.5 + 0.25 * 4) + 0.25
    np.testing.assert_allclose(plain, 1 - 0.5 * 0.125 / fisher, rtol=1e-15)
    np.testing.assert_allclose(beside, 1 - 0.5 * 0.125, rtol=1e-15)


def test_one_output_is_a_row():
    problem = LeastSquares(np.array([[1.0, -2.0], [0.0, 1.0]]), np.array([3.0, 0.0]))
    method, draws = AdaFisher(0.5, 1.0, 0.0, 0.0, 1.0, 0.0, 1, 1), tape([], np.array([0]))
    x = run(method, problem, np.zeros(2), 1, rng=draws, engine="numpy").x[1]
    np.testing.assert_allclose(x, [0.5 * 3 / (9 + 1), -0.5 * 6 / (36 + 1)], rtol=1e-15)
