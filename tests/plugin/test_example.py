"""The example of the documentation runs, and fails as the page says when it is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "test_my_methods.py"
PAGE = Path(__file__).parents[2] / "docs" / "testing.rst"


def run(pytester, source):
    pytester.makepyfile(test_mine=source)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hypothesis-seed=0", "--strict-markers")


def test_the_example_passes_and_its_count_is_on_the_page(pytester):
    result = run(pytester, EXAMPLE.read_text())
    result.assert_outcomes(passed=4)
    line = next(line for line in result.outlines if "checked over" in line)
    assert re.sub(r"\d+ steps", "N steps", line) in re.sub(r"\d+ steps", "N steps", PAGE.read_text())


@pytest.mark.parametrize(
    ("right", "wrong", "failing", "sentence"),
    [
        (
            "(x + ascent)",
            "(x - ascent)",
            "test_it_is_sam",
            "*it equals sam with a mistake: the perturbation descends*",
        ),
        (
            "1 / problem.smoothness()",
            "3 / problem.smoothness()",
            "test_gradient_descent*",
            "*Failing test case*",
        ),
    ],
)
def test_the_broken_example_fails_as_the_page_says(pytester, right, wrong, failing, sentence):
    source = EXAMPLE.read_text()
    assert source.count(right) == 1
    result = run(pytester, source.replace(right, wrong))
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines([sentence, f"FAILED test_mine.py::{failing}*"])
