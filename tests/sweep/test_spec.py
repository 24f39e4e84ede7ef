"""Specifications: what is read, and that every mistake is one sentence."""

from __future__ import annotations

import numpy as np
import pytest

from verification.sweep.cell import plain
from verification.sweep.families import FAMILIES, defaults
from verification.sweep.spec import parse_spec, read_spec


def test_lists_are_axes(grid):
    grid["algorithms"] = [{"name": "sam", "set": {"rho": [0.1, 0.2], "step_size": 1}}, "newton"]
    grid["problems"] = ["logistic", {"family": "random-logistic", "mu": [1, 0.5], "seed": 3}]
    spec = parse_spec(grid)
    assert [s.words() for s in spec.algorithms] == [
        "sam(rho=0.1, step_size=1)", "sam(rho=0.2, step_size=1)", "newton",
    ]  # fmt: skip
    assert [s.table() for s in spec.problems] == [
        {}, {"n_per_dimension": 8, "mu": 1.0, "seed": 3}, {"n_per_dimension": 8, "mu": 0.5, "seed": 3},
    ]  # fmt: skip


def test_a_list_in_a_list_is_an_array(grid):
    grid["algorithms"] = [{"name": "f2sa", "set": {"start": [[0, 1.5, 2]]}}]
    assert parse_spec(grid).algorithms[0].values == (("start", (0, 1.5, 2)),)


@pytest.mark.parametrize(
    ("seeds", "expected"),
    [(3, [0, 1, 2]), ([5, 1], [5, 1]), ({"first": 7, "count": 2}, [7, 8]), ({"count": 1}, [0])],
)
def test_seeds(grid, seeds, expected):
    assert list(parse_spec(grid | {"seeds": seeds}).seeds) == expected


def test_many_seeds_cost_no_memory(grid):
    assert len(parse_spec(grid | {"seeds": 10**15}).seeds) == 10**15


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stepz": 3}, "a key must be one of algorithms, problems,"),
        ({"steps": 0}, "steps must be an integer of at least 1, got 0"),
        ({"steps": []}, "steps must be a list that is not empty"),
        ({"steps": True}, "steps must be an integer of at least 1, got True"),
        ({"steps": [5, 5]}, "steps must not hold anything twice, got 5 again"),
        ({"steps": 2**70}, "steps must be an integer"),
        ({"algorithms": "sam"}, "algorithms must be a list that is not empty, got 'sam'"),
        ({"algorithms": []}, "algorithms must be a list that is not empty"),
        ({"algorithms": ["saam"]}, "did you mean sam"),
        ({"algorithms": [3]}, "algorithms must be a name or a table with 'name', got 3"),
        ({"algorithms": [{"set": {}}]}, "an algorithm must have a 'name'"),
        ({"algorithms": [{"name": "sam", "rho": 1}]}, "a key of an algorithm must be one of name, set, got 'rho'"),
        ({"algorithms": [{"name": "sam", "set": {"radius": 1}}]},
         "a hyper-parameter of sam must be one of step_size, rho, got 'radius'"),
        ({"algorithms": [{"name": "sam", "set": {"rho": "big"}}]}, "rho must be a finite number"),
        ({"algorithms": [{"name": "sam", "set": {"rho": float("nan")}}]}, "rho must be a finite number"),
        ({"algorithms": [{"name": "sam", "set": {"rho": []}}]}, "rho must not be an empty list"),
        ({"algorithms": [{"name": "sam", "set": {"rho": [[]]}}]}, "rho must be a finite number"),
        ({"algorithms": [{"name": "sam", "set": [1]}]}, "set must be a table of hyper-parameters, got [1]"),
        ({"algorithms": ["sam", "sam"]}, "algorithms must not hold anything twice"),
        ({"problems": ["nowhere"]}, "example must be one of quadratic,"),
        ({"problems": [{"family": "nowhere"}]}, "family must be one of random-quadratic,"),
        ({"problems": [{"family": ["chain"]}]}, "family must be one of random-quadratic,"),
        ({"problems": [{"family": "chain", "example": "chain"}]}, "either 'example' or 'family'"),
        ({"problems": [{"family": "chain", "mu": 1}]}, "a parameter of chain must be one of scale, seed, got 'mu'"),
        ({"problems": [{"family": "cubic-chain", "d": 1}]}, "a parameter of cubic-chain must be one of seed"),
        ({"problems": [{"family": "random-logistic", "n_per_dimension": 1.5}]}, "must be an integer, got 1.5"),
        ({"problems": [{"family": "random-logistic", "seed": -1}]}, "seed of random-logistic must be an integer"),
        ({"problems": ["logistic"]}, "dimensions are for families of problems"),
        ({"dimensions": [0]}, "dimensions must be an integer of at least 1, got 0"),
        ({"dimensions": 3}, "dimensions must be a list that is not empty, got 3"),
        ({"seeds": 0}, "seeds must be an integer of at least 1, got 0"),
        ({"seeds": [1, -1]}, "seeds must be an integer of at least 0, got -1"),
        ({"seeds": {"first": 1}}, "count must be an integer of at least 1, got None"),
        ({"seeds": {"from": 1}}, "a key of seeds must be one of first, count, got 'from'"),
        ({"seeds": {"first": 2**63 - 1, "count": 2}}, "first + count must be an integer"),
        ({"engines": ["fortran"]}, "engines must be one of numpy, numba, cupy, ball, got 'fortran'"),
        ({"precisions": ["float8"]}, "precisions must be one of float64, float32, got 'float8'"),
        ({"precisions": [1]}, "precisions must be an integer of at least 2"),
        ({"precisions": [10**9]}, "precisions must be an integer of at least 2 and at most 100000"),
        ({"observables": ["loss"]}, "observables must be one of value, suboptimality,"),
    ],
)  # fmt: skip
def test_mistakes_are_sentences(grid, change, sentence):
    with pytest.raises(ValueError, match=r".") as error:
        parse_spec(grid | change)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("key", ["algorithms", "problems", "steps"])
def test_what_must_be_there(grid, key):
    del grid[key]
    with pytest.raises(ValueError, match=f"the specification must have '{key}'"):
        parse_spec(grid)


def test_families_need_dimensions(grid):
    del grid["dimensions"]
    with pytest.raises(ValueError, match="must have 'dimensions' for the family random-quadratic"):
        parse_spec(grid)


@pytest.mark.parametrize(
    "content", [b"steps = ", b"\xff\xfe", b"steps = 1\nsteps = 2\n", b"a = " + b"[" * 5000, b"steps = 99_"]
)
def test_hostile_files_are_sentences(tmp_path, content):
    path = tmp_path / "spec.toml"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"spec\.toml must be TOML: "):
        read_spec(path)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(ValueError, match="cannot be read: No such file"):
        read_spec(tmp_path / "none.toml")
    with pytest.raises(ValueError, match="cannot be read: Is a directory"):
        read_spec(tmp_path)


@pytest.mark.parametrize("name", FAMILIES)
def test_families_give_problems_of_that_dimension(name):
    problem, start = FAMILIES[name](3, 5, **defaults(name))
    again, _ = FAMILIES[name](3, 5, **defaults(name))
    problem.validate()
    assert np.isfinite(start).all()
    assert plain(problem) == plain(again)
    if hasattr(problem, "dimension"):
        assert start.shape == (problem.dimension(),)
    for d in (2, 7):
        assert FAMILIES[name](d, 0, **defaults(name))[1].shape == (d,)


def test_the_spectrum_of_a_family_has_the_condition_asked_for():
    problem, _ = FAMILIES["random-quadratic"](5, 0, condition=64.0)
    assert np.linalg.eigvalsh(problem.A) == pytest.approx(
        [1 / 64, 2.0**-4.5, 1 / 8, 2.0**-1.5, 1.0], rel=1e-12
    )
    with pytest.raises(ValueError, match=r"condition must be at least 1, got 0\.5"):
        FAMILIES["random-quadratic"](5, 0, condition=0.5)
