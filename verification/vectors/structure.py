"""A check of documents against our two JSON Schemas, for installations without a schema library.

It knows the words that these schemas use and refuses any other, so a schema cannot outgrow it unseen.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "number": (int, float)}
ANNOTATIONS = {"$schema", "$id", "$defs", "title", "description"}


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """The schema 'schema' of vector files, or 'results.schema' of results."""
    return json.loads(files("verification.vectors").joinpath(f"{name}.json").read_text("utf-8"))


def first_error(document: Any, name: str) -> str:
    """One sentence on the first thing wrong with the document, or the empty string."""
    rules = schema(name)
    return next(_errors(document, rules, rules, ""), "")


def _errors(value: Any, rules: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    for word, rule in rules.items():
        if word not in ANNOTATIONS:
            yield from WORDS[word](value, rule, root, path, rules)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, TYPES[kind])


def _type(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    kinds = rule if isinstance(rule, list) else [rule]
    if not any(_is(value, kind) for kind in kinds):
        yield f"{path or 'the document'} must be of type {' or '.join(kinds)}, got {brief(value)}"


def _reference(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    yield from _errors(value, root["$defs"][rule.rpartition("/")[2]], root, path)


def _any_of(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    found = [next(_errors(value, option, root, path), "") for option in rule]
    if all(found):
        yield found[0] if len(set(found)) == 1 else f"{path} fits no allowed form: {'; '.join(found)}"


def _properties(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    for key, inner in rule.items():
        if isinstance(value, dict) and key in value:
            yield from _errors(value[key], inner, root, f"{path}.{key}".lstrip("."))


def _additional(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        if key in rules.get("properties", ()):
            continue
        if rule is False:
            yield f"{path or 'the document'} must not have the key {brief(key)}"
        else:
            yield from _errors(value[key], rule, root, f"{path}.{key}".lstrip("."))


def _required(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    for key in rule:
        if isinstance(value, dict) and key not in value:
            yield f"{path or 'the document'} must have the key {key!r}"


def _items(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    for i, item in enumerate(value if isinstance(value, list) else ()):
        yield from _errors(item, rule, root, f"{path}[{i}]")


def _const(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    if isinstance(value, bool) or value != rule:
        yield f"{path} must be {rule}, got {brief(value)}"


def _enum(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    if value not in rule:
        yield f"{path} must be one of {', '.join(rule)}, got {brief(value)}"


def _pattern(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
    if isinstance(value, str):
        match = re.search(rule, value, re.ASCII)
        if not match or (rule.endswith("$") and match.end() < len(value)):  # $ matches before a last newline
            yield f"{path} must match its form, got {brief(value)}"


def _bound(words: str, fits: Any, kinds: Any) -> Any:
    def check(value: Any, rule: Any, root: Any, path: str, rules: Any) -> Iterator[str]:
        if isinstance(value, kinds) and not isinstance(value, bool) and not fits(value, rule):
            size = f"{len(value)} of them" if isinstance(value, list | str) else str(value)
            yield f"{path} must have {words} {rule}, got {size}"

    return check


WORDS: dict[str, Any] = {
    "type": _type,
    "$ref": _reference,
    "anyOf": _any_of,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "minItems": _bound("a number of entries of at least", lambda v, n: len(v) >= n, list),
    "maxItems": _bound("a number of entries of at most", lambda v, n: len(v) <= n, list),
    "minLength": _bound("a number of characters of at least", lambda v, n: len(v) >= n, str),
    "maxLength": _bound("a number of characters of at most", lambda v, n: len(v) <= n, str),
    "minimum": _bound("a value of at least", lambda v, n: v >= n, (int, float)),
}


def brief(value: Any) -> str:
    """A foreign value in at most 60 printable ASCII characters."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = ascii(value[:60] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}..."
