import re

import refimpl

project = "refimpl"
author = "The refimpl developers"
copyright = "2026, The refimpl developers"
version = release = refimpl.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.mathjax", "sphinx.ext.viewcode"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": False}
html_theme = "alabaster"
html_theme_options = {"description": "Ground truth for optimisation algorithms", "page_width": "1040px"}
exclude_patterns = ["_build"]
nitpicky = False


def docstring_as_written(app, what, name, obj, options, lines):
    """Docstrings are plain text with mathematics: |x|, f*, x_k. Those in columns keep them."""
    columns = what == "module" and any(re.match(r"[A-Z][a-z]+( [a-z]+)?  +\S", line) for line in lines)
    lines[: 1 if columns else None] = map(escaped, lines[: 1 if columns else None])
    if columns:
        lines[1:] = ["", "::", "", *(f"    {line}" for line in lines[1:]), ""]


def escaped(line):
    """The line with its mathematics escaped; what stands in backticks stays."""
    parts = re.split(r"(`+[^`]*`+)", line)
    return "".join(p if p.startswith("`") else re.sub(r"([|*_])", r"\\\1", p) for p in parts)


def methods_table(app, docname, source):
    """The table of methods comes from the registry."""
    if docname != "methods/index":
        return
    rows = [("method", "family", "papers", "needs", "engines")]
    rows += [(m.name, m.family, *map(", ".join, (m.papers, m.needs, m.engines))) for m in refimpl.METHODS]
    lines = [".. list-table::", "   :header-rows: 1", ""]
    lines += [f"   {'  ' if i else '* '}- {cell}" for row in rows for i, cell in enumerate(row)]
    source[0] = source[0].replace("@table@", "\n".join(lines))


def setup(app):
    app.connect("source-read", methods_table)
    app.connect("autodoc-process-docstring", docstring_as_written)
