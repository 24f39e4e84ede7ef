"""Mutation scores for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from verification.mutation.score import Fate
from verification.mutation.tally import Tally, by, tally
from verification.report.tables import table_of


def scores_table(fates: Sequence[Fate], key: str) -> Table:
    """Counts and shares for every value of `key` ('algorithm', 'operator', 'fault_class'), and over all."""
    rows = [*by(key, fates).items(), ("all", tally(fates))]
    return table_of(
        (key.replace("_", " "), "mutants", "stillborn", "equivalent", "scored", "oracle", "claims"),
        (
            (name, str(t.total), str(t.stillborn), str(t.equivalent), str(t.scored),
             _share(t.killed_by_oracle, t), _share(t.killed_by_claims, t))
            for name, t in rows
        ),
    )  # fmt: skip


def survivors(fates: Sequence[Fate]) -> list[str]:
    """One sentence for every mutant that the oracle or all claims let pass."""
    return [
        f"{f.algorithm}: {f.name} survives {' and '.join(f.survived)}: {f.words}"
        + (f"; {f.evidence}" if f.nature in ("different", "unobserved") else "; no difference found")
        for f in fates if f.survived
    ]  # fmt: skip


def _share(killed: int, counts: Tally) -> str:
    return f"{killed} ({100 * killed / counts.scored:.1f} %)" if counts.scored else ""
