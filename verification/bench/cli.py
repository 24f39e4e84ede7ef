"""The command `refimpl bench`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

SIZES = "2,10,100,1000"
PEERS = ("numpy", "jax", "optax", "jaxopt", "torch", "scipy", "scikit-learn", "blas")


def _sizes(context: click.Context, option: click.Parameter, text: str) -> list[int]:
    try:
        sizes = [int(word) for word in text.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 2:
        raise click.BadParameter(
            f"sizes must be integers of at least 2 with commas between them, got {text!r}"
        )
    return list(dict.fromkeys(sizes))


@click.command()
@click.argument("names", nargs=-1)
@click.option("--sizes", default=SIZES, show_default=True, callback=_sizes, help="Dimensions to measure.")
@click.option(
    "--peer", "peers", multiple=True, type=click.Choice(PEERS), help="Only this peer; all when left out."
)
@click.option(
    "--threads", default=1, show_default=True, type=click.IntRange(min=1), help="Threads, the same for all."
)
@click.option("--quick", is_flag=True, help="Short times and whole loops only: to see that it works.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def bench(
    names: tuple[str, ...], sizes: list[int], peers: tuple[str, ...], threads: int, quick: bool, as_json: bool
) -> None:
    """Measure how fast algorithms (all that have a case when none is named) run beside their peers.

    Every figure is a ratio, the peer's time over ours, measured in turns in one run: above 1 refimpl is faster. Ours
    is the compiled engine's; many seeds go in one batch where a short trial shows that to be faster. Peers whose
    iterates differ are not timed; those that are not installed are named.
    """
    from verification.bench.figures import chosen

    try:
        algorithms = chosen(names)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    found, wrong = [], False
    try:
        for entry in _with_bar(_measured(algorithms, sizes, peers or PEERS, threads, quick)):
            if "note" in entry:
                click.echo(entry["note"], err=True)
                wrong |= entry["wrong"]
            else:
                found.append(entry)
    except RuntimeError as error:  # no memory for that size, for instance
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        from rich.console import Console

        from verification.bench.table import figures_table

        Console(width=None if sys.stdout.isatty() else 120).print(figures_table(found))
        click.echo("ratio: the peer's time over ours, above 1 refimpl is faster; in brackets the quartiles")
    sys.exit(1 if wrong or not found else 0)


def _measured(
    names: Sequence[str], sizes: Sequence[int], peers: Sequence[str], threads: int, quick: bool
) -> Iterator[dict[str, Any]]:
    from verification.bench.machine import child, versions, words

    about = {"threads": threads, "machine": words(), "versions": versions()}
    task = {"names": names, "sizes": sizes, "peers": peers, "quick": quick, "threads": threads}
    for entry in child("verification.bench.figures", task, threads):
        yield entry if "note" in entry else entry | about
    if quick:
        return
    from verification.bench.first_call import first_calls

    try:
        for entry in first_calls(names, repetitions=2):
            yield entry | about
    except ValueError as error:
        yield {"note": f"{error}; first calls are not compared", "wrong": False}
    for entry in child("verification.bench.scaling", quick, 1):
        yield entry | about


def _with_bar(entries: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """On a terminal the latest figure is named while the next is measured."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("measuring", total=None)
        for entry in entries:
            if "note" not in entry:
                progress.update(task, description=f"{entry['algorithm']} {entry['size']} {entry['peer']}")
            yield entry
