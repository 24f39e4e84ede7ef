"""The verdict over all cases, what they cannot see, and which named mistakes the iterates equal."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from verification.oracle.judge import CONSISTENT, Judged

POWER = 10.0  # a mutant nearer than this to the reference in every case cannot be told from it


class Report(NamedTuple):
    """The verdict on an implementation: 'equal', 'wrong', 'undecided', with its numbers."""

    algorithm: str
    verdict: str
    first_wrong_step: int | None
    blind_to: tuple[str, ...]
    diagnosis: tuple[dict[str, Any], ...]
    cases: tuple[Judged, ...]
    reason: str = ""

    def sentences(self) -> list[str]:
        """The report in words."""
        checks = sum(c.steps for c in self.cases)
        lines = [f"{self.algorithm}: {self.verdict} ({checks} steps checked in {len(self.cases)} cases)"]
        for case in self.cases:
            first = f", wrong from step {case.first_wrong_step}" if case.first_wrong_step else ""
            lines.append(f"  {case.name}: largest error {case.ratio:.3g} rounding radii{first}")
        for d in self.diagnosis:
            where = "" if len(self.diagnosis) == 1 else f" ({'; '.join(d['cases'])})"
            lines.append(f"it equals {self.algorithm} with a mistake: {d['words']} [{d['name']}]{where}")
        if self.blind_to:
            lines.append(f"these cases cannot see: {', '.join(self.blind_to)}")
        return [*lines, self.reason] if self.reason else lines

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        cases = [
            {"name": c.name, "steps": c.steps, "ratio": c.ratio if np.isfinite(c.ratio) else None,
             "first_wrong_step": c.first_wrong_step}
            for c in self.cases
        ]  # fmt: skip
        return {**self._asdict(), "cases": cases, "checks": sum(c.steps for c in self.cases)}


def decide(algorithm: str, judged: list[Judged], mutants: tuple[Any, ...]) -> Report:
    """'wrong' if any step is, else 'equal' within CONSISTENT radii, else 'undecided'; never silently equal."""
    blind = tuple(
        m.variant_name
        for m in mutants
        if max((c.power.get(m.variant_name, 0.0) for c in judged), default=0) < POWER
    )
    ratio = max((c.ratio for c in judged), default=np.inf)
    wrong = [c.first_wrong_step for c in judged if c.first_wrong_step is not None]
    if not sum(c.steps for c in judged):
        return Report(algorithm, "undecided", None, blind, (), tuple(judged), "nothing was compared")
    if not wrong:
        verdict = "equal" if ratio <= CONSISTENT else "undecided"
        return Report(algorithm, verdict, None, blind, (), tuple(judged))
    diagnosis = _diagnose(judged, [m for m in mutants if m.variant_name not in blind])
    explained = {name for entry in diagnosis for name in entry["cases"]}
    left = [c.name for c in judged if c.first_wrong_step is not None and c.name not in explained]
    reason = f"it equals none of the named mistakes in: {'; '.join(left)}" if left else ""
    return Report(algorithm, "wrong", min(wrong), blind, diagnosis, tuple(judged), reason)


def _diagnose(judged: list[Judged], mutants: list[Any]) -> tuple[dict[str, Any], ...]:
    """The mutants that the iterates equal: those that explain every case, or else the few that do together."""

    def explains(m: Any, cases: list[Judged]) -> list[str]:
        return [c.name for c in cases if c.likeness.get(m.variant_name, np.inf) <= CONSISTENT]

    def entry(m: Any, cases: list[str]) -> dict[str, Any]:
        return {
            "name": m.variant_name,
            "kind": "mutant",
            "fault_class": m.fault_class,
            "words": m.words,
            "cases": cases,
        }

    def distance(m: Any) -> float:
        return max((c.likeness.get(m.variant_name, 0.0) for c in judged), default=0.0)

    wrong = [c for c in judged if c.first_wrong_step is not None]
    alone = [m for m in mutants if len(explains(m, judged)) == sum(m.variant_name in c.likeness for c in judged)
             and len(explains(m, wrong)) == len(wrong)]  # fmt: skip
    if alone:
        return tuple(entry(m, explains(m, wrong)) for m in sorted(alone, key=distance))
    found, left = (
        [],
        wrong,
    )  # several mistakes in one implementation: the mutant that explains most, then the rest
    while left:
        best = max(mutants, key=lambda m: len(explains(m, left)), default=None)
        if best is None or not (names := explains(best, left)):
            break
        found.append(entry(best, names))
        left = [c for c in left if c.name not in names]
    return tuple(found)
