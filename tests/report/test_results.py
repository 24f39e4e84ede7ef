"""results.json comes back as it was; whatever is not a whole file of ours is refused in one sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest

from verification.claim import claims_of
from verification.finding import Curve, Finding, Picture, Verdict
from verification.report.results import claim_data, read_results, thinned, write_results
from verification.verify import ControlResult, Result

k = np.arange(10)


def result(name="average-gradient", slack=0.5, y=None):
    claim = next(c for c in claims_of("sam") if c.name == f"sam.{name}")
    y = 1 / (k + 3.0) if y is None else y
    curves = (Curve("bound", k, 1 / (k + 1.0), "theory"), Curve("measured", k, y, "measured"))
    picture = Picture(curves, "k", "f", "linear", "log")
    finding = Finding(Verdict.HOLDS, "ratio <= 1", "0.5", slack, 10, picture)
    planted = finding._replace(verdict=Verdict.VIOLATED, reason="the bound fails", slack=-1.0)
    bare = planted._replace(picture=None, slack=float("nan"))
    controls = (ControlResult("a", "SIGN", "words", planted), ControlResult("b", "SIGN", "words", bare))
    return Result(claim, finding, controls, "numpy", 0.1234)


def test_what_is_written_is_read(tmp_path):
    results = [result("two-cycle", float("inf")), result()]
    path = write_results(tmp_path / "deep", map(thinned, results))
    data = read_results(tmp_path / "deep")
    assert data == read_results(path)
    assert [c["claim"] for c in data["claims"]] == ["sam.average-gradient", "sam.two-cycle"]
    first, second = data["claims"]
    assert (first["slack"], second["slack"], first["stands"]) == (0.5, None, True)
    measured = first["picture"]["curves"][1]
    assert measured["x"] == list(range(10))
    np.testing.assert_allclose(measured["y"], 1 / (k + 3), rtol=5e-6)
    assert [(c["slack"], c["reason"]) for c in first["controls"]] == [
        (-1.0, "the bound fails"),
        (None, "the bound fails"),
    ]
    assert first["controls"][0]["picture"]["curves"][0]["role"] == "theory"
    assert first["controls"][1]["picture"] is None
    assert [p.name for p in path.parent.iterdir()] == ["results.json"]


def test_numbers_that_are_not_finite_never_reach_the_file():
    y = np.where(k == 3, np.inf, np.where(k == 4, np.nan, 1.0))
    curve = claim_data(result(y=y))["picture"]["curves"][1]
    assert curve["x"] == [0, 1, 2, 5, 6, 7, 8, 9]
    json.dumps(curve, allow_nan=False)


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(ValueError, match=r"`refimpl verify --out .*` writes it"):
        read_results(tmp_path)


def damaged(change):
    def apply(text):
        data = json.loads(text)
        change(data)
        return json.dumps(data)

    return apply


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda text: text[: len(text) // 2], "must be complete JSON"),
        (lambda text: "", "must be complete JSON"),
        (lambda text: "[" * 100_000, "must be complete JSON"),
        (lambda text: text.replace('"slack":0.5', '"slack":NaN'), "NaN is no JSON"),
        (lambda text: text.replace('"slack":0.5', '"slack":1e999'), "slack must be int or float or NoneType, got inf"),
        (lambda text: "[]", "holds something else"),
        (damaged(lambda d: d.update(schema=99)), "must have schema 1, got 99"),
        (damaged(lambda d: d.pop("claims")), "results lacks claims"),
        (damaged(lambda d: d.update(claims=3)), "results.claims must be a list, got 3"),
        (damaged(lambda d: d["claims"][0].pop("verdict")), r"results.claims\[0\] lacks verdict"),
        (damaged(lambda d: d["claims"][0].update(checked=True)), "checked must be int, got True"),
        (damaged(lambda d: d["claims"][0]["controls"].append(1)), r"controls\[2\] must be an object, got 1"),
        (damaged(lambda d: d["claims"][0]["picture"]["curves"][0]["x"].append("1")), r"x\[10\] must be int or float"),
        (damaged(lambda d: d["claims"][0]["picture"]["curves"][0]["x"].append(1)), "must have as many x as y"),
    ],
)  # fmt: skip
def test_damage_is_told_in_one_sentence(tmp_path, damage, sentence):
    path = write_results(tmp_path, [result()])
    path.write_text(damage(path.read_text()))
    with pytest.raises(ValueError, match=sentence) as error:
        read_results(tmp_path)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_another_encoding_is_refused(tmp_path):
    (tmp_path / "results.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ValueError, match="must be complete JSON"):
        read_results(tmp_path)


def test_a_folder_in_the_way_is_one_sentence_and_leaves_nothing(tmp_path):
    (tmp_path / "results.json").mkdir()
    with pytest.raises(ValueError, match=r"results.json cannot be written"):
        write_results(tmp_path, [result()])
    assert [p.name for p in tmp_path.iterdir()] == ["results.json"]
