"""What the page is given: the results with repeated abscissas stored once, axes chosen, coverage added up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from refimpl import METHODS
from verification.coverage import catalogue, coverage
from verification.report.axes import limits, shadows
from verification.report.results import as_picture


def page_data(results: dict[str, Any]) -> dict[str, Any]:
    """Versions and date, one row per family, the titles of the papers, and the claims.

    A claim has `xs`, and each of its curves an index into them as `x`; its picture has `xlim` and `ylim`.
    """
    claims = results["claims"]
    titles = {row["id"]: row["title"] for row in catalogue()}
    methods = {claim["algorithm"] for claim in claims}
    whole = methods >= {method.name for method in METHODS}
    return {
        **{key: value for key, value in results.items() if key != "claims"},
        "whole": whole,
        "families": _families(claims, whole),
        "registered": len(METHODS),
        "papers": {claim["paper"]: titles.get(claim["paper"], "") for claim in claims},
        "claims": [_claim(claim) for claim in claims],
    }


def _families(claims: list[dict[str, Any]], whole: bool) -> list[dict[str, Any]]:
    """One row per family, those with methods first. Papers are counted where all methods were verified."""
    papers = coverage(claims) if whole else []
    done = Counter(row["family"] for row in papers if row["done"])
    rows = Counter(row["family"] for row in papers)
    names = dict.fromkeys([*sorted({c["family"] for c in claims}), *sorted(rows)])
    return [
        {
            "name": name,
            "papers": rows[name],
            "done": done[name],
            "methods": len({c["algorithm"] for c in claims if c["family"] == name}),
            "claims": sum(c["family"] == name for c in claims),
            "stand": sum(c["family"] == name and c["stands"] for c in claims),
            "controls": sum(len(c["controls"]) for c in claims if c["family"] == name),
            "rejected": sum(q["rejected"] for c in claims if c["family"] == name for q in c["controls"]),
        }
        for name in names
    ]


def _claim(claim: dict[str, Any]) -> dict[str, Any]:
    known: dict[tuple[float, ...], int] = {}
    controls = [{**c, "picture": c["picture"] and _shared(c["picture"], known)} for c in claim["controls"]]
    data, picture = claim["picture"], as_picture(claim["picture"])
    if picture is not None:
        planted = shadows(picture, (as_picture(c["picture"]) for c in claim["controls"]))
        xlim, ylim = limits(picture, planted)
        data = {**_shared(data, known), "xlim": xlim, "ylim": ylim}
    return {**claim, "picture": data, "controls": controls, "xs": [list(x) for x in known]}


def _shared(picture: dict[str, Any], known: dict[tuple[float, ...], int]) -> dict[str, Any]:
    curves = [{**curve, "x": known.setdefault(tuple(curve["x"]), len(known))} for curve in picture["curves"]]
    return {**picture, "curves": curves}
