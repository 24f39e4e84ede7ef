"""Plain text and docstrings as reStructuredText: mathematics such as |x|, f* and x_k stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

COLUMN = re.compile(r"([A-Z][a-z]+(?: [a-z]+)?)  +(\S.*)")
FORMULAS = ("Measure", "Step", "Guarantee")  # these keep their line breaks and their columns


class Page(NamedTuple):
    """A module's docstring: its first sentence, free paragraphs, and what it says in columns."""

    sentence: str
    paragraphs: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


def escaped(line: str) -> str:
    """The line with all that reStructuredText would read as markup escaped; what stands in backticks is code."""
    parts = re.split(r"(`+[^`]+`+)", line)
    return "".join(_code(p) if i % 2 else re.sub(r"([\\|*_`])", r"\\\1", p) for i, p in enumerate(parts))


def inline(text: str) -> str:
    """Text of one line that cannot be taken for a list, a directive, a field or the start of a block."""
    line = escaped(" ".join(text.split()))
    if line.endswith("::"):
        line = rf"{line[:-1]}\:"
    return rf"\ {line}" if re.match(r"[-+=~.:>(#]|\w+[.)] ", line) else line


def page(docstring: str) -> Page:
    """Take a docstring apart; the text of a column starts at its word, its further lines are indented."""
    head, *rest = docstring.strip().splitlines() or [""]
    columns: list[tuple[str, list[str]]] = []
    free: list[str] = []
    for line in rest:
        start = COLUMN.fullmatch(line.rstrip())
        if start:
            columns.append((start[1], [" " * start.start(2) + start[2]]))
        elif columns and (line.startswith(" ") or not line.strip()):
            columns[-1][1].append(line.rstrip())
        else:
            free.append(line.rstrip())
    texts = tuple((name, _dedented(lines)) for name, lines in columns)
    return Page(head, tuple(p for p in "\n".join(free).split("\n\n") if p.strip()), texts)


def literal(text: str) -> list[str]:
    """A block of text as it is written."""
    return [".. code-block:: none", "", *indented(text.splitlines()), ""]


def prose(text: str) -> list[str]:
    """Paragraphs of text; indented lines inside become blocks of their own."""
    lines: list[str] = []
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        if part.startswith(" "):
            lines += ["", *literal(_dedented(part.splitlines()))]
        elif part.strip():
            lines += ["", inline(part)]
    return [*lines, ""]


def columns(found: Page) -> list[str]:
    """The columns as a definition list."""
    lines = []
    for name, text in found.columns:
        body = literal(text) if name in FORMULAS else prose(text)
        lines += [name, *indented([line for line in body if line or body.index(line)]), ""]
    return lines


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widths: str = "auto") -> list[str]:
    """A table of cells that are reStructuredText already, one line each."""
    lines = [".. list-table::", "   :header-rows: 1", f"   :widths: {widths}", ""]
    for row in (header, *rows):
        lines += [f"   {'  ' if i else '* '}- {cell}" for i, cell in enumerate(row)]
    return [*lines, ""]


def details(summary: str, body: Iterable[str]) -> list[str]:
    """Something that opens when it is clicked; `summary` is HTML."""
    return [
        *raw([f'<details class="refimpl"><summary>{summary}</summary>']),
        *body,
        "",
        *raw(["</details>"]),
    ]


def raw(lines: Iterable[str]) -> list[str]:
    """HTML as it is."""
    return [".. raw:: html", "", *indented(lines), ""]


def title(text: str, line: str = "=") -> list[str]:
    """A heading."""
    return [text, line * max(4, len(text)), ""]


def indented(lines: Iterable[str], by: int = 3) -> list[str]:
    """The lines moved to the right."""
    return [" " * by + line if line else "" for line in lines]


def _code(quoted: str) -> str:
    return f"``{quoted.strip('`')}``" if quoted.strip("` ") else ""


def _dedented(lines: Sequence[str]) -> str:
    width = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[width:] for line in lines).strip("\n")
