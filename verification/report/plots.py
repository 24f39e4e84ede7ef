"""Pictures of claims: theory and measurement in one plot. Matplotlib is imported only here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from verification.finding import Curve, Picture
from verification.verify import Result

_COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47", "#134f5c", "#7f6000")  # dark, distinct in grey too


def draw_claim(result: Result, folder: Path) -> None:
    """Write the picture of one claim to `folder`, by its name.

    One without curves, or with single points, gets the table of its controls.
    """
    picture = result.finding.picture
    claim = result.claim
    path = folder / f"{claim.name}.png"
    rejected = sum(c.rejected for c in result.controls)
    title = textwrap.fill(claim.statement, 84)
    note = f"{claim.name}: {result.finding.verdict.value}, {rejected} of {len(result.controls)} controls rejected"
    if picture is None or all(np.size(curve.x) < 2 for curve in picture.curves):
        _draw_controls(result, title, note, path)
    else:
        planted = [c.finding.picture.curves for c in result.controls if c.finding.picture is not None]
        shadows = [curve for curves in planted for curve in curves if curve.role == "measured"]
        draw(picture, path, title=title, note=note, shadows=shadows)


def draw(
    picture: Picture, path: Path, *, title: str = "", note: str = "", shadows: Sequence[Curve] = ()
) -> None:
    """Write a picture, PNG or SVG by its suffix: theory dashed, measurement solid, planted errors grey.

    The axes are those of theory and measurement, a decade (or their height) beyond, and hold one planted error.
    """
    figure, axes = _figure()
    colours = iter(_COLOURS * math.ceil(len(picture.curves) / len(_COLOURS)))
    if _lost(picture):
        picture = picture._replace(xscale="linear")
    if _lost(picture):
        picture = picture._replace(yscale="linear")
    for curve in sorted(picture.curves, key=lambda c: c.role == "theory"):
        style = {"color": "black", "linestyle": "--", "linewidth": 1.3}
        if curve.role != "theory":
            style = {"color": next(colours), "linestyle": "-", "linewidth": 1.6}
            if len(curve.x) <= 30:
                style |= {"marker": "o", "markersize": 3.5}
        x, y = _drawable(curve, picture)
        axes.plot(x, y, label=curve.label, **style)
    axes.set(ylabel=picture.ylabel, xscale=picture.xscale, yscale=picture.yscale)
    axes.set_xlabel(picture.xlabel, loc="left")  # the note stands on the right
    _draw_shadows(axes, shadows, picture)
    if 0 < len(picture.curves) <= 12:
        axes.legend(frameon=False, fontsize=8)
    _save(figure, axes, path, title, note)


def _draw_shadows(axes: Any, shadows: Sequence[Curve], picture: Picture) -> None:
    if not axes.lines or not shadows:
        return
    xlim, (low, high) = axes.get_xlim(), axes.get_ylim()
    tops: list[float] = []
    bottoms: list[float] = []
    for i, curve in enumerate(shadows):
        x, y = _drawable(curve, picture)
        if x.size:
            label = "planted errors" if not tops else None
            axes.plot(x, y, color="0.72", linewidth=0.8, zorder=0.5 - i * 1e-3, label=label)
            tops.append(float(y.max()))
            bottoms.append(float(y.min()))
    if tops:
        below, above = (low / 10, high * 10) if picture.yscale == "log" else (2 * low - high, 2 * high - low)
        above = max(above, 100 * min(tops))  # at least one planted error is in sight
        axes.set_ylim(min(low, max(below, min(bottoms))), max(high, min(above, max(tops))))
    axes.set_xlim(xlim)


def _draw_controls(result: Result, title: str, note: str, path: Path) -> None:
    figure, axes = _figure(height=1.6 + 0.28 * (1 + len(result.controls)))
    rows: list[tuple[str, Any]] = [("reference", result.finding)]
    rows += [(c.name, c.finding) for c in result.controls]
    for i, (name, finding) in enumerate(rows):
        axes.text(0.0, -i, name, fontsize=8, va="center", fontweight="bold" if i == 0 else "normal")
        axes.text(
            0.42, -i, finding.verdict.value, fontsize=8, va="center", color=_COLOURS[2 if i == 0 else 1]
        )
        axes.text(0.58, -i, textwrap.shorten(finding.measured, 64), fontsize=7, va="center")
    axes.set(xlim=(0, 1.2), ylim=(-len(rows), 1))
    axes.set_axis_off()
    _save(figure, axes, path, title, note)


def _drawable(curve: Curve, picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    """The points that a logarithmic axis can show."""
    x, y = np.asarray(curve.x, float), np.asarray(curve.y, float)
    keep = np.isfinite(x) & np.isfinite(y)
    keep &= (picture.xscale != "log") | (x > 0)
    keep &= (picture.yscale != "log") | (y > 0)
    return x[keep], y[keep]


def _lost(picture: Picture) -> bool:
    """Whether logarithmic axes leave nothing of a curve (zeros, say), or a single point."""
    return any(_drawable(curve, picture)[0].size < min(2, np.size(curve.x)) for curve in picture.curves)


def _figure(height: float = 4.4) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.4, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Any, axes: Any, path: Path, title: str, note: str) -> None:
    axes.set_title(title, fontsize=9, loc="left")
    figure.text(0.995, 0.003, note, fontsize=6.5, ha="right", va="bottom", color="#555555")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    figure.savefig(partial, format=path.suffix.removeprefix("."), dpi=130)
    partial.replace(path)  # a reader never sees half a file
