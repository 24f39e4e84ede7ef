"""benchmarks/gpu.py without a device, and with the double in its place."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import types
from pathlib import Path

import pytest
from click.testing import CliRunner

from refimpl.engines import unavailable
from verification.bench.device import accelerator, batches, graphs
from verification.bench.device.accelerator import Double
from verification.bench.device.agreement import agreements
from verification.bench.device.throughput import Sizes, throughput

PATH = Path(__file__).parents[2] / "benchmarks" / "gpu.py"


@pytest.fixture
def command():
    spec = importlib.util.spec_from_file_location("benchmarks_gpu", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def doubled(command, monkeypatch):
    """The command on the double, small: two methods, small sizes."""
    monkeypatch.setattr(command, "Cuda", Double)
    monkeypatch.setattr(command, "agreements", lambda d, t: agreements(d, t, ["sam", "newton"]))
    monkeypatch.setattr(command, "throughput", lambda d, t: throughput(d, t, Sizes((100,), 8, 8)))
    monkeypatch.setattr(batches, "FIGURES", ("gradient-descent",))
    monkeypatch.setattr(batches, "RUNS", (4,))
    one = batches.batch_entry
    monkeypatch.setattr(batches, "batch_entry", lambda d, n, r: one(d, n, r, 3, "numpy"))
    monkeypatch.setattr(batches, "batchable", lambda: {"gradient-descent": "", "sam": "branches"})
    entry = {"method": "newton", "captured": False, "reason": "refused"}
    monkeypatch.setattr(graphs, "graph_entry", lambda *_: entry)
    monkeypatch.setattr(Double, "cupy", None, raising=False)
    return command


def test_no_device_is_one_sentence_and_code_2(command, tmp_path):
    if not unavailable("cupy"):
        pytest.skip("there is a device")
    done = CliRunner().invoke(command.main, ["--out", str(tmp_path / "gpu")])
    assert done.exit_code == 2
    assert done.output.startswith("nothing is measured: engine 'cupy' needs ")
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "gpu").exists()


def test_a_device_without_its_libraries_is_one_sentence_and_code_2(command, monkeypatch, tmp_path):
    def absent(seed):
        raise ImportError("no libcublas.so.12,\nno libcublas.so.13")

    cupy = types.ModuleType("cupy")
    cupy.random = types.SimpleNamespace(default_rng=absent)
    monkeypatch.setitem(sys.modules, "cupy", cupy)
    monkeypatch.setattr(accelerator, "get_engine", lambda name: None)
    monkeypatch.setenv("CUPY_TF32", "1")
    done = CliRunner().invoke(command.main, ["--out", str(tmp_path / "gpu")])
    assert done.exit_code == 2
    sentence = "nothing is measured: CuPy's CUDA libraries must load and run, got: "
    assert done.output.splitlines() == [sentence + "no libcublas.so.12, no libcublas.so.13"]
    assert os.environ["CUPY_TF32"] == "0"


@pytest.mark.parametrize("arguments", [[], ["--out", "x", "--only", "speed"]])
def test_bad_usage(command, arguments):
    assert CliRunner().invoke(command.main, arguments).exit_code == 2


def test_all_parts_are_written(doubled, tmp_path):
    done = CliRunner().invoke(doubled.main, ["--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    names = {"agreement", "throughput", "graphs", "batches"}
    assert {path.name for path in tmp_path.iterdir()} == {*(f"{n}.json" for n in names), "summary.md"}
    for name in names:
        raw = json.loads((tmp_path / f"{name}.json").read_text())
        assert raw["entries"]
        assert raw["facts"]["device"] == "device double"
    page = (tmp_path / "summary.md").read_text()
    assert "| float64 | 2 | 0 | 0 | 2 |" in page
    assert "| gradient-descent | 4 |" in page
    assert "Not measured" not in page


def test_one_part(doubled, tmp_path):
    done = CliRunner().invoke(doubled.main, ["--out", str(tmp_path), "--only", "agreement"])
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {"agreement.json", "summary.md"}
    assert (tmp_path / "summary.md").read_text().count("Not measured.") == 3


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"agrees": True, "difference": 1e-12}, False),
        ({"agrees": None, "difference": None, "equal": True}, False),
        ({"agrees": False}, True),
        ({"equal": False}, True),
        ({"difference": 1e-6}, True),
        ({"difference": float("nan")}, True),
    ],
)
def test_what_is_wrong(command, entry, expected):
    assert command.wrong({"part": {"entries": [{}, entry]}}) is expected


def test_a_disagreement_is_code_1_and_named(doubled, monkeypatch, tmp_path):
    wrong = {"method": "sam", "dtype": "float64", "agrees": False, "error_over_bound": float("inf")}
    monkeypatch.setattr(
        doubled, "agreements", lambda d, t: {"entries": [wrong], "left_out": ["newton float64"]}
    )
    done = CliRunner().invoke(doubled.main, ["--out", str(tmp_path), "--only", "agreement"])
    assert done.exit_code == 1
    assert json.loads((tmp_path / "agreement.json").read_text())["entries"][0]["error_over_bound"] == "inf"
    page = (tmp_path / "summary.md").read_text()
    assert "- sam (float64): error inf of its bound" in page
    assert "Not reached in the time: newton float64." in page
