"""The look of the pictures of the gallery."""

from __future__ import annotations

from typing import Any

STYLE = {
    "axes.prop_cycle": "cycler('color', ['0b5394', 'b45f06', '38761d', '741b47', '134f5c', '7f6000'])",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
    "figure.figsize": (6.4, 3.8),
    "font.size": 10,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
    "lines.markersize": 4,
    "savefig.dpi": 110,
}


def style(gallery_conf: Any, path: str) -> None:
    """Before every example: nothing is left of the one before."""
    import matplotlib

    matplotlib.rcdefaults()
    matplotlib.use("agg")
    matplotlib.rcParams.update(STYLE)
