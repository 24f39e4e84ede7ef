"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from refimpl import METHODS
from refimpl.engines import NAMES, unavailable
from verification.claim import claims_of
from verification.verify import Result


def methods_table() -> Table:
    """All registered methods."""
    return table_of(
        ("algorithm", "family", "papers", "needs", "engines", "claims"),
        (
            (m.name, m.family, ", ".join(m.papers), ", ".join(m.needs), ", ".join(m.engines),
             str(len(claims_of(m.name))))
            for m in METHODS
        ),
    )  # fmt: skip


def engines_table() -> Table:
    """The engines and why one cannot be used here."""
    return table_of(("engine", "here"), ((name, unavailable(name) or "available") for name in NAMES))


def results_table(results: Sequence[Result]) -> Table:
    """Claims with prediction, measurement, slack, rejected controls and time."""
    table = table_of(
        ("claim", "verdict", "prediction", "measured", "slack", "rejected", "s"),
        (
            (
                r.claim.name,
                Text(r.finding.verdict.value, "green" if r.stands else "bold red"),
                r.finding.prediction,
                r.finding.measured,
                "" if r.finding.slack != r.finding.slack else f"{r.finding.slack:.3g}",
                f"{sum(c.rejected for c in r.controls)}/{len(r.controls)}",
                f"{r.seconds:.1f}",
            )
            for r in sorted(results, key=lambda r: r.claim.name)
        ),
    )
    table.columns[0].no_wrap = True
    return table


def shortfalls(results: Sequence[Result]) -> list[str]:
    """One sentence for every claim that does not stand and every control that passed."""
    lines = []
    for r in sorted(results, key=lambda r: r.claim.name):
        if r.finding.verdict.value != "holds":
            lines.append(
                f"{r.claim.name}: {r.finding.verdict.value}; {r.finding.reason or r.finding.measured}"
            )
        if not r.controls:
            lines.append(f"{r.claim.name}: has no control, so it cannot fail")
        lines += [
            f"{r.claim.name}: control '{c.name}' was not rejected ({c.finding.verdict.value}; "
            f"{c.finding.reason or c.finding.measured})"
            for c in r.controls
            if not c.rejected
        ]
    return lines


def coverage_table(rows: Sequence[dict[str, Any]]) -> Table:
    """Coverage of the papers that have at least one method; the rest is summed up below the table."""
    return table_of(
        ("paper", "family", "algorithms", "still missing", "claims", "controls", "engines", "done"),
        (
            (
                row["paper"],
                row["family"],
                ", ".join(row["algorithms"]),
                "; ".join(row["missing"]),
                f"{row['holding']}/{row['claims']} hold",
                f"{row['rejected']}/{row['controls']} rejected",
                ", ".join(row["engines"]),
                "yes" if row["done"] else "no",
            )
            for row in rows
            if row["algorithms"]
        ),
    )


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Table:
    """Cells are plain text: 'refimpl[gpu]' and 'm[k]' are no markup."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table
