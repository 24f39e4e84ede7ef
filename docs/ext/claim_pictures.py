"""Pictures of claims on the pages of methods, from a folder of results of `refimpl verify --out`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import rst

from verification.claim import Claim, Kind
from verification.report.axes import has_curves, shadows
from verification.report.plots import draw
from verification.report.results import as_picture, read_results

MOST = 3
ORDER = (Kind.BOUND, Kind.STEP_INEQUALITY, Kind.RATE, Kind.DISTRIBUTION, Kind.IDENTITY, Kind.ITERATE)
HOW = (
    "This site was built without pictures of the claims: ``refimpl verify --out results`` writes what they are drawn"
    " from, and ``REFIMPL_REPORT=results`` in the environment tells the build of the documentation where that is."
)


class Pictures:
    """Draws at most MOST claims of a method, bounds first: those that have curves, in the order of ORDER."""

    def __init__(self, report: str | None, folder: Path) -> None:
        self.folder = folder
        self.results = {r["claim"]: r for r in read_results(report)["claims"]} if report else {}
        self.drawn_after = _changed(Path(report)) if report else 0.0

    def __call__(self, claims: Sequence[Claim]) -> list[str]:
        """The lines that show the pictures of these claims, or how to get them."""
        if not self.results:
            return [HOW, ""]
        ordered = sorted(claims, key=lambda c: ORDER.index(c.kind))
        known = [self.results[c.name] for c in ordered if c.name in self.results]
        lines: list[str] = []
        for result in [r for r in known if has_curves(as_picture(r["picture"]))][:MOST]:
            path = self.folder / f"{result['claim']}.svg"
            if not path.exists() or path.stat().st_mtime < self.drawn_after:
                _draw(result, path)
            rejected = sum(c["rejected"] for c in result["controls"])
            note = f"{result['verdict']}, {rejected} of {len(result['controls'])} planted errors rejected"
            words = rst.inline(f"{result['claim']}: {result['measured']}; {note}. {result['statement']}")
            lines += [f".. figure:: {self.folder.name}/{path.name}", f"   :alt: {result['claim']}", ""]
            lines += [f"   {words}", ""]
        return lines


def _draw(result: dict[str, Any], path: Path) -> None:
    picture = as_picture(result["picture"])
    assert picture is not None
    draw(picture, path, planted=shadows(picture, (as_picture(c["picture"]) for c in result["controls"])))


def _changed(report: Path) -> float:
    return max(p.stat().st_mtime for p in (report.glob("*.json") if report.is_dir() else [report]))
