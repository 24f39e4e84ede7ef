"""Headless Chromium: found on the path, started once, watched for every error and every request."""

from __future__ import annotations

import contextlib
import os
import shutil

import pytest

CURVES, STRIP, TABLE = "sam.average-gradient", "adamax.constant-gradient", "adamax.diagonal-rescaling"
OWN_BOUNDS, HOSTILE = "sam.descent-up-to-the-floor", "sam.hostile"

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@contextlib.contextmanager
def chromium():
    """A browser; skips where there is none, except where REFIMPL_BROWSER=required says that this must not happen."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program, missing = None, "playwright (the extra 'browser')"
    else:
        missing = "chromium on the path"
    if program is None:
        absent = pytest.fail if os.environ.get("REFIMPL_BROWSER") == "required" else pytest.skip
        absent(f"needs {missing}")
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=program, args=list(FLAGS))


class Watched:
    """A page with what went wrong on it and what it asked the network for."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}} | options)
        self.page = self.context.new_page()
        self.errors, self.requests = [], []
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))


def card(page, name):
    """The card of a claim, drawn."""
    found = page.locator(f'article[id="{name}"]')
    found.scroll_into_view_if_needed()
    found.locator(".facts").wait_for()
    return found
