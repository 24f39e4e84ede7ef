"""What a sweep shows while it runs: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from verification.sweep.rates import Estimate, Rates

QUIET = 30.0  # seconds between plain lines


@contextmanager
def shown() -> Iterator[Callable[[Rates], None]]:
    """A function that shows how a sweep stands, on standard error."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("{task.completed:.0f}/{task.total:.0f} cells"),
        BarColumn(),
        TextColumn("{task.fields[rest]}"),
        console=console,
        transient=True,
    )
    with bar:
        task: Any = None

        def show(rates: Rates) -> None:
            nonlocal task
            if task is None:
                task = bar.add_task("", total=rates.cells, rest="")
            bar.update(task, completed=rates.done, rest=rest(rates))

        yield show


def rest(rates: Rates) -> str:
    """The estimate, and how many cells crashed."""
    crashed = f", {rates.crashed} crashed" if rates.crashed else ""
    return _words(rates.estimate()) + crashed


def _words(estimate: Estimate | None) -> str:
    if estimate is None:
        return "measuring each kind of cell once"
    low, middle, high = map(duration, estimate)
    return f"about {middle} left" if low == high else f"about {middle} left ({low} to {high})"


def duration(seconds: float) -> str:
    """Seconds in the largest unit that fits: 8 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"


def _plain_lines() -> Callable[[Rates], None]:
    last = time.monotonic()

    def show(rates: Rates) -> None:
        nonlocal last
        if time.monotonic() - last >= QUIET:
            last = time.monotonic()
            click.echo(f"{rates.done} of {rates.cells} cells, {rest(rates)}", err=True)

    return show
