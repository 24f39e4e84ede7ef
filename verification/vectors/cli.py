"""The commands `refimpl vectors export` and `refimpl vectors check`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click


class Refused(click.ClickException):
    """One sentence and exit code 2."""

    exit_code = 2


@click.group()
def vectors() -> None:
    """Test vectors for implementations in any language."""


@vectors.command("export")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def export_command(directory: Path, as_json: bool) -> None:
    """Write one JSON file of vectors per algorithm, and the schema, into DIRECTORY."""
    from verification.vectors.publish import export

    try:
        found = export(directory)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise Refused(f"{directory} cannot be written: {error.strerror}") from None
    count = Counter(vector["algorithm"] for vector in found.vectors)
    if as_json:
        click.echo(json.dumps({"published": dict(count), "unpublished": found.unpublished}, indent=1))
        return
    for algorithm, number in count.items():
        kinds = Counter(v["expected"] for v in found.vectors if v["algorithm"] == algorithm)
        click.echo(f"{algorithm}.json: {number} vectors ({', '.join(f'{n} {k}' for k, n in kinds.items())})")
    for name, reason in found.unpublished.items():
        click.echo(f"not published: {name}: {reason}", err=True)


@vectors.command("check")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print an object.")
def check_command(file: str, as_json: bool) -> None:
    """Check iterates computed elsewhere, in FILE or on standard input ('-'), against their vectors.

    Exit code 0 where all are valid, 1 otherwise, 2 where the file cannot be used.
    """
    from verification.vectors.compare import check
    from verification.vectors.reading import Unusable, read_results

    try:
        verdicts = check(read_results(file))
    except Unusable as reason:
        raise Refused(str(reason)) from None
    valid = sum(v.verdict == "valid" for v in verdicts)
    if as_json:
        click.echo(
            json.dumps(
                {"valid": valid, "of": len(verdicts), "results": [v.as_json() for v in verdicts]}, indent=1
            )
        )
    else:
        for verdict in verdicts:
            click.echo(verdict.sentence())
        click.echo(f"{valid} of {len(verdicts)} results are valid")
    sys.exit(0 if valid == len(verdicts) else 1)
