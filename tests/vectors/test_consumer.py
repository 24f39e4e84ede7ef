"""A consumer in JavaScript computes SAM from the file alone and is judged through a pipe."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from verification.vectors.instances import instances_of
from verification.vectors.publish import export

NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[2] / "examples" / "vectors" / "sam.mjs"
pytestmark = pytest.mark.skipif(NODE is None, reason="no JavaScript: node is not installed")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vectors")
    export(folder)
    return folder / "sam.json"


def computed_and_checked(file, *mistake):
    computed = subprocess.run(
        [NODE, SCRIPT, file, *mistake], capture_output=True, text=True, check=True
    ).stdout
    command = [
        sys.executable,
        "-c",
        "from verification.cli import main; main()",
        "vectors",
        "check",
        "-",
        "--json",
    ]
    done = subprocess.run(command, input=computed, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)["results"]


def test_sam_in_javascript_is_valid_everywhere(file):
    code, results = computed_and_checked(file)
    assert code == 0
    assert [r["id"] for r in results] == [instance.id for instance in instances_of("sam")]
    assert {r["verdict"] for r in results} == {"valid"}


@pytest.mark.parametrize("mistake", ["descending-perturbation", "unguarded-norm"])
def test_a_mistake_planted_in_javascript_is_told(file, mistake):
    code, results = computed_and_checked(file, mistake)
    assert code == 1
    told = [[flag["name"] for flag in r["flags"]] for r in results if r["verdict"] == "invalid"]
    assert told
    assert all(names == [mistake] for names in told)
