"""The command `refimpl sweep`."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from verification.sweep.drive import Summary
    from verification.sweep.plan import Plan


@click.command()
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("--ledger", type=click.Path(path_type=Path), help="Where finished cells are kept; SPEC with the suffix "
              ".sqlite when left out.")  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes on this machine; all cores when left out."
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Run on the Dask cluster of this scheduler, tcp://host:8786."
)
@click.option("--status", "only_status", is_flag=True, help="Run nothing: say what is done and what is left.")
@click.option("--retry-crashed", is_flag=True, help="Run cells again that ended in an error.")
@click.option("--export", "target", type=click.Path(path_type=Path), help="Write the finished cells to this .csv or "
              ".parquet file.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def sweep(spec: Path, ledger: Path | None, workers: int | None, scheduler: str | None, only_status: bool,
          retry_crashed: bool, target: Path | None, as_json: bool) -> None:  # fmt: skip
    """Run the grid of SPEC (TOML): algorithms, problems, dimensions, seeds, engines, precisions.

    Finished cells are kept in a ledger: an interrupted sweep goes on where it was, with the same command. Exit code 0
    when every cell is done, 1 when cells are left or crashed, 2 when the specification or the ledger cannot be used.
    """
    from verification.sweep.drive import Interrupted
    from verification.sweep.export import check_path
    from verification.sweep.opening import LedgerError

    if workers and scheduler:
        raise click.UsageError(
            "--workers are processes on this machine; a --scheduler has workers of its own"
        )
    if only_status and (scheduler or workers or retry_crashed):
        raise click.UsageError(
            "--status runs nothing, so --workers, --scheduler and --retry-crashed do not apply"
        )
    book = ledger or spec.with_suffix(".sqlite")
    try:
        if target:
            check_path(target)
        if only_status:
            summary = _look(spec, book, target)
        else:
            summary = _run(spec, book, workers, scheduler, retry_crashed, target)
    except (ValueError, LedgerError) as error:
        raise click.UsageError(str(error)) from None
    except Interrupted as error:
        click.echo(f"{error}; {error.stored} new cells are stored, the same command goes on", err=True)
        sys.exit(1)
    _show(summary, book, only_status, as_json)
    sys.exit(1 if summary.left or summary.crashed else 0)


def _run(spec: Path, book: Path, workers: int | None, scheduler: str | None, retry_crashed: bool,
         target: Path | None) -> Summary:  # fmt: skip
    from verification.sweep.distributed import connect
    from verification.sweep.drive import run_sweep
    from verification.sweep.ledger import Ledger
    from verification.sweep.progress import shown
    from verification.sweep.spec import read_spec

    parsed = read_spec(spec)
    client = connect(scheduler) if scheduler else None
    try:
        with _interruptible() as stop, shown() as show:
            summary = run_sweep(
                parsed, book, client=client, workers=workers, retry_crashed=retry_crashed, stop=stop, progress=show
            )  # fmt: skip
    finally:
        if client:
            client.close()
    if target:
        with Ledger(book, read_only=True) as stored:
            _export(summary.plan, stored, target)
    return summary


def _look(spec: Path, book: Path, target: Path | None) -> Summary:
    from verification.sweep.drive import Summary, lacking, status
    from verification.sweep.ledger import Ledger
    from verification.sweep.plan import plan
    from verification.sweep.spec import read_spec

    parsed = read_spec(spec)
    planned = plan(parsed, lacking(parsed.engines))
    if not book.exists() and not target:
        return Summary(planned, {})
    with Ledger(book, read_only=True) as stored:
        if target:
            _export(planned, stored, target)
        return status(planned, stored)


def _export(planned: Plan, stored: Any, target: Path) -> None:
    from verification.sweep.export import export

    click.echo(f"{export(planned, stored, target)} rows in {target}", err=True)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Whether an interrupt asks for the end; a second one does not wait for what is in flight."""
    asked = 0

    def ask(number: int, frame: Any) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise KeyboardInterrupt
        click.echo("stopping: what is in flight is stored first; once more to stop at once", err=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked > 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(summary: Summary, book: Path, only_status: bool, as_json: bool) -> None:
    from verification.sweep.opening import in_use

    running = only_status and in_use(book)
    if as_json:
        data = {"cells": summary.plan.cells, "done": summary.done, "new": summary.new, "left": summary.left,
                "crashed": summary.crashed, "outcomes": summary.outcomes, "seconds": summary.seconds,
                "running": running, "ledger": str(book),
                "skipped": [s._asdict() for s in summary.plan.skipped]}  # fmt: skip
        return click.echo(json.dumps(data, indent=1))
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.outcomes.items()))
    new = "" if only_status else f", {summary.new} of them new"
    click.echo(
        f"{summary.done} of {summary.plan.cells} cells done{new}" + (f": {outcomes}" if outcomes else "")
    )
    for reason, count in Counter(s.reason for s in summary.plan.skipped).items():
        first = next(s.combination for s in summary.plan.skipped if s.reason == reason)
        click.echo(
            f"skipped: {first}" + (f" and {count - 1} more" if count > 1 else "") + f": {reason}", err=True
        )
    if summary.crashed:
        click.echo(f"{summary.crashed} cells ended in an error: see `reason` in --export FILE.csv", err=True)
    if running:
        click.echo(f"a sweep is running on {book}")
    elif summary.left:
        click.echo(f"{summary.left} cells are left; the same command goes on", err=not only_status)
