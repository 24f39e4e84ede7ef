"""All methods, one line each. Nothing is imported until a method is asked for."""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import Any, NamedTuple

from refimpl.engines import NAMES as ENGINES


class Method(NamedTuple):
    """What is known of a method without importing it.

    `path` is 'module:Class'; `sources` are catalogue ids, with '/i' where the method is algorithm i of that
    row ('P017/1'); `needs` names the oracles it calls; `example` is the
    example problem that `refimpl run` takes when none is named; `engines` are the engines that apply.
    """

    name: str
    path: str
    family: str
    sources: tuple[str, ...]
    needs: tuple[str, ...]
    example: str
    engines: tuple[str, ...] = ENGINES

    @property
    def papers(self) -> tuple[str, ...]:
        """Catalogue ids of the papers, the first one being the source of the claims."""
        return tuple(dict.fromkeys(source.partition("/")[0] for source in self.sources))

    @property
    def covers(self) -> tuple[tuple[str, int], ...]:
        """(paper, index) of every algorithm of the catalogue that this method is."""
        pairs = (source.split("/") for source in self.sources if "/" in source)
        return tuple((paper, int(index)) for paper, index in pairs)

    def load(self) -> Any:
        """The algorithm's class."""
        module, _, cls = self.path.partition(":")
        return getattr(importlib.import_module(module), cls)


# fmt: off
METHODS = (
    Method("sam", "refimpl.flatness.sam:SAM", "flatness", ("P020/0",), ("gradient",), "quadratic"),
)
# fmt: on


def get_method(name: str) -> Method:
    """The method of that name; ValueError with the nearest names otherwise."""
    for method in METHODS:
        if method.name == name:
            return method
    known = [method.name for method in METHODS]
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(known)}"
    raise ValueError(f"algorithm must be a registered name, got {name!r}; {hint}")
