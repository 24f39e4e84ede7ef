"""Everything that a GPU can show, in less than eight minutes: agreement, throughput, graphs, batches.

    python benchmarks/gpu.py --out docs/gpu [--only agreement] [--only ...]

Writes one raw JSON file a part and `summary.md`, after every part, so that an interrupted run leaves what it has.
Exit code 0, 1 where something disagrees with NumPy, 2 where there is no CuPy or no device.
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import click

from refimpl.engines import EngineUnavailable
from verification.bench.device.accelerator import Cuda
from verification.bench.device.agreement import agreements
from verification.bench.device.batches import batches
from verification.bench.device.graphs import graphs
from verification.bench.device.summary import PARTS, summary
from verification.bench.device.throughput import throughput

SECONDS = {"agreement": 150, "throughput": 80, "graphs": 80, "batches": 120}
"""After these no further case of the part is begun; what was left out is named."""


def measure(device: Any, part: str, seconds: float) -> dict[str, Any]:
    """One part on the device."""
    deadline = time.monotonic() + seconds
    if part == "graphs":
        return graphs(device, device.cupy, deadline)
    return {"agreement": agreements, "throughput": throughput, "batches": batches}[part](device, deadline)


def wrong(results: dict[str, dict[str, Any]]) -> bool:
    """Whether anything computed on the device disagreed with NumPy."""
    entries = [entry for result in results.values() for entry in result["entries"]]
    return any(
        entry.get("agrees") is False
        or entry.get("equal") is False
        or not (entry.get("difference") or 0.0) <= 1e-9
        for entry in entries
    )


def strict(value: Any) -> Any:
    """The value with 'inf' and 'nan' in words, which JSON has no numbers for."""
    if isinstance(value, dict):
        return {key: strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strict(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def write(folder: Path, results: dict[str, dict[str, Any]], part: str) -> None:
    """The raw file of the part, and the page of all parts so far."""
    raw = json.dumps(strict(results[part]), indent=1, allow_nan=False)
    (folder / f"{part}.json").write_text(raw + "\n", "ascii")
    (folder / "summary.md").write_text(summary(results), "ascii")


@click.command()
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to."
)
@click.option(
    "--only", multiple=True, type=click.Choice(list(PARTS)), help="Only this part; all when left out."
)
def main(out: Path, only: tuple[str, ...]) -> None:
    """Measure on the first CUDA device and write the raw figures and a summary."""
    try:
        device = Cuda()
    except EngineUnavailable as error:
        click.echo(f"nothing is measured: {error}", err=True)
        sys.exit(2)
    out.mkdir(parents=True, exist_ok=True)
    results: dict[str, dict[str, Any]] = {}
    for part in only or PARTS:
        begin = time.perf_counter()
        results[part] = {"facts": device.facts(), **measure(device, part, SECONDS[part])}
        results[part]["took_seconds"] = time.perf_counter() - begin
        write(out, results, part)
        click.echo(f"{part}: {len(results[part]['entries'])} cases in {results[part]['took_seconds']:.0f} s")
    sys.exit(1 if wrong(results) else 0)


if __name__ == "__main__":
    main()
