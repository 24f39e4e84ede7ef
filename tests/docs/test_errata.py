"""Every erratum names what shows it, and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from refimpl import METHODS
from verification.claim import claims_of, dialects_of, mutants_of

ROOT = Path(__file__).parents[2]
ENTRIES = re.findall(
    r"^(\S.*)\n((?:    .*\n|\n(?=    ))+)", (ROOT / "docs/errata.rst").read_text(encoding="utf-8"), re.M
)
NAMES = {m.name: {c.name for c in claims_of(m.name)} for m in METHODS}


def names_in(text):
    """Claims ('sam.two-cycle') and files that stand in the text as code."""
    code = re.findall(r"``([^`]+)``", text)
    claims = [c for c in code if c.partition(".")[0] in NAMES and re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", c)]
    return claims, [c for c in code if re.fullmatch(r"(tests|examples)/\S+\.py", c)]


def test_there_are_many():
    assert len(ENTRIES) > 50


@pytest.mark.parametrize(("title", "text"), ENTRIES, ids=[title for title, _ in ENTRIES])
def test_an_erratum_names_what_shows_it(title, text):
    claims, files = names_in(text)
    assert claims or files, "it must name a claim, a test or an example that shows it"
    for claim in claims:
        assert claim in NAMES[claim.partition(".")[0]]
    for file in files:
        assert (ROOT / file).exists()


def test_dialects_and_controls_that_are_named_exist():
    known = {v.variant_name for m in METHODS for v in (*mutants_of(m.name), *dialects_of(m.name))}
    known |= {k.name for m in METHODS for c in claims_of(m.name) for k in c.controls}
    for title, text in ENTRIES:
        for word in re.findall(r"(?:control|controls|dialect|mutant) ``([^`]+)``", text):
            assert word in known, (title, word)
