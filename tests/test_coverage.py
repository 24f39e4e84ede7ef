"""Coverage is computed: a paper is done only when everything it lists is implemented and verified."""

from __future__ import annotations

import pytest

from refimpl import METHODS
from verification.claim import all_claims, claims_of
from verification.coverage import catalogue, coverage


def results(**changes):
    rows = []
    for method in METHODS:
        for claim in claims_of(method.name):
            rows.append(
                {"claim": claim.name, "algorithm": method.name, "verdict": "holds", "standing": "derived",
                 "controls": [{"name": c.name, "rejected": True} for c in claim.controls]} | changes
            )  # fmt: skip
    return rows


def row(paper, data):
    return next(r for r in coverage(data) if r["paper"] == paper)


def test_the_catalogue_is_complete_and_well_formed():
    rows = catalogue()
    assert len(rows) == 411
    assert len({r["id"] for r in rows}) == 411
    assert all(r["title"] and r["family"] and r["tier"] and r["algorithms"] for r in rows)


def test_every_method_is_registered_once():
    names = [method.name for method in METHODS]
    paths = [method.path for method in METHODS]
    assert len(set(names)) == len(names)
    assert len(set(paths)) == len(paths)


def test_every_source_in_the_registry_is_in_the_catalogue():
    known = {r["id"]: r["algorithms"] for r in catalogue()}
    for method in METHODS:
        assert set(method.papers) <= set(known)
        for paper, index in method.covers:
            assert index < len(known[paper]), f"{method.name} covers {paper}/{index}"


def test_what_claims_show_is_in_the_catalogue_and_no_method():
    known = {r["id"]: r["algorithms"] for r in catalogue()}
    covered = {f"{paper}/{index}" for method in METHODS for paper, index in method.covers}
    for item in (item for claim in all_claims() for item in claim.shows):
        paper, _, index = item.partition("/")
        assert int(index) < len(known[paper]), item
        assert item not in covered, f"{item} is a method: no claim needs to stand in for it"


def test_a_claim_can_show_what_is_no_algorithm(monkeypatch):
    claim = claims_of("sam")[0]._replace(shows=("P062/2",))
    monkeypatch.setattr("verification.coverage.all_claims", lambda: [claim])
    found = row("P062", results())
    assert "sam" in found["algorithms"]
    assert "implicit regularised losses" not in found["missing"]
    assert found["missing"]
    assert not found["done"]


def test_a_paper_with_algorithms_missing_is_not_done():
    found = row("P087", results())
    if found["missing"]:
        assert not found["done"]
    for entry in coverage(results()):
        assert entry["done"] <= (not entry["missing"])
        assert entry["done"] <= bool(entry["algorithms"])


@pytest.mark.parametrize(
    "changes",
    [{"verdict": "inconclusive"}, {"controls": []}, {"controls": [{"name": "x", "rejected": False}]},
     {"standing": "recalled"}],
)  # fmt: skip
def test_nothing_is_done_unless_all_claims_stand(changes):
    assert not any(r["done"] for r in coverage(results(**changes)))


def test_missing_results_are_not_success():
    for entry in coverage(results()[1:]):
        if METHODS[0].name in entry["algorithms"]:
            assert not entry["done"]


def test_sums_are_those_of_the_results():
    found = row(METHODS[0].papers[0], results())
    claims = [c for m in METHODS if METHODS[0].papers[0] in m.papers for c in claims_of(m.name)]
    assert found["claims"] == found["holding"] == len(claims)
    assert found["controls"] == found["rejected"] == sum(len(c.controls) for c in claims)
