"""The runner of claims: a claim stands only if it holds and every control is rejected by VIOLATED."""

from __future__ import annotations

import pytest

from verification.claim import Control, claims_of
from verification.finding import Finding, Verdict, worst
from verification.report.tables import shortfalls
from verification.verify import verify, verify_claim

CLAIM = claims_of("sam")[1]


def finding(verdict, slack=0.5):
    return Finding(verdict, "", "", slack, 1, reason="so it is")


def examined(reference, control):
    """A claim that finds `reference` of the reference and `control` of its one control."""

    def examine(method, engine, planted=False):
        found = control if planted else reference
        if isinstance(found, Exception):
            raise found
        return finding(found)

    return CLAIM._replace(
        examine=examine, controls=(Control("error", "SIGN", "wrong sign", {"planted": True}),)
    )


@pytest.mark.parametrize("reference", [*Verdict, ArithmeticError("overflow")])
@pytest.mark.parametrize("control", [*Verdict, ArithmeticError("overflow")])
def test_only_holds_with_violated_controls_stands(reference, control):
    result = verify_claim(examined(reference, control))
    stands = reference is Verdict.HOLDS and control is Verdict.VIOLATED
    assert result.stands is stands
    assert bool(shortfalls([result])) is not stands


def test_a_crash_is_neither_success_nor_rejection():
    result = verify_claim(examined(ArithmeticError("overflow"), ArithmeticError("overflow")))
    assert result.finding.verdict is Verdict.INCONCLUSIVE
    assert result.finding.reason == "ArithmeticError: overflow"
    assert not result.controls[0].rejected


def test_a_claim_without_controls_does_not_stand():
    result = verify_claim(examined(Verdict.HOLDS, Verdict.VIOLATED)._replace(controls=()))
    assert not result.stands
    assert "has no control, so it cannot fail" in shortfalls([result])[0]


def test_parallel_and_serial_agree():
    names = ["sam.average-gradient", "sam.without-radius-gradient-descent"]
    serial = {r.claim.name: r.as_json() for r in verify(names, workers=1)}
    parallel = {r.claim.name: r.as_json() for r in verify(names, workers=2)}
    for results in (serial, parallel):
        for data in results.values():
            assert data.pop("seconds") > 0
    assert serial == parallel
    assert list(serial) == names


def test_the_worst_of_several_findings():
    holds, narrow = finding(Verdict.HOLDS), finding(Verdict.HOLDS, 0.1)
    violated, open_ = finding(Verdict.VIOLATED, 0.9), finding(Verdict.INCONCLUSIVE, float("nan"))
    assert worst([holds, narrow]).slack == 0.1
    assert worst([holds, open_, violated]).verdict is Verdict.VIOLATED
    assert worst([holds, open_]).verdict is Verdict.INCONCLUSIVE
    assert worst([holds, narrow]).checked == 2
    assert worst([]).verdict is Verdict.VIOLATED
