"""The estimate of the time left, on sweeps whose true duration is known."""

from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from verification.sweep import progress, rates
from verification.sweep.plan import Group
from verification.sweep.spec import Setting


def group(name):
    setting = Setting("algorithm", name)
    return Group(setting, setting, 1, 1, "numpy", "float64", (), "")


class Clock:
    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now

    monotonic = perf_counter


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(rates, "time", clock)
    return clock


def simulate(clock, costs, cells, workers=2, compilation=0.0, seed=0):
    """One cell of every kind, then kind after kind in chunks; yields (estimate, true time left)."""
    rng = np.random.default_rng(seed)
    kinds = {group(name): cost for name, cost in costs.items()}
    found = rates.Rates(dict.fromkeys(kinds, cells), cells * len(kinds))
    found.workers = workers
    total = sum((cells - 1) * cost for cost in kinds.values()) / workers
    for kind, cost in kinds.items():
        clock.now += (cost + compilation) / workers
        found.add(kind, 1, cost + compilation)
    yield found.estimate(), total
    for kind, cost in kinds.items():
        left = cells - 1
        while left:
            n = min(left, 10)
            seconds = n * cost * rng.uniform(0.8, 1.2)
            clock.now += seconds / workers
            left -= n
            total -= n * cost / workers
            found.add(kind, n, seconds)
            yield found.estimate(), total
    assert found.left == 0


def test_kinds_of_very_different_cost_are_told_apart(clock):
    """A rate over all cells would promise the end 50 times too early while the cheap ones run."""
    looks = list(simulate(clock, {"cheap": 0.01, "dear": 1.0}, 200))
    for estimate, left in looks[:-1]:
        assert estimate.middle == pytest.approx(left, rel=0.25, abs=0.5)
        assert estimate.low <= estimate.middle <= estimate.high
    assert looks[-1][0] is None


def test_the_interval_holds_the_truth_as_often_as_two_standard_errors_do(clock):
    inside = total = 0
    for seed in range(20):
        for estimate, left in list(simulate(clock, {"one": 0.1}, 400, seed=seed))[5:-1]:
            inside += estimate.low <= left <= estimate.high
            total += 1
    assert inside / total > 0.85


def test_compilation_in_the_first_cell_is_not_taken_for_the_rule(clock):
    looks = list(simulate(clock, {"one": 0.1}, 1000, compilation=20.0))
    estimate, left = looks[10]
    assert left < estimate.middle < 1.1 * left + 25  # busy workers are known a little less well


def test_no_estimate_before_every_kind_was_measured(clock):
    found = rates.Rates({group("one"): 3, group("two"): 3}, 6)
    clock.now = 1.0
    found.add(group("one"), 1, 1.0)
    assert found.estimate() is None
    assert progress.rest(found) == "measuring each kind of cell once"
    found.add(group("two"), 1, 1.0)
    assert progress.rest(found).startswith("about ")


def test_workers_that_wait_are_counted(clock):
    """Two workers that work a quarter of the time: the rest takes four times as long."""
    found = rates.Rates({group("one"): 101}, 101)
    found.workers = 2
    for _ in range(11):
        clock.now += 2.0
        found.add(group("one"), 1, 1.0)
    assert found.estimate().middle == pytest.approx(90 * 2.0)


def test_chunks_fill_the_time_asked_for(clock):
    found = rates.Rates({group("one"): 10**6}, 10**6)
    assert found.cells_in(group("one"), 0.3) == 1
    clock.now = 1.0
    found.add(group("one"), 1, 0.01)
    assert found.cells_in(group("one"), 0.3) == 29 or found.cells_in(group("one"), 0.3) == 30
    found.add(group("one"), 10, 1e-6)
    assert found.cells_in(group("one"), 0.3) == rates.LARGEST_CHUNK
    found.add(group("one"), 10, 1000.0)
    assert found.cells_in(group("one"), 0.3) == 1


def test_no_bar_but_a_line_now_and_then_where_nobody_watches(clock, monkeypatch, capsys):
    monkeypatch.setattr(progress, "time", clock)
    found = rates.Rates({group("one"): 100}, 100)
    with progress.shown() as show:
        for _ in range(10):
            clock.now += 7.0
            found.add(group("one"), 1, 7.0)
            show(found)
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["5 of 100 cells, about 11 min left", "10 of 100 cells, about 10 min left"]


@pytest.mark.parametrize("width", [40, 120])
def test_a_bar_on_a_terminal(clock, monkeypatch, width):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width)
    monkeypatch.setattr("rich.console.Console", lambda **options: console)
    found = rates.Rates({group("one"): 100}, 100)
    with progress.shown() as show:
        for _ in range(30):
            clock.now += 1.0
            found.add(group("one"), 1, 1.0)
            show(found)
    assert "30/100 cells" in screen.getvalue()
