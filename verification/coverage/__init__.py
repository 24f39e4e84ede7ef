"""What of the catalogue is covered, computed from the registry and from verification results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from refimpl import METHODS
from verification.claim import claims_of


def catalogue() -> list[dict[str, Any]]:
    """All rows of the catalogue: id, title, family, tier, algorithms."""
    return json.loads((files("verification.coverage") / "catalogue.json").read_text(encoding="utf-8"))


def coverage(results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per paper of the catalogue, given verification results in their JSON form.

    A row is done only when every algorithm it lists is implemented by a registered method, each of these
    methods has results for all its claims and at least one derived or cited claim, and every one of their
    claims holds with all its controls rejected.
    """
    by_algorithm: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_algorithm.setdefault(result["algorithm"], []).append(result)
    return [_row(row, by_algorithm) for row in catalogue()]


def _row(row: dict[str, Any], by_algorithm: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    methods = [m for m in METHODS if row["id"] in m.papers]
    claims = [r for m in methods for r in by_algorithm.get(m.name, [])]
    implemented = {item for m in methods for paper, item in m.covers if paper == row["id"]}
    missing = [name for i, name in enumerate(row["algorithms"]) if i not in implemented]
    engines = sorted(set.intersection(*(set(m.engines) for m in methods))) if methods else []
    return {
        "paper": row["id"],
        "title": row["title"],
        "family": row["family"],
        "tier": row["tier"],
        "algorithms": [m.name for m in methods],
        "missing": missing,
        "claims": len(claims),
        "holding": sum(_stands(r) for r in claims),
        "controls": sum(len(r["controls"]) for r in claims),
        "rejected": sum(c["rejected"] for r in claims for c in r["controls"]),
        "engines": engines,
        "done": bool(methods) and not missing and all(_verified(m.name, by_algorithm) for m in methods),
    }


def _verified(name: str, by_algorithm: dict[str, list[dict[str, Any]]]) -> bool:
    results = by_algorithm.get(name, [])
    complete = {r["claim"] for r in results} == {c.name for c in claims_of(name)}
    strong = any(r["standing"] in ("derived", "cited") for r in results)
    return complete and strong and all(_stands(r) for r in results)


def _stands(result: dict[str, Any]) -> bool:
    controls = result["controls"]
    return result["verdict"] == "holds" and bool(controls) and all(c["rejected"] for c in controls)
