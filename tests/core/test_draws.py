from __future__ import annotations

import numpy as np
import pytest

from refimpl.core.draws import Recorder, tape


def test_recorder_passes_the_generators_draws_on_and_the_tape_replays_them():
    recorder, twin = Recorder(np.random.default_rng(5)), np.random.default_rng(5)
    z, u, i, y = (
        recorder.standard_normal(3),
        recorder.random(),
        recorder.integers(0, 9),
        recorder.standard_normal(1),
    )
    assert np.array_equal(z, twin.standard_normal(3))
    assert u == twin.random()
    assert i == twin.integers(0, 9)
    replay = recorder.tape()
    for _ in range(2):
        assert np.array_equal(replay.standard_normal(3), z)
        assert replay.random() == u
        assert replay.integers(0, 9) == i
        assert np.array_equal(replay.standard_normal(1), y)
        replay = replay.rewound()


@pytest.mark.parametrize("ask", [lambda t: t.standard_normal(2), lambda t: t.integers(0, 2)])
def test_exhausted_tape_is_an_error_and_not_a_guess(ask):
    with pytest.raises(IndexError, match="the tape is exhausted"):
        ask(tape(reals=[1.0]))


def test_a_tape_is_not_changed_by_its_reader():
    t = tape(reals=[1.0, 2.0])
    drawn = t.standard_normal(2)
    drawn[0] = 99.0
    assert t.rewound().standard_normal(2).tolist() == [1.0, 2.0]
