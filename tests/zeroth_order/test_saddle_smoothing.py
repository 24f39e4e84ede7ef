"""Saddle smoothing: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems.registry import EXAMPLES
from refimpl.zeroth_order.saddle_smoothing import SaddleSmoothing
from refimpl.zeroth_order.smoothing import CrossPolytope

GAME = EXAMPLES["bilinear-game"].build()
START = np.array(EXAMPLES["bilinear-game"].start)
SIGNS = GAME.players()


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (SaddleSmoothing(0.0, 1.0, 1, SIGNS), "step_size must be positive and finite, got 0.0"),
        (SaddleSmoothing(1.0, 0.0, 1, SIGNS), "radius must be positive and finite, got 0.0"),
        (SaddleSmoothing(1.0, 1.0, 0, SIGNS), "batch must be an integer of at least 1, got 0"),
        (SaddleSmoothing(1.0, 1.0, 1, SIGNS[:2]), r"signs must have shape \(5,\), got \(2,\)"),
        (
            SaddleSmoothing(1.0, 1.0, 1, SIGNS, 2.0),
            r"randomisation must be EuclideanSphere\(\) or CrossPolytope\(\), got float",
        ),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, GAME, START, 1)


def test_the_players_of_a_game():
    assert SIGNS.tolist() == [1, 1, 1, -1, -1]
    assert SaddleSmoothing.prescribed(EXAMPLES["quadratic"].build()).signs.tolist() == [1, 1, 1, 1]


def test_cost_is_that_of_the_header():
    calls = run(SaddleSmoothing(0.1, 0.25, 3, SIGNS), GAME, START, 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"value": 48}


def test_it_comes_near_the_saddle_point():
    x = run(SaddleSmoothing(0.125, 0.25, 3, SIGNS, CrossPolytope()), GAME, START, 60, rng=1).x
    distance = np.linalg.norm(x - GAME.saddle_point(), axis=1)
    assert distance[-1] < 0.25 * distance[0]
