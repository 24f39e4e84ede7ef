"""The command `refimpl sweep`: output, exit codes, interrupts, exports."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import sys
import time
import tomllib

import numpy as np
import pytest
from click.testing import CliRunner
from sweeping import ROOT, start, stored, toml

from verification.cli import main
from verification.sweep.ledger import Ledger
from verification.sweep.progress import duration

EXAMPLE = ROOT / "examples" / "sweep.toml"


def sweep(*words):
    return CliRunner().invoke(main, ["sweep", *map(str, words)])


@pytest.fixture
def done(spec_file):
    """The small grid, finished."""
    assert sweep(spec_file, "--workers", 1).exit_code == 0
    return spec_file


def test_status_before_during_and_after(spec_file, tmp_path):
    before = sweep(spec_file, "--status")
    assert before.exit_code == 1
    assert before.stdout.startswith("0 of 24 cells done\n24 cells are left")
    assert not (tmp_path / "grid.sqlite").exists()
    assert sweep(spec_file, "--workers", 1).stdout == "24 of 24 cells done, 24 of them new: 24 completed\n"
    with Ledger(tmp_path / "grid.sqlite"):
        running = sweep(spec_file, "--status")
        assert running.stdout.endswith("a sweep is running on " + str(tmp_path / "grid.sqlite") + "\n")
        second = sweep(spec_file)
        assert second.exit_code == 2
        assert "is in use by another sweep" in second.stderr
    after = sweep(spec_file, "--status")
    assert after.exit_code == 0
    assert after.stdout == "24 of 24 cells done: 24 completed\n"


def test_json(done, tmp_path):
    result = sweep(done, "--json")
    data = json.loads(result.stdout)
    assert data.pop("seconds") >= 0
    assert data == {"cells": 24, "done": 24, "new": 0, "left": 0, "crashed": 0, "outcomes": {"completed": 24},
                    "running": False, "ledger": str(tmp_path / "grid.sqlite"), "skipped": []}  # fmt: skip


def test_skipped_combinations_are_printed(grid, tmp_path):
    path = tmp_path / "grid.toml"
    path.write_text(toml(grid | {"algorithms": ["sam", "f2sa"]}))
    result = sweep(path, "--workers", 1)
    assert result.exit_code == 0
    assert result.stderr.count("skipped: f2sa on ") == 2
    assert "and 1 more: random-quadratic must offer upper_x" in result.stderr


def test_csv_holds_the_cells_in_the_order_of_the_grid(done, tmp_path):
    assert sweep(done, "--status", "--export", tmp_path / "out" / "cells.csv").exit_code == 0
    with open(tmp_path / "out" / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert [row["seed"] for row in rows] == list("0123") * 6
    assert [row["problem"] for row in rows] == ["logistic"] * 8 + ["random-quadratic"] * 16
    ledger = stored(tmp_path / "grid.sqlite")
    for row in rows:
        observed = json.loads(ledger[row["key"]][15])
        for name in ("value", "suboptimality", "gradient-norm"):
            text = row[name.replace("-", "_")]
            assert text == "" if name not in observed else float(text) == observed[name]  # to the last bit
        assert row["calls_gradient"] == str({"sam": 8, "newton": 4}[row["algorithm"]])
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["cells.csv"]


def test_parquet_holds_what_csv_holds(done, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `sweep` (pyarrow) is not installed")
    for suffix in ("csv", "parquet"):
        assert sweep(done, "--export", tmp_path / f"cells.{suffix}").exit_code == 0
    table = parquet.read_table(tmp_path / "cells.parquet")
    with open(tmp_path / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert table.column_names == list(rows[0])
    assert {str(table.schema.field(name).type) for name in ("seed", "suboptimality", "key")} == {
        "int64", "double", "string",
    }  # fmt: skip
    for cells, row in zip(table.to_pylist(), rows, strict=True):
        assert {name: "" if v is None else str(v) for name, v in cells.items()} == row


def test_numbers_that_json_lacks_survive(tmp_path):
    """A value that overflows at the last step although the iterate is finite."""
    path = tmp_path / "grid.toml"
    table = {"name": "sam", "set": {"step_size": 1e160, "rho": 0}}
    path.write_text(toml({"algorithms": [table], "problems": ["diagonal-quadratic"], "steps": 1}))
    assert sweep(path, "--workers", 1, "--export", tmp_path / "cells.csv").exit_code == 0
    with open(tmp_path / "cells.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["outcome"] == "completed"
    assert float(row["suboptimality"]) == np.inf


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--workers", 0], "Invalid value for '--workers'"),
        (["--workers", 2, "--scheduler", "tcp://h:1"], "a --scheduler has workers of its own"),
        (["--status", "--workers", 2], "--status runs nothing"),
        (["--export", "cells.xlsx"], "an export must be a .csv or a .parquet file, got 'cells.xlsx'"),
        (["--ledger", "/proc/nowhere/l.sqlite"], "cannot be used as a ledger"),
        (["--ledger", "/"], "cannot be used as a ledger"),
        (["--status", "--export", "cells.csv"], "must be a ledger, and does not exist"),
    ],
)
def test_bad_usage(spec_file, words, sentence):
    result = sweep(spec_file, *words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_an_export_that_cannot_be_written(done):
    result = sweep(done, "--status", "--export", "/proc/cells.csv")
    assert result.exit_code == 2
    assert "/proc/cells.csv cannot be written: " in result.stderr


@pytest.mark.parametrize("option", [["--export", "cells.parquet"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_missing_extras_say_what_to_install(spec_file, option, monkeypatch):
    for library in ("pyarrow", "pyarrow.parquet", "distributed"):
        monkeypatch.setitem(sys.modules, library, None)
    result = sweep(spec_file, *option)
    assert result.exit_code == 2
    assert "pip install 'refimpl[sweep]'" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stores_what_is_in_flight(tmp_path, number):
    spec = tmp_path / "grid.toml"
    spec.write_text(toml({"algorithms": ["sam"], "problems": ["logistic"], "steps": 100, "seeds": 5000}))
    process = start(spec, "--workers", 2)
    deadline = time.monotonic() + 30
    while not (tmp_path / "grid.sqlite").exists() or len(stored_or_none(tmp_path / "grid.sqlite")) < 1:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, number)  # what a terminal does: the workers get it too
    out, errors = process.communicate(timeout=30)
    count = len(stored(tmp_path / "grid.sqlite"))
    assert process.returncode == 1
    assert "stopping: what is in flight is stored first" in errors
    assert out.startswith(f"{count} of 5000 cells done, {count} of them new")
    assert f"{5000 - count} cells are left; the same command goes on" in errors
    assert 0 < count < 5000
    assert "Traceback" not in errors


def stored_or_none(path):
    try:
        return stored(path)
    except sqlite3.OperationalError:  # between the creation of the file and that of its table
        return {}


def test_the_example_of_the_documentation_runs(tmp_path):
    ledger = tmp_path / "l.sqlite"
    result = sweep(EXAMPLE, "--ledger", ledger, "--export", tmp_path / "cells.csv")
    assert result.exit_code == 0, result.output
    spec = tomllib.loads(EXAMPLE.read_text())
    assert (spec["steps"], spec["seeds"], spec["dimensions"]) == (20, 5, [4, 16])
    with open(tmp_path / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    # (2 radii + usam) x (2 conditions x 2 dimensions + 1 example) x 3 arithmetics x 5 seeds
    assert len(rows) == 3 * 5 * 3 * 5
    assert {row["outcome"] for row in rows} == {"completed"}
    assert {row["engine"] + " " + row["precision"] for row in rows} == {
        "numpy float64", "numpy float32", "ball 200",
    }  # fmt: skip


def test_durations_in_words():
    assert [duration(s) for s in (0.2, 8.4, 89, 91, 3600, 5400, 86400)] == [
        "0 s", "8 s", "89 s", "2 min", "60 min", "1.5 h", "24.0 h",
    ]  # fmt: skip
