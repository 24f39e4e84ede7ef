"""Pictures for print are written whole and alike, show what they must, and survive curves that an axis cannot show."""

from __future__ import annotations

import re

import numpy as np
import pytest
from click.testing import CliRunner

from verification.claim import claims_of
from verification.cli import main
from verification.finding import Curve, Finding, Picture, Verdict
from verification.report.axes import drawable, drawn_scales, limits, ylabel
from verification.report.plots import draw, draw_claim
from verification.verify import ControlResult, Result

k = np.arange(10)
BEGINS = {"png": b"\x89PNG", "pdf": b"%PDF-1.", "svg": b"<?xml"}


@pytest.mark.parametrize(
    "curves",
    [
        (
            Curve("bound", k, 1.0 / (k + 1), "theory"),
            Curve("cost in $x$ and $", k, 0.5 / (k + 1), "measured"),
        ),
        (Curve("zeros", k, np.zeros(10), "measured"),),
        (Curve("negative", k, -np.ones(10), "measured"), Curve("fine", k, np.ones(10), "theory")),
        (Curve("holes", k, np.where(k % 2, np.nan, 1.0), "measured"),),
        (Curve("huge", k, np.full(10, 1e308), "measured"),),
        (),
    ],
)
@pytest.mark.parametrize("scale", ["log", "linear"])
def test_any_curves_make_a_picture(tmp_path, curves, scale):
    file = tmp_path / "deep" / "claim.svg"
    planted = [Curve("planted", k, np.full(10, 1e3), "measured")]
    draw(Picture(curves, "k", "f", scale, scale), file, title="a title of $1", planted=planted)
    assert file.read_bytes().startswith(BEGINS["svg"])
    assert [p.name for p in file.parent.iterdir()] == ["claim.svg"], "no partial file stays"


@pytest.mark.parametrize("suffix", BEGINS)
def test_the_same_picture_is_the_same_bytes_without_a_date(tmp_path, suffix):
    curves = (Curve("bound", k, 1.0 / (k + 1), "theory"), Curve("measured", k, 0.5 / (k + 1), "measured"))
    written = []
    for name in "ab":
        draw(Picture(curves, "iteration", "f"), tmp_path / f"{name}.{suffix.upper()}")
        written.append((tmp_path / f"{name}.{suffix.upper()}").read_bytes())
    assert written[0] == written[1]
    assert written[0].startswith(BEGINS[suffix])
    assert not re.search(rb"20\d\d-\d\d-\d\dT|CreationDate", written[0])
    if suffix == "svg":
        assert b">iteration</text>" in written[0], "text stays text"
    if suffix == "pdf":
        assert b"/TrueType" in written[0] or b"/CIDFontType2" in written[0], "fonts are embedded as fonts"


@pytest.mark.parametrize(("points", "axes"), [(1, False), (2, True)])
def test_single_points_are_no_curve(tmp_path, monkeypatch, points, axes):
    """A claim of one number is told better by the distances of its controls than by a dot."""
    drawn = []
    monkeypatch.setattr("verification.report.plots.draw", lambda *a, **k: drawn.append(a))
    curve = Curve("measured", np.arange(points), np.ones(points), "measured")
    finding = Finding(Verdict.HOLDS, "1", "1", 0.5, 1, Picture((curve,), "k", "f"))
    violated = finding._replace(verdict=Verdict.VIOLATED)
    controls = [
        ControlResult(f"control {s}", "SIGN", "words", violated._replace(slack=s)) for s in (-1e9, np.nan)
    ]
    result = Result(claims_of("sam")[0], finding, tuple(controls), "numpy", 0.1)
    draw_claim(result, tmp_path / "claim.svg")
    assert bool(drawn) is axes
    if not axes:
        text = (tmp_path / "claim.svg").read_text()
        assert all(
            words in text for words in (">reference<", ">control -1000000000.0<", ">measured / allowed<")
        )


def test_limits_reach_as_far_as_the_nearest_planted_error():
    curves = (
        Curve("bound", k, np.full(10, 1.0), "theory"),
        Curve("measured", k, np.full(10, 0.5), "measured"),
    )
    linear, log = (Picture(curves, "k", "f", "linear", scale) for scale in ("linear", "log"))
    far, farther = (Curve("planted", k, np.full(10, y), "measured") for y in (1e6, 1e20))
    below = Curve("planted", k, np.full(10, 0.2), "measured")
    assert limits(log, [])[0] == limits(log, [far])[0] == pytest.approx((-0.36, 9.36))
    assert limits(log, [far, farther])[1] == pytest.approx((0.5 * 2**-0.04, 1e7))
    low, high = limits(linear, [far])[1]
    assert (low, high) == pytest.approx((0.48, 1.02 + 4 * 0.54))
    assert limits(linear, [below])[1] == pytest.approx((0.2, 1.02))


def test_zeros_stand_at_the_bottom_of_a_logarithmic_axis():
    zero, small = (
        Curve("measured", k, np.zeros(10), "measured"),
        Curve("bound", k, np.full(10, 1e-9), "theory"),
    )
    picture = Picture((small, zero), "k", "f")
    assert drawn_scales(picture).yscale == "log"
    np.testing.assert_allclose(drawable(zero, picture)[1], 1e-10)
    assert limits(picture, [])[1][0] < 1e-10
    assert ylabel(picture) == "f (zeros at the bottom)"
    alone = picture._replace(curves=(zero,))
    assert drawn_scales(alone).yscale == "linear"
    assert ylabel(picture._replace(curves=(small,))) == "f"


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_plot_verifies_and_draws_one_claim(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke("plot", "sam.average-gradient")
    assert result.exit_code == 0, result.output
    assert "holds, max ratio 0.997748 at T = 300; 4 of 4 planted errors rejected" in result.output
    text = (tmp_path / "sam.average-gradient.svg").read_text()
    assert all(f">{words}</text>" in text for words in ("planted errors", "bound", "measured", "T"))
    assert text.count("stroke: #b8b8b8") == 5, "four planted errors and the legend's sample"


def test_plot_of_a_claim_that_falls_short_is_drawn_and_exits_with_1(tmp_path, monkeypatch):
    from refimpl.flatness.sam import SAM

    step = SAM.step
    monkeypatch.setattr(
        SAM, "step", lambda self, *a: step(self._replace(step_size=1.02 * self.step_size), *a)
    )
    result = invoke("plot", "sam.two-cycle", "--out", tmp_path / "claim.pdf")
    assert result.exit_code == 1
    assert "sam.two-cycle: violated" in result.output
    assert (tmp_path / "claim.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sam.averge-gradient",), "did you mean sam.average-gradient"),
        (("sam",), "known: sam.first-iterates-on-a-quadratic, "),
        (("saam.two-cycle",), "did you mean sam"),
        (("",), "algorithm must be a registered name"),
        (("sam.two-cycle", "--out", "x.jpeg"), "must be a .svg, .pdf or .png file, got 'x.jpeg'"),
        (("sam.two-cycle", "--out", "file/x.svg"), "is no folder that you may write to"),
        (("sam.two-cycle", "--engine", "fortran"), "engine must be one of"),
    ],
)
def test_plot_refuses_in_one_sentence(tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    result = invoke("plot", *arguments)
    assert result.exit_code == 2
    error = result.output[result.output.index("Error: ") :].strip()
    assert sentence in error
    assert "\n" not in error
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
