"""The page in a browser: it renders, stays silent, asks for nothing, and shows what was verified."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest
from browser import CURVES, HOSTILE, OWN_BOUNDS, STRIP, TABLE, card

from refimpl import METHODS
from verification.report.results import claim_data, read_results


def heights(path):
    """Pixel heights of a drawn curve by its pixel abscissas."""
    pairs = (pair.split(",") for pair in path.get_attribute("d")[1:].split("L"))
    return {float(x): float(y) for x, y in pairs}


def test_every_claim_is_there_with_its_picture(watched, results):
    page = watched()
    assert page.locator("article").count() == len(results)
    assert page.title().startswith("refimpl")
    tiles = page.locator("#totals").inner_text()
    controls = sum(len(r.controls) for r in results)
    assert "4 of 5" in tiles
    assert f"{controls - 1} of {controls}" in tiles
    assert "papers of the catalogue" not in tiles, "not all methods were verified"
    assert f"2 of {len(METHODS)}" in tiles
    for result in results:
        claim = claim_data(result)
        found = card(page, claim["claim"])
        assert claim["statement"] in found.locator(".statement").text_content()
        assert found.locator(".verdict").inner_text().startswith(claim["verdict"])
        drawn = found.locator("svg[role=img]").count()
        assert drawn == (0 if claim["claim"] == TABLE else 1)
    drawn = card(page, CURVES).locator(".drawing svg")
    expected = claim_data(results[0])
    measured = [c for q in expected["controls"] for c in q["picture"]["curves"] if c["role"] == "measured"]
    assert drawn.locator("path.theory").count() == 1
    assert drawn.locator("path.m0").count() == 1
    assert drawn.locator("path.shadow").count() == len(measured) == 4
    rows = card(page, STRIP).locator(".drawing g[data-row]")
    assert rows.count() == 1 + len(results[2].controls)
    cells = card(page, TABLE).locator("tbody tr")
    assert cells.count() == 1 + len(results[3].controls)


def test_planted_errors_break_the_bound_where_it_is_drawn(watched):
    drawn = card(watched(), CURVES).locator(".drawing svg")
    bound = heights(drawn.locator("path.theory"))
    measured = heights(drawn.locator("path.m0"))
    assert all(measured[x] >= y - 0.11 for x, y in bound.items()), "on paper up is less"
    for i, planted in enumerate(drawn.locator("path.shadow").all()):
        above = [bound[x] - y for x, y in heights(planted).items() if x in bound]
        assert max(above) > 0.5, i
    allowed = float(
        card_line := drawn.page.locator(f'article[id="{STRIP}"] .drawing line.theory').get_attribute("x1")
        or "nan"
    )
    assert card_line
    marks = [
        float(g.locator("path.mark").get_attribute("d")[1:].split(",")[0])
        for g in drawn.page.locator(f'article[id="{STRIP}"] g.row').all()
    ]
    assert min(marks) > allowed


def test_a_chosen_planted_error_is_named_and_shown_with_its_own_bound(watched, results):
    found = card(watched(), OWN_BOUNDS)
    control = next(c for c in claim_data(results[1])["controls"] if c["name"] == "step-too-long")
    chip = found.get_by_role("option", name="step-too-long")
    chip.hover()
    assert control["words"] in found.locator("p.words").inner_text()
    assert found.locator(".drawing path.shadow.lit").count() >= 1
    chip.click()
    assert chip.get_attribute("aria-selected") == "true"
    bound, broken = (
        heights(found.locator(f".drawing path[class='{name}']")) for name in ("planted theory", "planted")
    )
    assert max(bound[x] - y for x, y in broken.items()) >= 0
    assert "step-too-long" in found.locator(".legend").inner_text()
    chip.click()
    assert found.locator(".drawing path.planted").count() == 0


def test_data_can_be_taken_away(watched, written):
    page = watched()
    expected = {c["claim"]: c for c in read_results(written)["claims"]}
    for name in (CURVES, HOSTILE):
        with page.expect_download() as download:
            card(page, name).get_by_role("button", name="as CSV").click()
        text = download.value.path().read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        pictures = [("reference", expected[name]["picture"])]
        pictures += [(c["name"], c["picture"]) for c in expected[name]["controls"]]
        wanted = [
            (source, curve["label"], curve["role"], x, y)
            for source, picture in pictures
            for curve in picture["curves"]
            for x, y in zip(curve["x"], curve["y"])
        ]
        assert [(r["source"], r["curve"], r["role"], float(r["x"]), float(r["y"])) for r in rows] == wanted
    with page.expect_download() as download:
        page.get_by_role("button", name="All results as JSON").click()
    taken, whole = (
        json.loads(path.read_text(encoding="utf-8"), parse_int=float)  # JSON has one kind of number
        for path in (download.value.path(), written / "results.json")
    )
    assert taken == whole


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_sticks_out(watched, width):
    page = watched(viewport={"width": width, "height": 800})
    for name in (CURVES, STRIP, TABLE, HOSTILE):
        card(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [a.bounding_box() for a in page.locator("article").all()]
    for one, other in itertools.combinations(boxes, 2):
        beside = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
        assert (
            beside
            or one["y"] + one["height"] <= other["y"] + 1
            or other["y"] + other["height"] <= one["y"] + 1
        )


def test_markup_in_results_stays_text(watched):
    page = watched()
    found = card(page, HOSTILE)
    assert page.title().startswith("refimpl"), "no script of the data has run"
    assert page.locator("img").count() == 0
    assert "</script>" in found.locator(".statement").inner_text()
    assert "but a planted error passes" not in found.locator(".verdict").inner_text()
    assert found.locator(".chip.passes").count() == 1


def test_without_script_the_page_says_where_the_results_are(watched):
    page = watched(java_script_enabled=False)
    assert "results.json" in page.locator("noscript").inner_text()
