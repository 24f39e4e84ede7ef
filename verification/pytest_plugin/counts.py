"""What is said at the end of the run."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest


class Counts:
    """All checks of a run. They come with the reports of the tests, which is how those of workers arrive, too."""

    def __init__(self) -> None:
        self.checks: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Once per test: its properties come with each of its reports."""
        if report.when == "teardown":
            self.checks += [value for name, value in report.user_properties if name == "refimpl"]  # type: ignore[misc]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Nothing where nothing was checked."""
        if not self.checks:
            return
        steps, skipped = (sum(check[key] for check in self.checks) for key in ("steps", "skipped"))
        verdicts = Counter(check["verdict"] for check in self.checks)
        blind = [check for check in self.checks if check["blind"]]
        terminalreporter.section("refimpl", sep="-")
        terminalreporter.write_line(
            f"{len(self.checks)} implementation{'s' * (len(self.checks) > 1)} checked over {steps} steps: "
            f"{', '.join(f'{n} {verdict}' for verdict, n in sorted(verdicts.items()))}; "
            f"{skipped} cases skipped, {len(blind)} blind"
        )
        for words in sorted(
            {f"{c['algorithm']} in {c['precision']}: {', '.join(c['blind'])}" for c in blind}
        ):
            terminalreporter.write_line(f"cannot be told from {words}")
