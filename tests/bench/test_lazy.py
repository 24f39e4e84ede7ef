"""The benchmark of lazy Hessians on made-up seconds, for which its units, errors and exponent are known."""

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner

from verification.bench.lazy import Size, Timed, measure, periods

PATH = Path(__file__).parents[2] / "benchmarks" / "lazy_hessians.py"


@pytest.fixture(scope="module")
def command():
    spec = importlib.util.spec_from_file_location("benchmarks_lazy_hessians", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made_up(d):
    """s = 1 and h = d seconds, K(m) = 128 sqrt(m): 128 (1 + d) seconds at m = 1 and 256 sqrt(d) at m = d."""
    runs = [(m, 128 * round(m**0.5)) for m in periods(d)]
    return Size(d, [Timed(m, K, K + -(-K // m) * float(d)) for m, K in runs])


def test_the_ends_give_the_units_and_a_disturbed_time_between_is_seen():
    size = made_up(64)
    assert size.units() == pytest.approx((1.0, 64.0))
    assert size.error() == pytest.approx(0.0, abs=1e-12)
    assert (size.best().period, size.gain()) == (64, 65 / 16)
    disturbed = size._replace(
        timed=[t._replace(seconds=2 * t.seconds) if t.period == 4 else t for t in size.timed]
    )
    assert disturbed.error() == pytest.approx(0.5)


def test_the_gain_of_made_up_seconds_grows_like_the_root(command):
    """(1 + d)/(2 sqrt d) at d = 4^5, 4^6, 4^7: a slope of 1/2 less at most 2/d per factor of 4."""
    slope, error = command.exponent([made_up(4**i) for i in (5, 6, 7)])
    assert 0.499 <= slope <= 0.5
    assert error < 1e-3


@pytest.mark.parametrize("d", [20, 30])
def test_steps_grow_like_the_root_of_the_period(d):
    """More than 50 steps at m = 1: one more or less is 2 %."""
    size = measure(d, engine="numpy", at_least=0.0)
    assert [t.period for t in size.timed] == periods(d)
    assert all(abs(t.steps / (size.timed[0].steps * t.period**0.5) - 1) <= 0.02 for t in size.timed)
    assert all(t.seconds > 0 for t in size.timed)


def test_the_page_and_its_picture(command, tmp_path):
    sizes = [made_up(4**i) for i in (2, 3, 4)]
    page = command.page(sizes)
    assert "| 64 | 128 | 8.32e+03 s | 64 | 2.05e+03 s | 4.1 | 64 | 4.1 | 4.0 | 0 % |" in page
    command.draw(sizes, tmp_path / "pictures" / "a.svg")
    assert (tmp_path / "pictures" / "a.svg").read_text("utf-8").count("<!-- d = ") == 3


@pytest.mark.parametrize("text", ["10,20", "1,2,3", "a,b,c", ""])
def test_sizes_that_fit_no_line_are_refused(command, text):
    result = CliRunner().invoke(command.main, ["--sizes", text])
    assert result.exit_code == 2
    assert "at least three integers of at least 2" in result.output
