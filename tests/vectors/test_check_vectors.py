"""Iterates from elsewhere: the right ones are valid, every published mistake is told as itself."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from refimpl import get_method, run
from refimpl.core.draws import tape
from refimpl.flatness.sam import SAM
from verification import claim
from verification.cli import main
from verification.vectors import compare, produce, second_way
from verification.vectors.instances import INSTANCES
from verification.vectors.reading import Result
from verification.vectors.second_way.flatness import _sam

by_id = {instance.id: instance for instance in INSTANCES}
everywhere = pytest.mark.parametrize("instance", INSTANCES, ids=by_id)


def judged(id_, x):
    return compare.check([Result(id_, np.asarray(x, np.float64))])[0]


@everywhere
def test_the_reference_in_float64_is_valid(instance):
    draws = tape(instance.draws)
    t = run(get_method(instance.name).load()(*instance.algorithm), instance.problem, instance.start, instance.steps,
            rng=draws)  # fmt: skip
    for x in (t.x, t.x[1:]):
        verdict = judged(instance.id, x)
        assert verdict.verdict == "valid", verdict.sentence()
        assert verdict.compared >= 4


@everywhere
def test_every_published_mistake_is_told_as_itself(instance, produced_once):
    produced = produced_once(instance)
    for name, path in produced.paths.items():
        if name == "reference":
            continue
        verdict = judged(instance.id, path.x)
        expected = {"mutant": "invalid", "dialect": "acceptable"}[produced.variants[name].kind]
        assert verdict.verdict == expected, (name, verdict.sentence())
        assert name in [flag["name"] for flag in verdict.flags], (name, verdict.sentence())
        # the id of an invalid vector has the same inputs: the right iterates are right there too
        if name == next(iter(produced.powers)):
            assert judged(f"{instance.id}:{name}", produced.paths["reference"].x).verdict == "valid"


@pytest.mark.parametrize("value", [1.7e308, -1.7e308, np.inf, np.nan, 5e-324])
def test_extreme_iterates_are_invalid(value):
    verdict = judged("sam-0001", np.full((6, 2), value))
    assert (verdict.verdict, verdict.first_wrong_step, verdict.flags) == ("invalid", 1, ())


def test_an_unknown_mistake_equals_none_of_the_named():
    instance = by_id["sam-0001"]
    x = run(SAM(0.125, 0.75), instance.problem, instance.start, instance.steps).x
    verdict = judged("sam-0001", x)
    assert (verdict.verdict, verdict.first_wrong_step, verdict.flags) == ("invalid", 1, ())
    assert "none of the named mistakes" in verdict.sentence()


@pytest.mark.parametrize(("radii", "expected"), [(7, "valid"), (12, "undecided"), (40, "invalid")])
def test_between_consistent_and_wrong_nothing_is_decided(radii, expected, produced_once):
    path = produced_once(by_id["sam-0002"]).paths["reference"]
    x = path.x.copy()
    x[3, 1] += radii * path.rounding[3, 1]
    verdict = judged("sam-0002", x)
    assert verdict.verdict == expected
    assert verdict.first_wrong_step == (3 if expected == "invalid" else None)


def test_nothing_is_judged_beyond_the_trust_horizon(produced_once):
    instance = by_id["gam-accelerated-0002"]
    produced = produced_once(instance)
    horizon = produced.horizons["reference"]
    assert horizon < instance.steps
    for moved, expected in ((horizon + 1, "valid"), (horizon, "invalid")):
        x = produced.paths["reference"].x.copy()
        x[moved] += 1.0
        assert judged(instance.id, x).verdict == expected


def test_a_dialect_is_acceptable_and_named(monkeypatch):
    @claim.dialect("the radius is halved, as nobody does")
    class HalfRadius(SAM):
        def step(self, problem, state, rng):
            return SAM(self.step_size, self.rho * 0.5).step(problem, state, rng)

    monkeypatch.setattr(produce, "dialects_of", lambda algorithm: (HalfRadius,))
    monkeypatch.setitem(second_way.FORMULAS["sam"], "half-radius", _sam(rho=second_way.Decimal("0.5")))
    monkeypatch.setattr(compare, "produce", produce.produce)
    instance = by_id["sam-0001"]
    vectors = produce.as_json(produce.produce(instance))
    assert [v["expected"] for v in vectors if v["flags"] == ["half-radius"]] == ["acceptable"]
    x = run(HalfRadius(*instance.algorithm), instance.problem, instance.start, instance.steps).x
    verdict = judged("sam-0001", x)
    assert verdict.verdict == "acceptable"
    assert "the dialect: the radius is halved" in verdict.sentence()


def test_the_command_reads_a_file_or_a_pipe(tmp_path, produced_once):
    path, start = produced_once(by_id["sam-0001"]).paths, by_id["sam-0001"].start
    document = {
        "schema": 1,
        "results": [
            # one entry of every spelling that is allowed
            {"id": "sam-0001", "x": [[float(v).hex() for v in row] for row in path["reference"].x]},
            {"id": "sam-0001:step-too-long", "x": path["reference"].decimal[1:]},
            {"id": "sam-0002", "x": [["nan", "-inf", 0]] * 8},
        ],
    }
    assert document["results"][0]["x"][0] == [v.hex() for v in start.tolist()]
    file = tmp_path / "results.json"
    file.write_text(json.dumps(document))
    result = CliRunner().invoke(main, ["vectors", "check", str(file), "--json"])
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert [v["verdict"] for v in found["results"]] == ["valid", "valid", "invalid"]
    assert found["results"][2]["ratio"] is None
    assert (found["valid"], found["of"]) == (2, 3)

    document["results"] = document["results"][:2]
    piped = CliRunner().invoke(main, ["vectors", "check", "-"], input=json.dumps(document))
    assert piped.exit_code == 0
    assert "2 of 2 results are valid" in piped.output


def test_the_command_names_the_mistake(tmp_path, produced_once):
    wrong = produced_once(by_id["f2sa-0001"]).paths["cold-start"].x
    document = {"schema": 1, "results": [{"id": "f2sa-0001", "x": wrong.tolist()}]}
    result = CliRunner().invoke(main, ["vectors", "check", "-"], input=json.dumps(document))
    assert result.exit_code == 1
    assert "it equals the mistake: the inner loops start again" in result.output
    found = json.loads(
        CliRunner().invoke(main, ["vectors", "check", "-", "--json"], input=json.dumps(document)).output
    )
    assert "cold-start" in [flag["name"] for flag in found["results"][0]["flags"]]
    assert found["results"][0]["flags"][0]["fault_class"]
