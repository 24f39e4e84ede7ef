"""Real bugs are rejected and told: the oracle is worth what it says about these."""

from __future__ import annotations

from functools import partial

import bugs
import pytest

from verification import check

# id: algorithm, program, what the diagnosis must name (a fault class, or a dialect)
BUGS = {
    "BIAS-01": ("adam", partial(bugs.adam, count=lambda t: 2 * t), "BIAS"),
    "BIAS-03": ("adam", partial(bugs.adam, count=lambda t: t + 1), "BIAS"),
    "BIAS-05": ("nadam", bugs.nadam_product_from_zero, "BIAS"),
    "BIAS-07": ("adam", partial(bugs.adam, count=lambda t: min(t, 256)), "BIAS"),
    "EPS-01": ("adam", partial(bugs.adam, epsilon="rescaled"), "dialect"),
    "EPS-05": ("sam", bugs.sam_unguarded, "EPS"),
    "EPS-13": ("lars", partial(bugs.lars, zero_stays=True), "EPS"),
    "DECAY-01": ("adamw", partial(bugs.adam, decay="after"), "dialect"),
    "DECAY-03": ("lion", bugs.lion_decay_inside, "DECAY"),
    "DECAY-05": ("adamw", partial(bugs.adam, decay="coupled"), "dialect"),
    "DECAY-09": ("lars", partial(bugs.lars, plain_without_decay=True), "DECAY"),
    "DECAY-11": ("lamb", bugs.lamb_decay_in_gradient, "DECAY"),
    "DECAY-13": ("lars", partial(bugs.lars, on_velocity=True), "DECAY"),
    "STATE-01": ("sgd-momentum", bugs.momentum_zeroed, "STATE"),
    "STATE-03": ("amsgrad", partial(bugs.adam, keep_max=False), "STATE"),
    "NUMPATH-05": ("adam", partial(bugs.adam, beta2=255 / 256), "NUMPATH"),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_real_bug_is_rejected_and_told(bug):
    algorithm, program, told = BUGS[bug]
    report = check(program, algorithm)
    assert report.verdict == "wrong", report.sentences()
    names = {d["fault_class"] or d["kind"] for d in report.diagnosis}
    assert told in names, report.sentences()


@pytest.mark.parametrize(
    ("algorithm", "program"),
    [
        ("adam", bugs.adam),
        ("adamw", partial(bugs.adam, decay="right")),
        ("amsgrad", partial(bugs.adam, keep_max=True)),
        ("lars", bugs.lars),
    ],
)
def test_the_same_programs_without_the_bug_are_equal(algorithm, program):
    report = check(program, algorithm)
    assert report.verdict == "equal", report.sentences()
    assert report.blind_to == (), report.sentences()
