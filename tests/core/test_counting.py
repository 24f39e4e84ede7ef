"""Every oracle is counted in its own place: the numbers in `Counted` and the names in ORACLES are two lists."""

from __future__ import annotations

import inspect

import pytest

from refimpl.core.counting import ORACLES, counted


class Anything:
    """Answers every oracle with its name."""

    def __getattr__(self, name):
        return lambda *arguments: name


@pytest.mark.parametrize("name", ORACLES)
def test_an_oracle_is_counted_under_its_name_and_no_other(name):
    problem = counted(Anything())
    oracle = getattr(problem, name)
    assert oracle(*range(len(inspect.signature(oracle).parameters))) == name
    assert {n: c for n, c in zip(ORACLES, problem.counts.tolist(), strict=True) if c} == {name: 1}
