"""The oracle on implementations written here: rewritings are equal, every named mutant is recognised."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import METHODS, get_method
from verification import check
from verification.claim import dialects_of, mutants_of
from verification.mutation.score import implementation as foreign
from verification.oracle import ImplementationError, NotApplicable, cases_of

# 0/0 at epsilon = 0 is no case unless asked for: no implementation owes an answer there, so the report names what it
# cannot see
UNASKED = {
    "adagrad": ("unguarded-quotient",),
    "rmsprop": ("unguarded-quotient",),
    "monotonic-frank-wolfe": ("strict-decrease",),
    "lv-hba": ("not-capped",),
    "config": ("never-declares",),
    "knowledge-gradient": ("first-of-parallels",),
    "iaptt": ("last-of-ties",),
    "maid": ("right-hand-side-returned",),
    "one-plus-lambda-ea": ("ranked-by-offspring",),
    "one-comma-lambda-ea": ("keeps-rounded", "ranked-by-offspring"),
    "successive-halving": ("always-halved", "last-of-equals"),
    "hyperband": ("always-halved", "last-of-equals"),
    "discarding-id-hyperband": ("keeps-old-ones", "old-ones-first"),
    "preserving-id-hyperband": ("drops-old-ones", "old-ones-first"),
    "efficient-id-hyperband": ("drops-old-ones", "keeps-old-ones"),
    "go-ucb": (
        "gradients-at-current",
        "residuals-at-current",
        "features-for-gradients",
        "radius-frozen",
        "linear-regression",
    ),
    "cubic-newton": (
        "hard-case-forgotten",
        "hard-case-imaginary",
        "length-from-zero",
        "length-within-newtons",
    ),
    "lazy-cubic-newton": (
        "hard-case-forgotten",
        "hard-case-imaginary",
        "length-from-zero",
        "length-within-newtons",
    ),
}

everywhere = pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)


def implementation(cls):
    """A class of this library as if it were foreign: it gets the case and returns iterates."""
    program = foreign(cls)

    def quiet(case):
        with np.errstate(all="ignore"):
            return program(case)

    return quiet


@everywhere
def test_the_reference_is_equal_to_itself_and_blind_to_nothing(method):
    report = check(implementation(method.load()), method.name)
    assert report.verdict == "equal", report.sentences()
    assert report.blind_to == UNASKED.get(method.name, ())
    assert sum(case.steps for case in report.cases) >= 40


@pytest.mark.parametrize("name", UNASKED)
def test_what_happens_at_zero_over_zero_is_asked_on_demand(name):
    report = check(implementation(get_method(name).load()), name, strict=True)
    assert report.verdict == "equal", report.sentences()
    assert report.blind_to == ()


def mutants():
    """Every named mutant; every tenth one, beginning with another one in every method, is the covering part."""
    for i, method in enumerate(METHODS):
        for j, mutant in enumerate(mutants_of(method.name)):
            marks = pytest.mark.exhaustive if (i + j) % 10 else ()
            yield pytest.param(method.name, mutant, marks=marks, id=f"{method.name}-{mutant.variant_name}")


@pytest.mark.parametrize(("name", "mutant"), list(mutants()))
def test_every_named_mutant_is_wrong_and_told(name, mutant):
    unasked = mutant.variant_name in UNASKED.get(name, ())
    report = check(implementation(mutant), name, steps=8, strict=unasked)
    assert report.verdict == "wrong", report.sentences()
    assert mutant.variant_name in [entry["name"] for entry in report.diagnosis], report.sentences()


def sam(case, square_root, order):
    x, found = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = square_root(sum((v * v for v in g[::order]), 0.0))
        ascent = g * (case.parameters["rho"] / size) if size > 0 else np.zeros_like(g)
        w = x + ascent
        g = case.oracles.gradient(w)
        x = x - g * case.parameters["step_size"]
        found.append(x)
    return found


@pytest.mark.parametrize("order", [1, -1])
def test_legitimate_rewritings_are_equal(order):
    report = check(lambda case: sam(case, np.sqrt, order), "sam")
    assert report.verdict == "equal", report.sentences()
    report = check(lambda case: [case.start, *sam(case, lambda s: s**0.5, order)], "sam")
    assert report.verdict == "equal", report.sentences()


def test_an_unknown_mistake_is_wrong_without_a_diagnosis():
    report = check(lambda case: sam(case, np.cbrt, 1), "sam")
    assert report.verdict == "wrong"
    assert report.diagnosis == ()
    assert "it equals none of the named mistakes and dialects" in report.sentences()


def test_nan_from_some_step_on_is_wrong_from_there():
    def run(case):
        found = sam(case, np.sqrt, 1)
        return [x if k < 6 else x * np.nan for k, x in enumerate(found)]

    report = check(run, "sam")
    assert report.verdict == "wrong"
    assert report.first_wrong_step == 7


@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        (lambda case: [case.start] * 5, "implementation must return iterates of shape"),
        (lambda case: np.ones((case.steps + 1, *case.start.shape)), "iterates must begin with the start"),
    ],
)
def test_unusable_returns_are_told(returned, sentence):
    with pytest.raises(ValueError, match=sentence):
        check(returned, "sam")


def test_a_case_cannot_be_changed_for_the_next_one():
    def vandal(case):
        found = sam(case, np.sqrt, 1)
        case.start[:] = 0
        return found

    assert check(vandal, "sam").verdict == "equal"


def test_cases_of_a_smooth_method_contain_an_exactly_zero_gradient():
    cases = {case.name: case for _, case in cases_of("sam")}
    flat = cases["integer-quadratic, zero gradient"]
    assert not flat.oracles.gradient(flat.start).any()
    assert len(
        {(c.start.tobytes(), str(c.parameters), c.oracles) for c in map(_hashable, cases.values())}
    ) == len(cases)


def _hashable(case):
    return case._replace(oracles=type(case.oracles).__name__)


DIALECTS = [(method.name, dialect) for method in METHODS for dialect in dialects_of(method.name)]


@pytest.mark.parametrize(
    ("name", "dialect"),
    [pytest.param(*d, marks=pytest.mark.exhaustive if i % 3 else ()) for i, d in enumerate(DIALECTS)],
    ids=lambda v: getattr(v, "variant_name", v),
)
def test_every_dialect_is_told_and_equal_to_itself(name, dialect):
    report = check(implementation(dialect), name)
    assert report.verdict == "wrong", report.sentences()
    assert (dialect.variant_name, "dialect") in [(d["name"], d["kind"]) for d in report.diagnosis]
    own = check(implementation(dialect), name, dialect=dialect.variant_name)
    assert own.verdict == "equal", own.sentences()
    plain = check(implementation(get_method(name).load()), name, dialect=dialect.variant_name)
    assert plain.verdict == "wrong", plain.sentences()
    assert "dialect" in [d["kind"] for d in plain.diagnosis], plain.sentences()


def test_what_is_kept_between_two_runs_shows():
    seen = set()

    def forgetful(case):
        key = (case.start.tobytes(), str(case.parameters))
        if key in seen:
            return sam(case._replace(start=1.01 * case.start), np.sqrt, 1)
        seen.add(key)
        return sam(case, np.sqrt, 1)

    report = check(forgetful, "sam")
    assert [c.name for c in report.cases if c.first_wrong_step] == ["quadratic, its start, again"]


def test_cases_that_do_not_apply_are_skipped_with_their_reason():
    def regular(case):
        if "zero gradient" in case.name:
            raise NotApplicable("the gradient must not vanish")
        return sam(case, np.sqrt, 1)

    report = check(regular, "sam")
    assert report.verdict == "equal"
    assert {why for _, why in report.skipped} == {"the gradient must not vanish"}
    skipped = [name for name, _ in report.skipped]
    assert skipped[0] == "integer-quadratic, zero gradient"
    assert len(skipped) == 6
    assert "  skipped flat-quadratic, zero gradient: the gradient must not vanish" in report.sentences()
    assert report.blind_to == ("unguarded-norm",), "what only those cases see is named"


def test_an_implementation_that_takes_no_case_is_not_applicable():
    def never(case):
        raise NotApplicable("it needs a graphics card")

    report = check(never, "sam")
    assert (report.verdict, report.checks) == ("not-applicable", 0)
    assert report.reason == "nothing was compared"


def test_layouts_take_turns_and_are_named():
    class Layouts:
        layouts = ("as it is", "reversed")

        def __call__(self, case):
            return sam(case, np.sqrt, 1 if case.layout == "as it is" else -1)

    report = check(Layouts(), "sam")
    assert report.verdict == "equal"
    assert {c.name.rpartition(", ")[2] for c in report.cases} == {"as it is", "reversed"}


def test_an_implementation_that_raises_is_told_with_the_case():
    sentence = r"^it raised TypeError in case 'quadratic, its start': unsupported operand"
    with pytest.raises(ImplementationError, match=sentence) as caught:
        check(lambda case: case.start + {}, "sam")
    assert isinstance(caught.value.__cause__, TypeError)
