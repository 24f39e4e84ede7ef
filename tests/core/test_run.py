from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

import refimpl
from refimpl import Outcome, run, run_many
from refimpl.core.observables import Distance, GradientNorm, Value
from refimpl.flatness.sam import SAM


class State(NamedTuple):
    x: Any


class Drift(NamedTuple):
    """x+ = factor x + noise z: random, and non-finite when the factor is large."""

    factor: float
    noise: float

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(self.factor * state.x + self.noise * rng.standard_normal(state.x.shape[0]))


class SolveSingular(NamedTuple):
    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(np.linalg.solve(0.0 * problem.A, state.x))


class InPlace(Drift):
    """Writes into what it is given."""

    def step(self, problem, state, rng):
        state.x[:] = 0
        return state


def test_records_start_and_every_third_step(bowl):
    t = run(Drift(0.5, 0.0), bowl, np.array([8.0, 16.0, -8.0]), 10, every=3)
    assert t.steps.tolist() == [0, 3, 6, 9]
    assert t.x[:, 0].tolist() == [8.0, 1.0, 0.125, 0.015625]
    assert t.state.x[0] == 8.0 / 2**10
    assert (t.outcome, t.stopped_at, t.engine) == (Outcome.COMPLETED, 10, "numpy")


def test_observables_are_those_of_the_recorded_iterates(bowl):
    record = [Value(), GradientNorm(), Distance(np.array([1.0, 2.0, 3.0]))]
    t = run(Drift(0.5, 0.0), bowl, np.array([4.0, 2.0, 1.0]), 2, record=record)
    # f(4,2,1) = (2*16 + 4 + 1/2)/2 - (4 - 2 + 1/4) = 16.0;  grad = (7, 3, 1/4)
    assert t.observed["Value"][0] == 16.0
    assert t.observed["GradientNorm"][0] == pytest.approx(np.sqrt(49 + 9 + 0.0625), rel=1e-15)
    assert t.observed["Distance"][0] == pytest.approx(np.sqrt(9 + 0 + 4), rel=1e-15)


def test_oracle_calls_are_counted_and_observables_are_not(bowl):
    t = run(SAM(0.25, 0.1), bowl, np.ones(3), 7, record=[GradientNorm()], count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}
    assert run(SAM(0.25, 0.1), bowl, np.ones(3), 7).calls is None


@pytest.mark.parametrize(("steps", "last"), [(9, 9), (10, 9), (2, 0)])
def test_without_iterates_the_observables_are_the_same_and_the_last_record_is_kept(bowl, steps, last):
    kept = run(SAM(0.25, 0.1), bowl, np.ones(3), steps, every=3, record=[Value()])
    spared = run(SAM(0.25, 0.1), bowl, np.ones(3), steps, every=3, record=[Value()], iterates=False)
    assert spared.x.shape == (1, 3)
    assert np.array_equal(spared.x[0], kept.x[-1])
    assert spared.steps.tolist() == kept.steps.tolist() == list(range(0, last + 1, 3))
    assert np.array_equal(spared.observed["Value"], kept.observed["Value"])
    (many,) = run_many(SAM(0.25, 0.1), bowl, np.ones(3), steps, every=3, iterates=False)
    assert np.array_equal(many.x, spared.x)


def test_without_iterates_a_run_that_breaks_off_keeps_the_last_finite_one(bowl):
    t = run(Drift(1e200, 0.0), bowl, np.ones(3), 10, iterates=False)
    assert t.outcome is Outcome.NON_FINITE
    assert t.steps.tolist() == [0, 1]
    assert t.x.tolist() == [[1e200] * 3]


def test_a_trust_horizon_needs_the_iterates(bowl):
    t = run(SAM(0.25, 0.1), bowl, np.ones(3), 3, engine="ball", iterates=False)
    assert t.x.shape == t.radius.shape == (1, 3)
    with pytest.raises(ValueError, match="must have all 4 iterates, got the last alone"):
        t.trust_horizon()


def test_overflow_is_a_named_outcome_and_keeps_the_finite_part(bowl):
    t = run(Drift(1e200, 0.0), bowl, np.ones(3), 10)
    assert t.outcome is Outcome.NON_FINITE
    assert t.stopped_at == 1
    assert t.x.shape == (2, 3)
    assert np.isfinite(t.x).all()
    assert "step 2" in t.reason


def test_singular_solve_is_a_named_outcome(bowl):
    t = run(SolveSingular(), bowl, np.ones(3), 5)
    assert (t.outcome, t.stopped_at) == (Outcome.BREAKDOWN, 0)
    assert "ingular" in t.reason


def test_same_seed_same_run_and_other_seed_other_run(bowl):
    first, again, other = (run(Drift(0.5, 1.0), bowl, np.ones(3), 5, rng=s) for s in (3, 3, 4))
    assert np.array_equal(first.x, again.x)
    assert not np.array_equal(first.x, other.x)


def test_draws_are_the_generators_own(bowl):
    z = np.random.default_rng(11).standard_normal(3)
    assert np.array_equal(run(Drift(0.0, 1.0), bowl, np.ones(3), 1, rng=11).x[1], z)


def test_start_is_not_changed(bowl):
    x0 = np.ones(3)
    run(SAM(0.25, 0.1), bowl, x0, 3)
    assert np.array_equal(x0, np.ones(3))


def test_an_algorithm_that_writes_into_its_start_changes_a_copy(bowl):
    starts = np.arange(1.0, 7.0).reshape(2, 3)
    run(InPlace(0.5, 0.0), bowl, starts[0], 1)
    run_many(InPlace(0.5, 0.0), bowl, starts, 1)
    runs = run_many(InPlace(0.5, 0.0), bowl, starts[0], 1, seeds=[0, 1])
    assert starts.ravel().tolist() == [1, 2, 3, 4, 5, 6]
    assert [t.x[:, 0].tolist() for t in runs] == [[1, 0], [1, 0]]


def test_run_many_pairs_and_spawns(bowl):
    paired = run_many(Drift(0.5, 1.0), bowl, np.eye(3), 4, seeds=[1, 2, 3])
    singly = [run(Drift(0.5, 1.0), bowl, x0, 4, rng=s) for x0, s in zip(np.eye(3), (1, 2, 3), strict=True)]
    assert all(np.array_equal(a.x, b.x) for a, b in zip(paired, singly, strict=True))
    spawned = run_many(Drift(0.5, 1.0), bowl, np.zeros((4, 3)), 4, seeds=7)
    assert len({t.x[-1, 0] for t in spawned}) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": 0}, "steps must be an integer of at least 1, got 0"),
        ({"steps": 2.5}, "steps must be an integer of at least 1, got 2.5"),
        ({"steps": True}, "steps must be an integer of at least 1, got True"),
        ({"every": 0}, "every must be an integer of at least 1, got 0"),
        ({"x0": np.array([1.0, np.nan, 0.0])}, "x0 must be finite, got 1 entries that are NaN or infinite"),
        ({"x0": np.ones(4)}, r"x0 must have shape \(3,\), got \(4,\)"),
        ({"x0": "start"}, "x0 must be a real array"),
        ({"algorithm": SAM}, "algorithm must be an instance of a NamedTuple, got the class SAM"),
        ({"algorithm": SAM(-1.0, 0.1)}, "step_size must be positive and finite, got -1.0"),
        ({"algorithm": SAM(np.nan, 0.1)}, "step_size must be positive and finite, got nan"),
        ({"algorithm": SAM(0.1, -0.1)}, "rho must be non-negative and finite, got -0.1"),
        ({"algorithm": State(1.0)}, "algorithm must have methods init and step, got State"),
        ({"problem": "bowl"}, "problem must be an instance of a NamedTuple, got str"),
        ({"engine": "fortran"}, "engine must be one of numpy, numba, cupy, ball, got 'fortran'"),
        ({"rng": "seed"}, "rng must be a seed, a NumPy Generator or a tape, got str"),
        ({"rng": None}, "rng must be a seed, a NumPy Generator or a tape, got None"),
        ({"record": ["value"]}, "record must hold observables"),
        ({"record": [Value(), Value()]}, "record must not name an observable twice"),
    ],
)
def test_bad_input_is_one_sentence_before_the_first_step(bowl, change, message):
    arguments = {"algorithm": SAM(0.25, 0.1), "problem": bowl, "x0": np.ones(3), "steps": 3} | change
    with pytest.raises(ValueError, match=message) as caught:
        run(
            arguments.pop("algorithm"),
            arguments.pop("problem"),
            arguments.pop("x0"),
            arguments.pop("steps"),
            **arguments,
        )
    assert "\n" not in str(caught.value)


def test_misspelt_option_is_an_error(bowl):
    with pytest.raises(TypeError, match="rocord"):
        run(SAM(0.25, 0.1), bowl, np.ones(3), 3, rocord=[])  # type: ignore[call-arg]


def test_run_many_refuses_counts_that_do_not_pair(bowl):
    with pytest.raises(ValueError, match="starts and seeds must be equally many or one, got 3 and 2"):
        run_many(SAM(0.25, 0.1), bowl, np.eye(3), 2, seeds=[1, 2])


def test_unknown_algorithm_suggests_a_near_name():
    with pytest.raises(ValueError, match="did you mean sam"):
        refimpl.get_method("saam")
