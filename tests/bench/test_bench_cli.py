"""The command as a user meets it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from verification.cli import main


def invoke(*arguments):
    return CliRunner().invoke(main, ["bench", *arguments])


@pytest.mark.compiled
def test_json_is_a_list_of_ratios_with_machine_and_versions():
    done = invoke("gradient-descent", "--sizes", "2,3", "--peer", "numpy", "--quick", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert [(e["algorithm"], e["size"], e["engine"], e["peer"]) for e in data] == [
        ("gradient-descent", 2, "numba, registers", "numpy"),
        ("gradient-descent", 3, "numba, registers", "numpy"),
    ]
    for entry in data:
        assert entry["spread"][0] <= entry["ratio"] <= entry["spread"][1]
        assert entry["difference"] < 1e-14
        assert "cores" in entry["machine"]
        assert entry["versions"]["numba"]
        assert entry["threads"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such"], "algorithm must be one of gradient-descent, sam, "),
        (["--sizes", "2,x"], "sizes must be integers of at least 2 with commas between them, got '2,x'"),
        (["--sizes", ""], "sizes must be integers of at least 2"),
        (["--sizes", "1"], "sizes must be integers of at least 2"),
        (["--threads", "0"], "0 is not in the range"),
        (["--peer", "matlab"], "'matlab' is not one of"),
    ],
)
def test_bad_usage_is_one_sentence(arguments, words):
    refused = invoke(*arguments)
    assert refused.exit_code == 2
    assert words in " ".join(refused.stderr.split())


def test_a_size_that_no_memory_holds_is_one_sentence():
    refused = invoke("sam", "--sizes", "10000000", "--peer", "numpy", "--quick")
    assert refused.exit_code == 1
    assert "the measuring process failed: " in refused.stderr
    assert "Unable to allocate" in refused.stderr
    assert "Traceback" not in refused.stderr
