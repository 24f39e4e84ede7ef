"""Finished cells as a table: CSV, or Parquet with the extra `sweep`. Rows stand in the order of the grid."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verification.sweep.ledger import Ledger
from verification.sweep.plan import Plan

REMEDY = "pyarrow must be installed for Parquet: pip install 'refimpl[sweep]'"
_FIXED = {"algorithm": str, "settings": str, "problem": str, "problem_settings": str, "dimension": int, "steps": int,
          "engine": str, "precision": str, "seed": int, "outcome": str, "reason": str, "stopped_at": int,
          "seconds": float}  # fmt: skip
_LAST = {"parameters": str, "source": str, "key": str}
_ROWS = 10_000  # rows in memory at a time
_NAMES = str.maketrans(" -", "__")


def export(plan: Plan, ledger: Ledger, path: str | Path) -> int:
    """Write the finished cells of the plan to a .csv or .parquet file, whole or not at all; returns their number.

    One column per observable (`suboptimality`, `suboptimality_radius`) and per oracle (`calls_gradient`), empty where
    a cell has none. Raises ValueError for another suffix, a file that cannot be written, or a missing library.
    """
    path = Path(path)
    check_path(path)
    columns = _columns(plan, ledger)
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write = _write_parquet if path.suffix == ".parquet" else _write_csv
        count = write(partial, columns, _rows(plan, ledger, columns))
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ValueError(f"{path} cannot be written: {error.strerror or error}") from None
    return count


def check_path(path: Path) -> None:
    """Raise ValueError unless `export` can write such a file."""
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"an export must be a .csv or a .parquet file, got {str(path)!r}")
    if path.suffix == ".parquet":
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError:
            raise ValueError(REMEDY) from None


def _stored(plan: Plan, ledger: Ledger) -> Iterator[dict[str, Any]]:
    for group in plan.groups:
        for i in range(0, len(plan.seeds), _ROWS):
            yield from ledger.rows([group.key(seed) for seed in plan.seeds[i : i + _ROWS]])


def _columns(plan: Plan, ledger: Ledger) -> dict[str, type]:
    observed: dict[str, type] = {}
    calls: dict[str, type] = {}
    for row in _stored(plan, ledger):
        observed.update((name.translate(_NAMES), float) for name in json.loads(row["observed"]))
        calls.update((f"calls_{name}", int) for name in json.loads(row["calls"]))
    return {**_FIXED, **dict(sorted(observed.items())), **dict(sorted(calls.items())), **_LAST}


def _rows(plan: Plan, ledger: Ledger, columns: dict[str, type]) -> Iterator[list[Any]]:
    for row in _stored(plan, ledger):
        for name, value in json.loads(row["observed"]).items():
            row[name.translate(_NAMES)] = float(value)
        for name, count in json.loads(row["calls"]).items():
            row[f"calls_{name}"] = count
        yield [row.get(name) for name in columns]


def _write_csv(path: Path, columns: dict[str, type], rows: Iterator[list[Any]]) -> int:
    count = 0
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_parquet(path: Path, columns: dict[str, type], rows: Iterator[list[Any]]) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        while block := list(itertools.islice(rows, _ROWS)):
            arrays = [pa.array(values, field.type) for values, field in zip(zip(*block), schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(block)
    return count
