"""The figures as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table


def ratio_words(entry: dict[str, Any]) -> str:
    """Ratio and quartiles to three digits: '2.31 (2.25-2.40)'."""
    low, high = entry["spread"]
    return f"{entry['ratio']:.3g} ({low:.3g}-{high:.3g})"


def figures_table(entries: Sequence[dict[str, Any]]) -> Table:
    """One row per figure and peer, one column per size."""
    sizes = sorted({entry["size"] for entry in entries})
    table = Table("figure", "algorithm", "peer", *(f"d = {size}" for size in sizes))
    rows: dict[tuple[str, str, str], dict[int, str]] = {}
    for entry in entries:
        key = entry["figure"], entry["algorithm"], entry["peer"]
        rows.setdefault(key, {})[entry["size"]] = ratio_words(entry)
    for key, cells in rows.items():
        table.add_row(*key, *(cells.get(size, "") for size in sizes))
    return table
