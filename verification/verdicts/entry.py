"""One line of the published table: an optimiser of a library, what it is compared with, and the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from verification.claim import dialects_of
from verification.oracle import Case, ImplementationError, Report, check

STEPS = 8  # RAdam is rectified from step 6 on


class Entry(NamedTuple):
    """An optimiser `name` of `library` as an implementation, the algorithm and its dialect (None: as registered).

    `note` says what differs where no named mistake does.
    """

    library: str
    name: str
    algorithm: str
    dialect: str | None
    implementation: Callable[[Case], Any]
    note: str = ""


class Row(NamedTuple):
    """One line of the table, its cells as text."""

    library: str
    optimiser: str
    compared: str
    verdict: str
    steps: str
    words: str
    blind: str

    def line(self) -> str:
        """The row in Markdown."""
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in self) + " |"


def row(entry: Entry) -> Row:
    """The verdict of the oracle on one entry."""
    compared = f"{entry.algorithm}, {entry.dialect}" if entry.dialect else entry.algorithm
    dialect = {d.variant_name: d.words for d in dialects_of(entry.algorithm)}.get(entry.dialect or "", "")
    try:
        report = check(entry.implementation, entry.algorithm, dialect=entry.dialect, steps=STEPS)
    except ImplementationError as error:
        verdict, words = f"raises {type(error.__cause__).__name__}", entry.note or str(error.__cause__)
        return Row(entry.library, entry.name, compared, verdict, "0", words, "")
    verdict, words = _words(report, entry.note)
    steps = f"{report.checks} in {len(report.cases)} cases"
    blind = ", ".join(report.blind_to) if report.checks else ""
    words = "; ".join(filter(None, (dialect, words)))
    return Row(entry.library, entry.name, compared, verdict, steps, words, blind)


def _words(report: Report, note: str) -> tuple[str, str]:
    """The verdict, and what differs."""
    if not report.checks:
        return report.verdict, report.skipped[0][1] if report.skipped else report.reason
    wrong = sum(case.first_wrong_step is not None for case in report.cases)
    if not wrong:
        return report.verdict, report.reason
    mistakes = "; ".join(d["words"] for d in report.diagnosis)
    return f"wrong in {wrong} of {len(report.cases)} cases", note or mistakes or "none of the named mistakes"
