"""The page says what the figures say, and nothing that they do not."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from verification.bench.figures import figure
from verification.bench.page import draw, main, page
from verification.bench.ratios import Ratio

ABOUT = {"machine": "a chip, 4 cores", "threads": 1, "versions": {"numpy": "2.0.0", "numba": "0.61"}}


def loop(algorithm, size, peer, ratio, difference=1e-16):
    measured = Ratio(ratio, ratio * 0.75, ratio * 1.5, 11)
    return ABOUT | figure("whole loop", algorithm, size, peer, measured, problem="a bowl", steps=64, microseconds=2.0,
                          peer_microseconds=2 * ratio, difference=difference)  # fmt: skip


LOOPS = [
    loop("sam", 2, "numpy", 16.0),
    loop("sam", 2, "jax", 0.5, 3e-15),
    loop("sam", 1000, "numpy", 2.0),
    loop("sam", 1000, "jax", 1.25),
    loop("sam", 1000, "blas", 0.8, None),
]
REST = [
    ABOUT | figure("first call, cold", "sam", 10, "jax", Ratio(0.5, 0.5, 0.5, 2), seconds=4.04, peer_seconds=2.02),
    ABOUT | figure("first call, warm", "sam", 10, "jax", Ratio(2.0, 2.0, 2.0, 2), seconds=1.01, peer_seconds=2.02),
    ABOUT | figure("run_many on all cores", "sam", 20, "run_many on one core", Ratio(3.8, 3.7, 3.9, 5), cores=4,
                   efficiency=0.95, runs=32, steps=10_000),
    ABOUT | figure("peak memory", "gradient-descent", 20, "a tenth of the steps", Ratio(0.8, 0.8, 0.8, 1),
                   steps=10**7, mebibytes=200.0),
]  # fmt: skip


def test_what_ran_in_registers_is_said_and_only_that():
    assert "registers" not in page(LOOPS)
    words = page([entry | {"engine": "numba, registers"} if entry["size"] == 2 else entry for entry in LOOPS])
    assert "At d = 2 sam ran in registers" in words
    assert "in one batch" not in words


def test_what_ran_together_is_said_and_only_that():
    assert "together" not in page(LOOPS)
    words = page(
        [entry | {"engine": "numpy, together"} if entry["size"] == 1000 else entry for entry in LOOPS]
    )
    assert "At d = 1000 sam ran all seeds in one batch on NumPy" in words
    assert "registers" not in words


def test_every_figure_is_on_the_page_and_the_fastest_peer_is_named():
    words = page(LOOPS + REST)
    assert "a chip, 4 cores, 1 thread for every program" in words.replace("; ", ", ")
    assert "at least as fast as the fastest peer in 1 of 2 pairs" in words
    assert "| sam | 0.5 (0.375-0.75), jax | 1.25 (0.938-1.88), jax |" in words
    assert "at most 1.3 times what BLAS and LAPACK need alone in 1 of 1 cases" in words
    assert "| numpy | 16 (12-24) | 2 (1.5-3) |" in words
    assert "| blas |  | 0.8 (0.6-1.2) |" in words
    assert "the largest difference was 3e-15" in words.replace("\n", " ")
    assert "| sam | 4.0 s | 1.0 s | 2.0 s |" in words
    assert "3.8 (3.7-3.9) times as fast as on one, an efficiency of 0.95" in words
    assert "10,000,000 steps: 200 MiB, 1.250 times" in words


def test_what_was_not_measured_has_no_heading():
    words = page(LOOPS[:2])
    assert "The first call" not in words
    assert "Many runs" not in words
    assert "BLAS and LAPACK need alone" not in words


def test_a_page_without_loops_is_refused():
    with pytest.raises(ValueError, match="at least one whole loop"):
        page(REST)


def test_the_picture_is_the_same_for_the_same_figures(tmp_path):
    for name in ("first.svg", "again.svg"):
        draw(LOOPS, tmp_path / name)
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()
    assert ElementTree.parse(tmp_path / "first.svg").getroot().tag.endswith("svg")


def test_page_and_picture_are_written(tmp_path):
    (tmp_path / "bench.json").write_text(json.dumps(LOOPS))
    main(str(tmp_path / "bench.json"), str(tmp_path))
    assert (tmp_path / "performance.md").read_text() == page(LOOPS)
    assert (tmp_path / "pictures" / "performance.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage: "),
        (["missing.json", "."], "the page cannot be made: "),
        (["-", "."], "the page cannot be made: "),
    ],
)
def test_usage_is_one_sentence(arguments, words):
    command = [sys.executable, "-m", "verification.bench.page", *arguments]
    done = subprocess.run(command, input="[]", capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert len(done.stderr.splitlines()) == 1
