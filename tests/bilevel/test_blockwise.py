"""Blockwise bilevel methods: what the tests of every method do not see."""

from __future__ import annotations

import collections

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.blockwise import gain, subset
from refimpl.bilevel.bsvrb_v1 import BSVRBv1
from refimpl.bilevel.bsvrb_v2 import BSVRBv2
from refimpl.problems import block_levels_example

NOISY, QUIET = block_levels_example(0.125), block_levels_example()
V1, V2 = (method.prescribed(NOISY) for method in (BSVRBv1, BSVRBv2))


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        *(
            (a, change, message)
            for a in (V1, V2)
            for change, message in [
                ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
                ({"lower_step_size": -1.0}, "lower_step_size must be positive and finite, got -1.0"),
                ({"tracking": 0.0}, "tracking must be positive and finite, got 0.0"),
                ({"tracking": 1.0}, "1 - tracking must be positive and finite, got 0.0"),
                ({"momentum": 1.5}, r"momentum must lie in \[0, 1\], got 1.5"),
                ({"blocks": 0}, "blocks must be an integer of at least 1, got 0"),
                ({"blocks": 4}, r"blocks must lie in \[1, 3\], got 4"),
                ({"batch": 0}, "batch must be an integer of at least 1, got 0"),
                ({"start": np.zeros(2)}, r"start must have shape \(3, 2\), got \(2,\)"),
            ]
        ),
        (V1, {"mu": 0.0}, "mu must be positive and finite, got 0.0"),
        (V1, {"hessians": np.zeros((3, 2))}, r"hessians must have shape \(3, 2, 2\), got \(3, 2\)"),
        (V2, {"bound": -1.0}, "bound must be positive and finite, got -1.0"),
        (V2, {"vector_step_size": 0.0}, "vector_step_size must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), NOISY, np.zeros(2), 2)


@pytest.mark.parametrize(("algorithm", "second"), [(V1, "lower_yy"), (V2, "lower_yy_vector")])
def test_oracles_are_called_as_often_as_the_header_says(algorithm, second):
    calls = run(algorithm, NOISY, np.ones(2), 6, count=True).calls
    assert calls is not None
    names = ("lower_y", second, "upper_x", "upper_y", "lower_xy_vector")
    assert {name: n for name, n in calls.items() if n} == dict.fromkeys(names, 6 + 5 * 4)


def test_subsets_are_equally_likely_and_never_twice_the_same_block():
    rng = np.random.default_rng(0)
    seen = collections.Counter(tuple(sorted(subset(rng, 4, 2))) for _ in range(1200))
    assert len(seen) == 6
    assert all(len(set(pair)) == 2 for pair in seen)
    assert all(130 < n < 270 for n in seen.values())  # 5.4 deviations of a binomial of 1200 and 1/6
    assert sorted(subset(rng, 4, 4)) == [0, 1, 2, 3]


def test_the_gain_is_that_of_storm_where_all_blocks_are_sampled():
    assert gain(5, 5, 0.25) == 0.75
    assert gain(4, 2, 0.5) == 2.5


@pytest.mark.parametrize("algorithm", [V1, V2._replace(bound=10.0)])
def test_without_noise_all_blocks_lead_to_a_stationary_point(algorithm):
    x = run(algorithm._replace(blocks=3, batch=1), QUIET, np.ones(2), 600).x[-1]
    np.testing.assert_allclose(QUIET.hypergradient(x), 0, atol=1e-9)


@pytest.mark.parametrize("algorithm", [V1, V2])
def test_estimates_of_blocks_that_are_not_sampled_are_kept_to_the_bit(algorithm):
    rng, algorithm = np.random.default_rng(2), algorithm._replace(blocks=1)
    state = algorithm.step(NOISY, algorithm.init(NOISY, np.ones(2)), rng)
    for _ in range(5):
        before, state = state, algorithm.step(NOISY, state, rng)
        tracked = [state.S != before.S, state[3] != before[3]] if algorithm is V1 else [state.S != before.S]
        assert [changed.reshape(3, -1).any(axis=1).sum() for changed in tracked] == [1] * len(tracked)
