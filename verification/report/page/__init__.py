"""The results of a verification as one HTML page that needs no network: markup, style and scripts are joined here."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from verification.report.files import write
from verification.report.page.data import page_data

SCRIPTS = ("axes.js", "picture.js", "strip.js", "card.js", "export.js", "overview.js", "filter.js", "main.js")


def write_page(folder: Path, results: dict[str, Any]) -> Path:
    """Write `index.html` into `folder` from results as `read_results` gives them; whole or not at all."""
    return write(folder / "index.html", page(results))


def page(results: dict[str, Any]) -> str:
    """The page as text. Nothing in the results can close a script or become markup."""
    text = json.dumps(page_data(results), allow_nan=False, separators=(",", ":"))
    scripts = "\n".join(_part(name) for name in SCRIPTS)
    filled = {
        "style": _part("page.css"),
        "script": f'(() => {{\n"use strict";\n{scripts}\n}})();',
        "data": text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
        "title": html.escape(f"refimpl {results['refimpl']}: verification of {results['date']}"),
    }
    pieces = _part("page.html").split("@@")  # every second piece is a name
    return "".join(filled[piece] if i % 2 else piece for i, piece in enumerate(pieces))


def _part(name: str) -> str:
    return (files("verification.report.page") / name).read_text(encoding="utf-8")
