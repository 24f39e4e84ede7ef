"""The command line: list, show, run, verify, report, plot, coverage, check, vectors, mutants, bench, sweep, export.

Exit codes: 0 all right, 1 something falls short, 2 bad usage. Heavy libraries load inside the commands.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

import refimpl
from refimpl.engines import NAMES
from verification.bench.cli import bench
from verification.export.cli import export
from verification.report.cli import plot, report
from verification.sweep.cli import sweep
from verification.vectors.cli import vectors


def _usage(command: Callable[..., None]) -> Callable[..., None]:
    """Unusable input ends with one sentence and exit code 2."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (ValueError, refimpl.EngineUnavailable) as error:
            raise click.UsageError(str(error)) from None

    return guarded


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(refimpl.__version__, prog_name="refimpl")
def main() -> None:
    """Reference implementations of optimisation algorithms, verified against their theorems."""
    if sys.stderr.isatty():  # a person waits: tell why (the compiled engine says once that it compiles)
        logging.basicConfig(format="%(message)s")
        logging.getLogger("refimpl").setLevel(logging.INFO)


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def list_methods(as_json: bool) -> None:
    """List the algorithms with family, paper, needs and engines."""
    from verification.claim import claims_of

    if as_json:
        rows = [
            {"name": m.name, "family": m.family, "paper": m.paper, "papers": m.papers, "needs": m.needs,
             "engines": m.engines, "claims": [c.name for c in claims_of(m.name)]}
            for m in refimpl.METHODS
        ]  # fmt: skip
        return _emit(rows)
    from verification.report.tables import engines_table, methods_table

    _print(methods_table(), engines_table())


@main.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@_usage
def show(name: str, as_json: bool) -> None:
    """Show the page of one algorithm: source, step, guarantee, cost, claims, mutants."""
    from verification.claim import claims_of, mutants_of

    method = refimpl.get_method(name)
    page = inspect.getdoc(importlib.import_module(f"refimpl.{method.module}")) or ""
    claims = [{"name": c.name, "kind": c.kind.value, "statement": c.statement} for c in claims_of(name)]
    mutants = [
        {"name": m.variant_name, "fault_class": m.fault_class, "words": m.words} for m in mutants_of(name)
    ]
    if as_json:
        fields = list(method.load()._fields)
        return _emit({"name": name, "family": method.family, "papers": method.papers, "needs": method.needs,
                      "engines": method.engines, "parameters": fields, "page": page, "claims": claims,
                      "mutants": mutants})  # fmt: skip
    click.echo(page)
    click.echo(
        f"\nParameters  {', '.join(method.load()._fields)}\nEngines     {', '.join(method.engines)}\n\nClaims"
    )
    for entry in claims:
        click.echo(f"  {entry['name']} ({entry['kind']})\n      {entry['statement']}")
    click.echo("\nMutants that the oracle knows")
    for entry in mutants:
        click.echo(f"  {entry['name']} [{entry['fault_class']}] {entry['words']}")


@main.command()
@click.argument("name")
@click.option("--problem", help="Example problem; the method's own when left out.")
@click.option("--steps", default=200, show_default=True, help="Number of steps.")
@click.option("--engine", default="numpy", show_default=True, help=f"One of {', '.join(NAMES)}.")
@click.option("--seed", default=0, show_default=True, help="Seed of the random draws.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set a hyper-parameter.")
@click.option(
    "--plot", type=click.Path(path_type=Path), help="Draw the observables: a .svg, .pdf or .png file."
)
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@_usage
def run(name: str, problem: str | None, steps: int, engine: str, seed: int, settings: tuple[str, ...],
        plot: Path | None, as_json: bool) -> None:  # fmt: skip
    """Run one algorithm on an example problem."""
    from verification.report.runs import run_example

    with _busy(f"running {name}"):
        summary = run_example(name, problem, steps, engine, seed, settings, plot)
    _emit_run(summary, as_json)


@main.command()
@click.argument("names", nargs=-1)
@click.option("--engine", help="Run the claims on this engine instead of each one's own.")
@click.option("--json", "json_file", help="Write the results as JSON to this file ('-': standard output).")
@click.option("--out", default="refimpl-report", show_default=True, type=click.Path(path_type=Path, file_okay=False),
              help="Folder for the page (index.html) and its data (results.json).")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), help="Parallel processes; all cores when left out.")
@_usage
def verify(
    names: tuple[str, ...], engine: str | None, json_file: str | None, out: Path, workers: int | None
) -> None:
    """Check algorithms (all when none is named) against their theorems, with every planted error."""
    from verification.report.files import must_be_writable, write
    from verification.report.page import write_page
    from verification.report.results import read_results, thinned, write_results
    from verification.report.tables import results_table, shortfalls

    must_be_writable(out)
    results = list(_progress(names, engine, workers, thinned))
    data = [r.as_json() for r in sorted(results, key=lambda r: r.claim.name)]
    page = write_page(out, read_results(write_results(out, results)))
    if json_file and json_file != "-":
        write(Path(json_file), json.dumps(data, indent=1) + "\n")
    if json_file == "-":
        _emit(data)
    else:
        _print(results_table(results))
        missing, controls = shortfalls(results), sum(len(r.controls) for r in results)
        stands = sum(r.stands for r in results)
        click.echo(f"{stands} of {len(results)} claims stand, with {controls} planted errors; look at {page}")
        for line in missing:
            click.echo(line, err=True)
    sys.exit(0 if results and all(r.stands for r in results) else 1)


@main.command()
@click.option("--results", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Results of `refimpl verify --json`; without it the verification runs first.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
@_usage
def coverage(results: Path | None, as_json: bool) -> None:
    """Show which papers of the catalogue are covered: algorithms, claims, controls, engines."""
    from verification.coverage import coverage as compute
    from verification.report.tables import coverage_table

    if results:
        data = json.loads(results.read_text(encoding="utf-8"))
    else:
        data = [r.as_json() for r in _progress((), None, None)]
    rows = compute(data)
    if as_json:
        return _emit(rows)
    _print(coverage_table(rows))
    begun = sum(bool(r["algorithms"]) for r in rows)
    click.echo(f"{sum(r['done'] for r in rows)} of {len(rows)} papers done, {begun} begun")


@main.command()
@click.argument("target", metavar="MODULE:CALLABLE")
@click.option("--algorithm", required=True, help="The registered algorithm it should be.")
@click.option("--steps", default=12, show_default=True, type=click.IntRange(min=4), help="Steps per case.")
@click.option("--precision", default="float64", show_default=True, help="The format it computes in.")
@click.option("--dialect", help="Compare with this dialect of the algorithm.")
@click.option(
    "--strict", is_flag=True, help="Also ask where no answer is owed: at 0/0, and at a threshold met exactly."
)
@click.option("--adapter", help="The callable makes an optimiser: of 'torch', 'optax' or 'scipy'.")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
@_usage
def check(target: str, algorithm: str, steps: int, precision: str, dialect: str | None, strict: bool,
          adapter: str | None, as_json: bool) -> None:  # fmt: skip
    """Check an implementation: equal to the reference, or wrong from which step and how."""
    from verification.oracle import check as judge

    module, _, attribute = target.partition(":")
    if not attribute:
        raise ValueError(f"the implementation must be given as MODULE:CALLABLE, got {target!r}")
    sys.path.insert(0, os.getcwd())
    try:
        implementation = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{target!r} could not be imported: {error}") from None
    if adapter:
        from verification.adapters import adapt

        implementation = adapt(adapter, implementation)
    with _busy(f"checking {target}"):
        report = judge(
            implementation,
            algorithm,
            steps,
            precision=precision,
            dialect=dialect,
            strict=strict,
        )
    if as_json:
        _emit(report.as_json())
    else:
        click.echo("\n".join(report.sentences()))
    sys.exit(0 if report.verdict == "equal" else 1)


main.add_command(vectors)
main.add_command(bench)
main.add_command(sweep)
main.add_command(report)
main.add_command(plot)
main.add_command(export)


@main.command()
@click.argument("names", nargs=-1)
@click.option("--operator", "operators", multiple=True, help="Only this operator ('named': written by hand).")
@click.option("--json", "json_file", help="Write the scores as JSON to this file ('-': standard output).")
@click.option("--workers", type=click.IntRange(min=1), help="Parallel processes; all cores when left out.")
@_usage
def mutants(
    names: tuple[str, ...], operators: tuple[str, ...], json_file: str | None, workers: int | None
) -> None:
    """Change algorithms (all when none is named) in every small way: which changes do oracle and claims reject?"""
    from verification.mutation.score import fates, tasks
    from verification.mutation.tally import as_json, passes
    from verification.report.files import write
    from verification.report.mutants import scores_table, survivors

    order = {task: i for i, task in enumerate(tasks(names, operators))}
    results = _bar(fates(names, operators, workers), "mutants", len(order))
    found = sorted(results, key=lambda f: order[f.algorithm, f.name])
    if json_file and json_file != "-":
        write(Path(json_file), json.dumps(as_json(found), indent=1) + "\n")
    if json_file == "-":
        _emit(as_json(found))
    else:
        _print(*(scores_table(found, key) for key in ("algorithm", "operator", "fault_class")))
        for line in survivors(found):
            click.echo(line, err=True)
    sys.exit(0 if passes(found) else 1)


def _progress(
    names: Iterable[str], engine: str | None, workers: int | None, then: Callable[[Any], Any] | None = None
) -> Iterable[Any]:
    """Results as they come, with a bar on a terminal; `then` is applied to each where it was computed."""
    from verification.claim import all_claims
    from verification.verify import verify as run_claims

    names = tuple(names)
    return _bar(run_claims(names, engine, workers, then), "verifying", len(all_claims(names)))


def _bar(results: Iterable[Any], words: str, total: int) -> Iterable[Any]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(results, words, total, console=console, disable=not console.is_terminal, transient=True)


@contextlib.contextmanager
def _busy(words: str) -> Iterator[None]:
    """A moving bar on a terminal: how long a compiled loop takes cannot be told from outside."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        progress.add_task(words, total=None)
        yield


def _emit(data: Any) -> None:
    click.echo(json.dumps(data, indent=1))


def _emit_run(data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return _emit(data)
    for key, value in data.items():
        click.echo(f"{key:<14}{value}")


def _print(*tables: Any) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 180)
    for table in tables:
        console.print(table)
