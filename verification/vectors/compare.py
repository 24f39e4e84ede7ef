"""Iterates from elsewhere against the vectors of their case: valid, or which mistake they equal.

A finished trajectory cannot be followed step by step from its own iterates, so it is compared as far as the
trust horizon of its vector, in units of the measured rounding of that very run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from verification.oracle.judge import CONSISTENT, WRONG
from verification.vectors.instances import INSTANCES
from verification.vectors.ledger import read_ledger
from verification.vectors.produce import Produced, produce
from verification.vectors.reading import Result, Unusable
from verification.vectors.second_way import REFERENCE
from verification.vectors.structure import brief


class Verdict(NamedTuple):
    """The verdict on one result.

    `verdict` is 'valid', 'acceptable' (a dialect of the name), 'undecided' or 'invalid'; `ratio` the largest error
    in rounding radii over the `compared` steps; `flags` the mistakes or dialects that the iterates equal.
    """

    id: str
    verdict: str
    first_wrong_step: int | None
    ratio: float
    compared: int
    steps: int
    flags: tuple[dict[str, Any], ...]

    def sentence(self) -> str:
        """The verdict in words."""
        first = f" from step {self.first_wrong_step}" if self.first_wrong_step else ""
        line = f"{self.id}: {self.verdict}{first} ({self.compared} of {self.steps} steps compared, largest error "
        line += f"{self.ratio:.3g} rounding radii)"
        for flag in self.flags:
            what = "the dialect" if flag["kind"] == "dialect" else "the mistake"
            line += f"\n  it equals {what}: {flag['words']} [{flag['name']}]"
        if self.verdict == "invalid" and not self.flags:
            line += "\n  it equals none of the named mistakes"
        return line

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return {
            **self._asdict(),
            "ratio": self.ratio if np.isfinite(self.ratio) else None,
            "flags": list(self.flags),
        }


def check(results: Iterable[Result]) -> list[Verdict]:
    """A verdict per result. Unusable where an id is not published or the iterates have another shape."""
    results, published = list(results), read_ledger()
    for result in results:
        if result.id not in published:
            raise Unusable(f"id must be that of a published vector, got {brief(result.id)}")
    known = {instance.id: instance for instance in INSTANCES}
    produced: dict[str, Produced] = {}
    for result in results:
        case = result.id.partition(":")[0]
        instance = known[case]
        shape = (instance.steps, instance.start.size)
        if result.x.shape not in (shape, (shape[0] + 1, shape[1])):
            raise Unusable(f"x of {result.id} must have shape {shape}, got {result.x.shape}")
        if len(result.x) > shape[0] and not np.array_equal(result.x[0], instance.start):
            raise Unusable(f"x of {result.id} must begin with the start where {len(result.x)} rows are given")
        if case not in produced:
            produced[case] = produce(instance)
    return [judge(result, produced[result.id.partition(":")[0]]) for result in results]


def judge(result: Result, produced: Produced) -> Verdict:
    """Compare with the right iterates, and where they differ with every variant."""
    steps = produced.instance.steps
    x = result.x if len(result.x) > steps else np.concatenate([produced.instance.start[None], result.x])
    errors = {name: _errors(x, produced, name) for name in produced.paths}
    right = errors.pop(REFERENCE)
    ratio, wrong = float(right.max()), right > WRONG
    verdict = "valid" if ratio <= CONSISTENT else "invalid" if wrong.any() else "undecided"
    flags: tuple[dict[str, Any], ...] = ()
    if verdict == "invalid":
        equal = sorted((n for n in errors if errors[n].max() <= CONSISTENT), key=lambda n: errors[n].max())
        flags = tuple(flag(produced.variants[name]) for name in equal)
        verdict = "acceptable" if any(f["kind"] == "dialect" for f in flags) else verdict
    first = int(np.argmax(wrong)) if wrong.any() else None
    return Verdict(result.id, verdict, first, ratio, len(right) - 1, steps, flags)


def _errors(x: np.ndarray, produced: Produced, name: str) -> np.ndarray:
    """Largest error per step in units of rounding, beyond the certified radius; non-finite on both sides is 0."""
    path, end = produced.paths[name], produced.horizons[name] + 1
    both = ~np.isfinite(x[:end]) & ~np.isfinite(path.x[:end])
    unit = np.where(np.isfinite(path.x[:end]), path.rounding[:end], 1.0)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows here is infinitely wrong
        gap = np.abs(x[:end] - path.x[:end])
        beyond = np.maximum(gap - path.bound[:end], 0.0) / unit
    return np.where(both, 0.0, np.where(np.isfinite(gap), beyond, np.inf)).max(axis=1)


def flag(variant: Any) -> dict[str, Any]:
    """A mutant or dialect as the flag of a vector."""
    return {
        "name": variant.variant_name,
        "kind": variant.kind,
        "fault_class": variant.fault_class,
        "words": variant.words,
    }
