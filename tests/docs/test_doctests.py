"""What stands behind >>> in the pages is run, and prints what the pages say."""

from __future__ import annotations

import doctest
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in (*ROOT.glob("docs/*.rst"), *ROOT.glob("docs/tutorials/*.rst"), *ROOT.glob("docs/*.md"))
    if ">>> " in path.read_text(encoding="utf-8")
)
EXTRAS = {"torch": "torch", "optax": "peers"}


def test_there_are_pages_to_run():
    assert {p.stem for p in PAGES} >= {"is-it-right"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_prints_what_it_says(path, monkeypatch):
    text = path.read_text(encoding="utf-8")
    for library in EXTRAS:
        if f"verification.adapters.{library}" in text:
            pytest.importorskip(
                library, reason=f"{library} is not installed: pip install 'refimpl[{EXTRAS[library]}]'"
            )
    monkeypatch.syspath_prepend(str(ROOT / "examples" / "tutorial"))
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # wrong implementations divide by zero
        failed, tried = doctest.testfile(str(path), module_relative=False, optionflags=flags)
    assert tried > 0
    assert failed == 0
