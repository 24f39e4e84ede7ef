"""First iterates of runs that break off: what was wrong before counts, not that they broke off."""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest

from refimpl.problems import diagonal_quadratic
from verification.finding import Verdict
from verification.trial import BrokenRun, first_iterates

PROBLEM = diagonal_quadratic([1.0])


class State(NamedTuple):
    x: Any
    k: int


class Halves(NamedTuple):
    """x+ = factor x; the step `bad` divides by zero."""

    factor: float
    bad: int

    def validate(self, problem):
        pass

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        k = state.k + 1
        return State(self.factor * state.x / (k != self.bad), k)


def found(factor, bad, engine):
    expected = [[Fraction(1, 2**k)] for k in range(1, 7)]
    with np.errstate(all="ignore"):
        return first_iterates(Halves(factor, bad), PROBLEM, np.ones(1), expected, engine)


@pytest.mark.parametrize("engine", ["numpy", "ball"])
def test_a_mistake_before_the_end_of_a_broken_run_is_measured(engine):
    assert found(0.5, 0, engine).verdict is Verdict.HOLDS
    wrong = found(0.75, 5, engine)
    assert wrong.verdict is Verdict.VIOLATED
    assert wrong.measured == "largest difference 0.312, 4 steps"  # (3/4)^2 - (1/2)^2


@pytest.mark.parametrize("engine", ["numpy", "ball"])
@pytest.mark.parametrize(("factor", "bad"), [(0.5, 5), (0.75, 1)])
def test_a_run_that_was_right_until_it_broke_off_is_broken(engine, factor, bad):
    with pytest.raises(BrokenRun, match=f"after {bad - 1} steps") as broken:
        found(factor, bad, engine)
    assert broken.value.finding.verdict is Verdict.VIOLATED
