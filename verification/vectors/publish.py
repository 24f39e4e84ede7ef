"""Write the vector files: one per algorithm that has a second arithmetic, and the schema beside them."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import refimpl
from refimpl import METHODS, get_method
from verification.vectors.definitions import DEFINITIONS, classes_in
from verification.vectors.instances import instances_of, method_of
from verification.vectors.ledger import entered, read_ledger
from verification.vectors.produce import as_json, produce
from verification.vectors.second_way import FORMULAS
from verification.vectors.structure import first_error
from verification.vectors.two_ways import NotPublished


class Collection(NamedTuple):
    """All vectors with their ledger entries, what their flags mean, and what is not published, with the reason."""

    vectors: list[dict[str, Any]]
    flags: dict[str, dict[str, Any]]
    unpublished: dict[str, str]


def everything(algorithm: str | None = None) -> Collection:
    """The vectors of one algorithm, or of all. ValueError where a published vector has changed or is missing."""
    ledger, found = read_ledger(), Collection([], {}, {})
    methods = [method.name for method in METHODS if algorithm in (None, method.name)]
    for name in methods:
        instances = instances_of(name)
        if name not in FORMULAS or not instances:
            found.unpublished[name] = "no second arithmetic computes it (verification/vectors/second_way)"
        for instance in instances:
            try:
                produced = produce(instance)
            except NotPublished as reason:
                found.unpublished[instance.id] = str(reason)
                continue
            found.vectors.extend(entered(vector, ledger) for vector in as_json(produced))
            found.flags.update({f"{name}/{n}": v for n, v in _flags(produced).items()})
            found.unpublished.update({f"{instance.id}:{n}": r for n, r in produced.unpublished.items()})
    ready = {vector["id"] for vector in found.vectors}
    for id_ in ledger:
        if method_of(id_) in methods and id_ not in ready:
            why = found.unpublished.get(id_, "its instance or its mistake is gone")
            raise ValueError(f"{id_} must stay published: {why}")
    return found


def _flags(produced: Any) -> dict[str, Any]:
    return {
        name: {"kind": v.kind, "fault_class": v.fault_class, "words": v.words}
        for name, v in produced.variants.items()
        if name in produced.paths
    }


def file_of(algorithm: str, vectors: list[dict[str, Any]], flags: dict[str, Any]) -> dict[str, Any]:
    """The vector file of one algorithm, checked against the schema."""
    method = get_method(algorithm)
    module = importlib.import_module(f"refimpl.{method.module}")
    document = {
        "schema": 1,
        "algorithm": algorithm,
        "refimpl": refimpl.__version__,
        "method": "\n\n".join(inspect.getdoc(thing) or "" for thing in (module, method.load())),
        "definitions": {name: DEFINITIONS[name] for name in sorted(classes_in(vectors))},
        "flags": {key.partition("/")[2]: v for key, v in flags.items() if key.startswith(f"{algorithm}/")},
        "vectors": vectors,
    }
    if wrong := first_error(document, "schema"):
        raise ValueError(f"the vectors of {algorithm} must fit their schema: {wrong}")
    return document


def export(directory: Path) -> Collection:
    """Write every vector of the ledger under `directory`; what is not entered yet is named as not published."""
    found, ledger = everything(), read_ledger()
    published = [vector for vector in found.vectors if vector["id"] in ledger]
    waiting = {v["id"]: "it is not in the ledger yet" for v in found.vectors if v["id"] not in ledger}
    directory.mkdir(parents=True, exist_ok=True)
    for algorithm in dict.fromkeys(vector["algorithm"] for vector in published):
        own = [vector for vector in published if vector["algorithm"] == algorithm]
        text = json.dumps(file_of(algorithm, own, found.flags), indent=1)
        text = re.sub(r"\[[^][{}]+\]", lambda row: re.sub(r"\n\s*", " ", row[0]), text)  # a row per line
        (directory / f"{algorithm}.json").write_text(text + "\n", encoding="utf-8")
    for name in ("schema.json", "results.schema.json"):
        text = files("verification.vectors").joinpath(name).read_text("utf-8")
        (directory / name).write_text(text, encoding="utf-8")
    return Collection(published, found.flags, {**found.unpublished, **waiting})
