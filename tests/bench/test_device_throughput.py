"""Traffic by hand, and every measurement once at a small size on the double."""

from __future__ import annotations

import math

import pytest

from verification.bench.device.accelerator import Double
from verification.bench.device.throughput import MOVING, Sizes, ceilings, throughput, traffic

SMALL = Sizes(vectors=(500, 1000), matrix=24, product=16)


def test_traffic_of_gradient_descent_by_hand():
    """2 x; x x; 1 +; / (two read); step times; x - : six operations that read 8 and write 6 vectors."""
    assert traffic("gradient-descent", 1000) == (8 * 14 * 1000, 8 * 2 * 1000)


@pytest.mark.parametrize("name", MOVING)
def test_traffic_grows_with_the_dimension(name):
    (few, least), (many, most) = traffic(name, 10**7), traffic(name, 10**8)
    assert few > least > 0
    assert many / few == pytest.approx(10, rel=1e-4)
    assert most == 10 * least


def test_everything_once():
    found = throughput(Double(), math.inf, SMALL)
    assert found["left_out"] == []
    assert [(e["method"], e["d"]) for e in found["entries"]] == [
        ("newton", 24), ("newton", 24), *((name, d) for d in SMALL.vectors for name in MOVING)
    ]  # fmt: skip
    copy = found["ceilings"]["copy"]["bytes_per_second"]
    for entry in found["entries"]:
        seconds = entry["seconds"]["median"]
        assert entry["seconds"]["low"] <= seconds <= entry["seconds"]["high"]
        if "of_copy" in entry:
            assert entry["of_copy"] == pytest.approx(entry["bytes"] / seconds / copy)
    quadratic, logistic = found["entries"][:2]
    assert (quadratic["flops"], logistic["flops"]) == (2 * 24**3 / 3, 2 * 48 * 24**2 + 2 * 24**3 / 3)


def test_ceilings_on_a_clock_of_one_second():
    class Clocked(Double):
        def seconds(self, call):
            call()
            return 1.0

    found = ceilings(Clocked(), SMALL)
    assert found["copy"]["bytes_per_second"] == 2 * 8 * 1000
    assert found["dgemm"]["flops_per_second"] == 2 * 16**3
    assert found["potrf"]["seconds"]["median"] == 1.0


def test_what_is_not_reached_is_named():
    found = throughput(Double(), 0.0, SMALL)
    assert found["entries"] == []
    assert len(found["left_out"]) == 2 + 2 * len(MOVING)
