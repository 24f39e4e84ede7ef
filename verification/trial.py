"""Runs within an examination: one that does not complete ends the examination with its own finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl import Outcome, Trajectory, get_engine, run, run_many
from verification.evidence import enclosures, iterates
from verification.finding import Finding, Verdict

BITS = 150  # balls of 45 digits: far wider than the error of expected values given to 70 digits or more


class BrokenRun(Exception):
    """A run of an examination did not complete; `finding` says what that means for the claim."""

    def __init__(self, trajectory: Trajectory) -> None:
        how, steps = trajectory.outcome, trajectory.stopped_at
        words = f"run ended {how.value} after {steps} steps: {trajectory.reason}"
        super().__init__(words)
        verdict = Verdict.INCONCLUSIVE if how is Outcome.UNDECIDABLE else Verdict.VIOLATED
        self.finding = Finding(verdict, "all steps completed", words, float("nan"), steps, reason=words)


def completed(trajectory: Trajectory) -> Trajectory:
    """The trajectory if it completed; BrokenRun otherwise, inconclusive where undecidable and else violated."""
    if trajectory.outcome is not Outcome.COMPLETED:
        raise BrokenRun(trajectory)
    return trajectory


def complete_run(algorithm: Any, problem: Any, x0: Any, steps: int, **options: Any) -> Trajectory:
    """`refimpl.run`, completed."""
    return completed(run(algorithm, problem, x0, steps, **options))


def complete_runs(algorithm: Any, problem: Any, starts: Any, steps: int, **options: Any) -> list[Trajectory]:
    """`refimpl.run_many`, all completed."""
    return [completed(t) for t in run_many(algorithm, problem, starts, steps, **options)]


def run_to_the_floor(algorithm: Any, problem: Any, x0: Any, steps: int, bits: int) -> Trajectory:
    """A run in balls of `bits` bits that may end undecidable: at the floor of the precision the rest is noise."""
    trajectory = run(algorithm, problem, x0, steps, engine=get_engine("ball", bits=bits))
    return trajectory if trajectory.outcome is Outcome.UNDECIDABLE else completed(trajectory)


def first_iterates(
    algorithm: Any, problem: Any, x0: Any, expected: Sequence[Sequence[Any]], engine: str, *, rng: Any = 0
) -> Finding:
    """Compare x_1, ..., x_K with `expected` (K, d), exact Fractions or Decimals of at least 70 digits.

    On the ball engine enclosures must overlap the expected numbers. On the others the error allowed is the
    rigorous radius of the same run in 53-bit balls, which bounds the rounding of any evaluation of the same
    formulas in float64. Expected values come from list arithmetic written in the claim, never from a run. A run that
    breaks off is compared up to there: that it broke off is the finding where nothing was wrong before.
    """
    certified = get_engine("ball", bits=BITS if engine == "ball" else 53)
    balls = run(algorithm, problem, x0, len(expected), engine=certified, rng=rng)
    plain = balls if engine == "ball" else run(algorithm, problem, x0, len(expected), engine=engine, rng=rng)
    taken = min(balls.stopped_at, plain.stopped_at)
    if engine == "ball":
        finding = enclosures(balls.enclosures[1 : taken + 1], expected[:taken])
    else:  # the 53-bit ball holds the exact iterate and the float64 one: they differ by at most its diameter
        allowed = 2 * np.asarray(balls.radius)[1 : taken + 1]
        finding = iterates(plain.x[1 : taken + 1], allowed, expected[:taken])
    if not taken or finding.verdict is not Verdict.VIOLATED:
        completed(plain)
        completed(balls)
    return finding
