"""Methods for `scipy.optimize.minimize` through the adapter: heavy ball right, and broken in five ways."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import OptimizeResult

from verification.adapters import adapt
from verification.adapters.scipy import minimizer
from verification.cli import main
from verification.oracle import check


def heavy_ball(fun, x0, args=(), jac=None, callback=None, *, h, maxiter, result_object=False, **unused):
    """A custom method: x+ = x - s b, b = mu b + (g + d x); h['mistake'] plants one."""
    x, b = np.array(x0), np.zeros_like(x0)
    for k in range(maxiter):
        g = jac(x, *args) + h["weight_decay"] * x
        mistake = h.get("mistake")
        before, b = b, g if k == 0 else h["momentum"] * b + (1 - h["dampening"]) * g
        if mistake == "forgotten-buffer":
            b = g
        step = {"stale-buffer": before if k else b, "ascent": -b, "step-too-long": 1.02 * b}.get(mistake, b)
        x = x - h["step_size"] * step
        callback(OptimizeResult(x=x, nit=k + 1) if result_object else x)
        if mistake == "stops":
            return OptimizeResult(x=x, message="stopped early")
    return OptimizeResult(x=x0 if mistake == "result" else x, success=True, message="")


def method(**options):
    """Keywords for `minimize`, with a mistake or another form of callback."""
    mistake = {"mistake": options.pop("mistake", None)}
    return lambda h: {"method": heavy_ball, "options": {"h": h | mistake, **options}}


@pytest.mark.parametrize("result_object", [False, True])
def test_heavy_ball_is_equal_whether_the_callback_sees_vectors_or_result_objects(result_object):
    report = check(minimizer(method(result_object=result_object)), "sgd-momentum")
    assert report.verdict == "equal", report.sentences()
    assert {why for _, why in report.skipped} == {"its step size cannot change"}
    assert not set(report.blind_to) - {"velocity", "decoupled-velocity"}


@pytest.mark.parametrize("mistake", ["forgotten-buffer", "stale-buffer", "ascent", "step-too-long"])
def test_broken_methods_are_wrong_and_told_their_mistake(mistake):
    report = check(minimizer(method(mistake=mistake)), "sgd-momentum", steps=6)
    assert report.verdict == "wrong"
    assert [d["name"] for d in report.diagnosis] == [mistake], report.sentences()


def test_a_result_that_is_not_the_last_iterate_is_wrong_at_the_last_step():
    report = check(minimizer(method(mistake="result")), "sgd-momentum", steps=6)
    assert report.verdict == "wrong"
    assert {c.first_wrong_step for c in report.cases if c.first_wrong_step} == {6}


def test_a_method_that_stops_early_is_not_applicable():
    report = check(minimizer(method(mistake="stops")), "sgd-momentum")
    assert report.verdict == "not-applicable"
    assert "it called back 1 times in 12 steps: stopped early" in {why for _, why in report.skipped}


@pytest.mark.parametrize("name", ["BFGS", "L-BFGS-B", "CG", "Newton-CG", None])
def test_scipys_own_methods_are_not_applicable_with_their_reason(name):
    report = check(minimizer(lambda h: {"method": name}), "lbfgs")
    assert report.verdict == "not-applicable"
    assert {why for _, why in report.skipped} == {
        f"{name or 'BFGS'} searches for its steps in a way that no registered method has"
    }


def test_adapt_finds_the_adapter_by_name():
    case = check(adapt("scipy", method()), "sgd-momentum", steps=4)
    assert case.verdict == "equal"
    with pytest.raises(ValueError, match="adapter must be one of torch, optax, scipy"):
        adapt("keras", method())


def test_the_command_line_takes_what_the_adapter_takes(tmp_path, monkeypatch):
    (tmp_path / "uphill.py").write_text(
        "import numpy as np\n"
        "from scipy.optimize import OptimizeResult\n"
        "def climb(fun, x, args=(), jac=None, callback=None, *, h, maxiter, **unused):\n"
        "    for _ in range(maxiter):\n"
        "        x = x + h['step_size'] * jac(x)\n"
        "        callback(x)\n"
        "    return OptimizeResult(x=x)\n"
        "def make(h):\n"
        "    if h['momentum'] or h['weight_decay'] or h['dampening']:\n"
        "        raise ValueError('plain steps only')\n"
        "    return {'method': climb, 'options': {'h': h}}\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*sys.path])
    command = ["check", "uphill:make", "--algorithm", "sgd-momentum", "--steps", "4", "--json"]
    result = CliRunner().invoke(main, [*command, "--adapter", "scipy"])
    assert result.exit_code == 1, result.output
    report = json.loads(result.output)
    assert report["verdict"] == "wrong"
    assert "ascent" in {d["name"] for d in report["diagnosis"]}
    unknown = CliRunner().invoke(main, [*command, "--adapter", "keras"])
    assert unknown.exit_code == 2
    assert "adapter must be one of torch, optax, scipy, got 'keras'" in unknown.output
