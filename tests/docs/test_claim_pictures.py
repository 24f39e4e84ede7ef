"""Pictures of claims on the pages: drawn from results, bounds first, redrawn only when the results are newer."""

from __future__ import annotations

import os

import pytest
from claim_pictures import HOW, MOST, Pictures

from verification.claim import all_claims, claims_of
from verification.report.results import write_results
from verification.verify import verify_claim

NAMES = ["sam.two-cycle", "sam.average-gradient", "sam.descent-up-to-the-floor"]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    write_results(folder, [verify_claim(claim) for claim in all_claims(NAMES)])
    return folder


def test_claims_with_curves_are_drawn_bounds_first(report, tmp_path):
    lines = Pictures(str(report), tmp_path / "pictures")(claims_of("sam"))
    figures = [line.split(":: ")[1] for line in lines if line.startswith(".. figure::")]
    assert figures[:2] == ["pictures/sam.average-gradient.svg", "pictures/sam.descent-up-to-the-floor.svg"]
    assert len(figures) <= MOST
    for figure in figures:
        assert (tmp_path / figure).read_text(encoding="utf-8").rstrip().endswith("</svg>")


def test_a_picture_is_drawn_again_only_when_the_results_are_newer(report, tmp_path):
    pictures = Pictures(str(report), tmp_path / "pictures")
    pictures(claims_of("sam"))
    drawn = tmp_path / "pictures" / "sam.average-gradient.svg"
    first = drawn.stat().st_mtime_ns
    pictures(claims_of("sam"))
    assert drawn.stat().st_mtime_ns == first
    os.utime(drawn, (1, 1))
    pictures(claims_of("sam"))
    assert drawn.stat().st_mtime_ns > first


def test_without_results_the_page_says_how_to_get_them(report, tmp_path):
    assert Pictures(None, tmp_path)(claims_of("sam")) == [HOW, ""]
    assert Pictures(str(report), tmp_path)(claims_of("nesterov")) == []
    with pytest.raises(ValueError, match=r"results\.json"):
        Pictures(str(tmp_path / "nowhere"), tmp_path)
