"""Real bugs are rejected and told: the oracle is worth what it says about these."""

from __future__ import annotations

import re
from functools import partial

import bugs
import family_bugs
import numpy as np
import pytest

from verification import check

# id: algorithm (and its dialect, if one was meant), program, what the diagnosis must name (a fault class, or a dialect)
BUGS = {
    "BIAS-01": ("adam", partial(bugs.adam, count=lambda t: 2 * t), "BIAS"),
    "BIAS-03": ("adam", partial(bugs.adam, count=lambda t: t + 1), "BIAS"),
    "BIAS-05": ("nadam", bugs.nadam_product_from_zero, "BIAS"),
    "BIAS-07": ("adam", partial(bugs.adam, count=lambda t: min(t, 256)), "BIAS"),
    "EPS-01": ("adam", partial(bugs.adam, epsilon="rescaled"), "dialect"),
    "EPS-05": ("sam", bugs.sam_unguarded, "EPS"),
    "EPS-11": ("schedule-free-adamw", bugs.schedule_free_adamw, "EPS"),
    "EPS-13": ("lars", partial(bugs.lars, zero_stays=True), "EPS"),
    "DECAY-01": ("adamw", partial(bugs.adam, decay="after"), "dialect"),
    "DECAY-03": ("lion", bugs.lion_decay_inside, "DECAY"),
    "DECAY-05": ("adamw", partial(bugs.adam, decay="coupled"), "dialect"),
    "DECAY-09": ("lars", partial(bugs.lars, plain_without_decay=True), "DECAY"),
    "DECAY-11": ("lamb", bugs.lamb_decay_in_gradient, "DECAY"),
    "DECAY-13": ("lars", partial(bugs.lars, on_velocity=True), "DECAY"),
    "DECAY-07": ("adamw coupled-decay", partial(bugs.adam, decay="right"), "dialect"),
    "EPS-03": ("radam", partial(bugs.radam, inside=True), "EPS"),
    "SCALE-13": ("adamax", partial(bugs.adamax, count=lambda t: np.inf), "BIAS"),
    "STALE-01": ("adabelief", partial(bugs.adabelief, old_mean=True), "STALE"),
    "STALE-05": ("lbfgs", partial(bugs.lbfgs, one_off=True), "STALE"),
    "SHAPE-03": ("adafactor", partial(bugs.adafactor, tall_rows_forgotten=True), "SHAPE"),
    "BRANCH-01": ("adafactor", partial(bugs.adafactor, smallest=True), "BRANCH"),
    "POWER-03": ("shampoo", partial(bugs.shampoo, power=-0.5), "dialect"),
    "DAMP-07": ("lbfgs", partial(bugs.lbfgs, every_pair=True), "DAMP"),
    "STATE-01": ("sgd-momentum", bugs.momentum_zeroed, "STATE"),
    "STATE-03": ("amsgrad", partial(bugs.adam, keep_max=False), "STATE"),
    "NOISE-05": ("sgld", partial(bugs.langevin, noise=lambda a: 2 * a), "NOISE"),  # a step of 2 a, and g / 2
    "NUMPATH-05": ("adam", partial(bugs.adam, beta2=255 / 256), "NUMPATH"),
    "BIAS-09": ("adamw", partial(bugs.adam, decay="right", powers=(0.9, 0.999)), "BIAS"),
    "TERM-05": ("dp-sgd", partial(family_bugs.dp_sgd, clipped=False), "TERM"),
    "SIGN-05": ("mezo", partial(family_bugs.mezo, sign=1), "SIGN"),
    "HYPERGRAD-01": ("cg-gradient", partial(family_bugs.conjugate_gradients, stale=True), "STALE"),
    "HYPERGRAD-03": ("neumann-gradient", partial(family_bugs.neumann, stuck=True), "STATE"),
    "DAMP-03": ("lazy-cubic-newton", partial(family_bugs.cubic_newton, negative=True), "DAMP"),
    "NUMPATH-07": ("adam", partial(bugs.adam, kept=bugs.in_float16), "NUMPATH"),
    "NUMPATH-09": ("adam", partial(bugs.adam, kept=bugs.in_bfloat16), "NUMPATH"),
}

AT_A_THRESHOLD = ("lazy-cubic-newton",)  # the hard case is one, and asked for in a strict check only


@pytest.mark.parametrize("bug", BUGS)
def test_a_real_bug_is_rejected_and_told(bug):
    name, program, told = BUGS[bug]
    algorithm, _, dialect = name.partition(" ")
    report = check(program, algorithm, dialect=dialect or None, strict=algorithm in AT_A_THRESHOLD)
    assert report.verdict == "wrong", report.sentences()
    names = {d["fault_class"] or d["kind"] for d in report.diagnosis}
    assert told in names, report.sentences()


@pytest.mark.parametrize(
    ("algorithm", "program"),
    [
        ("adam", bugs.adam),
        ("adamw", partial(bugs.adam, decay="right")),
        ("amsgrad", partial(bugs.adam, keep_max=True)),
        ("adamax", bugs.adamax),
        ("schedule-free-adamw", partial(bugs.schedule_free_adamw, guarded=True)),
        ("lars", bugs.lars),
        ("radam", bugs.radam),
        ("adabelief", bugs.adabelief),
        ("adafactor", bugs.adafactor),
        ("shampoo", bugs.shampoo),
        ("lbfgs", bugs.lbfgs),
        ("sgld", bugs.langevin),
        ("sgd-momentum", bugs.Contiguous(right=True)),
        ("mezo", family_bugs.mezo),
        ("dp-sgd", family_bugs.dp_sgd),
        ("cg-gradient", family_bugs.conjugate_gradients),
        ("neumann-gradient", family_bugs.neumann),
        ("lazy-cubic-newton", family_bugs.cubic_newton),
    ],
)
def test_the_same_programs_without_the_bug_are_equal(algorithm, program):
    report = check(program, algorithm, strict=algorithm in AT_A_THRESHOLD)
    assert report.verdict == "equal", report.sentences()
    assert report.blind_to == (), report.sentences()


def test_a_fault_of_memory_is_told_by_what_its_cases_have_in_common():
    """NUMPATH-01 and NUMPATH-03: no formula is wrong, and so no variant fits."""
    report = check(bugs.Contiguous(), "sgd-momentum")
    assert report.verdict == "wrong"
    assert report.diagnosis == ()
    assert re.fullmatch(r"all \d+ wrong cases are among the \d+ with 'every second place'", report.reason)


def test_a_number_in_float32_is_told_by_the_size_of_its_errors():
    report = check(bugs.single_precision_power, "nadam")
    assert report.verdict == "wrong"
    assert report.diagnosis == ()
    assert report.reason.endswith("of a step: as if a number were kept in float32"), report.sentences()
