"""docs/verdicts.md is what the oracle says of the libraries as installed."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from verification.verdicts import HEAD, LIBRARIES, REPRODUCTIONS, entries, page, row

pytestmark = pytest.mark.peers

PAGE = (Path(__file__).parents[2] / "docs" / "verdicts.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith(tuple(f"| {name} |" for name in LIBRARIES))]


@pytest.fixture(autouse=True)
def _libraries():
    pytest.importorskip("torch", reason="torch is not installed: pip install 'refimpl[torch]'")
    pytest.importorskip("optax", reason="optax is not installed: pip install 'refimpl[peers]'")
    import jax

    jax.config.update("jax_enable_x64", True)


def name_of(line):
    return tuple(line.strip("| ").split(" | ")[:2])


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=pytest.mark.exhaustive if i % 2 else (), id=" ".join(name_of(line)))
        for i, line in enumerate(LINES)
    ],
)
def test_a_row_of_the_page_is_the_verdict_of_the_oracle(line):
    (entry,) = [e for e in entries(name_of(line)[0]) if e.name == name_of(line)[1]]
    assert row(entry).line() == line, "run python -m verification.verdicts > docs/verdicts.md"


def test_the_page_has_every_entry_and_every_reproduction():
    assert [name_of(line) for line in LINES] == [(e.library, e.name) for e in entries()]
    written = page([]).split("## Minimal reproductions")[1]
    assert PAGE.split("## Minimal reproductions")[1] == written
    assert PAGE.startswith(HEAD.split("{versions}")[0])


@pytest.mark.parametrize("path", sorted(REPRODUCTIONS.glob("*.py")), ids=lambda path: path.stem)
def test_a_reproduction_shows_what_it_says_in_ten_lines(path):
    runpy.run_path(str(path))  # it ends with an assertion
    source = path.read_text(encoding="utf-8")
    statements = [line for line in source.split('"""')[2].splitlines() if line.strip()]
    assert re.search(r"^assert", source, re.MULTILINE)
    assert len([line for line in statements if not line.startswith("import")]) <= 10
