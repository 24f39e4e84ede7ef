"""What is published: complete, true to its schema, and the same for ever."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from fractions import Fraction

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from refimpl import METHODS
from verification.cli import main
from verification.vectors import ledger as ledger_module
from verification.vectors import publish
from verification.vectors.instances import INSTANCES
from verification.vectors.numbers import exact, rounded, upward
from verification.vectors.produce import POWER, trust_horizon
from verification.vectors.structure import first_error, schema


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vectors")
    return folder, publish.export(folder)


@pytest.fixture(scope="module")
def files(exported):
    return {p.stem: json.loads(p.read_text()) for p in exported[0].glob("*.json") if "schema" not in p.name}


@pytest.fixture(scope="module")
def vectors(files):
    return {vector["id"]: vector for file in files.values() for vector in file["vectors"]}


def flat(nested):
    return [leaf for item in nested for leaf in flat(item)] if isinstance(nested, list) else [nested]


def test_every_instance_is_published_with_mistakes_beside_it(vectors):
    for instance in INSTANCES:
        beside = [v for v in vectors.values() if v["case"] == instance.id]
        assert [v["expected"] for v in beside].count("valid") == 1
        assert [v["expected"] for v in beside].count("invalid") >= 1
    assert len(vectors) > 1500
    assert {v["id"] for v in vectors.values() if v["expected"] == "acceptable"} >= {
        "adam-0001:epsilon-inside",
        "sgd-momentum-0002:exponential-average",
    }


def test_the_ledger_is_kept_to_the_letter(vectors):
    ledger = ledger_module.read_ledger()
    assert set(ledger) == set(vectors)
    for id_, vector in vectors.items():
        content = {k: v for k, v in vector.items() if k not in ("measured", "sha256")}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == vector["sha256"] == ledger[id_]["sha256"]
        assert vector["added_in"] == ledger[id_]["added_in"]


def test_changed_content_under_an_old_id_is_refused(monkeypatch):
    ledger = ledger_module.read_ledger()
    ledger["sam-0001"] = {**ledger["sam-0001"], "sha256": "0" * 64}
    monkeypatch.setattr(publish, "read_ledger", lambda: ledger)
    with pytest.raises(ValueError, match="sam-0001 must keep its meaning"):
        publish.everything("sam")


def test_an_id_may_not_disappear(monkeypatch, tmp_path):
    gone = {"sam-0001:forgotten": {"added_in": "0.1.0", "sha256": "0" * 64}}
    monkeypatch.setattr(publish, "read_ledger", lambda: gone)
    with pytest.raises(ValueError, match="sam-0001:forgotten must stay published"):
        publish.everything("sam")
    result = CliRunner().invoke(main, ["vectors", "export", str(tmp_path)])
    assert result.exit_code == 1
    assert "must stay published" in result.output


def test_what_is_not_in_the_ledger_waits(monkeypatch, tmp_path):
    ledger = ledger_module.read_ledger()
    del ledger["sam-0001:step-too-long"]
    monkeypatch.setattr(publish, "read_ledger", lambda: ledger)
    found = publish.export(tmp_path)
    assert found.unpublished["sam-0001:step-too-long"] == "it is not in the ledger yet"
    assert "sam-0001:step-too-long" not in [v["id"] for v in found.vectors]


def test_methods_without_a_second_arithmetic_are_named(exported):
    published = {vector["algorithm"] for vector in exported[1].vectors}
    for method in METHODS:
        assert method.name in published or "second arithmetic" in exported[1].unpublished[method.name]


def test_files_fit_the_schema_by_our_check_and_by_jsonschema(files):
    """Our check ran on all when they were written; jsonschema, which is slow, sees one of every kind per case."""
    validator = jsonschema.Draft202012Validator(schema("schema"))
    for file in files.values():
        kinds = {(vector["case"], vector["expected"]): vector for vector in file["vectors"]}
        fewer = {**file, "vectors": list(kinds.values())}
        assert first_error(fewer, "schema") == ""
        validator.validate(fewer)


def test_hex_and_decimal_are_the_same_number_within_the_radius(vectors):
    for vector in vectors.values():
        hexes, decimals = flat(vector["x"]["hex"]), flat(vector["x"]["decimal"])
        for spelled, digits, radius in zip(hexes, decimals, flat(vector["radius"]), strict=True):
            if spelled == "nan":
                assert digits == "nan"
                continue
            x = float.fromhex(spelled)
            assert x == float(digits)
            # the exact iterate is within half a unit of the 40th digit of the decimal
            assert abs(Decimal(x) - Decimal(digits)) <= Decimal(radius) + abs(Decimal(digits)) * Decimal(
                "1e-39"
            )
            assert Decimal(radius) <= Decimal(float(np.spacing(abs(x))))


def test_inputs_are_spelled_exactly(vectors):
    for instance in INSTANCES:
        inputs = vectors[instance.id]
        for name, given in (("start", instance.start), ("draws", instance.draws)):
            spelled = inputs["start"] if name == "start" else inputs["draws"]["reals"]
            assert [float.fromhex(v) for v in flat(spelled["hex"])] == given.tolist()
            assert [Decimal(v) for v in flat(spelled["decimal"])] == [Decimal(v) for v in given.tolist()]
        for name, value in instance.algorithm._asdict().items():
            if isinstance(value, float):
                assert Decimal(inputs["parameters"][name]["decimal"]) == Decimal(value)
            elif isinstance(value, int):
                assert inputs["parameters"][name] == value


def test_every_class_is_defined_and_every_flag_explained(files):
    for name, file in files.items():
        for vector in file["vectors"]:
            assert vector["problem"]["class"] in file["definitions"]
            assert all(flag in file["flags"] for flag in vector["flags"])
            assert (vector["expected"] == "valid") == (vector["flags"] == [])
        assert name == file["algorithm"]
        assert "Step " in file["method"]


def test_every_mistake_is_far_from_the_right_iterates(vectors):
    for vector in vectors.values():
        assert float(vector["measured"]["power"]["radii"]) >= POWER
        right = np.array([float.fromhex(v) for v in flat(vectors[vector["case"]]["x"]["hex"])])
        wrong = np.array([float.fromhex(v) for v in flat(vector["x"]["hex"])])
        unit = np.maximum(
            *(np.array(flat(v["measured"]["rounding"]), float) for v in (vector, vectors[vector["case"]]))
        )
        if vector["expected"] == "invalid":
            assert not np.isfinite(wrong).all() or np.max(np.abs(wrong - right) / unit) >= POWER


def test_what_a_dialect_does_is_nowhere_called_invalid(exported, vectors):
    assert "the dialect velocity" in exported[1].unpublished["sgd-momentum-0001:ignored-dampening"]
    right = {(v["case"], json.dumps(v["x"])) for v in vectors.values() if v["expected"] != "invalid"}
    wrong = [v for v in vectors.values() if v["expected"] == "invalid"]
    assert not [v["id"] for v in wrong if (v["case"], json.dumps(v["x"])) in right]
    # across algorithms the same numbers say something: this mistake in Root Newton is AICN
    assert vectors["root-newton-0001:cubic-newton-step"]["x"] == vectors["aicn-0001"]["x"]


def test_horizon_ends_where_rounding_has_grown_past_what_tells_apart():
    unit = np.array([1e-16, 1e-15, 1e-12, 1e-9, 1e-6])[:, None]
    assert trust_horizon(np.array([[0, 1, 1, 1, 1.0]]), unit) == 4
    # a separation of 1e-5 is lost when 800 units exceed it, not before
    assert trust_horizon(np.array([[0, 1e-5, 1e-5, 1e-5, 1e-5]]), unit) == 3
    # what was apart once stays apart when it comes near again; what is never apart tells nothing
    assert trust_horizon(np.array([[0, 1, 1e-20, 1e-20, 0.0], [0, 0, 0, 0, 0]]), unit) == 4
    # what comes apart late counts from then on
    assert trust_horizon(np.array([[0, 0, 0, 1e-5, 1e-5]]), unit) == 3


def test_numbers_are_spelled_safely():
    assert upward(0.0) == "0"
    assert Decimal(upward(1.0000001e-16)) == Decimal("1.01e-16")
    assert exact(np.array([0.1])) == {"hex": [(0.1).hex()], "decimal": [str(Decimal.from_float(0.1))]}
    third = Fraction(1, 3)
    assert rounded(third, third + Fraction(1, 10**50)) == "0." + "3" * 40
    with pytest.raises(ValueError, match="must fix 40 digits"):
        rounded(third, third + Fraction(1, 10**20))
