"""What of the catalogue is covered, computed from the registry and from verification results."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from refimpl import METHODS
from verification.claim import all_claims, claims_of


def catalogue() -> list[dict[str, Any]]:
    """All rows of the catalogue: id, title, family, tier, algorithms."""
    return json.loads((files("verification.coverage") / "catalogue.json").read_text(encoding="utf-8"))


def coverage(results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per paper of the catalogue, given verification results in their JSON form.

    A row is done only when every item it lists is a registered method or, where it is a measure, a test or a rule,
    shown by a claim; each of these methods has results for all its claims and at least one derived or cited claim,
    and every one of their claims holds with all its controls rejected.
    """
    by_algorithm: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_algorithm.setdefault(result["algorithm"], []).append(result)
    shown = {item: claim.algorithm for claim in all_claims() for item in claim.shows}
    return [_row(row, by_algorithm, shown) for row in catalogue()]


def _row(
    row: dict[str, Any], by_algorithm: dict[str, list[dict[str, Any]]], shown: dict[str, str]
) -> dict[str, Any]:
    here = {item: name for item, name in shown.items() if item.partition("/")[0] == row["id"]}
    methods = [m for m in METHODS if row["id"] in m.papers or m.name in here.values()]
    claims = [r for m in methods for r in by_algorithm.get(m.name, [])]
    implemented = {item for m in methods for paper, item in m.covers if paper == row["id"]}
    implemented |= {int(item.partition("/")[2]) for item in here}
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
