"""The page in a browser: it renders, stays silent, asks for nothing, and shows what was verified."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest
from browser import Watched, chromium

from verification.report.results import claim_data, read_results

CURVES, STRIP, TABLE = "sam.average-gradient", "adamax.constant-gradient", "adamax.diagonal-rescaling"
OWN_BOUNDS, HOSTILE = "sam.descent-up-to-the-floor", "sam.hostile"


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def watched(browser, written):
    """Opens the page (at a hash, with options) and checks in the end that it was silent and alone."""
    opened = []

    def look(fragment="", **options):
        view = Watched(browser, **options)
        opened.append(view)
        view.page.goto((written / "index.html").as_uri() + fragment)
        return view.page

    yield look
    for view in opened:
        assert view.errors == []
        assert all(url.startswith(("file://", "blob:", "data:")) for url in view.requests), view.requests
        view.context.close()


def card(page, name):
    """The card of a claim, drawn."""
    found = page.locator(f'article[id="{name}"]')
    found.scroll_into_view_if_needed()
    found.locator(".facts").wait_for()
    return found


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
    assert "2 of 178" in tiles or "2 of 1" in tiles
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


def test_search_filters_and_address_go_together(watched):
    page = watched()
    search, count = page.get_by_label("Search"), page.get_by_role("status")
    visible = page.locator("article:visible")
    search.fill("adamax RESCALING")
    assert [a.get_attribute("id") for a in visible.all()] == [TABLE]
    assert count.inner_text() == "1 of 5 claims"
    assert page.locator("section.method:visible").count() == 1
    search.fill("Sharpness-Aware")
    assert visible.count() == 3, "titles of papers are searched"
    page.get_by_role("combobox", name="Evidence").select_option("bound")
    page.get_by_role("combobox", name="Verdict").select_option("stands")
    assert [a.get_attribute("id") for a in visible.all()] == [CURVES]
    address = page.url.partition("#")[2]
    again = watched("#" + address)
    assert again.locator("article:visible").count() == 1
    assert again.get_by_role("combobox", name="Evidence").input_value() == "bound"
    assert again.get_by_label("Search").input_value() == "Sharpness-Aware"
    search.fill("no such thing")
    assert visible.count() == 0
    page.get_by_role("button", name="Show all claims").click()
    assert visible.count() == 5
    assert "#" not in page.url
    page.get_by_role("link", name="flatness").click()
    assert visible.count() == 3
    assert page.url.endswith("#family=flatness")


@pytest.mark.parametrize(
    "fragment", ["#family=nonsense&kind=%ff&q=", "#%ff", "#no.such.claim", "#claims", "#__proto__"]
)
def test_strange_addresses_show_everything(watched, fragment):
    assert watched(fragment).locator("article:visible").count() == 5


def test_a_link_leads_to_its_claim(watched):
    page = watched("#" + STRIP)
    assert page.evaluate("document.activeElement.id") == STRIP
    box = page.locator(f'article[id="{STRIP}"]').bounding_box()
    assert 0 <= box["y"] < 900
    page.get_by_label("Search").fill("sam")
    page.evaluate(f"location.hash = '{TABLE}'")
    page.locator(f'article[id="{TABLE}"].linked').wait_for()
    assert page.get_by_label("Search").input_value() == "", "what was filtered away is shown"


def test_the_keyboard_is_enough(watched):
    page = watched()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the claims"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "claims"
    page.keyboard.press("/")
    page.keyboard.type("average gradient")
    assert page.get_by_label("Search").input_value() == "average gradient"
    found = card(page, CURVES)
    first, second = found.get_by_role("option").all()[:2]
    first.focus()
    page.keyboard.press("ArrowRight")
    assert second.get_attribute("aria-selected") == "true"
    assert second.evaluate("node => node === document.activeElement")
    assert second.get_attribute("aria-label").startswith("step-too-long: ")
    page.keyboard.press("Escape")
    assert second.get_attribute("aria-selected") == "false"
    stops = found.locator("a, button, summary, [tabindex='0']").count()
    assert stops == 4, "link, planted errors, table, data: one stop each"


def test_pictures_have_words_and_the_page_has_landmarks(watched):
    page = watched()
    for role in ("banner", "search", "main", "contentinfo", "status"):
        assert page.get_by_role(role).count() == 1, role
    words = card(page, CURVES).locator("svg[role=img]").get_attribute("aria-label")
    for part in (
        "Verdict: holds.",
        "Predicted: ratio <= 1.",
        "Slack: 0.00225.",
        "Theory, bound: from",
        "4 of 4 planted errors rejected.",
    ):
        assert part in words
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
        ".every((n, i, all) => !i || n <= all[i - 1] + 1)"
    )
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button,input,select,a')]"
        ".filter(n => !(n.textContent.trim() || n.labels?.length)).length"
    )
    assert unnamed == 0


def test_light_and_dark_are_readable(watched):
    def colours(page):
        return page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )

    light, dark = (watched(color_scheme=scheme) for scheme in ("light", "dark"))
    assert colours(light) == colours(dark)[::-1] or contrast(*colours(light)) > 7
    assert contrast(*colours(dark)) > 7
    assert colours(light) != colours(dark)
    light.get_by_role("button", name="Theme: auto").click()
    light.get_by_role("button", name="Theme: light").click()
    assert colours(light) == colours(dark)
    light.reload()
    assert colours(light) == colours(dark), "the choice is remembered"


def contrast(one, other):
    """WCAG's ratio of luminances."""

    def luminance(colour):
        parts = [int(c) / 255 for c in colour[4:-1].split(",")]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


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
