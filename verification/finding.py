"""What a check reports: a three-valued verdict, the numbers behind it and one picture."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

import numpy as np


class Verdict(Enum):
    """A claim is verified only by HOLDS, a control rejected only by VIOLATED."""

    HOLDS = "holds"
    VIOLATED = "violated"
    INCONCLUSIVE = "inconclusive"


class Curve(NamedTuple):
    """One line of a picture; `role` is 'theory' (drawn dashed) or 'measured' (drawn solid)."""

    label: str
    x: np.ndarray
    y: np.ndarray
    role: str


class Picture(NamedTuple):
    """Theory and measurement in one plot; scales are 'log' or 'linear'."""

    curves: tuple[Curve, ...]
    xlabel: str
    ylabel: str
    xscale: str = "linear"
    yscale: str = "log"


class Finding(NamedTuple):
    """Outcome of one check.

    `prediction` and `measured` are short texts with numbers; `slack` is a dimensionless distance to
    rejection (1 - worst ratio for bounds; NaN where none is defined); `checked` counts the iterations,
    instances or samples that were really compared; `reason` says in a sentence why not HOLDS.
    """

    verdict: Verdict
    prediction: str
    measured: str
    slack: float
    checked: int
    picture: Picture | None = None
    reason: str = ""


def worst(findings: list[Finding]) -> Finding:
    """Join findings of several instances: VIOLATED before INCONCLUSIVE before HOLDS, then least slack.

    `checked` adds up; an empty list is VIOLATED, since nothing was shown.
    """
    if not findings:
        return Finding(
            Verdict.VIOLATED, "", "nothing checked", float("nan"), 0, reason="no instance was checked"
        )
    order = {Verdict.VIOLATED: 0, Verdict.INCONCLUSIVE: 1, Verdict.HOLDS: 2}
    least = min(findings, key=lambda f: (order[f.verdict], f.slack if f.slack == f.slack else np.inf))
    return least._replace(checked=sum(f.checked for f in findings))


def in_turn(findings: Iterable[Finding]) -> Finding:
    """`worst` of findings made one after another: nothing is examined after a violated one.

    So a planted error that a number tells is not told by a later run that breaks off.
    """
    made: list[Finding] = []
    for found in findings:
        made.append(found)
        if found.verdict is Verdict.VIOLATED:
            break
    return worst(made)


def unusable(*arrays: np.ndarray) -> Finding | None:
    """The finding for input on which a check would be vacuous: nothing, or NaN, which compares false with all."""
    nan = float("nan")
    if any(a.size == 0 for a in arrays):
        return Finding(Verdict.VIOLATED, "", "nothing checked", nan, 0, reason="no value was given")
    if not all(np.isfinite(a).all() for a in arrays):
        return Finding(Verdict.VIOLATED, "", "not finite", nan, 0, reason="a value is NaN or infinite")
    return None
