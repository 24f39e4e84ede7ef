"""The page that says on one screen what the raw files hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HEAD = "---\norphan: true\n---\n\n# On a GPU\n\n"


def summary(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown of the parts that were measured; the others are named as not measured."""
    facts = next(iter(results.values()))["facts"]
    lines = [
        HEAD
        + ", ".join(f"{key}: {value}" for key, value in facts.items() if not isinstance(value, dict))
        + "."
    ]
    if product := facts.get("float32_product"):
        lines.append(
            f"A float32 product errs by {product['error']:.2g} of its majorant, TF32 would by "
            f"{product['with_tf32']:.2g}: TF32 is {'off' if product['tf32_off'] else 'ON'}."
        )
    for part, words in PARTS.items():
        lines.append(f"\n## {part.capitalize()}\n")
        if part not in results:
            lines.append("Not measured.")
            continue
        lines.extend(words(results[part]))
        if left := results[part]["left_out"]:
            lines.append(f"\nNot reached in the time: {', '.join(left)}.")
    return "\n".join(lines) + "\n"


def _agreement(found: Mapping[str, Any]) -> list[str]:
    lines = ["| format | agree | disagree | not judged | would reject the lower format | largest error over bound |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    entries = found["entries"]
    for dtype in dict.fromkeys(entry["dtype"] for entry in entries):
        mine = [entry for entry in entries if entry["dtype"] == dtype]
        judged = [entry for entry in mine if entry["agrees"] is not None]
        good = sum(entry["agrees"] for entry in judged)
        ratios = [entry["error_over_bound"] for entry in judged if "error_over_bound" in entry]
        controls = sum(entry.get("control_rejected", False) for entry in judged)
        lines.append(
            f"| {dtype} | {good} | {len(judged) - good} | {len(mine) - len(judged)} "
            f"| {controls} | {max(ratios, default=float('nan')):.2g} |"
        )
    wrong = [entry for entry in entries if entry["agrees"] is False]
    return lines + [""] * bool(wrong) + [
        f"- {entry['method']} ({entry['dtype']}): "
        + entry.get("reason", f"error {entry.get('error_over_bound', 0):.3g} of its bound")
        for entry in wrong
    ]  # fmt: skip


def _throughput(found: Mapping[str, Any]) -> list[str]:
    top = found["ceilings"]
    lines = [
        f"Ceilings: copy {top['copy']['bytes_per_second'] / 1e12:.3g} TB/s, dgemm "
        f"{top['dgemm']['flops_per_second'] / 1e12:.3g} TFLOP/s, potrf at d = {top['potrf']['d']} "
        f"{1e3 * top['potrf']['seconds']['median']:.3g} ms.\n",
        "| method | d | ms a step | of the ceiling |", "|---|---|---|---|",
    ]  # fmt: skip
    for entry in found["entries"]:
        name = f"{entry['method']} ({entry['problem']})" if "problem" in entry else entry["method"]
        share = (
            f"{entry['of_copy']:.2f} of copy" if "of_copy" in entry else f"{entry['of_dgemm']:.2f} of dgemm"
        )
        lines.append(f"| {name} | {entry['d']} | {1e3 * entry['seconds']['median']:.3g} | {share} |")
    return lines


def _graphs(found: Mapping[str, Any]) -> list[str]:
    lines = [f"{len(found['refused'])} methods are not captured by their source, with reasons in the raw file.\n",
             "| method | us a step | captured | faster | equal |", "|---|---|---|---|---|"]  # fmt: skip
    for entry in found["entries"]:
        if entry["captured"]:
            lines.append(
                f"| {entry['method']} | {entry['direct_us']:.0f} | {entry['graph_us']:.1f} | {entry['speedup']:.1f} "
                f"| {'yes' if entry['equal'] else 'NO'} |"
            )
        else:
            lines.append(f"| {entry['method']} | | capture failed | | |")
    return lines


def _batches(found: Mapping[str, Any]) -> list[str]:
    lines = [f"{len(found['batchable'])} methods run in batches from their one source.\n",
             "| method | runs | device s | faster than run_many | difference |", "|---|---|---|---|---|"]  # fmt: skip
    for entry in found["entries"]:
        if "reason" in entry:
            lines.append(f"| {entry['method']} | {entry['runs']} | failed: {entry['reason']} | | |")
            continue
        gap = "draws differ" if entry["difference"] is None else f"{entry['difference']:.1e}"
        lines.append(
            f"| {entry['method']} | {entry['runs']} | {entry['device_seconds']['median']:.3g} "
            f"| {entry['speedup']:.1f} | {gap} |"
        )
    return lines


PARTS = {"agreement": _agreement, "throughput": _throughput, "graphs": _graphs, "batches": _batches}
