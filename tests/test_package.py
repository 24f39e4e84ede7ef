"""The package as a whole: light to import, free of frameworks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numba", "cupy", "matplotlib", "flint", "scipy", "rich", "click")
FRAMEWORKS = ("torch", "jax", "tensorflow", "optax")


def test_import_is_quick_and_light():
    program = f"""
import sys, time
import numpy
start = time.perf_counter()
import refimpl
print(time.perf_counter() - start, *[m for m in {HEAVY + FRAMEWORKS} if m in sys.modules])
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert all(len(words) == 1 for words in runs), f"import refimpl also imports {runs[0][1:]}"
    assert min(float(words[0]) for words in runs) < 0.3


@pytest.mark.parametrize("package", ["refimpl", "verification"])
def test_no_framework_no_fastmath_no_pickle_in_the_source(package):
    root = Path(__file__).parent.parent / package
    files = list(root.rglob("*.py"))
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        for framework in FRAMEWORKS:
            assert f"import {framework}" not in text, file
        for word in ("fastmath=", "import pickle", "allow_pickle"):
            assert word not in text, file


def test_engines_know_no_method_and_imports_point_one_way():
    root = Path(__file__).parent.parent / "refimpl"
    for file in (*root.glob("engines/*.py"), *root.glob("core/*.py")):
        text = file.read_text(encoding="utf-8")
        for family in ("flatness", "second_order", "frank_wolfe", "bilevel", "problems"):
            assert f"import refimpl.{family}" not in text, file
            assert f"from refimpl.{family}" not in text, file
    for file in root.rglob("*.py"):
        assert "verification" not in file.read_text(encoding="utf-8"), file


@pytest.mark.parametrize("missing", ["numba", "flint", "cupy", "matplotlib"])
def test_everything_else_works_without_a_library(missing):
    """A missing library makes its engine unavailable, with what to install; the rest goes on."""
    engine = {"numba": "numba", "flint": "ball"}.get(missing, "numpy")
    program = f"""
import sys
sys.modules[{missing!r}] = None
from click.testing import CliRunner
from verification.cli import main
def invoke(*words):
    result = CliRunner().invoke(main, words)
    print(result.exit_code, " ".join(result.output.split())[-400:])
invoke("list")
invoke("run", "sam", "--steps", "3")
invoke("run", "sam", "--steps", "3", "--engine", {engine!r})
"""
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    listed, plain, own = out.strip().splitlines()
    assert listed.startswith("0 ")
    assert plain.startswith("0 ")
    if missing in ("numba", "flint"):
        assert own.startswith("2 ")
        assert "which is not installed: pip install" in own
