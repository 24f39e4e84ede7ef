"""The command `refimpl export benchopt`."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def export() -> None:
    """Problems with certified optima, for other people's benchmarks."""


@export.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def benchopt(directory: Path, as_json: bool) -> None:
    """Write a benchopt benchmark into DIRECTORY, which must be empty or new.

    An objective, a first solver, and one JSON file per problem with its minimiser, its minimum and their radii.
    """
    from verification.export.benchopt import export as write

    try:
        exported = write(directory)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{directory} cannot be written: {error.strerror or error}") from None
    if as_json:
        return click.echo(json.dumps({"written": exported.written, "left_out": exported.left_out}, indent=1))
    click.echo(f"{len(exported.written)} problems in {directory}: {', '.join(exported.written)}")
    click.echo(
        f"{len(exported.left_out)} others have no certified minimum here: --json says why, problem by problem"
    )
