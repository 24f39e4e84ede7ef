"""Random programs, compiled, give NumPy's numbers to the last bit: nothing is joined or moved that must not be."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from random_programs import program
from test_expressions import assert_same, entries

from refimpl.engines import compiled, joining

LENGTHS = [(9, 9, 9), (16, 16, 16), (9, 1, 9), (1, 5, 1), (1, 1, 1)]


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("start", range(0, 10, 5))
def test_programs_give_numpys_numbers(start, monkeypatch):
    groups, apply = [], joining.Join.apply
    monkeypatch.setattr(joining.Join, "apply", lambda self: groups.append(self) or apply(self))
    for seed in range(start, start + 5):
        plain = program(seed)
        ours = njit(plain, **compiled.OPTIONS)
        for lengths in LENGTHS:
            given = [entries(n, 3 * seed + i) for i, n in enumerate(lengths)]
            outcomes = [outcome(function, given) for function in (ours, plain)]
            if isinstance(outcomes[1], type):
                assert outcomes[0] is outcomes[1], (seed, lengths)
            else:
                assert_same(*outcomes)
    assert len(groups) >= 4


def outcome(function, given):
    """What it returns, or the kind of its error where lengths do not fit."""
    try:
        return [np.asarray(value) for value in function(*(x.copy() for x in given), 0.7)]
    except ValueError:
        return ValueError
