"""The page in use: search, filters, addresses, the keyboard, words for pictures, light and dark."""

from __future__ import annotations

import pytest
from browser import CURVES, HOSTILE, STRIP, TABLE, card
from colours import CONTRASTS, contrast


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
    assert contrast(*colours(light)) > 7
    assert contrast(*colours(dark)) > 7
    assert colours(light) != colours(dark)
    light.get_by_role("button", name="Theme: auto").click()
    light.get_by_role("button", name="Theme: light").click()
    assert colours(light) == colours(dark)
    light.reload()
    assert colours(light) == colours(dark), "the choice is remembered"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_that_is_read_stands_out(watched, scheme):
    """WCAG 2.2 AA: 4.5 for text (1.4.3), 3 for curves and the edges of controls (1.4.11)."""
    page = watched(color_scheme=scheme)
    for name in (STRIP, TABLE, HOSTILE, CURVES):
        card(page, name)
    page.locator("summary").evaluate_all("nodes => nodes.forEach((node) => node.parentElement.open = true)")
    card(page, CURVES).get_by_role("option").nth(1).click()
    card(page, CURVES).locator(".chip.lit").wait_for()
    texts, lines, edges = page.evaluate(CONTRASTS)
    assert len(texts) > 20
    assert {name: ratio for name, ratio in texts.items() if ratio < 4.5} == {}
    assert {"theory", "m0", "shadow", "planted"} <= set(lines)
    assert {name: ratio for name, ratio in lines.items() if ratio < 3} == {}
    assert {"INPUT", "SELECT", "BUTTON"} <= set(edges)
    assert {name: ratio for name, ratio in edges.items() if ratio < 3} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_every_control_is_reached_and_seen_with_the_keyboard(watched, width):
    page = watched(viewport={"width": width, "height": 800})
    for name in (STRIP, TABLE, HOSTILE, CURVES):
        card(page, name)
    page.locator("a.skip").focus()
    controls = page.locator("a, button, summary, input, select, [tabindex='0']").locator("visible=true")
    expected, seen = controls.count(), set()
    for _ in range(expected + 1):
        stop = page.evaluate(STOP)
        if stop is None or stop["index"] in seen:
            break
        seen.add(stop["index"])
        assert stop["outline"] >= 2, stop
        assert stop["uncovered"], stop
        page.keyboard.press("Tab")
    assert len(seen) == expected


def test_what_is_pointed_at_is_large_enough(watched):
    """WCAG 2.2 AA, 2.5.8: 24 pixels, links within text aside."""
    page = watched()
    for name in (STRIP, TABLE, CURVES):
        card(page, name)
    for control in page.locator("button:visible, summary:visible, input, select, .chip:visible").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.text_content()


# Where the focus is: its place in the document, its outline in pixels, and whether nothing lies over it.
STOP = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getClientRects()[0];
  const at = document.elementFromPoint(box.x + Math.min(box.width / 2, 20), box.y + Math.min(box.height / 2, 20));
  return { index: [...document.querySelectorAll("*")].indexOf(node), text: node.textContent.slice(0, 30),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    uncovered: at != null && (node.contains(at) || at.contains(node)) };
}"""
