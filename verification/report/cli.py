"""The commands `refimpl report` and `refimpl plot`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("report")
@click.argument("directory", type=click.Path(path_type=Path))
def report(directory: Path) -> None:
    """Write the page of a verification, DIRECTORY/index.html, again from its results.json.

    `refimpl verify --out DIRECTORY` writes both; this is for a page of a newer version, or of results made elsewhere.
    """
    from verification.report.page import write_page
    from verification.report.results import read_results

    try:
        results = read_results(directory)
        page = write_page(directory if directory.is_dir() else directory.parent, results)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    stands = sum(claim["stands"] for claim in results["claims"])
    click.echo(f"{stands} of {len(results['claims'])} claims stand; look at {page}")


@click.command("plot")
@click.argument("name", metavar="CLAIM")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="The file: .svg, .pdf or .png; CLAIM.svg when left out.")  # fmt: skip
@click.option("--engine", help="Run the claim on this engine instead of its own.")
def plot(name: str, out: Path | None, engine: str | None) -> None:
    """Verify one CLAIM with its planted errors and draw it for publication, 3.5 inches wide.

    Text stays text in SVG and PDF, and the same results give the same bytes.
    """
    import refimpl
    from verification.claim import claim_named
    from verification.report.files import must_be_writable
    from verification.report.plots import draw_claim, suffix_of
    from verification.report.results import thinned
    from verification.report.tables import shortfalls
    from verification.verify import verify_claim

    try:
        claim = claim_named(name)
        path = out or Path(f"{name}.svg")
        suffix_of(path)
        must_be_writable(path.parent)
        refimpl.get_engine(engine or claim.engine)
        result = thinned(verify_claim(claim, engine))
        draw_claim(result, path)
    except (ValueError, refimpl.EngineUnavailable) as error:
        raise click.UsageError(str(error)) from None
    rejected = sum(control.rejected for control in result.controls)
    click.echo(f"{path}: {claim.statement}\n{result.finding.verdict.value}, {result.finding.measured}; "
               f"{rejected} of {len(result.controls)} planted errors rejected")  # fmt: skip
    for line in shortfalls([result]):
        click.echo(line, err=True)
    sys.exit(0 if result.stands else 1)
