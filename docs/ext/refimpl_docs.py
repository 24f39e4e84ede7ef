"""The Sphinx extension of this project: pages of methods, and docstrings that are plain text with mathematics."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import rst


def write_method_pages(app: Any) -> None:
    """Before anything is read."""
    from claim_pictures import Pictures
    from method_pages import write_pages

    folder = Path(app.srcdir) / "reference"
    write_pages(folder, Pictures(os.environ.get("REFIMPL_REPORT"), folder / "pictures"))


def docstring_as_written(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Docstrings are plain text with mathematics: |x|, f*, x_k. Those in columns keep them."""
    columns = what == "module" and any(re.match(r"[A-Z][a-z]+( [a-z]+)?  +\S", line) for line in lines)
    lines[: 1 if columns else None] = map(rst.escaped, lines[: 1 if columns else None])
    if columns:
        lines[1:] = ["", "::", "", *(f"    {line}" for line in lines[1:]), ""]


def families_table(app: Any, page: str, source: list[str]) -> None:
    """The families of problems that sweeps take, from their functions."""
    if page != "sweeps":
        return
    from verification.sweep.families import FAMILIES, defaults

    rows = (
        (name, ", ".join(f"``{key}`` = {value:g}" for key, value in defaults(name).items()),
         rst.escaped(" ".join((family.__doc__ or "").split())))
        for name, family in FAMILIES.items()
    )  # fmt: skip
    table = rst.table(("family", "parameters", "what it is"), rows)
    source[0] = source[0].replace("@families@", "\n".join(table))


def setup(app: Any) -> dict[str, bool]:
    """Connect them; reading in parallel is safe, since pages are written before."""
    app.connect("builder-inited", write_method_pages)
    app.connect("source-read", families_table)
    app.connect("autodoc-process-docstring", docstring_as_written)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
