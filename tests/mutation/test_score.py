"""Fates and what they add up to; the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from refimpl import METHODS
from refimpl.flatness.sam import SAM, State
from verification.claim import mutant, mutants_of
from verification.cli import main
from verification.mutation import equivalent, score
from verification.mutation.classify import classify
from verification.mutation.equivalent import DIALECT, EQUIVALENT, statement_of
from verification.mutation.equivalent import reason_of as equivalent_reason
from verification.mutation.generate import generated, words_of
from verification.mutation.score import NAMED, Fate, fate, fates, judge, tasks
from verification.mutation.tally import Tally, as_json, by, passes, tally


@mutant("SCALE", "twice as far, but only between one and two billion")
class FarAway(SAM):
    """Wrong, and nobody looks there: the planted error of this suite."""

    operator = "SCALE2"

    def step(self, problem, state, rng):
        x = super().step(problem, state, rng).x
        return State(2.0 * x if 1e9 < state.x[0] < 2e9 else x)


@mutant("SCALE", "the step is twice as long")
class Twice(SAM):
    operator = "SCALE2"

    def step(self, problem, state, rng):
        return SAM(2 * self.step_size, self.rho).step(problem, state, rng)


def test_a_mutant_that_nothing_sees_is_reported_as_survivor():
    found = judge(FarAway, "sam")
    assert (found.nature, found.scored, found.survived) == ("same", True, ("oracle", "claims"))
    assert not passes([found])


def test_a_listed_mutant_is_equivalent(monkeypatch):
    monkeypatch.setitem(equivalent.EQUIVALENT, ("sam", FarAway.words), "only for this test")
    found = judge(FarAway, "sam")
    assert (found.equivalent, found.scored, found.survived) == ("only for this test", False, ())


def test_a_listing_excuses_nothing_that_is_different(monkeypatch):
    monkeypatch.setitem(equivalent.EQUIVALENT, ("sam", Twice.words), "a lie")
    found = judge(Twice, "sam")
    assert (found.equivalent, found.scored, found.survived) == ("", True, ())
    assert found.claim == "sam.first-iterates-on-a-quadratic"
    assert found.oracle


def test_a_difference_that_only_balls_show_may_be_listed():
    """The other end of the hull of a root: floats do not read it."""
    found = fate("lazy-cubic-newton", "sign-coordinates-7-0")
    assert (found.nature, found.survived) == ("different", ())
    assert "in floats the second number is not used" in found.equivalent


@pytest.mark.parametrize(
    ("words", "equivalent"),
    [
        ("`1.0 / a` became `1 / a` in `x = 1.0 / a`", True),
        ("`1.0 / a` became `1 / b` in `x = 1.0 / a`", False),
        ("`0` became `-1` in `n = x.shape[0]`", True),
        ("`0` became `1` in `n = x.shape[0]`", False),
        ("`0` became `-1` in `n = x.shape[0] * (y > 0)`", False),  # which of the two zeros is not said
        ("`0` became `-1` in `y = x[0]`", False),
        ("`centre(a + b)` became `a + b` in `x = centre(a + b)`", True),
        ("`centre(a + b)` became `a - b` in `x = centre(a + b)`", False),
    ],
)
def test_what_falls_under_a_rule(words, equivalent):
    assert bool(equivalent_reason("sam", words)) is equivalent


def test_a_statement_may_be_listed_as_a_whole(monkeypatch):
    monkeypatch.setitem(equivalent.EQUIVALENT, ("sam", "x = a + b"), "only for this test")
    reasons = [
        equivalent_reason("sam", f"`a` became `c` in `{text}`") for text in ("x = a + b", "y = x = a + b")
    ]
    assert reasons == ["only for this test", ""]


def test_every_listing_names_mutants_that_exist():
    texts = {
        method.name: {text for words in words_of(method.load()) for text in (words, statement_of(words))}
        for method in METHODS
    }
    everywhere = set().union(*texts.values())
    stale = [key for key in EQUIVALENT if key[1] not in (everywhere if key[0] == DIALECT else texts[key[0]])]
    assert not stale


def test_named_mutants_are_scored_whatever_their_state_looks_like():
    """Some keep more in their state than the method: a generated mutant that did would be stillborn."""
    found = {f.name: f for f in fates(["aicn"], [NAMED], workers=1)}
    assert set(found) == {m.variant_name for m in mutants_of("aicn")}
    assert all(f.scored and not f.survived for f in found.values())


@pytest.mark.slow
@pytest.mark.exhaustive  # a listing excuses nothing that is different: one that excuses nothing at all does no harm
@pytest.mark.parametrize("algorithm", sorted({owner for owner, _ in EQUIVALENT} - {DIALECT}))
def test_every_listing_excuses_a_mutant_that_is_nowhere_told_apart(algorithm):
    """Of mutants with the same words (one name at two places of a line) the listing excuses those that are the same."""
    excused: dict[str, bool] = {}
    for change in generated(algorithm):
        if (algorithm, change.words) in EQUIVALENT and not excused.get(change.words):
            excused[change.words] = classify(change, algorithm).kind in ("same", "unobserved")
    assert excused
    assert all(excused.values()), [words for words, found in excused.items() if not found]


def test_parallel_and_serial_agree():
    serial = list(fates(["sam"], ["SIGN", "guard", NAMED], workers=1))
    parallel = sorted(fates(["sam"], ["SIGN", "guard", NAMED], workers=2), key=serial.index)
    assert parallel == serial
    assert len(serial) == len(mutants_of("sam")) + 3


def test_tasks_are_ordered_and_named_once():
    found = tasks(["frank-wolfe", "sam", "sam"])
    assert len(set(found)) == len(found)
    assert list(dict.fromkeys(a for a, _ in found)) == ["frank-wolfe", "sam"]
    assert len(tasks()) > len(found)


@pytest.mark.parametrize(
    ("names", "operators", "sentence"),
    [
        (["saam"], [], "did you mean sam"),
        (["sam"], ["sine"], "operator must be one of GUARD, .*, got 'sine'"),
    ],
)
def test_unknown_names_are_told(names, operators, sentence):
    with pytest.raises(ValueError, match=sentence):
        tasks(names, operators)


def made(algorithm="a", operator="SIGN", nature="different", **more):
    return Fate(algorithm, "name", operator, "SIGN", "words", nature, "", **more)


KILLED = made(oracle="case", claim="claim")


def test_counts_by_hand():
    found = [
        KILLED,
        made(nature="stillborn"),
        made(nature="same", equivalent="a reason"),
        made(algorithm="b", oracle="case"),
        made(algorithm="b", operator="TERM", claim="claim"),
        made(algorithm="b", operator="TERM"),
    ]
    assert tally(found) == Tally(6, 1, 1, 4, 2, 2)
    assert by("algorithm", found) == {"a": Tally(3, 1, 1, 1, 1, 1), "b": Tally(3, 0, 0, 3, 1, 1)}
    assert by("operator", found) == {"SIGN": Tally(4, 1, 1, 2, 2, 1), "TERM": Tally(2, 0, 0, 2, 0, 1)}
    data = as_json(found)
    assert (data["total"], data["equivalent"], data["killed_by_oracle"], data["killed_by_claims"]) == (
        6,
        1,
        2,
        2,
    )
    assert [s["survived"] for s in data["survivors"]] == [("claims",), ("oracle",), ("oracle", "claims")]
    assert [e["reason"] for e in data["algorithms"]["a"]["equivalents"]] == ["a reason"]
    assert len(data["algorithms"]["b"]["survivors"]) == 3


@pytest.mark.parametrize(
    ("found", "passed"),
    [
        ([KILLED], True),
        ([], False),
        ([made(nature="stillborn")], False),
        ([KILLED, made(claim="claim")], False),  # one survivor of the oracle is too many
        ([KILLED] * 19 + [made(oracle="case")], True),  # 19 of 20 by claims
        ([KILLED] * 18 + [made(oracle="case")], False),
        ([KILLED] * 99 + [made(algorithm="b", oracle="case")], False),  # of every algorithm, not on average
    ],
)
def test_what_passes(found, passed):
    assert passes(found) is passed


def invoke(*arguments):
    return CliRunner().invoke(main, ["mutants", *map(str, arguments)])


def test_the_command_prints_tables_and_writes_json(tmp_path):
    file = tmp_path / "mutants.json"
    result = invoke("frank-wolfe", "--workers", 1, "--json", file)
    assert result.exit_code == 0, result.output
    data = json.loads(file.read_text())
    assert {"total", "equivalent", "killed_by_oracle", "killed_by_claims", "survivors"} <= set(data)
    assert data["survivors"] == []
    assert data["total"] == len(generated("frank-wolfe")) + len(mutants_of("frank-wolfe"))
    assert data["scored"] == data["killed_by_oracle"] > 40
    for word in ("frank-wolfe", "SCALE1.02", "BIAS", NAMED):
        assert word in result.output


def test_the_command_fails_and_names_the_survivors_where_claims_are_missing(monkeypatch):
    monkeypatch.setattr(score, "_claims", lambda algorithm: [])
    result = invoke("sam", "--operator", "sign", "--workers", 1)
    assert result.exit_code == 1
    assert "sam: sign-step-2-1 survives claims: `state.x + ascent` became `state.x - ascent`" in result.output


def test_bad_usage_is_one_sentence_and_exit_code_2():
    result = invoke("sam", "--operator", "sine")
    assert result.exit_code == 2
    assert "operator must be one of GUARD" in result.output
