"""Many runs in one batch beside the same runs one by one, which share no loop with it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from refimpl import METHODS, Outcome, get_method, run, run_many
from refimpl.core.dialect import eigh
from refimpl.core.observables import Distance, FrankWolfeGap, GradientNorm, HessianEigenvalue, Value
from refimpl.engines.device import double_engine
from refimpl.engines.double import to_host
from refimpl.problems import Constrained, L1Ball, L2Ball, LinearNoise, Simplex, random_quadratic
from refimpl.problems.registry import EXAMPLES

ENGINES = ["numpy", double_engine()]
STARTS = np.array([[0.5, 0.25, 0.125], [1.0, 2.0, -3.0], [0.5, -1.5, 1.0], [4.0, 0.0, 0.0]])


class State(NamedTuple):
    x: Any
    k: int


class Squares(NamedTuple):
    """x+ = x^2 + noise z, entry by entry as run by run: infinite sooner or later where an entry exceeds 1."""

    noise: float

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x * state.x + self.noise * rng.standard_normal(3) + 0.0 * g[0], state.k + 1)


class Eigen(Squares):
    """Ends in an error of LAPACK's where a matrix holds NaN."""

    def step(self, problem, state, rng):
        w, _ = eigh(np.outer(state.x, state.x))
        return super().step(problem, state, rng)._replace(k=state.k + w.ndim)


class Solve(NamedTuple):
    """x / 2, but singular where the first entry of x is 1/16; there the matrix is zero."""

    A: Any

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        regular = state.x[0] != 0.0625
        return State(np.linalg.solve(2.0 * self.A * regular, state.x), 0)


class Asks(Squares):
    def step(self, problem, state, rng):
        return state if state.x[0] > 0 else super().step(problem, state, rng)


class Forgets(Squares):
    def step(self, problem, state, rng):
        return State(problem.b, 0)


class Unknown(Squares):
    def step(self, problem, state, rng):
        return State(np.roll(state.x, 1), 0)


class InPlace(Squares):
    def step(self, problem, state, rng):
        state.x[:] = 0
        return state


class Shrinks(Squares):
    def step(self, problem, state, rng):
        return State(state.x[0] + 0.0, 0)


class Sign(NamedTuple):
    def measure(self, problem, state):
        return 1.0 if state.x[0] > 0 else -1.0


class Seven(NamedTuple):
    """The same in all runs."""

    def measure(self, problem, state):
        return 7.0


def assert_equal(together, alone, tolerance=0.0):
    """All that a trajectory says, with numbers as far apart as `tolerance` of the largest entry of all."""
    assert len(together) == len(alone)
    for ours, theirs in zip(together, alone, strict=True):
        for part in ("outcome", "stopped_at", "reason", "calls"):
            assert getattr(ours, part) == getattr(theirs, part)
        assert list(ours.observed) == list(theirs.observed)
        pairs = [(ours.observed[name], theirs.observed[name]) for name in theirs.observed]
        for a, b in (*pairs, (ours.x, theirs.x), (ours.steps, theirs.steps)):
            assert type(a) is np.ndarray
            size = np.max(np.abs(b), initial=0.0, where=np.isfinite(b))
            np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * size)
            assert a.shape == b.shape


def singly(algorithm, problem, starts, steps, seeds, **options):
    return [
        run(algorithm, problem, x0, steps, rng=seed, **options)
        for x0, seed in zip(starts, seeds, strict=True)
    ]


def test_every_method_together_is_every_method_alone_or_is_refused():
    able, refused = 0, []
    for method in METHODS:
        example = EXAMPLES[method.example]
        problem = example.build()
        algorithm = method.load().prescribed(problem)
        starts = np.array([[1.0], [0.875], [0.75]]) * np.array(example.start)
        kept = [
            kind()
            for kind, oracle in ((Value, "value"), (GradientNorm, "gradient"))
            if hasattr(problem, oracle)
        ]
        options = {"every": 2, "count": True, "record": kept}
        try:
            together = run_many(algorithm, problem, starts, 5, seeds=[0, 1, 2], together=True, **options)
        except ValueError as error:
            refused.append(
                str(error).startswith(f"together must be False for {type(algorithm).__name__} on ")
            )
            continue
        assert_equal(together, singly(algorithm, problem, starts, 5, range(3), **options), 1e-9)
        able += 1
    assert able >= 175
    assert all(refused)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("domain", [L2Ball(4.0), L1Ball(4.0), Simplex()])
def test_zeroth_order_frank_wolfe_on_balls(engine, domain):
    problem = LinearNoise(Constrained(random_quadratic(np.geomspace(0.1, 1.0, 5), seed=0), domain), 0.25)
    algorithm = get_method("zo-frank-wolfe").load().prescribed(problem)
    options = {"every": 3, "record": [Value(), FrankWolfeGap(), HessianEigenvalue(), Seven()], "count": True}
    start = np.full(5, 0.2)
    together = run_many(
        algorithm, problem, start, 20, seeds=range(6), engine=engine, together=True, **options
    )
    assert_equal(together, singly(algorithm, problem, [start] * 6, 20, range(6), **options), 1e-11)
    assert {t.engine for t in together} == {"numpy" if engine == "numpy" else "device-double"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("iterates", [True, False])
@pytest.mark.parametrize("every", [1, 3])
def test_a_run_that_becomes_infinite_ends_alone(bowl, engine, iterates, every):
    options = {"every": every, "count": True, "record": [Distance(np.ones(3)), Seven()], "iterates": iterates}
    together = run_many(
        Squares(0.01), bowl, STARTS, 14, seeds=[3, 4, 5, 6], engine=engine, together=True, **options
    )
    alone = singly(Squares(0.01), bowl, STARTS, 14, [3, 4, 5, 6], **options)
    assert [t.outcome is Outcome.COMPLETED for t in together] == [True, False, False, False]
    assert len({t.stopped_at for t in together}) == 4
    assert_equal(together, alone, 1e-15)
    for ours, theirs in zip(together, alone, strict=True):
        x = ours.state.x if engine == "numpy" else to_host(ours.state.x)
        assert np.array_equal(x, theirs.state.x, equal_nan=True)
        assert ours.state.k == theirs.state.k


def test_a_run_that_ended_does_not_stop_the_eigenvalues_of_the_others(bowl):
    alone = singly(Eigen(0.0), bowl, STARTS, 14, range(4))
    assert_equal(run_many(Eigen(0.0), bowl, STARTS, 14, seeds=range(4), together=True), alone)
    assert {t.outcome for t in alone} == {Outcome.COMPLETED, Outcome.NON_FINITE}


def test_where_all_runs_end_the_loop_does(bowl):
    found = run_many(Squares(0.0), bowl, 2 * np.ones((3, 3)) + np.eye(3), 10**9, every=10**9, together=True)
    assert [(t.outcome, t.stopped_at, len(t.x)) for t in found] == [(Outcome.NON_FINITE, 9, 1)] * 3


def test_a_singular_matrix_breaks_down_all_that_go_on(bowl):
    """x_1 = x_0 / 2 in the first entry: 1/8, 1/16, and then the matrix of that run is singular."""
    starts = np.array([[0.125, 1.0, 1.0], [3.0, 1.0, 1.0], [1.0, 1.0, 1e308]])
    found = run_many(Solve(np.diag([1.0, 1.0, 2.0**-30])), bowl, starts, 9, together=True, count=True)
    assert [(t.outcome, t.stopped_at) for t in found] == [
        (Outcome.BREAKDOWN, 1), (Outcome.BREAKDOWN, 1), (Outcome.NON_FINITE, 0),
    ]  # fmt: skip
    assert [t.x[:, 0].tolist() for t in found] == [[0.125, 0.0625], [3.0, 1.5], [1.0]]
    assert found[0].reason == "Singular matrix, in a run of the batch"
    assert found[0].state is None
    assert found[0].calls is not None


def test_starts_and_seeds_are_those_of_single_runs(bowl):
    for starts, seeds in (
        (STARTS, 7),
        (STARTS, [1, 2, 3, 4]),
        (STARTS[0], [1, 2]),
        (STARTS[0], 5),
        (STARTS[:1], [8]),
    ):
        together, alone = (
            run_many(Squares(0.25), bowl, starts, 3, seeds=seeds, together=flag) for flag in (True, False)
        )
        assert_equal(together, alone)


@pytest.mark.parametrize(
    ("algorithm", "record", "reason"),
    [
        (Asks(0.0), [], "Asks on Bowl, got True: the source branches on a value in which runs may differ"),
        (Forgets(0.0), [], "Forgets on Bowl, got True: the iterate does not depend on the run"),
        (Unknown(0.0), [], "Unknown on Bowl, got True: np.roll is not known over a batch"),
        (
            Squares(0.0),
            [Sign()],
            "Squares on Bowl, got True: the source branches on a value in which runs may differ",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_reason(bowl, algorithm, record, reason):
    with pytest.raises(ValueError, match="together must be False for ") as caught:
        run_many(algorithm, bowl, STARTS, 3, record=record, together=True)
    assert str(caught.value) == f"together must be False for {reason}"


def test_a_mistake_of_the_source_is_its_own_error(bowl):
    with pytest.raises(AttributeError, match="no attribute 'hessian'"):
        run_many(get_method("newton").load()(1.0), bowl, STARTS, 3, together=True)


def test_an_iterate_of_another_shape_is_not_spread_over_the_runs(bowl):
    """Three runs and three entries: a number for each run must not be taken for the entries of all."""
    with pytest.raises(ValueError, match=r"shape \(3,\) of the start, got \(\)"):
        run_many(Shrinks(0.0), bowl, STARTS[:3], 1, together=True)


def test_trajectories_share_no_counts(bowl):
    first, second = run_many(Squares(0.0), bowl, STARTS[:2], 2, together=True, count=True)
    assert first.calls == second.calls
    assert first.calls is not second.calls


class Never(Squares):
    def init(self, problem, x0):
        raise AssertionError("the first step")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"engine": "numba"}, "together=True must be on engine 'numpy' or 'cupy', got engine 'numba'"),
        ({"engine": "ball"}, "together=True must be on engine 'numpy' or 'cupy', got engine 'ball'"),
        ({"steps": 0}, "steps must be an integer of at least 1, got 0"),
        ({"seeds": [1, 2]}, "starts and seeds must be equally many or one, got 4 and 2"),
        ({"starts": STARTS * np.nan}, "x0 must be finite"),
        ({"record": [Value(), Value()]}, "record must not name an observable twice"),
    ],
)
def test_bad_input_is_told_before_the_first_step(bowl, change, message):
    arguments: dict[str, Any] = {"starts": STARTS, "steps": 3} | change
    with pytest.raises(ValueError, match=message):
        run_many(Never(0.0), bowl, together=True, **arguments)


def test_an_algorithm_that_writes_into_its_start_changes_a_copy(bowl):
    starts = STARTS.copy()
    found = run_many(InPlace(0.0), bowl, starts, 2, together=True)
    assert np.array_equal(starts, STARTS)
    assert [t.x[:, 0].tolist() for t in found] == [[x0[0], 0.0, 0.0] for x0 in STARTS]
