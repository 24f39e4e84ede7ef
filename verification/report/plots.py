"""Pictures for print: theory and measurement in one plot, planted errors in grey. Matplotlib is imported only here."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from verification.finding import Curve, Picture
from verification.report.axes import drawable, drawn_scales, has_curves, limits, shadows, ylabel
from verification.report.files import write
from verification.verify import Result

FORMATS = (".svg", ".pdf", ".png")
_COLOURS = ("#0b5394", "#c05a00", "#38761d", "#741b77", "#134f5c", "#7f6000")  # dark, distinct in grey too
_MARKS = "osd^vD"
_DASHES = ((4, 2.5), (1, 1.5), (6, 1.5, 1.5, 1.5), (8, 1.5))
_STYLE: Any = {
    "font.family": "DejaVu Sans", "font.size": 7.5, "axes.labelsize": 7.5, "legend.fontsize": 6.5,
    "xtick.labelsize": 7, "ytick.labelsize": 7, "axes.linewidth": 0.6,
    "svg.fonttype": "none", "svg.hashsalt": "refimpl", "pdf.fonttype": 42,
}  # fmt: skip
_UNDATED: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": None}, ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}  # fmt: skip


def suffix_of(path: Path) -> str:
    """The format that the file's name asks for; ValueError for one that cannot be written."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(
            f"a picture must be a {', '.join(FORMATS[:-1])} or {FORMATS[-1]} file, got {str(path)!r}"
        )
    return suffix


def draw_claim(result: Result, path: Path) -> None:
    """Write the picture of one claim: its curves or, where it has none, how far each control is from the allowed."""
    picture = result.finding.picture
    if picture is not None and has_curves(picture):
        draw(picture, path, planted=shadows(picture, (c.finding.picture for c in result.controls)))
    else:
        _draw_distances(result, path)


def draw(picture: Picture, path: Path, *, title: str = "", planted: Sequence[Curve] = ()) -> None:
    """Write a picture as SVG, PDF or PNG, 3.5 inches wide: theory dashed, measurement solid, planted errors grey."""
    import matplotlib

    suffix_of(path)
    picture = drawn_scales(picture)
    with matplotlib.rc_context(_STYLE):
        figure, axes = _figure(2.5)
        for i, curve in enumerate(planted):
            label = "planted errors" if i == 0 else None
            axes.plot(
                *drawable(curve, picture), color="0.72", linewidth=0.6, zorder=1.5 - i * 1e-3, label=label
            )
        measured = theories = 0
        for curve in picture.curves:
            if curve.role == "theory":
                dashes = (0, _DASHES[theories % len(_DASHES)])
                style: dict[str, Any] = {"color": "black", "linestyle": dashes, "linewidth": 1.0, "zorder": 3}
                theories += 1
            else:
                style = {"color": _COLOURS[measured % len(_COLOURS)], "linewidth": 1.3, "zorder": 2}
                if len(curve.x) <= 30:
                    style |= {"marker": _MARKS[measured % len(_MARKS)], "markersize": 3}
                measured += 1
            axes.plot(*drawable(curve, picture), label=_plain(curve.label), **style)
        axes.set(
            xlabel=_plain(picture.xlabel),
            ylabel=_plain(ylabel(picture)),
            xscale=picture.xscale,
            yscale=picture.yscale,
        )
        xlim, ylim = limits(picture, planted)
        axes.set(xlim=xlim, ylim=ylim)
        if 0 < len(picture.curves) <= 12:
            axes.legend(frameon=False)
        if title:
            axes.set_title(_plain(textwrap.fill(title, 60)), loc="left", fontsize=7.5)
        _save(figure, path)


def _draw_distances(result: Result, path: Path) -> None:
    import matplotlib

    rows = [("reference", result.finding), *((c.name, c.finding) for c in result.controls)]
    ratios = [max(0.0, 1 - f.slack) if math.isfinite(f.slack) else math.nan for _, f in rows]
    positive = [r for r in ratios if r > 0]
    low, high = min([0.1, *positive]) / 3, max([10.0, *positive]) * 3
    with matplotlib.rc_context(_STYLE):
        figure, axes = _figure(0.7 + 0.17 * len(rows))
        if all(map(math.isnan, ratios)):  # equality to the last bit, a p-value: the numbers alone
            axes.xaxis.set_visible(False)
            axes.spines["bottom"].set_visible(False)
        else:
            axes.axvspan(1, high, color="0.94", zorder=0, linewidth=0)
            axes.axvline(1, color="black", linestyle=(0, _DASHES[0]), linewidth=1.0)
        for i, ((_, finding), ratio) in enumerate(zip(rows, ratios)):
            colour = _COLOURS[0] if i == 0 else "0.45"
            if math.isnan(ratio):
                axes.text(low * 1.3, i, _plain(finding.measured), va="center", fontsize=6.5, color=colour)
            else:
                at = max(ratio, low)  # nothing measured: at the left edge
                axes.plot([low, at], [i, i], color=colour, linewidth=0.8)
                axes.plot([at], [i], marker="o" if i == 0 else "D", markersize=3, color=colour, clip_on=False)
        axes.set(xscale="log", xlim=(low, high), ylim=(len(rows) - 0.4, -0.6), xlabel="measured / allowed")
        axes.set_yticks(np.arange(len(rows)), [_plain(textwrap.shorten(name, 40)) for name, _ in rows])
        axes.tick_params(axis="y", length=0)
        _save(figure, path)


def _plain(text: str) -> str:
    """Labels are plain text: a dollar begins no formula."""
    return text.replace("$", r"\$")


def _figure(height: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3.5, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    suffix = suffix_of(path)
    content = io.BytesIO()
    figure.savefig(content, format=suffix[1:], dpi=300, metadata=_UNDATED[suffix])
    write(path, content.getvalue())
