"""Pictures are written whole, show what they must, and survive curves that an axis cannot show."""

from __future__ import annotations

import numpy as np
import pytest

from verification.claim import claims_of
from verification.finding import Curve, Finding, Picture, Verdict
from verification.report.plots import draw, draw_claim
from verification.verify import ControlResult, Result

k = np.arange(10)


@pytest.mark.parametrize(
    "curves",
    [
        (Curve("bound", k, 1.0 / (k + 1), "theory"), Curve("measured", k, 0.5 / (k + 1), "measured")),
        (Curve("zeros", k, np.zeros(10), "measured"),),
        (Curve("negative", k, -np.ones(10), "measured"), Curve("fine", k, np.ones(10), "theory")),
        (Curve("holes", k, np.where(k % 2, np.nan, 1.0), "measured"),),
        (),
    ],
)
@pytest.mark.parametrize("scale", ["log", "linear"])
def test_a_picture_is_a_png(tmp_path, curves, scale):
    file = tmp_path / "deep" / "claim.png"
    draw(Picture(curves, "k", "f", scale, scale), file, title="a title", note="a note")
    assert file.read_bytes().startswith(b"\x89PNG")
    assert [p.name for p in file.parent.iterdir()] == ["claim.png"], "no partial file stays"


@pytest.mark.parametrize(("points", "axes"), [(1, False), (2, True)])
def test_single_points_are_no_curve(tmp_path, monkeypatch, points, axes):
    """A claim of one number is told better by the verdicts on its controls than by a dot."""
    drawn = []
    monkeypatch.setattr("verification.report.plots.draw", lambda *a, **k: drawn.append(a))
    curve = Curve("measured", np.arange(points), np.ones(points), "measured")
    finding = Finding(Verdict.HOLDS, "1", "1", 0.5, 1, Picture((curve,), "k", "f"))
    controls = (ControlResult("control", "SIGN", "words", finding._replace(verdict=Verdict.VIOLATED)),)
    claim = claims_of("sam")[0]
    draw_claim(Result(claim, finding, controls, "numpy", 0.1), tmp_path)
    assert bool(drawn) is axes
    assert (tmp_path / f"{claim.name}.png").exists() is not axes


def test_a_logarithmic_axis_that_leaves_a_single_point_becomes_linear(tmp_path, monkeypatch):
    scales = []
    monkeypatch.setattr(
        "verification.report.plots._save", lambda figure, axes, *_: scales.append(axes.get_xscale())
    )
    for k in (0, 1):
        curve = Curve("measured", np.arange(k, k + 2), np.ones(2), "measured")
        draw(Picture((curve,), "k", "f", "log", "log"), tmp_path / "claim.png")
    assert scales == ["linear", "log"]
