"""Files that cannot be used, by accident or by design: one sentence, exit code 2, never a traceback."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from verification.cli import main
from verification.vectors.reading import LARGEST, Unusable, parse


def results(x='[["1", "2"]]', id_='"sam-0001"'):
    return f'{{"schema": 1, "results": [{{"id": {id_}, "x": {x}}}]}}'


HOSTILE = {
    "empty": ("", "must be JSON"),
    "truncated": (results()[:-4], "must be JSON"),
    "not JSON": ("x = 1", "must be JSON"),
    "two documents": (results() * 2, "must be JSON"),
    "not UTF-8": (b'{"schema": "\xff"}', "must be UTF-8"),
    "pickle": (b"\x80\x04\x95.", "must be UTF-8"),
    "too large": (b" " * (LARGEST + 1), "must not be larger"),
    "nested deeply": ("[" * 1_000_000, "nested too deeply"),
    "nested in the iterates": (results("[" * 500 + "]" * 500), "results[0].x[0][0] must be of type"),
    "NaN literal": (results("[[NaN, 1]]"), "NaN is no JSON"),
    "Infinity literal": (results("[[-Infinity, 1]]"), "-Infinity is no JSON"),
    "duplicate key": ('{"schema": 1, "schema": 1, "results": []}', "'schema' 2 times"),
    "duplicate id": (
        results().replace("]}]}", ']}, {"id": "sam-0001", "x": [[1, 2]]}]}'),
        "'sam-0001' 2 times",
    ),
    "an array": ("[]", "the document must be of type object, got an array"),
    "a number": ("1", "the document must be of type object"),
    "no results": ('{"schema": 1, "results": []}', "at least 1, got 0"),
    "no schema": ('{"results": []}', "must have the key 'schema'"),
    "schema 2": (results().replace("1", "2", 1), "schema must be 1, got 2"),
    "schema true": (results().replace("1", "true", 1), "schema must be 1, got true"),
    "schema as text": (results().replace("1", '"1"', 1), "schema must be 1, got '1'"),
    "unknown key": (results()[:-1] + ', "code": "x"}', "must not have the key 'code'"),
    "id is a number": (results(id_="1"), "results[0].id must be of type string"),
    "unknown id": (results(id_='"sam-9999"'), "must be that of a published vector, got 'sam-9999'"),
    "unknown mistake": (results(id_='"sam-0001:typo"'), "must be that of a published vector"),
    "id with escapes": (results(id_='"\\u001b[2J\\u202e"'), "got '\\x1b[2J\\u202e'"),
    "long id": (results(id_=json.dumps("s" * 10**6)), "at most 160"),
    "null": (results("[[null, 1]]"), "results[0].x[0][0] must be of type number or string, got null"),
    "true": (results("[[true, 1]]"), "must be of type number or string, got true"),
    "an object": (results('[[{}, "1"]]'), "got an object"),
    "x is text": (results('"1 2"'), "results[0].x must be of type array"),
    "no rows": (results("[]"), "at least 1"),
    "words": (results('[["one", "2"]]'), "must match its form, got 'one'"),
    "trailing newline": (results('[["1\\n", "2"]]'), "must match its form"),
    "underscores": (results('[["1_0", "2"]]'), "must match its form"),
    "foreign digits": (results('[["\\u0661", "2"]]'), "must match its form"),
    "million digits as text": (results(f'[["{"9" * 10**6}", "2"]]'), "at most 200"),
    "million digits as a number": (results(f"[[{'9' * 10**6}, 2]]"), "at most 400 characters, got 1000000"),
    "many digits as a fraction": (results(f"[[0.{'9' * 10**5}, 2]]"), "at most 400 characters"),
    "overflow as a number": (results("[[1e999, 2]]"), "must fit into float64"),
    "overflow as an integer": (results(f"[[1{'0' * 350}, 2]]"), "must fit into float64"),
    "overflow as text": (results('[["1e999", "2"]]'), "must fit into float64, got '1e999'"),
    "overflow in hexadecimal": (results('[["0x1p9999", "2"]]'), "must fit into float64"),
    "ragged": (results('[["1"], ["1", "2"]]'), "rows of equal length"),
    "wrong shape": (results(), "x of sam-0001 must have shape (6, 2), got (1, 2)"),
    "wrong start": (results(json.dumps([[9, 9]] * 7)), "must begin with the start"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_and_exit_code_2(name, tmp_path):
    content, words = HOSTILE[name]
    data = content if isinstance(content, bytes) else content.encode()
    file = tmp_path / "results.json"
    file.write_bytes(data)
    began = time.perf_counter()
    for source, given_ in ((str(file), None), ("-", data)):
        result = CliRunner().invoke(main, ["vectors", "check", source], input=given_)
        assert result.exit_code == 2, result.output
        assert isinstance(result.exception, SystemExit)
        lines = result.output.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith("Error: ")
        assert words in lines[0]
        assert len(lines[0]) < 300
        assert lines[0].isascii()
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("name", ["missing.json", ".", "no\x1bname"])
def test_files_that_cannot_be_read(name, tmp_path):
    result = CliRunner().invoke(main, ["vectors", "check", str(tmp_path / name)])
    assert result.exit_code == 2
    assert "cannot be read" in result.output
    assert "\x1b" not in result.output


def test_an_endless_file_ends():
    result = CliRunner().invoke(main, ["vectors", "check", "/dev/zero"])
    assert result.exit_code == 2
    assert "must not be larger" in result.output


def test_the_largest_file_is_refused_in_seconds():
    row = "[" + "0," * 9999 + "0]"
    rows = ",".join([row] * (LARGEST // len(row) - 1))
    began = time.perf_counter()
    assert len(parse(results(f"[{rows}]").encode())[0].x) > 100
    assert time.perf_counter() - began < 60  # about five seconds on an idle machine


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(Unusable):
        parse(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["0x1p3", "1e5", "nan"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["schema", "results", "id", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
@settings(deadline=None)
def test_any_document_is_read_or_refused(value):
    with contextlib.suppress(Unusable):
        parse(json.dumps({"schema": 1, "results": [{"id": "sam-0001", "x": value}]}).encode())
    with contextlib.suppress(Unusable):
        parse(json.dumps(value).encode())
