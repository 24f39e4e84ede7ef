"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table

from refimpl import METHODS
from refimpl.engines import unavailable
from verification.claim import claims_of
from verification.verify import Result


def methods_table() -> Table:
    """All registered methods."""
    table = _table("algorithm", "family", "papers", "needs", "engines", "claims")
    for m in METHODS:
        engines = ", ".join(m.engines)
        table.add_row(
            m.name, m.family, ", ".join(m.papers), ", ".join(m.needs), engines, str(len(claims_of(m.name)))
        )
    return table


def engines_table() -> Table:
    """The engines and why one cannot be used here."""
    table = _table("engine", "here")
    for name in ("numpy", "numba", "cupy", "ball"):
        table.add_row(name, unavailable(name) or "available")
    return table


def results_table(results: Sequence[Result]) -> Table:
    """Claims with prediction, measurement, slack, rejected controls and time."""
    table = _table("claim", "verdict", "prediction", "measured", "slack", "rejected", "s")
    table.columns[0].no_wrap = True
    for r in sorted(results, key=lambda r: r.claim.name):
        rejected = sum(c.rejected for c in r.controls)
        colour = "green" if r.stands else "bold red"
        slack = "" if r.finding.slack != r.finding.slack else f"{r.finding.slack:.3g}"
        table.add_row(
            r.claim.name, f"[{colour}]{r.finding.verdict.value}[/]", r.finding.prediction, r.finding.measured,
            slack, f"{rejected}/{len(r.controls)}", f"{r.seconds:.1f}",
        )  # fmt: skip
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
    table = _table("paper", "family", "algorithms", "still missing", "claims", "controls", "engines", "done")
    for row in rows:
        if row["algorithms"]:
            claims = f"{row['holding']}/{row['claims']} hold"
            controls = f"{row['rejected']}/{row['controls']} rejected"
            missing, engines = "; ".join(row["missing"]), ", ".join(row["engines"])
            done = "yes" if row["done"] else "no"
            table.add_row(
                row["paper"],
                row["family"],
                ", ".join(row["algorithms"]),
                missing,
                claims,
                controls,
                engines,
                done,
            )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
