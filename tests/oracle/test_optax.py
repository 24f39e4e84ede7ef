"""An implementation that nobody here wrote, as it is and broken in three ways."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from verification.oracle import check

pytestmark = pytest.mark.peers

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def optax_sam():
    pytest.importorskip("optax", reason="optax is not installed: pip install 'refimpl[peers]'")
    spec = importlib.util.spec_from_file_location("optax_sam", EXAMPLES / "optax_sam.py")
    assert spec
    assert spec.loader
    module = sys.modules["optax_sam"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_optax_sam_equals_the_reference_wherever_the_gradient_is_not_zero(optax_sam):
    report = check(optax_sam.sam, "sam")
    judged = {case.name: case for case in report.cases}
    flat = [judged.pop(name) for name in list(judged) if "zero gradient" in name]
    assert sum(case.steps for case in judged.values()) >= 40
    assert all(case.first_wrong_step is None and case.ratio <= 8 for case in judged.values()), (
        report.sentences()
    )
    # the known gap of its `normalize`: 0/0 where the gradient is exactly zero
    assert [case.first_wrong_step for case in flat] == [1] * 6
    assert [(d["name"], d["fault_class"]) for d in report.diagnosis] == [("unguarded-norm", "EPS")]


def test_optax_sam_with_a_guard_is_equal(optax_sam):
    report = check(optax_sam.guarded, "sam")
    assert report.verdict == "equal", report.sentences()
    assert not report.diagnosis
    assert not report.blind_to


@pytest.mark.parametrize(
    ("broken", "mistake", "fault_class"),
    [
        ("not_normalised", "unnormalised-ascent", "POWER"),
        ("descending", "descending-perturbation", "SIGN"),
        ("not_undone", "perturbation-not-undone", "STATE"),
    ],
)
def test_broken_optax_sam_is_told_its_mistake(optax_sam, broken, mistake, fault_class):
    report = check(getattr(optax_sam, broken), "sam")
    assert report.verdict == "wrong"
    assert report.first_wrong_step == 1
    found = {d["name"]: (d["fault_class"], len(d["cases"])) for d in report.diagnosis}
    assert found.pop(mistake)[0] == fault_class
    # what it shares with optax as it is shows beside the planted mistake, in the cases that have a zero gradient
    assert found == ({} if broken == "not_normalised" else {"unguarded-norm": ("EPS", 6)})
