"""One page per registered method, written from the registry, its docstring, claims, mutants and dialects.

The pages go to `docs/reference/`, which git ignores; a page that did not change is not written again. The example of
every page is run, and what it prints stands on the page.
"""

from __future__ import annotations

import contextlib
import html
import importlib
import inspect
import io
import pkgutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import rst

import refimpl
from refimpl import METHODS
from refimpl.core.registry import Method
from refimpl.problems.registry import EXAMPLES
from verification.claim import Claim, claims_of, dialects_of, mutants_of
from verification.coverage import catalogue

ENGINE_WORDS = {"numpy": "NumPy", "numba": "Numba", "cupy": "CuPy", "ball": "ball arithmetic"}


class Paper(NamedTuple):
    """A row of the catalogue."""

    title: str
    algorithms: list[str]


def write_pages(folder: Path, pictures: Any) -> None:
    """Write the index, a page per method and the page of shared parts; delete pages of methods that are gone.

    `pictures(claims, folder)` gives the lines that show the pictures of these claims.
    """
    papers = {row["id"]: Paper(row["title"], row["algorithms"]) for row in catalogue()}
    pages = {"index": index_page(), "shared": shared_page()}
    for method in METHODS:
        try:
            pages[method.name] = method_page(method, papers, pictures)
        except Exception as error:
            raise RuntimeError(f"the page of {method.name} cannot be made: {error}") from error
    folder.mkdir(exist_ok=True)
    for stale in set(folder.glob("*.rst")) - {folder / f"{name}.rst" for name in pages}:
        stale.unlink()
    for name, lines in pages.items():
        text = "\n".join(lines).rstrip() + "\n"
        path = folder / f"{name}.rst"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def index_page() -> list[str]:
    """All methods by family, with one sentence each.

    No page has them in a table of contents: two hundred entries in the margin of two hundred pages would be most of
    the time of building, and most of every page.
    """
    lines = [
        *rst.title("Methods"),
        f"{len(METHODS)} methods, each one a file of plain NumPy with claims that can fail. A page is made of the",
        "method's own docstring, claims and planted errors; its example was run when this site was built. What several",
        "methods of a family use is in :doc:`shared`.",
        "",
    ]
    for family, methods in _families():
        rows = []
        for m in methods:
            claims = claims_of(m.name)
            rows.append((f":doc:`{m.name} <{m.name}>`", rst.inline(_docstring(m).sentence), str(len(claims))))
        lines += rst.title(family_title(family), "-")
        lines += rst.table(("method", "what it is", "claims"), rows, "24 68 8")
    return lines


def shared_page() -> list[str]:
    """Modules that methods share, by family."""
    own = {f"refimpl.{m.module}" for m in METHODS}
    lines = [
        ":orphan:",
        "",
        *rst.title("Shared parts of methods"),
        "What several methods of a family are made of.",
        "",
    ]
    for family in sorted({m.path.partition(".")[0] for m in METHODS} | {"pruning_quantisation"}):
        package = importlib.import_module(f"refimpl.{family}")
        names = sorted(f"refimpl.{family}.{info.name}" for info in pkgutil.iter_modules(package.__path__))
        shared = [name for name in names if name not in own]
        if shared:
            lines += rst.title(family_title(family.replace("_", "-")), "-")
            lines += [line for name in shared for line in (f".. automodule:: {name}", "")]
    return lines


def method_page(method: Method, papers: dict[str, Paper], pictures: Any) -> list[str]:
    """All that is known of one method."""
    found = _docstring(method)
    name, _, rest = found.sentence.partition(": ")
    claims = claims_of(method.name)
    sentence = f"{rest[0].upper()}{rest[1:]}" if rest else ""
    lines = [":orphan:", "", *rst.title(rst.inline(name.rstrip(".")))]
    lines += [f"``{method.name}`` in :doc:`index`. {rst.inline(sentence)}", ""]
    for paragraph in found.paragraphs:
        lines += rst.prose(paragraph)
    lines += rst.columns(found)
    lines += [*_facts(method, papers, claims), *_parameters(method), *_example(method), *_check(method)]
    lines += _claims(method, claims, pictures)
    lines += _variants("Mistakes that the oracle knows", mutants_of(method.name))
    lines += _variants("Dialects: what else goes by this name", dialects_of(method.name))
    return [*lines, *_source(method)]


def _facts(method: Method, papers: dict[str, Paper], claims: tuple[Claim, ...]) -> list[str]:
    items = [(paper, int(i)) for paper, i in method.covers]
    items += [(paper, int(i)) for c in claims for paper, _, i in (item.partition("/") for item in c.shows)]
    lines = [*rst.title("At a glance", "-"), ":family: " + family_title(method.family)]
    lines += [":asks for: " + ", ".join(f"``{n}``" for n in method.needs)]
    lines += [":engines: " + ", ".join(ENGINE_WORDS[e] for e in method.engines)]
    ids = list(dict.fromkeys((*method.papers, *(c.paper for c in claims if c.paper), *(p for p, _ in items))))
    for paper in ids:
        if paper in papers:
            known = papers[paper]
            here = [known.algorithms[i] for p, i in dict.fromkeys(items) if p == paper]
            what = f". Here: {'; '.join(here)}" if here else ""
            lines.append(f":{paper}: {rst.inline(known.title + what)}")
    others = [m.name for m in METHODS if m is not method and set(m.papers) & set(method.papers)]
    if others:
        lines += ["", "Of the same papers: " + ", ".join(f":doc:`{n} <{n}>`" for n in others) + "."]
    return [*lines, ""]


def _parameters(method: Method) -> list[str]:
    cls, problem = method.load(), EXAMPLES[method.example].build()
    prescribed = cls.prescribed(problem)
    signature = ", ".join(
        f"{f}={cls._field_defaults[f]!r}" if f in cls._field_defaults else f for f in cls._fields
    )
    full = f"refimpl.{method.path.replace(':', '.')}"
    lines = [*rst.title("Parameters", "-"), f".. py:class:: {full}({signature})", ""]
    lines += rst.indented(rst.prose(inspect.getdoc(cls) or ""))
    rows = [
        (
            f"``{field}``",
            f"``{_type_words(cls.__annotations__.get(field, 'Any'))}``",
            f"``{cls._field_defaults[field]!r}``" if field in cls._field_defaults else "",
            f"``{_short(getattr(prescribed, field))}``",
        )
        for field in cls._fields
    ]
    head = ("field", "type", "default", f"prescribed on ``{method.example}``")
    lines += rst.indented(rst.table(head, rows) if rows else ["It has no hyper-parameters.", ""])
    words = inspect.getdoc(cls.prescribed)
    if words:
        lines += rst.indented(
            [f"Prescribed by theory, ``{cls.__name__}.prescribed(problem)``:", *rst.prose(words)]
        )
    return lines


def _example(method: Method) -> list[str]:
    example = EXAMPLES[method.example]
    lines = [*rst.title("Run it", "-"), f"On ``{method.example}``: {rst.inline(example.description)}.", ""]
    lines += [".. code-block:: pycon", "", *rst.indented(transcript(program(method))), ""]
    return [
        *lines,
        f"On the command line: ``refimpl run {method.name} --steps 50 --plot {method.name}.png``.",
        "",
    ]


def program(method: Method) -> list[str]:
    """The statements of a method's example."""
    module, _, cls = method.path.partition(":")
    has_value = hasattr(EXAMPLES[method.example].build(), "value")
    return [
        "from refimpl import run",
        f"from refimpl.{module} import {cls}",
        "from refimpl.problems.registry import EXAMPLES",
        f'example = EXAMPLES["{method.example}"]',
        "problem = example.build()",
        f"trajectory = run({cls}.prescribed(problem), problem, example.start, 50, count=True)",
        "trajectory.outcome.value",
        "trajectory.x[-1]",
        *(
            ["float(problem.value(trajectory.x[0])), float(problem.value(trajectory.x[-1]))"]
            if has_value
            else []
        ),
        "{oracle: n for oracle, n in trajectory.calls.items() if n}",
    ]


def transcript(statements: list[str]) -> list[str]:
    """Run the statements and note them with what they print, as the interpreter shows it."""
    lines: list[str] = []
    names: dict[str, Any] = {}
    with np.printoptions(precision=6, threshold=12):
        for statement in statements:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(statement, "<example>", "single"), names)
            lines += [f">>> {statement}", *out.getvalue().splitlines()]
    return lines


def _check(method: Method) -> list[str]:
    return [
        *rst.title("Check yours", "-"),
        "Write a function of a *case* that returns your iterates (:doc:`/tutorials/is-it-right`) and ask::", "",
        f"    refimpl check mine:f --algorithm {method.name}", "",
    ]  # fmt: skip


def _claims(method: Method, claims: tuple[Claim, ...], pictures: Any) -> list[str]:
    planted = sum(len(c.controls) for c in claims)
    lines = [
        *rst.title("Claims", "-"),
        f"{len(claims)} claims with {planted} planted errors, each of which its claim must reject:"
        f" ``refimpl verify {method.name}``. How each kind of evidence works is in :doc:`/evidence`.", "",
    ]  # fmt: skip
    rows = [
        (
            f"``{c.name.partition('.')[2]}``",
            rst.inline(c.statement),
            f"{c.kind.value}, {c.standing.value}" + (f", alpha = {c.alpha:g}" if c.alpha else ""),
            str(len(c.controls)),
        )
        for c in claims
    ]
    lines += rst.table(("claim", "what is claimed", "kind, standing", "rejects"), rows, "24 50 16 10")
    lines += pictures(claims)
    for c in claims:
        lines += rst.raw(_proof(c))
    return lines


def _proof(claim: Claim) -> list[str]:
    """Proof and planted errors as HTML: a thousand of them are more than docutils can parse in passing."""
    name, theorem = html.escape(claim.name), html.escape(claim.theorem)
    proof = html.escape(inspect.getdoc(claim.examine) or "")
    return [
        f'<details class="refimpl"><summary><code>{name}</code>: proof and planted errors</summary>',
        f"<p>By: {theorem}.</p>",
        *f"<pre>{proof}</pre>".splitlines(),
        "<p>It must reject:</p><ul>",
        *(
            f"<li><code>{html.escape(c.name)}</code> ({c.fault_class}): {html.escape(' '.join(c.words.split()))}</li>"
            for c in claim.controls
        ),
        "</ul></details>",
    ]


def _variants(heading: str, variants: tuple[Any, ...]) -> list[str]:
    if not variants:
        return []
    lines = rst.title(heading, "-")
    for v in variants:
        kind = f" ({v.fault_class})" if v.fault_class else ""
        lines.append(f"- ``{v.variant_name}``{kind}: {rst.inline(v.words)}")
    return [*lines, ""]


def _source(method: Method) -> list[str]:
    path = method.module.replace(".", "/")
    root = Path(refimpl.__file__).parent
    lines = (root / f"{path}.py").read_text(encoding="utf-8").splitlines()
    code = [".. code-block:: python", "", *rst.indented(lines), ""]
    return [
        *rst.title("Source", "-"),
        f"``refimpl/{path}.py``; its claims and mistakes are in ``verification/claims/{path}.py`` and",
        f"``verification/mutants/{path}.py``.",
        "",
        *rst.details(f"refimpl/{path}.py", code),
    ]


def family_title(family: str) -> str:
    """The family in words."""
    special = {"dp": "Differential privacy", "natural-gradient-kfac": "Natural gradient"}
    return special.get(family, family.replace("-", " ").capitalize())


def _families() -> Iterator[tuple[str, list[Method]]]:
    ordered = sorted(METHODS, key=lambda m: m.family)
    yield from ((family, list(group)) for family, group in groupby(ordered, key=lambda m: m.family))


def _docstring(method: Method) -> rst.Page:
    return rst.page(inspect.getdoc(importlib.import_module(f"refimpl.{method.module}")) or "")


def _type_words(annotation: Any) -> str:
    """A NamedTuple keeps its annotations as forward references."""
    return getattr(annotation, "__forward_arg__", None) or getattr(annotation, "__name__", str(annotation))


def _short(value: Any) -> str:
    with np.printoptions(precision=4, threshold=6):
        text = f"{value:.4g}" if isinstance(value, float) else " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
