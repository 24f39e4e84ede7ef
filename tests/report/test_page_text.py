"""The page as text: whole, self-contained, refused in one sentence where it cannot be made."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from verification.cli import main
from verification.report.page import page
from verification.report.results import read_results


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_nothing_is_loaded_from_anywhere(written):
    text = (written / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert "default-src 'none'" in text
    assert text.count("</script>") == 2, "of the data and of the program"
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert data
    assert [c["claim"] for c in json.loads(data[1])["claims"]] == [
        c["claim"] for c in read_results(written)["claims"]
    ]
    assert "@@" not in text.replace(data[1], "")


def test_repeated_abscissas_are_stored_once(written):
    results = read_results(written)
    stored = json.loads(re.search(r'id="data">(.*?)</script>', page(results), re.DOTALL)[1])
    claim = next(c for c in stored["claims"] if c["claim"] == "sam.average-gradient")
    assert len({curve["x"] for curve in claim["picture"]["curves"]}) == 1
    original = next(c for c in results["claims"] if c["claim"] == "sam.average-gradient")
    for packed, curve in zip(claim["picture"]["curves"], original["picture"]["curves"]):
        assert claim["xs"][packed["x"]] == curve["x"]


def test_report_writes_the_same_page_again(written, tmp_path):
    before = (written / "index.html").read_bytes()
    (tmp_path / "results.json").write_bytes((written / "results.json").read_bytes())
    result = invoke("report", tmp_path)
    assert result.exit_code == 0, result.output
    assert result.output == f"4 of 5 claims stand; look at {tmp_path / 'index.html'}\n"
    assert (tmp_path / "index.html").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index.html", "results.json"]
    (tmp_path / "index.html").unlink()
    assert invoke("report", tmp_path / "results.json").exit_code == 0
    assert (tmp_path / "index.html").read_bytes() == before


def test_an_empty_verification_makes_a_page(written):
    results = {**read_results(written), "claims": []}
    assert '"claims":[]' in page(results)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "there must be a results.json in"),
        ("{", "must be complete JSON"),
        ("{}", "holds something else"),
    ],
)
def test_report_refuses_in_one_sentence(tmp_path, content, sentence):
    if content is not None:
        (tmp_path / "results.json").write_text(content)
    result = invoke("report", tmp_path)
    assert result.exit_code == 2
    error = result.output[result.output.index("Error: ") :].strip()
    assert sentence in error
    assert "\n" not in error
    assert not (tmp_path / "index.html").exists()
