"""Running: results are those of `refimpl.run`, errors are results, and nothing is skipped in silence."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections import deque

import numpy as np
import pytest
from sweeping import stored

import refimpl
from refimpl import problems
from refimpl.core.observables import GradientNorm, Suboptimality, Value
from refimpl.flatness.sam import SAM
from refimpl.second_order.newton import Newton
from verification.sweep import run_sweep
from verification.sweep.drive import Interrupted, _drive
from verification.sweep.ledger import Ledger
from verification.sweep.local import LocalPool
from verification.sweep.plan import plan
from verification.sweep.rates import Rates
from verification.sweep.spec import Setting, parse_spec
from verification.sweep.work import Chunk, Done, OtherSource, crash, run_chunk


def rows(planned, path):
    """Every stored row with its JSON read."""
    with Ledger(path, read_only=True) as ledger:
        found = [row for g in planned.groups for row in ledger.rows([g.key(s) for s in planned.seeds])]
    return [row | {key: json.loads(row[key]) for key in ("observed", "calls", "parameters")} for row in found]


def run_here(spec, ledger):
    """Without processes: quick, and with the patches of the test."""
    planned = plan(parse_spec(spec), {})
    with Ledger(ledger) as book:
        _drive(planned, book, Here(), Rates(dict.fromkeys(planned.groups, len(planned.seeds)), planned.cells),
               lambda: False, lambda rates: None)  # fmt: skip
    return planned


TINY = {"algorithms": ["sam"], "problems": ["quadratic"], "steps": 1}


class Here:
    """A pool that runs its chunks in this process; a chunk with a deadly seed gives no results."""

    workers, slots = 1, 2

    def __init__(self, deadly=()):
        self.waiting, self.deadly, self.sizes = deque(), set(deadly), []

    def submit(self, chunk):
        self.waiting.append(chunk)
        self.sizes.append(len(chunk.seeds))

    def wait(self, timeout):
        chunk = self.waiting.popleft()
        if self.deadly & set(chunk.seeds):
            return [Done(chunk, None, "the worker process ended with exit code -9")]
        return [run_chunk(chunk)]


def test_cells_are_the_runs_that_they_name(grid, tmp_path):
    summary = run_sweep(grid, tmp_path / "l.sqlite", workers=2)
    assert (summary.done, summary.new, summary.left, summary.crashed) == (24, 24, 0, 0)
    found = rows(summary.plan, tmp_path / "l.sqlite")
    assert len(found) == 24
    for row in found:
        if row["problem"] == "logistic":
            problem, start = problems.random_logistic(n=40, d=5, mu=0.1, seed=0), [1.0, -1.0, 2.0, 0.0, 1.0]
        else:
            spectrum = {2: [0.1, 1.0], 3: [0.1, 10**-0.5, 1.0]}[row["dimension"]]
            problem, start = problems.random_quadratic(spectrum, row["seed"]), np.ones(row["dimension"])
        algorithm = {"sam": SAM, "newton": Newton}[row["algorithm"]].prescribed(problem)
        measure = Value() if row["problem"] == "logistic" else Suboptimality()
        direct = refimpl.run(algorithm, problem, start, 4, record=[measure, GradientNorm()], count=True)
        assert row["parameters"] == pytest.approx(algorithm._asdict(), rel=1e-15)
        assert row["calls"] == {key: n for key, n in direct.calls.items() if n}
        assert row["outcome"] == "completed"
        assert row["stopped_at"] == 4
        measured = direct.observed[type(measure).__name__], direct.observed["GradientNorm"]
        names = type(measure).__name__.lower(), "gradient-norm"
        assert row["observed"] == pytest.approx(
            dict(zip(names, (m[-1] for m in measured))), rel=1e-9, abs=1e-15
        )


def test_a_second_sweep_runs_only_what_is_new(grid, tmp_path):
    path = tmp_path / "l.sqlite"
    run_here(grid | {"seeds": [0, 2]}, path)
    before = stored(path)
    summary = run_sweep(grid, path, workers=1)
    assert (summary.done, summary.new) == (24, 12)
    assert before.items() <= stored(path).items()
    assert run_sweep(grid, path).new == 0
    assert run_sweep(grid | {"algorithms": ["newton"]}, path).done == 12  # a smaller grid finds its cells


def test_stop_between_chunks_and_go_on(grid, tmp_path):
    asked = iter([False] * 3 + [True] * 1000)
    summary = run_sweep(grid, tmp_path / "l.sqlite", workers=1, stop=lambda: next(asked))
    assert 0 < summary.done < 24
    assert summary.left == 24 - summary.done
    assert run_sweep(grid, tmp_path / "l.sqlite", workers=1).new == summary.left


def test_combinations_that_cannot_run_are_named(grid):
    changes = {"algorithms": ["sam", "f2sa", "sophia-g"], "engines": ["numpy", "numba"],
               "precisions": ["float64", "float32"], "problems": ["logistic", "linear"]}  # fmt: skip
    del grid["dimensions"]
    planned = plan(parse_spec(grid | changes), {"numba": "engine 'numba' needs numba"})
    reasons = {s.combination: s.reason for s in planned.skipped}
    assert len(reasons) == len(planned.skipped)
    expected = {
        "all on numba float64": "engine 'numba' needs numba",
        "all on numba float32": "engine 'numba' needs numba",
        "sophia-g on logistic, numpy float32": "float32 must be kept, got iterates in float64",
    }
    for precision in ("float64", "float32"):
        expected[f"f2sa on logistic, numpy {precision}"] = "logistic must offer upper_x"
        expected[f"f2sa on linear, numpy {precision}"] = "linear must offer upper_x"
        expected[f"sam on linear, numpy {precision}"] = (
            "problem 'linear' must be curved for theory to prescribe"
        )
        expected[f"sophia-g on linear, numpy {precision}"] = "linear must offer label_gradient"
    assert reasons.keys() == expected.keys()
    for combination, beginning in expected.items():
        assert reasons[combination].startswith(beginning)
    names = {(g.algorithm.name, g.problem.name, g.precision) for g in planned.groups}
    assert names == {
        ("sam", "logistic", "float64"), ("sam", "logistic", "float32"), ("sophia-g", "logistic", "float64"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"algorithms": ["f2sa"]},
            "no combination can run; f2sa on logistic, numpy float64: logistic must offer",
        ),
        (
            {"engines": ["ball"], "precisions": ["float64"]},
            "precisions must hold a number of bits such as 200",
        ),
        ({"engines": ["numpy"], "precisions": [100]}, "precisions must hold 'float64' for engine numpy"),
        ({"precisions": ["float64", 100]}, "precisions in bits are for engine ball, got engines numpy"),
        (
            {"algorithms": [{"name": "sam", "set": {"rho": -1}}]},
            "rho must be non-negative and finite, got -1",
        ),
        (
            {"observables": ["frank-wolfe-gap"]},
            "must offer linear_minimizer for frank-wolfe-gap to be measured",
        ),
    ],
)
def test_a_grid_in_which_nothing_can_run_is_a_sentence(grid, change, sentence):
    with pytest.raises(ValueError, match=r".") as error:
        plan(parse_spec(grid | change), {})
    assert sentence in str(error.value)


def test_precisions(tmp_path):
    spec = {"algorithms": ["sam"], "problems": ["quadratic"], "steps": 3, "engines": ["numpy", "ball"],
            "precisions": ["float64", "float32", 60, 300]}  # fmt: skip
    planned = run_here(spec, tmp_path / "l.sqlite")
    double, single, coarse, fine = (row["observed"] for row in rows(planned, tmp_path / "l.sqlite"))
    exact, radius = fine["suboptimality"], fine["suboptimality radius"]
    assert radius < 2e-16 * exact  # the radius holds the rounding of the midpoint to float64
    assert radius <= coarse["suboptimality radius"]
    assert abs(coarse["suboptimality"] - exact) <= coarse["suboptimality radius"]
    assert double["suboptimality"] == pytest.approx(exact, rel=1e-13)
    assert (
        1e-9 < abs(single["suboptimality"] / exact - 1) < 1e-5
    )  # float32 it is, and no more than its rounding
    assert "suboptimality radius" not in double


@pytest.mark.compiled
def test_the_compiled_engine_gives_the_same_cells(tmp_path):
    spec = {
        "algorithms": ["sam"],
        "problems": ["quadratic"],
        "steps": 3,
        "engines": ["numpy", "numba"],
        "seeds": 2,
    }
    plain, _, compiled, _ = rows(run_here(spec, tmp_path / "l.sqlite"), tmp_path / "l.sqlite")
    assert compiled["engine"] == "numba"
    assert compiled["calls"] == plain["calls"]
    for name, value in plain["observed"].items():
        assert compiled["observed"][name] == pytest.approx(value, rel=1e-12)


def test_observables_by_name(tmp_path):
    names = ["value", "suboptimality", "gradient-norm", "distance", "hessian-eigenvalue"]
    spec = {"algorithms": ["sam"], "problems": ["integer-quadratic"], "steps": 2, "observables": names}
    (row,) = rows(run_here(spec, tmp_path / "l.sqlite"), tmp_path / "l.sqlite")
    A, b = np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0])
    problem = problems.Quadratic(A, b)
    x = refimpl.run(SAM.prescribed(problem), problem, [3.0, -1.0], 2).x[-1]
    assert row["observed"] == pytest.approx({
        "value": x @ A @ x / 2 - b @ x, "suboptimality": x @ A @ x / 2 - b @ x + 11.0,
        "gradient-norm": np.hypot(*(A @ x - b)), "distance": np.hypot(*(x - [1.0, 2.0])),
        "hessian-eigenvalue": 3 + np.sqrt(2),
    }, rel=1e-10)  # fmt: skip


def test_an_ending_that_is_no_completion_measures_nothing(tmp_path):
    spec = {
        "algorithms": [{"name": "sam", "set": {"step_size": 1e200, "rho": 0}}],
        "problems": ["quadratic"],
        "steps": 9,
    }
    (row,) = rows(run_here(spec, tmp_path / "l.sqlite"), tmp_path / "l.sqlite")
    assert row["outcome"] == "non-finite"
    assert 0 < row["stopped_at"] < 9
    assert row["observed"] == {}
    assert row["reason"] == f"step {row['stopped_at'] + 1} gave NaN or infinity"


def test_the_error_of_a_cell_is_its_result(grid, tmp_path, monkeypatch):
    from verification.sweep import families

    genuine = families.FAMILIES["random-quadratic"]

    def fails(d, seed, *, condition):
        if seed == 2:
            raise ValueError("no such\n  thing")
        return genuine(d, seed, condition=condition)

    monkeypatch.setattr(families, "defaults", lambda name: {"condition": 10.0})
    monkeypatch.setitem(families.FAMILIES, "random-quadratic", fails)
    planned = run_here(grid, tmp_path / "l.sqlite")
    crashed = [row for row in rows(planned, tmp_path / "l.sqlite") if row["outcome"] == "crashed"]
    assert [(row["problem"], row["seed"]) for row in crashed] == [("random-quadratic", 2)] * 4
    assert {row["reason"] for row in crashed} == {"ValueError: no such thing"}


def test_a_cell_that_kills_its_workers_is_found_and_recorded(grid, tmp_path):
    spec = grid | {"algorithms": ["sam"], "problems": ["logistic"], "seeds": 100}
    del spec["dimensions"]
    planned = plan(parse_spec(spec), {})
    pool = Here(deadly=[61])
    with Ledger(tmp_path / "l.sqlite") as book:
        _drive(planned, book, pool, Rates({planned.groups[0]: 100}, 100), lambda: False, lambda rates: None)
    found = rows(planned, tmp_path / "l.sqlite")
    assert [row["seed"] for row in found] == list(range(100))
    assert [(r["seed"], r["reason"]) for r in found if r["outcome"] == "crashed"] == [
        (61, "the worker process ended with exit code -9")
    ]
    assert pool.sizes.count(1) >= 3  # three tries alone


def test_a_worker_that_is_killed_costs_nothing(grid, tmp_path):
    killed = []

    def kill_one(rates):
        workers = multiprocessing.active_children()
        if len(killed) < 2 and workers:
            os.kill(workers[-1].pid, signal.SIGKILL)
            killed.append(workers[-1].pid)

    summary = run_sweep(
        grid | {"seeds": 300, "steps": 20}, tmp_path / "l.sqlite", workers=2, progress=kill_one
    )
    assert killed  # a short sweep may end before the second one
    assert summary.outcomes == {"completed": 1800}
    assert len(stored(tmp_path / "l.sqlite")) == 1800
    assert not multiprocessing.active_children()


def test_a_worker_with_other_source_stops_the_sweep(grid, tmp_path):
    planned = plan(parse_spec(grid), {})
    other = planned.groups[0]._replace(source="0" * 16)
    with pytest.raises(OtherSource, match="every worker must have the source"):
        run_chunk(Chunk(other, (0,)))
    with (
        LocalPool(1) as pool,
        Ledger(tmp_path / "l.sqlite") as book,
        pytest.raises(Interrupted, match="source"),
    ):
        _drive(
            planned._replace(groups=(other,)), book, pool, Rates({other: 4}, 4), lambda: False, lambda r: None
        )
    assert stored(tmp_path / "l.sqlite") == {}


def test_workers_compute_in_one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with LocalPool(1) as pool:
        (worker,) = pool._running
        pool.submit(Chunk(plan(parse_spec(TINY), {}).groups[0], (0,)))  # it runs by the time that it answers
        assert pool.wait(60)
        with open(f"/proc/{worker.process.pid}/environ") as environment:
            assert "OMP_NUM_THREADS=1" in environment.read().split("\0")
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_a_crash_is_one_line():
    assert crash("a\nb   c").reason == "a b c"


def test_settings_say_what_they_are():
    assert Setting("algorithm", "sam").words() == "sam"
