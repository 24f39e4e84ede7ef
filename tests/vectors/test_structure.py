"""Our check of documents says what jsonschema says, on any document."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.vectors.instances import instances_of
from verification.vectors.ledger import entered
from verification.vectors.produce import as_json, produce
from verification.vectors.publish import file_of
from verification.vectors.structure import ANNOTATIONS, WORDS, brief, first_error, schema

NAMES = ("schema", "results.schema")
RESULTS = {
    "schema": 1,
    "results": [{"id": "sam-0001", "x": [["0x1.8p+1", 2, "-1.5e3"], ["nan", -0.5, "inf"]]}],
}


@pytest.fixture(scope="module")
def vector_file():
    produced = produce(instances_of("frank-wolfe")[0])
    flags = {
        "frank-wolfe/vertex-added": {"kind": "mutant", "fault_class": "TERM", "words": "as in the mutant"}
    }
    return file_of("frank-wolfe", [entered(v, {}) for v in as_json(produced)][:1], flags)


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas_and_use_only_known_words(name):
    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$id"].startswith("urn:refimpl:vectors")

    def words(rules, is_map=False):
        for word, rule in rules.items():
            assert is_map or word in WORDS or word in ANNOTATIONS, word
            if word in ("properties", "$defs") and not is_map:
                words(rule, is_map=True)
            elif isinstance(rule, dict):
                words(rule)
            elif word == "anyOf":
                for option in rule:
                    words(option)

    words(schema(name))


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


JUNK = (None, True, 0, 1, 2, -1, 0.5, 1.0, "", "1", "0x1.8p+1", "0x1.8000000000000p+1", "nan", "1E+3", "x y", [], {},
        ["1"], [1], [["1"]], {"class": "", "fields": {}}, {"hex": "nan", "decimal": []}, "a" * 200, -2**70)  # fmt: skip


def agree(document, name):
    ours, theirs = (
        first_error(document, name),
        jsonschema.Draft202012Validator(schema(name)).is_valid(document),
    )
    assert (ours == "") == theirs, (ours, document)
    return theirs


def test_results_with_any_part_replaced_removed_or_added():
    seen = set()
    for path in places(RESULTS):
        for junk in JUNK:
            seen.add(agree(changed(RESULTS, path, junk), "results.schema"))
        if path:
            seen.add(agree(changed(RESULTS, path, None, remove=True), "results.schema"))
    assert seen == {True, False}
    assert first_error(RESULTS, "results.schema") == ""


def test_vector_files_with_any_part_replaced_or_removed(vector_file):
    agree(vector_file, "schema")
    paths, seen = list(places(vector_file)), set()
    for i, path in enumerate(paths):
        # every junk at the root, and turns of it elsewhere
        for junk in JUNK if not path else (JUNK[i % len(JUNK)], JUNK[i * 7 % len(JUNK)]):
            seen.add(agree(changed(vector_file, path, junk), "schema"))
        if path and (len(path) <= 4 or i % 10 == 0):
            seen.add(agree(changed(vector_file, path, None, remove=True), "schema"))
    assert len(paths) > 150
    assert seen == {True, False}


def changed(document, path, junk, remove=False):
    if not path:
        return junk
    document = copy.copy(document)
    if len(path) > 1:
        document[path[0]] = changed(document[path[0]], path[1:], junk, remove)
    elif remove:
        del document[path[0]]
    else:
        document[path[0]] = junk
    return document


@given(st.text() | st.from_regex(r"[+-]?(0[xX])?[0-9a-fA-F.]*([eEpP][+-]?[0-9]*)?", fullmatch=True))
@settings(deadline=None)
def test_spellings_of_numbers(text):
    document = {"schema": 1, "results": [{"id": "a", "x": [[text]]}]}
    if not text.endswith("\n"):  # Python's $ lets a last newline pass, ours does not
        agree(document, "results.schema")


def test_foreign_values_are_shown_short_and_printable():
    assert brief("\x1b[31m" + "a" * 10**6).startswith("'\\x1b[31ma")
    assert max(len(brief(v)) for v in ("\U0010ffff" * 100, 10**399, [1] * 9, {"a": 1}, None)) <= 60
    assert json.loads(json.dumps(RESULTS)) == RESULTS
