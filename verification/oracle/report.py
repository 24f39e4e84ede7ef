"""The verdict over all cases, with what they cannot see: never silently 'equal'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from verification.oracle.diagnosis import Standing
from verification.oracle.judge import CONSISTENT, Bench, Judged

SHOWN = 6


class Report(NamedTuple):
    """The verdict on an implementation: 'equal', 'wrong', 'undecided' or 'not-applicable', with its numbers.

    `blind_to` names the mutants and dialects that these cases cannot tell from the reference in this precision.
    """

    algorithm: str
    verdict: str
    first_wrong_step: int | None
    blind_to: tuple[str, ...]
    diagnosis: tuple[dict[str, Any], ...]
    cases: tuple[Judged, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    dialect: str | None = None

    @property
    def checks(self) -> int:
        """Steps compared."""
        return sum(c.steps for c in self.cases)

    def sentences(self) -> list[str]:
        """The report in words."""
        name = f"{self.algorithm} ({self.dialect})" if self.dialect else self.algorithm
        lines = [f"{name}: {self.verdict} ({self.checks} steps checked in {len(self.cases)} cases)"]
        off = [c for c in self.cases if c.ratio > CONSISTENT]
        for c in off[:SHOWN]:
            first = f", wrong from step {c.first_wrong_step}" if c.first_wrong_step else ""
            lines.append(f"  {c.name}: largest error {c.ratio:.3g} roundings{first}")
        if len(off) > SHOWN:
            lines.append(f"  and {len(off) - SHOWN} more cases")
        right = [c for c in self.cases if c not in off]
        if right:
            most = max(right, key=lambda c: c.ratio)
            lines.append(
                f"  in {len(right)} cases it is right: largest error {most.ratio:.3g} roundings ({most.name})"
            )
        for case, why in self.skipped[:SHOWN]:
            lines.append(f"  skipped {case}: {why}")
        if len(self.skipped) > SHOWN:
            lines.append(f"  and {len(self.skipped) - SHOWN} more skipped")
        for d in self.diagnosis:
            where = "" if len(self.diagnosis) == 1 else f" ({', '.join(d['cases'][:2])} ...)"
            kind = "with a mistake" if d["kind"] == "mutant" else "in another dialect"
            lines.append(f"it equals {self.algorithm} {kind}: {d['words']} [{d['name']}]{where}")
        if self.verdict == "wrong" and not self.diagnosis:
            lines.append("it equals none of the named mistakes and dialects")
        if self.blind_to:
            lines.append(f"these cases cannot see: {', '.join(self.blind_to)}")
        return [*lines, self.reason] if self.reason else lines

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        cases = [{**c._asdict(), "ratio": c.ratio if np.isfinite(c.ratio) else None} for c in self.cases]
        skipped = [{"name": name, "reason": why} for name, why in self.skipped]
        return {**self._asdict(), "cases": cases, "skipped": skipped, "checks": self.checks}


def decide(
    algorithm: str,
    dialect: str | None,
    benches: Sequence[Bench],
    skipped: Sequence[tuple[str, str]],
    stands: dict[Any, Standing],
) -> Report:
    """'wrong' if a step is, or if the iterates look more like a covered variant; 'equal' within CONSISTENT units."""
    judged = tuple(b.judged() for b in benches)
    wrong = [c.first_wrong_step for c in judged if c.first_wrong_step is not None]
    blind = tuple(v.variant_name for v, s in stands.items() if not s.covered)
    like = [v for v, s in stands.items() if s.covered and s.share > 0.5]
    verdict, reason = "undecided", ""
    if not sum(c.steps for c in judged):
        verdict = "not-applicable" if skipped and not judged else "undecided"
        reason = "nothing was compared"
    elif wrong:
        verdict = "wrong"
    elif like:
        verdict = "wrong"
        reason = f"no single step is wrong, but all together look like {like[0].variant_name}"
    elif max(c.ratio for c in judged) <= CONSISTENT:
        verdict = "equal"
    return Report(
        algorithm, verdict, min(wrong, default=None), blind, (), judged, tuple(skipped), reason, dialect
    )
