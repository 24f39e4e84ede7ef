"""The four number formats: correct programs are never called wrong, covered mistakes always."""

from __future__ import annotations

import numpy as np
import pytest
from formats import rounded_program

from refimpl import METHODS
from verification import check
from verification.claim import mutants_of
from verification.oracle import cases_of
from verification.oracle.precision import PRECISIONS

NAMES = [method.name for method in METHODS]
# nothing is compared, and so said: squares of the gradients of single labels leave the normal numbers in the first
# step, and so does what rounding leaves of the variance of a known value, and of the residual of a solved model, and
# what a point far away tells of another
OUT_OF_RANGE = {
    (name, "float16")
    for name in ("sophia-g", "expected-improvement", "q-expected-improvement", "accelerated-tensor", "config")
}
SMALL = [name for name in PRECISIONS if name != "float64"]


def formats():
    """Every method in every format; one of them in turn is the covering part."""
    for i, method in enumerate(METHODS):
        for j, precision in enumerate(PRECISIONS):
            marks = () if i % len(PRECISIONS) == j else pytest.mark.exhaustive
            yield pytest.param(method, precision, marks=marks, id=f"{method.name}-{precision}")


@pytest.mark.parametrize(("method", "precision"), list(formats()))
def test_a_correct_program_is_equal(method, precision):
    """Other rounding, other order of sums, other starts and tapes: no false alarm."""
    report = check(rounded_program(method.load(), 1), method.name, steps=4, precision=precision, seed=1)
    if (method.name, precision) in OUT_OF_RANGE:
        assert (report.verdict, report.reason) == ("undecided", "nothing was compared")
        return
    assert report.verdict == "equal", report.sentences()


def test_these_are_more_than_a_thousand_runs():
    covering = [p.values[:2] for p in formats() if not p.marks]
    assert sum(len(cases_of(method.name, 4, precision, seed=1)) for method, precision in covering) >= 1000


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.exhaustive if i % 6 else ()) for i, n in enumerate(NAMES)],
)
def test_a_mistake_is_wrong_or_named_among_what_cannot_be_seen(name):
    """A twelfth of all mutants, the formats in turn."""
    for i, mutant in enumerate(mutants_of(name)[::12]):
        precision = SMALL[(NAMES.index(name) + i) % 3]
        report = check(rounded_program(mutant, 0), name, steps=4, precision=precision)
        assert report.verdict == "wrong" or mutant.variant_name in report.blind_to, report.sentences()


def test_small_formats_say_what_they_cannot_see():
    from refimpl.flatness.sam import SAM

    blind = {p: check(rounded_program(SAM, 0), "sam", precision=p).blind_to for p in PRECISIONS}
    assert blind["float64"] == blind["float32"] == ()
    assert "radius-too-large" in blind["bfloat16"]  # 2 % of rho is less than half a unit there


def test_a_program_in_another_format_than_it_says_is_wrong():
    from refimpl.flatness.sam import SAM

    def half(case):
        return rounded_program(SAM, 0)(case._replace(precision="float16"))

    assert check(half, "sam", precision="float32").verdict == "wrong"
    assert check(half, "sam", precision="float16").verdict == "equal"


@pytest.mark.parametrize("precision", PRECISIONS)
def test_all_data_of_a_case_fit_in_its_format(precision):
    bits = PRECISIONS[precision].bits
    for _, case in cases_of("sam", 6, precision):
        g = case.oracles.gradient(case.start)
        for value in (case.start, g, *[v for v in case.parameters.values() if isinstance(v, float)]):
            mantissa, _ = np.frexp(np.asarray(value, np.float64))
            scaled = mantissa * 2.0**bits
            assert np.array_equal(scaled, np.rint(scaled)), case.name
        assert case.start.dtype == g.dtype == PRECISIONS[precision].dtype


def test_unknown_formats_and_dialects_are_told():
    with pytest.raises(
        ValueError, match="precision must be one of float64, float32, float16, bfloat16, got 'f8'"
    ):
        check(lambda case: [], "sam", precision="f8")
    with pytest.raises(ValueError, match=r"dialect must be one of those of sam \(none\), got 'x'"):
        check(lambda case: [], "sam", dialect="x")
