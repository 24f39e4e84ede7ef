"""The pages of methods: every method has one, with all that is known of it, and what its example printed is current."""

from __future__ import annotations

import html

import method_pages
import pytest
import rst

from refimpl import METHODS, get_method
from verification.claim import claims_of, dialects_of, mutants_of


def no_pictures(claims):
    return []


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "reference"
    folder.mkdir()
    (folder / "gone.rst").write_text("a method that was deleted\n")
    method_pages.write_pages(folder, no_pictures)
    return folder


def test_every_method_has_a_page_and_nothing_else_has(pages):
    assert {p.stem for p in pages.glob("*.rst")} == {m.name for m in METHODS} | {"index", "shared"}
    index = (pages / "index.rst").read_text(encoding="utf-8")
    assert all(f":doc:`{m.name} <{m.name}>`" in index for m in METHODS)


@pytest.mark.parametrize("name", ["sam", "adamw", "f3sa", "coupled-newton", "hutchinson"])
def test_a_page_names_parameters_claims_controls_and_variants(pages, name):
    text = (pages / f"{name}.rst").read_text(encoding="utf-8")
    for field in get_method(name).load()._fields:
        assert f"- ``{field}``" in text
    for claim in claims_of(name):
        assert rst.inline(claim.statement) in text
        for control in claim.controls:
            assert f"<li><code>{html.escape(control.name)}</code> ({control.fault_class}): " in text
    for variant in (*mutants_of(name), *dialects_of(name)):
        assert f"- ``{variant.variant_name}``" in text
    assert f"refimpl check mine:f --algorithm {name}" in text


def test_no_table_is_empty(pages):
    """docutils refuses a table that has a head only."""
    assert "It has no hyper-parameters." in (pages / "line-search-frank-wolfe.rst").read_text(
        encoding="utf-8"
    )
    for page in pages.glob("*.rst"):
        for table in page.read_text(encoding="utf-8").split(".. list-table::")[1:]:
            rows = [line.strip() for line in table.splitlines() if line.strip()]
            assert sum(row.startswith("* - ") for row in rows) >= 2, page.stem


def test_examples_of_all_methods_ran_to_their_end(pages):
    for method in METHODS:
        text = (pages / f"{method.name}.rst").read_text(encoding="utf-8")
        assert "   >>> trajectory.outcome.value\n   'completed'\n" in text, method.name


def test_pages_that_did_not_change_are_not_written_again(pages):
    before = {p: p.stat().st_mtime_ns for p in pages.glob("*.rst")}
    method_pages.write_pages(pages, no_pictures)
    assert {p: p.stat().st_mtime_ns for p in pages.glob("*.rst")} == before


def test_a_transcript_is_what_the_interpreter_prints():
    assert method_pages.transcript(["x = 2", "x + 1", "print('a\\nb')"]) == [
        ">>> x = 2",
        ">>> x + 1",
        "3",
        ">>> print('a\\nb')",
        "a",
        "b",
    ]
    with pytest.raises(ZeroDivisionError):
        method_pages.transcript(["1 / 0"])


def test_mathematics_is_escaped_and_code_is_kept():
    assert rst.escaped("|x_k| <= f* in `a_b` and ``c*``") == r"\|x\_k\| <= f\* in ``a_b`` and ``c*``"
    assert rst.escaped("a ` b") == r"a \` b"


@pytest.mark.parametrize(
    "text", ["- a", "(i) a", "1. a", ":a: b", ".. a::", ">>> a", "a::", "|a|_b `c", "a\n\nb", "* x", "#. a"]
)
def test_no_text_is_taken_for_markup(text):
    """Docutils, where it is there, sees one paragraph with just this text, on its own and in a table."""
    core = pytest.importorskip(
        "docutils.core", reason="docutils is not installed: pip install 'refimpl[docs]'"
    )
    line = rst.inline(text)
    for source, kind in ((line, "paragraph"), ("\n".join(rst.table(("a", "b"), [(line, "c")])), "table")):
        tree = core.publish_doctree(source, settings_overrides={"report_level": 5})
        assert [type(child).__name__ for child in tree.children] == [kind]
        assert " ".join(text.split()) in tree.astext().replace("\n", " ")


def test_a_docstring_is_taken_apart_into_its_columns():
    found = rst.page(
        "SAM: a method.\n\nSource      A paper.\nStep        x+ = x - g,\n            g = 0\n"
        "Cost        one\n            gradient."
    )
    assert found.sentence == "SAM: a method."
    assert found.columns == (
        ("Source", "A paper."),
        ("Step", "x+ = x - g,\ng = 0"),
        ("Cost", "one\ngradient."),
    )
    assert rst.page("").columns == ()
