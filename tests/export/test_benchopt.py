"""The exported problems: their optima against exact arithmetic of another kind, and the benchmark's own code."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
from fractions import Fraction

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import minimize

from refimpl.problems import Logistic, Quadratic
from refimpl.problems.registry import EXAMPLES
from verification.cli import main
from verification.export import benchopt
from verification.export.certify import Uncertified, state

NAMES = ("quadratic", "matrix-quadratic", "diagonal-quadratic", "integer-quadratic", "exact-fit", "chain", "logistic",
         "small-logistic", "least-squares", "few-examples", "integer-least-squares")  # fmt: skip
RATIONAL = [name for name in NAMES if "logistic" not in name]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchopt") / "benchmark"
    assert benchopt.export(folder).written == NAMES
    return folder


def read(folder, name):
    return json.loads((folder / "problems" / f"{name}.json").read_text())


def exact_optimum(problem):
    """x* and f* by Gaussian elimination in Python's fractions, from the file alone."""
    A = [[Fraction(x) for x in row] for row in problem["data"]["A"]]
    b = [Fraction(x) for x in problem["data"]["b"]]
    constant = Fraction(0)
    if problem["kind"] == "least-squares":
        n, columns = len(b), list(zip(*A, strict=True))
        constant = sum(x * x for x in b) / (2 * n)
        b = [sum(x * y for x, y in zip(column, b, strict=True)) / n for column in columns]
        A = [[sum(x * y for x, y in zip(p, q, strict=True)) / n for q in columns] for p in columns]
    rows = [[*row, right] for row, right in zip(A, b, strict=True)]
    for i in range(len(rows)):
        assert rows[i][i] > 0  # the pivots of a positive definite matrix
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for j in range(len(rows)):
            if j != i:
                rows[j] = [x - rows[j][i] * y for x, y in zip(rows[j], rows[i], strict=True)]
    x = [row[-1] for row in rows]
    return x, constant - sum(p * q for p, q in zip(b, x, strict=True)) / 2


@pytest.mark.parametrize("name", RATIONAL)
def test_rational_optima_are_within_their_radii(folder, name):
    problem = read(folder, name)
    x, minimum = exact_optimum(problem)
    errors = [abs(Fraction(y) - z) for y, z in zip(problem["minimizer"], x, strict=True)]
    assert max(errors) <= Fraction(problem["minimizer_radius"])
    assert abs(Fraction(problem["minimum"]) - minimum) <= Fraction(problem["minimum_radius"])
    assert problem["minimizer"] == [float(z) for z in x]  # the nearest numbers, no others
    assert problem["minimum"] == float(minimum)


@pytest.mark.parametrize("name", ["logistic", "small-logistic"])
def test_logistic_optima_are_within_their_radii(folder, name):
    """Against Newton's method in decimals of 60 digits."""
    mpmath = pytest.importorskip("mpmath", reason="mpmath is not installed")
    problem = read(folder, name)
    data = problem["data"]
    with mpmath.workdps(60):
        A, y, mu = mpmath.matrix(data["A"]), data["y"], mpmath.mpf(data["mu"])
        n, d = A.rows, A.cols
        x = mpmath.matrix(problem["minimizer"])
        for _ in range(4):
            m = [y[i] * v for i, v in enumerate(A * x)]
            s = [1 / (1 + mpmath.exp(v)) for v in m]
            g = mu * x - A.T * mpmath.matrix([y[i] * s[i] for i in range(n)]) / n
            W = mpmath.diag([v * (1 - v) / n for v in s])
            x = x - mpmath.lu_solve(A.T * W * A + mu * mpmath.eye(d), g)
        losses = [mpmath.log(1 + mpmath.exp(-y[i] * v)) for i, v in enumerate(A * x)]
        minimum = sum(losses) / n + mu * sum(v * v for v in x) / 2
        assert mpmath.norm(g) < mpmath.mpf(10) ** -50
        error = max(abs(v - w) for v, w in zip(x, problem["minimizer"], strict=True))
        assert error <= problem["minimizer_radius"] < 1e-13
        assert abs(minimum - problem["minimum"]) <= problem["minimum_radius"] < 1e-16


@pytest.mark.parametrize("name", NAMES)
def test_files_are_the_examples_to_the_last_bit(folder, name):
    problem, example = read(folder, name), EXAMPLES[name]
    assert problem["start"] == list(example.start)
    instance = example.build()
    for key, value in problem["data"].items():
        if hasattr(instance, key):
            assert np.array_equal(np.array(value), getattr(instance, key))
    assert problem["minimum"] == pytest.approx(instance.minimum(), rel=1e-14, abs=1e-15)
    assert problem["smoothness"] == instance.smoothness()


@pytest.mark.parametrize("name", NAMES)
def test_the_objective_of_the_benchmark_is_the_problem(folder, name, monkeypatch):
    objective, _ = loaded(folder, name, monkeypatch)
    instance = EXAMPLES[name].build()
    for x in (np.array(EXAMPLES[name].start), np.full(len(EXAMPLES[name].start), -0.75)):
        shift = objective.value(x) - instance.value(x)
        assert shift == pytest.approx(0, abs=1e-12 * (1 + abs(instance.value(x))))
        assert objective.gradient(x) == pytest.approx(instance.gradient(x), rel=1e-12, abs=1e-13)
    at_best = objective.evaluate_result(objective.minimizer)
    assert at_best["distance"] == 0
    assert abs(at_best["suboptimality"]) < 1e-14 * (1 + abs(at_best["value"]))
    assert at_best["gradient_norm"] < 1e-13


def test_its_solver_descends(folder, monkeypatch):
    objective, solver = loaded(folder, "logistic", monkeypatch)
    solver.set_objective(**objective.get_objective())
    solver.run(0)
    before = objective.evaluate_result(**solver.get_result())
    assert before == objective.evaluate_result(**objective.get_one_result())
    solver.run(300)
    after = objective.evaluate_result(**solver.get_result())
    assert after["suboptimality"] < 1e-3 * before["suboptimality"]
    assert after["distance"] < before["distance"]


def test_another_solver_finds_the_minimum(folder, monkeypatch):
    objective, _ = loaded(folder, "small-logistic", monkeypatch)
    found = minimize(objective.value, objective.get_objective()["start"], jac=objective.gradient, method="BFGS",
                     options={"gtol": 1e-10})  # fmt: skip
    assert objective.evaluate_result(found.x)["distance"] < 1e-6


def loaded(folder, name, monkeypatch):
    """The objective with the problem, and the solver, as benchopt makes them; it only has to be a base class here."""
    stub = types.ModuleType("benchopt")
    stub.BaseObjective = stub.BaseDataset = stub.BaseSolver = object
    monkeypatch.setitem(sys.modules, "benchopt", stub)
    made = []
    for file in ("objective", "datasets/certified", "solvers/gradient_descent"):
        spec = importlib.util.spec_from_file_location(file.replace("/", "_"), folder / f"{file}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made.append(module)
    dataset = made[1].Dataset()
    assert dataset.parameters == {"problem": sorted(NAMES)}
    dataset.problem = name
    objective = made[0].Objective()
    objective.set_data(**dataset.get_data())
    return objective, made[2].Solver()


def test_what_is_left_out_has_a_reason():
    with pytest.raises(Uncertified, match="the Hessian must be positive definite"):
        state(Quadratic(np.diag([1.0, 0.0]), np.zeros(2)))
    with pytest.raises(Uncertified, match="the Hessian must be positive definite"):
        state(EXAMPLES["saddle"].build())
    with pytest.raises(Uncertified, match="no certificate is known for LogQuadratic"):
        state(EXAMPLES["log-quadratic"].build())
    with pytest.raises(Uncertified, match="no certificate is known for Logistic"):
        state(Logistic(np.ones((2, 1)), np.array([1.0, -1.0]), 0.0))


def test_the_command(tmp_path):
    result = CliRunner().invoke(main, ["export", "benchopt", str(tmp_path / "b"), "--json"])
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["written"] == list(NAMES)
    assert data["written"] + list(data["left_out"]) == sorted(EXAMPLES, key=[*NAMES, *data["left_out"]].index)
    again = CliRunner().invoke(main, ["export", "benchopt", str(tmp_path / "b")])
    assert again.exit_code == 2
    assert "must be an empty or a new folder" in again.stderr
    nowhere = CliRunner().invoke(main, ["export", "benchopt", "/proc/nowhere"])
    assert nowhere.exit_code == 2
    assert "/proc/nowhere cannot be written: " in nowhere.stderr
