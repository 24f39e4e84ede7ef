"""Mutants that are equivalent to their method, with the reason. What is neither listed nor rejected survives.

A listing excuses nothing that can be told apart: a mutant with a proved difference in the iterate that floats show
too, or one that the oracle rejects, is scored whatever stands here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re

from verification.mutation import listed
from verification.mutation.listed.dialect import DIALECT as DIALECT

_MODULES = [
    importlib.import_module(f"{listed.__name__}.{found.name}")
    for found in pkgutil.iter_modules(listed.__path__)
]

EQUIVALENT = {
    (owner, words): reason
    for module in _MODULES
    for reason, owner, changes in module.LISTED
    for words in changes
}


def reason_of(algorithm: str, words: str) -> str:
    """Why the mutant with these words is equivalent; empty where it is neither listed nor falls under a rule.

    A statement that is listed as a whole stands for every change of it.
    """
    keys = [(algorithm, words), (DIALECT, words), (algorithm, statement_of(words))]
    return next(filter(None, map(EQUIVALENT.get, keys)), "") or _rule(words)


def statement_of(words: str) -> str:
    """The statement that the change with these words is a change of."""
    return words.rpartition(" in `")[2].removesuffix("`")


def _rule(words: str) -> str:
    """What needs no listing: the same number written otherwise, the last length of a shape, no `centre`."""
    if re.match(r"`1\.0 / (.+)` became `1 / \1` in `", words):
        return "the same number"
    if re.match(r"`centre\((.+)\)` became `\1` in `", words):
        return "in floats `centre` is the identity, and balls are only wider without it"
    change, _, statement = words.partition(" in `")
    zeros = re.findall(r"(?<![\w.])0(?![\w.])", statement)
    if change == "`0` became `-1`" and zeros and len(zeros) == statement.count(".shape[0]"):
        return "one axis, or axes of equal length: the last length is the first"
    return ""
