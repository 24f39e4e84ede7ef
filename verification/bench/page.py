"""Write docs/performance.md and its picture: `python -m verification.bench.page bench.json docs`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from verification.bench.table import ratio_words

Entry = dict[str, Any]
PICTURE = "pictures/performance.svg"

HEAD = """# Performance

A snapshot of one machine: {machine}; {threads} thread{s} for every program. With {versions}.
{generated}

Every figure is a ratio: the peer's time over ours, so **above 1 refimpl is faster**. Ours is that of the compiled
engine where nothing else is said. The two programs run in turns in one process; a figure is the median over {pairs}
pairs, in brackets the quartiles. Whole loops are processor time per step of `refimpl.run`, validation included, and of
the peer's own loop, once compiled. Before anything is timed the peer's iterates are compared with ours: the largest
difference was {difference:.1g} of the largest entry. `blas` is no program but the large operations of a step alone, in
BLAS and LAPACK.

    refimpl bench --json > bench.json
    python -m verification.bench.page bench.json docs

![Microseconds per step against the dimension, for each algorithm and peer]({picture})
"""
GENERATED = (
    "This page is generated; numbers of another machine or version will differ, ratios less than seconds."
)


def page(entries: Sequence[Entry]) -> str:
    """The page in Markdown. ValueError where there is no whole loop among the figures."""
    loops = [e for e in entries if e["figure"] == "whole loop"]
    if not loops:
        raise ValueError("the figures must hold at least one whole loop, got none")
    about = loops[0]
    head = HEAD.format(
        machine=about["machine"],
        threads=about["threads"],
        s="" if about["threads"] == 1 else "s",
        versions=", ".join(f"{name} {number}" for name, number in about["versions"].items()),
        generated=GENERATED,
        pairs=_span([e["pairs"] for e in loops]),
        difference=max(e["difference"] or 0.0 for e in loops),
        picture=PICTURE,
    )
    return "\n".join([head, *_goals(loops), *_loops(loops), *_first_calls(entries), *_scaling(entries)])


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low} to {high}"


def _goals(loops: Sequence[Entry]) -> list[str]:
    """Where each size stands beside the fastest peer and beside BLAS."""
    lines = ["## Against the fastest peer", ""]
    fastest: dict[tuple[str, int], Entry] = {}
    for entry in loops:
        key = entry["algorithm"], entry["size"]
        if entry["peer"] != "blas" and (key not in fastest or entry["ratio"] < fastest[key]["ratio"]):
            fastest[key] = entry
    met = sum(e["ratio"] >= 1 for e in fastest.values())
    lines += [
        f"refimpl is at least as fast as the fastest peer in {met} of {len(fastest)} pairs of algorithm and dimension:",
        "",
        *_table(list(fastest.values()), lambda e: (e["algorithm"],), ("algorithm",), with_peer=True),
        "",
    ]
    bare = [e for e in loops if e["peer"] == "blas"]
    if bare:
        met = sum(e["ratio"] >= 1 / 1.3 for e in bare)
        lines += [
            f"It needs at most 1.3 times what BLAS and LAPACK need alone in {met} of {len(bare)} cases.",
            "",
        ]
    if held := _ran(fastest.values(), "numba, registers"):
        lines += [
            f'{held} ran in registers, `get_engine("numba", registers=True)`:',
            "no array is made in a step, each of which costs some 15 ns.",
            "",
        ]
    if batched := _ran(fastest.values(), "numpy, together"):
        lines += [
            f"{batched} ran all seeds in one batch on NumPy, `run_many(..., together=True)`:",
            "a product with a matrix takes the vectors of all seeds at once. A short trial before chose it.",
            "",
        ]
    return lines


def _ran(entries: Iterable[Entry], engine: str) -> str:
    """Sizes and algorithms of what ran so, in words; empty where nothing did."""
    held = [e for e in entries if e["engine"] == engine]
    sizes = " and ".join(str(size) for size in sorted({e["size"] for e in held}))
    return f"At d = {sizes} {', '.join(dict.fromkeys(e['algorithm'] for e in held))}" if held else ""


def _loops(loops: Sequence[Entry]) -> list[str]:
    lines = ["## Whole loops, by algorithm and peer", ""]
    for algorithm in dict.fromkeys(e["algorithm"] for e in loops):
        mine = [e for e in loops if e["algorithm"] == algorithm]
        lines += [f"**{algorithm}**: {mine[0]['problem']}", ""]
        lines += [*_table(mine, lambda e: (e["peer"],), ("peer",)), ""]
    return lines


def _table(entries: Sequence[Entry], key: Any, names: tuple[str, ...], with_peer: bool = False) -> list[str]:
    sizes = sorted({e["size"] for e in entries})
    rows: dict[tuple[str, ...], dict[int, str]] = {}
    for entry in entries:
        words = ratio_words(entry) + (f", {entry['peer']}" if with_peer else "")
        rows.setdefault(key(entry), {})[entry["size"]] = words
    head = [*names, *(f"d = {size}" for size in sizes)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [
        f"| {' | '.join([*row, *(cells.get(size, '') for size in sizes)])} |" for row, cells in rows.items()
    ]


def _first_calls(entries: Sequence[Entry]) -> list[str]:
    found = [e for e in entries if e["figure"].startswith("first call")]
    if not found:
        return []
    lines = [
        "## The first call",
        "",
        "Processor seconds of a first call in a fresh process, the import of the library included: cold compiles, warm",
        "loads what an earlier process compiled. JAX compiles in every process.",
        "",
        "| algorithm | cold | warm | JAX |",
        "|---|---|---|---|",
    ]
    for name in dict.fromkeys(e["algorithm"] for e in found):
        cold, warm = (next(e for e in found if e["algorithm"] == name and e["figure"].endswith(w))
                      for w in ("cold", "warm"))  # fmt: skip
        lines.append(
            f"| {name} | {cold['seconds']:.1f} s | {warm['seconds']:.1f} s | {cold['peer_seconds']:.1f} s |"
        )
    return [*lines, ""]


def _scaling(entries: Sequence[Entry]) -> list[str]:
    lines = []
    for entry in entries:
        if entry["figure"].startswith("run_many"):
            lines.append(
                f"`run_many`, {entry['runs']} runs of {entry['steps']} steps on {entry['cores']} cores: "
                f"{ratio_words(entry)} times as fast as on one, an efficiency of {entry['efficiency']:.2f}."
            )
        elif entry["figure"] == "peak memory":
            lines.append(
                f"Peak memory of {entry['steps']:,} steps: {entry['mebibytes']:.0f} MiB, {1 / entry['ratio']:.3f} "
                "times that of a tenth of the steps."
            )
    return ["## Many runs and long runs", "", *(f"{line}\n" for line in lines)] if lines else []


def draw(entries: Sequence[Entry], path: Path) -> None:
    """Microseconds per step against the dimension, one panel per algorithm, as SVG."""
    import matplotlib.pyplot as plt

    loops = [e for e in entries if e["figure"] == "whole loop"]
    algorithms = list(dict.fromkeys(e["algorithm"] for e in loops))
    peers = list(dict.fromkeys(e["peer"] for e in loops))
    colours = {peer: f"C{i % 10}" for i, peer in enumerate(peers)}
    columns = min(3, len(algorithms))
    rows = -(-len(algorithms) // columns)
    with plt.rc_context({"svg.hashsalt": "refimpl", "font.size": 9}):
        figure, axes = plt.subplots(rows, columns, figsize=(3.2 * columns, 2.6 * rows + 0.5), squeeze=False)
        for axis in axes.flat[len(algorithms) :]:
            axis.set_visible(False)
        for axis, algorithm in zip(axes.flat, algorithms, strict=False):
            mine = [e for e in loops if e["algorithm"] == algorithm]
            sizes = sorted({e["size"] for e in mine})
            ours = [min(e["microseconds"] for e in mine if e["size"] == size) for size in sizes]
            for peer in dict.fromkeys(e["peer"] for e in mine):
                points = sorted(
                    (e["size"], e["microseconds"] * e["ratio"]) for e in mine if e["peer"] == peer
                )
                axis.loglog(
                    *zip(*points), ".-" if peer != "blas" else "x--", color=colours[peer], label=peer, lw=1
                )
            axis.loglog(sizes, ours, "o-", color="black", label="refimpl", lw=2, ms=4)
            axis.set_title(algorithm, fontsize=9)
            axis.grid(alpha=0.3)
        for axis in axes[:, 0]:
            axis.set_ylabel("microseconds per step")
        for column in range(columns):
            last = max(row for row in range(rows) if row * columns + column < len(algorithms))
            axes[last, column].set_xlabel("dimension d")
        handles = {
            label: handle for axis in axes.flat for handle, label in zip(*axis.get_legend_handles_labels())
        }
        figure.legend(handles.values(), handles, loc="upper center", ncols=5, frameon=False)
        figure.tight_layout(rect=(0, 0, 1, 1 - 0.55 / figure.get_figheight()))
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def main(source: str, folder: str) -> None:
    """Page and picture of the figures in the file `source` ('-': standard input) into `folder`."""
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    entries = json.loads(text)
    words = page(entries)
    draw(entries, Path(folder) / PICTURE)
    (Path(folder) / "performance.md").write_text(words, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m verification.bench.page BENCH.JSON FOLDER")
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as error:
        sys.exit(f"the page cannot be made: {error}")
