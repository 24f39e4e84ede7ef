"""`run` and `run_many`: validate in Python, drive the one loop on an engine, name the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl.core import checks
from refimpl.core.counting import ORACLES, counted
from refimpl.core.leaves import convert, is_record, settle
from refimpl.core.loop import loop
from refimpl.core.observables import chain
from refimpl.core.outcome import Outcome
from refimpl.core.together import Runs, run_together
from refimpl.core.trajectory import Trajectory
from refimpl.engines import Engine, get_engine


def run(
    algorithm: Any,
    problem: Any,
    x0: Any,
    steps: int,
    *,
    engine: str | Engine = "numpy",
    rng: Any = 0,
    record: Sequence[Any] = (),
    every: int = 1,
    count: bool = False,
    iterates: bool = True,
) -> Trajectory:
    """Run `algorithm` on `problem` from `x0` for `steps` steps.

    `engine` is a name ('numpy', 'numba', 'cupy', 'ball') or an Engine; `rng` a seed, a NumPy Generator, a
    `Tape` or a `Recorder` (the latter not compiled); `record` a sequence of observables, named in
    `Trajectory.observed` by their class; `every` records each `every`-th step; `count` counts oracle calls;
    without `iterates` observables are recorded but of the iterates only the latest is kept.
    Raises ValueError with one sentence before the first step when an input is not usable, and
    EngineUnavailable when the engine's library or device is missing.
    """
    engine = get_engine(engine)
    algorithm, problem, x0 = _validated(algorithm, problem, x0, steps, every)
    names, drive = _observable_names(record), engine.driver(loop)
    return _run(
        algorithm, problem, x0, steps, engine, drive, generator(rng), tuple(record), names, every, count, iterates,
    )  # fmt: skip


def run_many(
    algorithm: Any,
    problem: Any,
    starts: Any,
    steps: int,
    *,
    engine: str | Engine = "numpy",
    seeds: Sequence[int] | int = 1,
    record: Sequence[Any] = (),
    every: int = 1,
    count: bool = False,
    iterates: bool = True,
    together: bool = False,
) -> list[Trajectory]:
    """Run from many starts and seeds; the compiled engine runs them in parallel threads.

    `starts` has shape (n, ...) or is a single vector, `seeds` a sequence of integers or one seed; if both are
    many they are paired and must be equally many. Run i draws from its own generator, so results do not
    depend on the order or the number of threads. Returns the trajectories in order.

    With `together`, on engine 'numpy' or 'cupy', all runs are stepped at once: one product with a matrix takes the
    vectors of all of them. The trajectories are those of single runs within rounding, the draws the same, and a run
    that becomes NaN or infinite ends alone. A singular matrix in one run ends all that still go on as BREAKDOWN,
    since LAPACK does not say in which it was. Raises ValueError with the reason, and returns nothing, where the
    source of the algorithm or of the problem cannot step many runs at once: where it branches on a value in which
    they may differ, for instance.
    """
    engine = get_engine(engine)
    batch = engine.together() if together else None
    starts = np.atleast_2d(np.asarray(starts, np.float64))
    seeds = [seeds] if isinstance(seeds, int | np.integer) else list(seeds)
    total = max(len(starts), len(seeds))
    if len(starts) not in (1, total) or len(seeds) not in (1, total):
        raise ValueError(f"starts and seeds must be equally many or one, got {len(starts)} and {len(seeds)}")
    if len(seeds) == 1 and total > 1:
        children = np.random.SeedSequence(int(seeds[0])).spawn(total)
        generators = [np.random.default_rng(child) for child in children]
    else:
        generators = [generator(seed) for seed in seeds]
    algorithm, problem, _ = _validated(algorithm, problem, starts[0], steps, every)
    for start in starts:
        checks.array("starts", start)
    names, observables = _observable_names(record), tuple(record)
    if batch is not None:
        starts = np.repeat(starts, total // len(starts), axis=0)
        runs = Runs(algorithm, problem, starts, steps, every, observables, names, count, iterates)
        return run_together(runs, generators, batch)
    drive = engine.driver(loop)

    def one(i: int) -> Trajectory:
        x0 = starts[i if len(starts) > 1 else 0].copy()
        return _run(
            algorithm, problem, x0, steps, engine, drive, generators[i], observables, names, every, count, iterates,
        )  # fmt: skip

    return engine.map(one, total)


def generator(rng: Any) -> Any:
    """A seed as a NumPy Generator; generators, tapes and recorders pass through."""
    if isinstance(rng, bool) or rng is None:
        raise ValueError(f"rng must be a seed, a NumPy Generator or a tape, got {rng!r}")
    if isinstance(rng, int | np.integer):
        return np.random.default_rng(int(rng))
    if isinstance(rng, np.random.Generator) or hasattr(rng, "standard_normal"):
        return rng
    raise ValueError(f"rng must be a seed, a NumPy Generator or a tape, got {type(rng).__name__}")


def _validated(algorithm: Any, problem: Any, x0: Any, steps: int, every: int) -> tuple[Any, Any, np.ndarray]:
    for name, value in (("algorithm", algorithm), ("problem", problem)):
        if not is_record(value):
            got = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
            raise ValueError(f"{name} must be an instance of a NamedTuple, got {got}")
    if not (hasattr(algorithm, "init") and hasattr(algorithm, "step")):
        raise ValueError(f"algorithm must have methods init and step, got {type(algorithm).__name__}")
    checks.count("steps", steps)
    checks.count("every", every)
    x0 = np.asarray(x0)
    if x0.dtype.kind not in "fiu":
        raise ValueError(f"x0 must be a real array, got {x0.dtype}")
    x0 = np.array(
        x0, np.float64, order="C"
    )  # a copy: an algorithm that writes into its start changes nobody's
    checks.array("x0", x0)
    if hasattr(problem, "validate"):
        problem.validate()
    if hasattr(problem, "dimension") and x0.shape != (problem.dimension(),):
        raise ValueError(f"x0 must have shape ({problem.dimension()},), got {x0.shape}")
    if hasattr(algorithm, "validate"):
        algorithm.validate(problem)
    algorithm, problem = settle(algorithm), settle(problem)
    return algorithm, problem, x0


def _observable_names(record: Sequence[Any]) -> tuple[str, ...]:
    for observable in record:
        if not is_record(observable) or not hasattr(observable, "measure"):
            raise ValueError(f"record must hold observables such as Value(), got {observable!r}")
    names = tuple(type(observable).__name__ for observable in record)
    if len(set(names)) < len(names):
        raise ValueError(f"record must not name an observable twice, got {', '.join(names)}")
    return names


def _run(
    algorithm, problem, x0, steps, engine, drive, rng, record, names, every, count, iterates
) -> Trajectory:
    records = steps // every + 1
    with engine.context():
        xs = engine.empty((records if iterates else 1, *x0.shape))
        values = engine.empty((records, len(record)))
        progress = np.array([0, 0, 1], np.int64)
        served = convert(problem, engine.load)
        counter = counted(served) if count else None
        state, reason, outcome = None, "", Outcome.COMPLETED
        try:
            state = drive(
                convert(algorithm, engine.load), counter if count else served, served, engine.load(x0), steps,
                every, engine.draws(rng), convert(chain(settle(o) for o in record), engine.load), xs, values,
                progress,
            )  # fmt: skip
        except engine.undecidable as error:
            outcome, reason = Outcome.UNDECIDABLE, str(error)
        except np.linalg.LinAlgError as error:
            outcome, reason = Outcome.BREAKDOWN, str(error)
        if not progress[2]:
            outcome, reason = Outcome.NON_FINITE, f"step {progress[1] + 1} gave NaN or infinity"
        n = int(progress[0])
        x, radius = engine.unload(xs[:n])
        observed, observed_radius = engine.unload(values[:n])
        kept = engine.keep(xs[:n])
    return Trajectory(
        x=x,
        steps=np.arange(n) * every,
        observed=dict(zip(names, observed.T, strict=True)),
        outcome=outcome,
        stopped_at=int(progress[1]),
        reason=reason,
        state=state,
        engine=engine.name,
        calls=dict(zip(ORACLES, counter.counts.tolist(), strict=True)) if counter is not None else None,
        radius=radius,
        observed_radius=None if radius is None else dict(zip(names, observed_radius.T, strict=True)),
        enclosures=kept,
    )
