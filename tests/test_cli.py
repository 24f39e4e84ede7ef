"""The command line as a user meets it: tables, JSON, exit codes, one sentence on bad usage."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from refimpl import METHODS
from refimpl.problems.registry import EXAMPLES
from verification.claim import claims_of
from verification.cli import main
from verification.report.results import read_results


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_list_names_every_method():
    plain = invoke("list")
    assert plain.exit_code == 0
    assert all(m.name in plain.output for m in METHODS)
    data = json.loads(invoke("list", "--json").output)
    assert [row["name"] for row in data] == [m.name for m in METHODS]
    for row in data:
        assert row["claims"] == [c.name for c in claims_of(row["name"])]
        assert {"name", "family", "paper", "engines", "claims"} <= set(row)


def test_show_prints_the_page_with_claims_and_mutants():
    page = invoke("show", "sam")
    assert page.exit_code == 0
    for words in ("Foret", "sam.descent-up-to-the-floor", "unguarded-norm", "step_size, rho"):
        assert words in page.output
    data = json.loads(invoke("show", "sam", "--json").output)
    assert data["parameters"] == ["step_size", "rho"]
    assert len(data["mutants"]) >= 10


def test_run_writes_a_picture_and_a_summary(tmp_path):
    file = tmp_path / "sam.png"
    data = json.loads(
        invoke(
            "run",
            "sam",
            "--steps",
            20,
            "--plot",
            file,
            "--set",
            "rho=0.25",
            "--set",
            "step_size=0.125",
            "--json",
        ).output
    )
    assert file.read_bytes().startswith(b"\x89PNG")
    assert data["outcome"] == "completed"
    assert data["calls"] == {"gradient": 40}
    assert data["parameters"] == "SAM(step_size=0.125, rho=0.25)"
    assert data["Suboptimality"] >= 0


def test_run_on_balls_reports_the_trust_horizon():
    data = json.loads(invoke("run", "sam", "--steps", 10, "--engine", "ball", "--json").output)
    assert data["trust horizon"] == 10


def test_run_takes_all_parameters_where_theory_prescribes_none():
    data = json.loads(
        invoke("run", "sam", "--problem", "cubic-chain", "--steps", 1, "--set", "rho=0", "--set", "step_size=1",
               "--json").output
    )  # fmt: skip
    assert data["parameters"] == "SAM(step_size=1.0, rho=0.0)"


# ascent to the largest value nearby, or a query on a fixed grid, where an objective is infinite beyond its domain
LEAVES_THE_DOMAIN = {
    ("adaptive-sharpness", "log-portfolio"),
    ("expected-improvement", "log-barrier"),
    ("gp-ucb", "log-barrier"),
    ("q-expected-improvement", "log-portfolio"),
}


@pytest.mark.parametrize("name", [method.name for method in METHODS])
def test_run_takes_every_example_or_says_in_one_sentence_why_not(name):
    ran = 0
    for problem in EXAMPLES:
        result = invoke("run", name, "--problem", problem, "--steps", 2, "--json")
        assert result.exit_code in (0, 2), (problem, result.output)
        if result.exit_code == 0:
            data, ran = json.loads(result.output), ran + 1
            assert data["outcome"] == "completed", problem
            finite = all(np.isfinite(v) for v in data.values() if isinstance(v, float))
            assert finite or (name, problem) in LEAVES_THE_DOMAIN, problem
        else:
            assert "Error: " in result.output, problem
    assert ran


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("run", "saam"), "did you mean sam"),
        (("run", "sam", "--problem", "bowl"), "problem must be one of quadratic"),
        (
            ("run", "sam", "--problem", "bilevel"),
            "problem 'bilevel' must offer gradient for sam, and does not",
        ),
        (("run", "sam", "--steps", 0), "steps must be an integer of at least 1, got 0"),
        (
            ("run", "sam", "--engine", "fortran"),
            "engine must be one of numpy, numba, cupy, ball, got 'fortran'",
        ),
        (("run", "sam", "--set", "radius=1"), "--set must be KEY=VALUE with a key of step_size, rho"),
        (("run", "sam", "--set", "rho=big"), "rho must be a number, or numbers with commas between them"),
        (("run", "f2sa", "--set", "start=1"), "start must be like array([0., 0., 0.]), got 1"),
        (("run", "f2sa", "--set", "start=1,2"), "start must have shape (3,), got (2,)"),
        (("run", "zo-frank-wolfe", "--set", "estimator=1"), "estimator is no number and cannot be set here"),
        (
            ("run", "sam", "--problem", "cubic-chain"),
            "problem 'cubic-chain' must have smoothness for theory to prescribe the parameters",
        ),
        (("run", "sam", "--set", "rho=-1"), "rho must be non-negative and finite, got -1.0"),
        (("run", "sam", "--set", "rho=nan"), "rho must be non-negative and finite, got nan"),
        (("run", "sam", "--plot", "x.jpeg"), "a picture must be a .svg, .pdf or .png file"),
        (("run", "sam", "--stepz", 3), "No such option"),
        (("show", "qqq"), "algorithm must be a registered name, got 'qqq'; known: sam, "),
        (("verify", "saam"), "did you mean sam"),
        (("verify", "sam.flatness"), "claim must be one of"),
        (("check", "math", "--algorithm", "sam"), "must be given as MODULE:CALLABLE, got 'math'"),
        (("check", "math:nothing", "--algorithm", "sam"), "'math:nothing' could not be imported"),
        (("check", "math:sin", "--algorithm", "saam"), "did you mean sam"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke(*arguments)
    assert result.exit_code == 2
    error = result.output[result.output.index("Error: ") :].strip()
    assert sentence in error
    assert "\n" not in error
    assert not list(tmp_path.iterdir()), "nothing is half-written"


def test_tables_do_not_eat_square_brackets(monkeypatch):
    monkeypatch.setattr("verification.report.tables.unavailable", lambda name: "pip install 'refimpl[gpu]'")
    assert "refimpl[gpu]" in invoke("list").output


def test_a_missing_device_is_told_before_anything_runs(monkeypatch):
    from refimpl.engines import unavailable

    if not unavailable("cupy"):
        pytest.skip("a device is present")
    result = invoke("run", "sam", "--engine", "cupy")
    assert result.exit_code == 2
    assert "cupy" in result.output


def test_verify_writes_table_json_and_page(tmp_path):
    out, file = tmp_path / "report", tmp_path / "results.json"
    result = invoke(
        "verify", "sam.average-gradient", "sam.two-cycle", "--json", file, "--out", out, "--workers", 1
    )
    assert result.exit_code == 0, result.output
    assert "2 of 2 claims stand" in result.output
    rows = json.loads(file.read_text())
    wanted = {"claim", "algorithm", "family", "paper", "theorem", "kind", "standing", "statement", "verdict", "slack",
              "controls", "engine", "seconds"}  # fmt: skip
    assert all(wanted <= set(row) for row in rows)
    assert all(row["verdict"] == "holds" and all(c["rejected"] for c in row["controls"]) for row in rows)
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "results.json"], "no partial file stays"
    assert "sam.two-cycle" in (out / "index.html").read_text()
    claims = read_results(out)["claims"]
    assert [(c["claim"], c["measured"], c["picture"]["curves"][0]["role"]) for c in claims] == [
        (row["claim"], row["measured"], "theory") for row in rows
    ]


def test_verify_fails_when_a_claim_fails(tmp_path, monkeypatch):
    """A reference with a longer step than prescribed must turn the command red."""
    from refimpl.flatness.sam import SAM

    step = SAM.step
    monkeypatch.setattr(
        SAM, "step", lambda self, *a: step(self._replace(step_size=1.02 * self.step_size), *a)
    )
    result = invoke("verify", "sam.two-cycle", "--out", tmp_path, "--workers", 1)
    assert result.exit_code == 1
    assert "sam.two-cycle: violated" in result.output


def test_coverage_covers_the_whole_catalogue(tmp_path):
    file = tmp_path / "none.json"
    file.write_text("[]")
    rows = json.loads(invoke("coverage", "--results", file, "--json").output)
    assert len(rows) == 411
    wanted = {"paper", "family", "tier", "algorithms", "claims", "controls", "engines", "done"}
    assert all(wanted <= set(row) for row in rows)
    assert not any(row["done"] for row in rows), "nothing is done without results"
    table = invoke("coverage", "--results", file)
    assert table.exit_code == 0
    assert "0 of 411 papers done" in table.output


CODE = """
import numpy as np

def right(case):
    x, found = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = np.sqrt(g @ g)
        ascent = case.parameters["rho"] * g / size if size > 0 else 0 * g
        x = x - case.parameters["step_size"] * case.oracles.gradient(x + ascent)
        found.append(x)
    return found

def wrong(case):
    found = right(case)
    return [*found[:5], *(x + 1e-9 for x in found[5:])]
"""


def test_check_exits_with_the_verdict(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "my_sam_for_the_cli.py").write_text(CODE)
    equal = invoke("check", "my_sam_for_the_cli:right", "--algorithm", "sam", "--json")
    assert equal.exit_code == 0, equal.output
    data = json.loads(equal.output)
    assert (data["algorithm"], data["verdict"], data["blind_to"]) == ("sam", "equal", [])
    wrong = invoke("check", "my_sam_for_the_cli:wrong", "--algorithm", "sam", "--json")
    assert wrong.exit_code == 1
    data = json.loads(wrong.output)
    assert (data["verdict"], data["first_wrong_step"], data["diagnosis"]) == ("wrong", 6, [])
    assert "wrong from step 6" in invoke("check", "my_sam_for_the_cli:wrong", "--algorithm", "sam").output
