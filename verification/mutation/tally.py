"""What the fates of many mutants add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from verification.mutation.score import Fate

CLAIMS_SHARE = 0.95  # of the scored mutants of every algorithm that the claims alone must reject


class Tally(NamedTuple):
    """Counts of mutants; `scored` are those that are neither stillborn nor equivalent."""

    total: int
    stillborn: int
    equivalent: int
    scored: int
    killed_by_oracle: int
    killed_by_claims: int

    @property
    def suffices(self) -> bool:
        """Whether the oracle rejects every scored mutant and the claims alone CLAIMS_SHARE of them."""
        return self.killed_by_oracle == self.scored and self.killed_by_claims >= CLAIMS_SHARE * self.scored


def tally(fates: Iterable[Fate]) -> Tally:
    """The counts."""
    found = list(fates)
    scored = [f for f in found if f.scored]
    return Tally(
        len(found),
        sum(f.nature == "stillborn" for f in found),
        sum(bool(f.equivalent) for f in found),
        len(scored),
        sum(bool(f.oracle) for f in scored),
        sum(bool(f.claim) for f in scored),
    )


def by(key: str, fates: Sequence[Fate]) -> dict[str, Tally]:
    """The counts for every value of a field of the fates ('algorithm', 'operator', 'fault_class'), in order."""
    values = dict.fromkeys(getattr(f, key) for f in fates)
    return {value: tally(f for f in fates if getattr(f, key) == value) for value in values}


def passes(fates: Sequence[Fate]) -> bool:
    """Whether every algorithm suffices, and something was scored at all."""
    return bool(tally(fates).scored) and all(t.suffices for t in by("algorithm", fates).values())


def as_json(fates: Sequence[Fate]) -> dict[str, Any]:
    """Counts over all, per algorithm, per operator and per fault class; survivors and equivalents by name."""
    algorithms = {
        name: {**counts._asdict(), **_named([f for f in fates if f.algorithm == name])}
        for name, counts in by("algorithm", fates).items()
    }
    return {
        **tally(fates)._asdict(),
        **_named(fates),
        "algorithms": algorithms,
        "operators": {name: counts._asdict() for name, counts in by("operator", fates).items()},
        "fault_classes": {name: counts._asdict() for name, counts in by("fault_class", fates).items()},
    }


def _named(fates: Sequence[Fate]) -> dict[str, Any]:
    def entry(f: Fate, **more: Any) -> dict[str, Any]:
        about = {
            "algorithm": f.algorithm,
            "name": f.name,
            "operator": f.operator,
            "fault_class": f.fault_class,
        }
        return {**about, "words": f.words, **more}

    return {
        "survivors": [
            entry(f, survived=f.survived, evidence=f.evidence, oracle=f.oracle, claim=f.claim)
            for f in fates if f.survived
        ],
        "equivalents": [entry(f, reason=f.equivalent) for f in fates if f.equivalent],
    }  # fmt: skip
