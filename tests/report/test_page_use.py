"""The page in use: search, filters, addresses, the keyboard, words for pictures, light and dark."""

from __future__ import annotations

import pytest
from browser import CURVES, STRIP, TABLE, card


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
