"""Every claim stands: it holds, and it rejects each of the errors planted for it."""

from __future__ import annotations

import pytest

from refimpl import METHODS
from verification.claim import Kind, Standing, all_claims, claims_of, mutant, mutants_of
from verification.verify import verify_claim

CLAIMS = all_claims()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.name)
def test_claim_stands(claim):
    result = verify_claim(claim)
    assert result.finding.verdict.value == "holds", result.finding
    passed = {c.name: c.finding for c in result.controls if not c.rejected}
    assert not passed
    assert result.controls, "a claim without controls cannot fail"
    assert result.finding.checked > 0


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.name)
def test_claim_says_what_it_is(claim):
    assert claim.examine.__doc__, "the docstring holds the proof or the exact source"
    assert claim.statement
    assert claim.paper
    if claim.standing is Standing.DERIVED:
        assert len(claim.examine.__doc__) > 80, "a derived claim carries its proof"


def test_names_are_unique():
    names = [claim.name for claim in CLAIMS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_has_iterates_and_two_other_kinds(method):
    kinds = {claim.kind for claim in claims_of(method.name)}
    assert Kind.ITERATE in kinds
    assert len(claims_of(method.name)) >= 3
    assert len(kinds) >= 3


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_named_mutant_is_a_control_of_some_claim(method):
    used = {c.name for claim in claims_of(method.name) for c in claim.controls}
    assert {m.variant_name for m in mutants_of(method.name)} <= used


def test_an_unknown_fault_class_is_told():
    with pytest.raises(ValueError, match=r"fault_class must be one of BIAS, EPS, .*, got 'ORDER'"):
        mutant("ORDER", "the noise comes too late")
