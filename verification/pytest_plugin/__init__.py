"""Pytest plugin: the mark `refimpl`, fixtures for implementations under test, and a count of what was compared.

    @pytest.mark.refimpl("sam")
    def test_my_sam(refimpl_check):
        refimpl_check(my_sam)

It starts with every run of pytest where this package is installed, so NumPy and the references are imported only when
a test or an option asks for them.
"""

from __future__ import annotations

from typing import Any

import pytest

from verification.pytest_plugin.counts import Counts
from verification.pytest_plugin.marks import MARK, examples_of, known_names, parametrized, wish_of

CHECKED = pytest.StashKey[int]()
OPTIONS = {  # fixture that takes the names, what they are
    "engine": ("refimpl_engine", "engine that refimpl_engine names; repeat for several (numpy)"),
    "precision": ("refimpl_precision", "number format of refimpl_check and refimpl_precision (float64)"),
    "problem": ("refimpl_example", "example that refimpl_problem builds (all that the method can use)"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options, all under one prefix."""
    group = parser.getgroup("refimpl", "implementations against their references (refimpl)")
    for name, (_, words) in OPTIONS.items():
        group.addoption(f"--refimpl-{name}", action="append", default=[], metavar="NAME", help=words)
    group.addoption(
        "--refimpl-steps", type=int, metavar="N", help="steps that refimpl_check compares per case (12)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, start to count, and refuse options that name nothing."""
    config.addinivalue_line("markers", MARK)
    config.pluginmanager.register(Counts(), "refimpl-counts")
    for name in OPTIONS:
        for value in config.getoption(f"refimpl_{name}"):
            if value not in (known := known_names(name)):
                raise pytest.UsageError(f"--refimpl-{name} must be one of {', '.join(known)}, got {value!r}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per engine, precision and problem that the mark or the command line names."""
    wish = wish_of(metafunc.definition)
    for name, (fixture, _) in OPTIONS.items():
        if fixture not in metafunc.fixturenames or parametrized(metafunc, fixture):
            continue
        values = list(getattr(wish, f"{name}s", ())) or metafunc.config.getoption(f"refimpl_{name}")
        if name == "problem" and not values:
            if wish is None:
                pytest.fail(
                    "refimpl_problem must be told a method by the mark, or --refimpl-problem", pytrace=False
                )
            values = examples_of(wish.algorithm)
        for value in values:
            if value not in (known := known_names(name)):
                pytest.fail(f"{name}s must be some of {', '.join(known)}, got {value!r}", pytrace=False)
        if values:
            metafunc.parametrize(fixture, values, indirect=True)


@pytest.fixture
def refimpl_engine(request: pytest.FixtureRequest) -> str:
    """Name of an engine for `refimpl.run`: of the mark's `engines` or of --refimpl-engine, else 'numpy'."""
    return getattr(request, "param", "numpy")


@pytest.fixture
def refimpl_precision(request: pytest.FixtureRequest) -> str:
    """Number format: of the mark's `precisions` or of --refimpl-precision, else 'float64'."""
    return getattr(request, "param", "float64")


@pytest.fixture
def refimpl_example(request: pytest.FixtureRequest) -> Any:
    """An example of `refimpl.problems.registry`: those named, else every one that offers what the method needs."""
    from refimpl.problems.registry import EXAMPLES

    return EXAMPLES[request.param]


@pytest.fixture
def refimpl_problem(refimpl_example: Any) -> Any:
    """The problem of the example, with its oracles and exact constants."""
    return refimpl_example.build()


@pytest.fixture
def refimpl_start(refimpl_example: Any) -> Any:
    """The documented start of the example, shape (d,)."""
    import numpy as np

    return np.array(refimpl_example.start, np.float64)


@pytest.fixture
def refimpl_check(request: pytest.FixtureRequest, refimpl_precision: str) -> Any:
    """Call it with your implementation: it fails the test unless the oracle says 'equal', and returns the report.

    The message is the report in words, with the diagnosis. `refimpl_check(implementation, "sam")` names the method
    where no mark does. A test that takes this fixture and never calls it fails.
    """
    wish, config = wish_of(request.node), request.config

    def check(implementation: Any, algorithm: str | None = None) -> Any:
        __tracebackhide__ = True
        from verification.oracle import check as judge

        name = algorithm or (wish and wish.algorithm)
        if not name:
            raise ValueError(
                "refimpl_check must be told the method: mark the test @pytest.mark.refimpl(NAME)"
            )
        asked = wish.steps if wish and wish.steps is not None else config.getoption("refimpl_steps")
        steps: dict[str, Any] = {} if asked is None else {"steps": asked}
        dialect = wish.dialect if wish and algorithm is None else None
        report = judge(implementation, name, precision=refimpl_precision, dialect=dialect, **steps)
        request.node.stash[CHECKED] = request.node.stash.get(CHECKED, 0) + 1
        counted = {
            "algorithm": name,
            "precision": refimpl_precision,
            "verdict": report.verdict,
            "steps": report.checks,
            "skipped": len(report.skipped),
            "blind": list(report.blind_to),
        }
        request.node.user_properties.append(("refimpl", counted))  # travels with the report, from workers too
        if report.verdict != "equal":
            raise AssertionError("\n".join(report.sentences()))
        return report

    return check


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """A test that promises a comparison and makes none fails."""
    result = yield
    fixtures = [name for name in getattr(item, "fixturenames", ()) if name.startswith("refimpl_")]
    if "refimpl_check" in fixtures and not item.stash.get(CHECKED, 0):
        pytest.fail("nothing was compared: the test takes refimpl_check and never calls it", pytrace=False)
    if not fixtures and item.get_closest_marker("refimpl"):
        pytest.fail(
            "nothing was compared: the test is marked refimpl and takes no refimpl_ fixture", pytrace=False
        )
    return result
