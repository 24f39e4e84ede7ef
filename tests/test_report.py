"""Pictures are written whole, show what they must, and survive curves that an axis cannot show."""

from __future__ import annotations

import numpy as np
import pytest

from verification.finding import Curve, Picture
from verification.report.plots import draw

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
