"""The loop over many runs at once: all step together, and each ends by itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.counting import ORACLES, counted
from refimpl.core.leaves import convert, settle
from refimpl.core.observables import chain
from refimpl.core.outcome import Outcome
from refimpl.core.trajectory import Trajectory


class Runs(NamedTuple):
    """What is run: validated and settled, from many starts."""

    algorithm: Any
    problem: Any
    starts: np.ndarray  # (runs, ...)
    steps: int
    every: int = 1
    record: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()  # of what is recorded
    calls: bool = False  # whether those of oracles are counted
    iterates: bool = True


class Ending(NamedTuple):
    """How the runs with the indices `runs` ended, after `taken` steps and `recorded` records."""

    runs: np.ndarray
    outcome: Outcome
    reason: str
    taken: int
    recorded: int
    state: Any  # of these runs, None where a step broke down
    calls: dict[str, int] | None


class Loop:
    """The records of all runs, and the indices of those that still go on, `live`."""

    def __init__(self, runs: Runs, batch: Any, draws: Any) -> None:
        self.runs, self.batch, self.draws = runs, batch, draws
        total, records = len(runs.starts), runs.steps // runs.every + 1
        self.live = np.arange(total)
        self.xs = batch.engine.empty((total, records if runs.iterates else 1, *runs.starts.shape[1:]))
        self.values = batch.engine.empty((total, records, len(runs.record)))
        self.measured = convert(runs.problem, batch.shared)
        self.counter = counted(self.measured) if runs.calls else None
        self.observables = convert(chain(settle(o) for o in runs.record), batch.shared)
        self.taken = self.recorded = 0
        self.state: Any = None
        self.endings: list[Ending] = []

    def go(self) -> None:
        """Step to the end. One of `batch.refused` where the source cannot step many runs at once."""
        try:
            self._steps()
        except np.linalg.LinAlgError as error:  # of a stack of matrices, and not said of which
            self.state = None
            self._end(np.arange(len(self.live)), Outcome.BREAKDOWN, f"{error}, in a run of the batch")
        else:
            self._end(np.arange(len(self.live)), Outcome.COMPLETED, "")

    def _steps(self) -> None:
        runs, batch = self.runs, self.batch
        algorithm, problem = convert(runs.algorithm, batch.shared), self.counter or self.measured
        self.state = algorithm.init(problem, batch.runs(runs.starts))
        self._record(0)
        for k in range(1, runs.steps + 1):
            self.state = algorithm.step(problem, self.state, self.draws)
            finite = batch.finite(self.state.x)
            if not finite.all():
                self._end(np.flatnonzero(~finite), Outcome.NON_FINITE, f"step {k} gave NaN or infinity")
                self._keep(np.flatnonzero(finite))
                if not len(self.live):
                    return
            self.taken = k
            if k % runs.every == 0:
                self._record(k // runs.every)

    def _record(self, i: int) -> None:
        all_live = len(self.live) == len(self.runs.starts)
        place = slice(None) if all_live else self.batch.place(self.live)
        x, shape = self.batch.inside(self.state.x), self.runs.starts.shape[1:]
        if x.shape[1:] != shape:  # which could be spread over the runs instead of the entries
            raise ValueError(f"the iterate must have the shape {shape} of the start, got {x.shape[1:]}")
        self.xs[place, i if self.runs.iterates else 0] = x
        if self.runs.record:
            row = self.batch.empty(len(self.live), len(self.runs.record))
            self.observables.record(self.measured, self.state, row)
            self.values[place, i] = row.array
        self.recorded = i + 1

    def _end(self, positions: np.ndarray, outcome: Outcome, reason: str) -> None:
        """End the runs at these positions among the live."""
        calls = (
            None if self.counter is None else dict(zip(ORACLES, self.counter.counts.tolist(), strict=True))
        )
        state = self.state
        if state is not None and len(positions) < len(self.live):
            state = self.batch.kept(state, positions)
        ended = self.live[positions]
        self.endings.append(Ending(ended, outcome, reason, self.taken, self.recorded, state, calls))

    def _keep(self, positions: np.ndarray) -> None:
        """Go on with the runs at these positions alone: what became NaN must not stop a stacked solve."""
        self.live = self.live[positions]
        if len(positions):
            self.state, self.draws = self.batch.kept(self.state, positions), self.draws.kept(positions)

    def trajectories(self) -> list[Trajectory]:
        """Of all runs, in order."""
        xs, values = (self.batch.engine.unload(records)[0] for records in (self.xs, self.values))
        found = [
            (int(run), self._trajectory(ending, place, xs[run], values[run]))
            for ending in self.endings
            for place, run in enumerate(ending.runs)
        ]
        return [trajectory for _, trajectory in sorted(found, key=lambda pair: pair[0])]

    def _trajectory(self, ending: Ending, place: int, xs: np.ndarray, values: np.ndarray) -> Trajectory:
        n = ending.recorded
        return Trajectory(
            x=xs[:n],
            steps=np.arange(n) * self.runs.every,
            observed=dict(zip(self.runs.names, values[:n].T, strict=True)),
            outcome=ending.outcome,
            stopped_at=ending.taken,
            reason=ending.reason,
            state=None if ending.state is None else self.batch.one(ending.state, place),
            engine=self.batch.engine.name,
            calls=ending.calls and dict(ending.calls),
        )


def run_together(runs: Runs, generators: list[Any], batch: Any) -> list[Trajectory]:
    """The trajectories of all runs, each on draws of its own generator.

    ValueError with the reason where the source cannot step many runs at once.
    """
    with batch.engine.context():
        loop = Loop(runs, batch, batch.draws(generators))
        try:
            loop.go()
        except batch.refused as error:
            names = f"{type(runs.algorithm).__name__} on {type(runs.problem).__name__}"
            raise ValueError(f"together must be False for {names}, got True: {error}") from error
        return loop.trajectories()
