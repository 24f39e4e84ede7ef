"""The published table: what the oracle says of the optimisers of PyTorch, optax and SciPy."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from verification.verdicts.entry import Entry, Row
from verification.verdicts.entry import row as row

LIBRARIES = {"torch": "pytorch", "optax": "optax", "scipy": "scipy"}
REPRODUCTIONS = Path(__file__).parents[2] / "examples" / "discrepancies"
HEAD = """# Verdicts on the optimisers of other libraries

Computed by the oracle in float64 with {versions}. `python -m verification.verdicts > docs/verdicts.md` writes this
page, and the tests compare every row with what the oracle says of the libraries as installed. *Equal* means equal
step by step within measured rounding, with every layout of the parameters that the adapter knows. *Compared with*
names the algorithm and, after a comma, the dialect of it that the library implements; *in words* says what the
dialect or the mistake is; *cannot see* names the planted errors that these cases do not tell from the algorithm.

| library | optimiser | compared with | verdict | steps checked | in words | cannot see |
|---|---|---|---|---|---|---|
{rows}

## Minimal reproductions

{blocks}
"""


def entries(*libraries: str) -> list[Entry]:
    """The entries of these libraries, of all when none is named; JAX must compute in float64 for those of optax."""
    modules = [LIBRARIES[name] for name in libraries or LIBRARIES]
    return [e for m in modules for e in importlib.import_module(f"verification.verdicts.{m}").entries()]


def page(rows: Iterable[Row]) -> str:
    """The whole of docs/verdicts.md."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(REPRODUCTIONS.glob("*.py"))]
    blocks = [f"### {ast.get_docstring(ast.parse(s))}\n\n```python\n{s}```" for s in sources]
    return HEAD.format(
        versions=", ".join(f"{name} {version(name).partition('+')[0]}" for name in LIBRARIES),
        rows="\n".join(r.line() for r in rows),
        blocks="\n\n".join(blocks),
    )
