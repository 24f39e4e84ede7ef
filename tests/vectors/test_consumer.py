"""Consumers in JavaScript compute SAM, L-BFGS and Sophia-H from the file alone and are judged through a pipe."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from verification.cli import main
from verification.vectors.instances import instances_of
from verification.vectors.ledger import read_ledger
from verification.vectors.publish import everything, file_of

NODE = shutil.which("node")
SCRIPTS = Path(__file__).parents[2] / "examples" / "vectors"
MISTAKES = {
    "sam": ("descending-perturbation", "unguarded-norm"),
    "lbfgs": ("beta-missing", "long-first-step"),
    "sophia-h": ("probe-forgotten", "clip-forgotten"),
}
pytestmark = pytest.mark.skipif(NODE is None, reason="no JavaScript: node is not installed")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The vector files of those methods, by name."""
    folder, ledger = tmp_path_factory.mktemp("vectors"), read_ledger()
    for method in MISTAKES:
        found = everything(method)
        assert {vector["id"] for vector in found.vectors} <= set(ledger)
        (folder / f"{method}.json").write_text(json.dumps(file_of(method, found.vectors, found.flags)))
    return folder


def computed(method, folder, *mistake):
    command = [NODE, SCRIPTS / f"{method}.mjs", folder / f"{method}.json", *mistake]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def checked(text):
    done = CliRunner().invoke(main, ["vectors", "check", "-", "--json"], input=text)
    return done.exit_code, json.loads(done.output)["results"]


def test_the_pipe_of_the_documentation(written):
    command = [sys.executable, "-c", "from verification.cli import main; main()", "vectors", "check", "-"]
    done = subprocess.run(
        command, input=computed("sam", written), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    number = len(instances_of("sam"))
    assert f"{number} of {number} results are valid" in done.stdout


@pytest.mark.parametrize("method", MISTAKES)
def test_a_method_in_javascript_is_valid_everywhere(written, method):
    code, results = checked(computed(method, written))
    assert code == 0
    assert [r["id"] for r in results] == [instance.id for instance in instances_of(method)]
    assert {r["verdict"] for r in results} == {"valid"}


@pytest.mark.parametrize(
    ("method", "mistake"), [(method, mistake) for method in MISTAKES for mistake in MISTAKES[method]]
)
def test_a_mistake_planted_in_javascript_is_told(written, method, mistake):
    code, results = checked(computed(method, written, mistake))
    assert code == 1
    told = [[flag["name"] for flag in r["flags"]] for r in results if r["verdict"] == "invalid"]
    assert told
    assert all(mistake in names for names in told)  # others may do the same on an instance
    assert [mistake] in told
