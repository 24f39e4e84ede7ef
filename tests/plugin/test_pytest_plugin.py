"""The pytest plugin seen from a user's own test files."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from refimpl import METHODS
from refimpl.problems.registry import EXAMPLES
from verification.claim import mutants_of
from verification.pytest_plugin.marks import examples_of

SAM = """
import numpy as np
import pytest

def steps_of(case, sign, norm):
    x, found = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = norm(g)
        e = g * (case.parameters["rho"] / size) if size > 0 else 0 * g
        x = x - case.oracles.gradient(x + sign * e) * case.parameters["step_size"]
        found.append(x)
    return found

def sam(case):
    return steps_of(case, 1, np.linalg.norm)

def descending(case):
    return steps_of(case, -1, np.linalg.norm)

def never(case):
    from verification.oracle import NotApplicable
    raise NotApplicable("no time today")
"""


@pytest.fixture
def outcome(pytester):
    """Runs a test file on top of the implementations above, in a process of its own; gives pytest's result."""

    def run(body, *options):
        pytester.makepyfile(implementations=SAM, test_mine=f"from implementations import *\n{body}")
        return pytester.runpytest_subprocess(
            "--strict-markers", "-p", "no:cacheprovider", "-p", "no:xdist", *options
        )

    return run


def test_a_correct_implementation_passes_and_is_counted(outcome):
    result = outcome("""
@pytest.mark.refimpl("sam", steps=5)
def test_sam(refimpl_check):
    report = refimpl_check(sam)
    assert (report.algorithm, report.verdict) == ("sam", "equal")
    assert {case.steps for case in report.cases} == {5}
""")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["-* refimpl -*", "1 implementation checked over * steps: 1 equal; 0 cases skipped, 0 blind"]
    )


def test_a_wrong_implementation_fails_with_the_diagnosis_as_message(outcome):
    result = outcome("""
@pytest.mark.refimpl("sam")
def test_sam(refimpl_check):
    refimpl_check(descending)

@pytest.mark.refimpl("sam")
def test_told(refimpl_check):
    with pytest.raises(AssertionError, match="the perturbation descends"):
        refimpl_check(descending)
""")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            "E * AssertionError: sam: wrong (* steps checked in * cases)",
            "E * it equals sam with a mistake: the perturbation descends*",
            "2 implementations checked over * steps: 2 wrong; 0 cases skipped, 0 blind",
        ]
    )
    assert "pytest_plugin" not in result.stdout.str()  # the trace ends in the user's own line


def test_what_compares_nothing_fails(outcome):
    result = outcome("""
@pytest.mark.refimpl("sam")
def test_forgets(refimpl_check):
    pass

@pytest.mark.refimpl("sam")
def test_takes_nothing():
    pass

@pytest.mark.refimpl("sam")
def test_never_applies(refimpl_check):
    refimpl_check(never)
""")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "nothing was compared: the test takes refimpl_check and never calls it",
            "nothing was compared: the test is marked refimpl and takes no refimpl_ fixture",
            "E * AssertionError: sam: not-applicable (0 steps checked in 0 cases)",
            "1 implementation checked over 0 steps: 1 not-applicable; * cases skipped, 1 blind",
            f"cannot be told from sam in float64: {', '.join(m.variant_name for m in mutants_of('sam'))}",
        ]
    )


def test_skipped_and_failing_tests_keep_their_own_outcome(outcome):
    result = outcome("""
@pytest.mark.refimpl("sam")
def test_skips(refimpl_check):
    pytest.skip("no device")

@pytest.mark.refimpl("sam")
def test_fails(refimpl_check):
    assert 1 == 2
""")
    result.assert_outcomes(skipped=1, failed=1)
    result.stdout.no_fnmatch_line("*nothing was compared*")


def test_the_method_can_be_named_in_the_call(outcome):
    result = outcome("""
@pytest.mark.parametrize("name", ["sam"])
def test_named(refimpl_check, name):
    refimpl_check(sam, name)

def test_nameless(refimpl_check):
    refimpl_check(sam)
""")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["E * refimpl_check must be told the method: mark the test @pytest.mark.refimpl(NAME)"]
    )


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (
            '"smm"',
            "the mark names no method: algorithm must be a registered name, got 'smm'; did you mean sam*",
        ),
        ("", "the mark must read refimpl(algorithm, [*], steps=12, *), got () {}"),
        ('"sam", step=3', "the mark must read * got ('sam',) {'step': 3}"),
        ('"sam", engines=["nmpy"]', "engines must be some of numpy, *, got 'nmpy'"),
    ],
)
def test_a_mark_that_cannot_be_read_is_told(outcome, mark, sentence):
    result = outcome(f"""
@pytest.mark.refimpl({mark})
def test_sam(refimpl_check, refimpl_engine):
    refimpl_check(sam)
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])


NAMES = """
def test_engine(refimpl_engine):
    assert refimpl_engine == "numpy"

def test_precision(refimpl_precision):
    assert refimpl_precision == "float64"
"""


def test_engine_and_precision_have_defaults_and_follow_options(outcome, pytester):
    outcome(NAMES).assert_outcomes(passed=2)
    options = ("--refimpl-engine=ball", "--refimpl-engine=numpy", "--refimpl-precision=float32")
    result = outcome(NAMES, "-v", *options)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        ["*test_engine?ball? FAILED*", "*test_engine?numpy? PASSED*", "*test_precision?float32? FAILED*"]
    )


def test_the_mark_outranks_options_and_the_test_outranks_both(outcome):
    result = outcome(
        """
@pytest.mark.refimpl("sam", engines=["ball", "numba"])
def test_mark(refimpl_engine):
    assert refimpl_engine in ("ball", "numba")

@pytest.mark.parametrize("refimpl_engine", ["abacus"])
def test_own(refimpl_engine):
    assert refimpl_engine == "abacus"

@pytest.mark.parametrize("x, refimpl_engine", [(1, "abacus")])
def test_own_of_two(x, refimpl_engine):
    assert refimpl_engine == "abacus"
""",
        "--refimpl-engine=cupy",
    )
    result.assert_outcomes(passed=4)


def test_problems_are_those_that_the_method_can_use(outcome):
    result = outcome(
        """
import numpy as np

@pytest.mark.refimpl("frank-wolfe")
def test_sets(refimpl_problem, refimpl_start):
    assert refimpl_problem.contains(refimpl_start, 1e-12)
    refimpl_problem.linear_minimizer(refimpl_problem.gradient(refimpl_start))

@pytest.mark.refimpl("lazy-newton", problems=["logistic", "huber"])
def test_named(refimpl_problem, refimpl_start, request):
    assert request.node.callspec.id == {"Logistic": "logistic", "Huber": "huber"}[type(refimpl_problem).__name__]
    assert refimpl_problem.hessian(refimpl_start).shape == 2 * refimpl_start.shape

@pytest.mark.refimpl("f2sa")
def test_levels(refimpl_problem):
    assert refimpl_problem.lower_dimension() >= 1
""",
        "-v",
    )
    passed = result.parseoutcomes()["passed"]
    assert result.parseoutcomes() == {"passed": passed}
    assert len(re.findall(r"test_sets\[.*PASSED", result.stdout.str())) >= 3
    assert len(re.findall(r"test_named\[.*PASSED", result.stdout.str())) == 2
    assert "test_levels[bilevel]" in result.stdout.str()
    assert "test_sets[quadratic]" not in result.stdout.str()


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_can_use_its_own_example(method):
    found = examples_of(method.name)
    assert method.example in found
    assert all(hasattr(EXAMPLES[name].build(), oracle) for name in found for oracle in method.needs)


def test_a_problem_without_a_method_is_told(outcome):
    result = outcome("""
def test_any(refimpl_problem):
    pass
""")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["refimpl_problem must be told a method by the mark, or --refimpl-problem"])
    outcome("def test_any(refimpl_problem): pass", "--refimpl-problem=huber").assert_outcomes(passed=1)


@pytest.mark.parametrize("option", ["engine", "precision", "problem"])
def test_an_option_that_names_nothing_is_refused_before_any_test(outcome, option):
    result = outcome("def test_any(): pass", f"--refimpl-{option}=abacus")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --refimpl-{option} must be one of *, got 'abacus'"])


def test_steps_come_from_the_option_where_the_mark_has_none(outcome):
    body = """
@pytest.mark.refimpl("sam")
def test_sam(refimpl_check):
    assert {case.steps for case in refimpl_check(sam).cases} == {6}

@pytest.mark.refimpl("sam", steps=4)
def test_marked(refimpl_check):
    assert {case.steps for case in refimpl_check(sam).cases} == {4}
"""
    outcome(body, "--refimpl-steps=6").assert_outcomes(passed=2)


def test_counts_add_up_over_workers(pytester):
    pytester.makepyfile(
        implementations=SAM,
        test_mine="""
from implementations import *

@pytest.mark.refimpl("sam", steps=4)
@pytest.mark.parametrize("which", range(4))
def test_sam(refimpl_check, which):
    refimpl_check(sam if which % 2 else descending)
""",
    )
    plain = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    workers = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2")
    lines = [next(x for x in r.outlines if "implementations checked" in x) for r in (plain, workers)]
    assert lines[0] == lines[1]
    assert re.fullmatch(
        r"4 implementations checked over \d+ steps: 2 equal, 2 wrong; 0 cases skipped, 0 blind", lines[0]
    )


HEAVY = ("numpy", "refimpl", "verification.oracle", "numba", "flint", "scipy", "matplotlib", "click", "rich")


def test_importing_the_plugin_imports_nothing_else():
    program = f"import sys, verification.pytest_plugin; print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_run_that_does_not_use_it_neither_loads_nor_says_anything(pytester):
    pytester.makepyfile(f"""
import sys

def test_light(request):
    assert request.config.pluginmanager.has_plugin("refimpl")
    assert [m for m in {HEAVY} if m in sys.modules] == []
""")
    result = pytester.runpytest_subprocess("-p", "no:hypothesispytest", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*- refimpl -*")


def test_mark_options_and_fixtures_explain_themselves(pytester):
    result = pytester.runpytest_subprocess("--markers", "-p", "no:xdist")
    result.stdout.fnmatch_lines(["@pytest.mark.refimpl(algorithm, *): the test is about an implementation *"])
    helped = pytester.runpytest_subprocess("--help", "-p", "no:xdist").stdout.str()
    for name in ("engine", "precision", "problem", "steps"):
        assert f"--refimpl-{name}" in helped
    listed = pytester.runpytest_subprocess("--fixtures", "-p", "no:xdist").stdout.str()
    for name in ("check", "engine", "precision", "problem", "start"):
        assert f"refimpl_{name}" in listed
