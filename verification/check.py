"""The oracle in its plain form: is this implementation the reference, and if not, which mistake is it?

An implementation is a callable that receives a `Case` and returns its iterates. Each of its steps is judged
from its own previous iterate, so that one rounding difference is not carried along, against the reference
step; the error allowed is measured, not chosen: the rigorous radius of that very step in 53-bit balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.core.draws import Recorder, Tape
from refimpl.core.leaves import convert, settle
from refimpl.engines.certified import BallEngine
from refimpl.problems.registry import EXAMPLES
from verification.claim import mutants_of

# |user - reference| / radius: up to CONSISTENT any legitimate re-association passes, above WRONG none does
CONSISTENT, WRONG, POWER = 8.0, 16.0, 10.0


class Case(NamedTuple):
    """What an implementation is given.

    `start` (d,), `steps` iterates to return, `parameters` the hyper-parameters by name, `oracles` the problem
    (call `case.oracles.gradient(x)` with NumPy float64 vectors), `draws` a fresh tape with the very random
    numbers that the reference consumes (`draws.standard_normal(n)`, `random()`, `integers(low, high)`).
    """

    name: str
    start: np.ndarray
    steps: int
    parameters: dict[str, Any]
    oracles: Any
    draws: Tape


class Judged(NamedTuple):
    """One case judged: largest ratio of error to radius, first wrong step (None if none), ratios of mutants."""

    name: str
    steps: int
    ratio: float
    first_wrong_step: int | None
    power: dict[str, float]
    likeness: dict[str, float]


class Report(NamedTuple):
    """The verdict on an implementation: 'equal', 'wrong', 'undecided', with its numbers."""

    algorithm: str
    verdict: str
    first_wrong_step: int | None
    blind_to: tuple[str, ...]
    diagnosis: tuple[dict[str, str], ...]
    cases: tuple[Judged, ...]
    reason: str = ""

    def sentences(self) -> list[str]:
        """The report in words."""
        checks = sum(c.steps for c in self.cases)
        lines = [f"{self.algorithm}: {self.verdict} ({checks} steps checked in {len(self.cases)} cases)"]
        for case in self.cases:
            first = f", wrong from step {case.first_wrong_step}" if case.first_wrong_step else ""
            lines.append(f"  {case.name}: largest error {case.ratio:.3g} rounding radii{first}")
        lines += [
            f"it equals {self.algorithm} with a mistake: {d['words']} [{d['name']}]" for d in self.diagnosis
        ]
        if self.blind_to:
            lines.append(f"these cases cannot see: {', '.join(self.blind_to)}")
        return [*lines, self.reason] if self.reason else lines

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        cases = [
            {"name": c.name, "steps": c.steps, "ratio": c.ratio if np.isfinite(c.ratio) else None,
             "first_wrong_step": c.first_wrong_step}
            for c in self.cases
        ]  # fmt: skip
        return {**self._asdict(), "cases": cases, "checks": sum(c.steps for c in self.cases)}


def cases_of(algorithm: str, steps: int = 12) -> Iterator[tuple[Any, Case]]:
    """The reference and its case for every start: the example's, others around it, the minimiser."""
    method = get_method(algorithm)
    example = EXAMPLES[method.example]
    problem = settle(example.build())
    reference = settle(method.load().prescribed(problem))
    start = np.asarray(example.start, np.float64)
    starts = {"example start": start}
    for seed in range(3):
        # quarters are exact in every binary precision; feasible sets contain the segment to the example start
        noise = np.round(4 * np.random.default_rng(seed).standard_normal(start.size)) / 4
        moved = start + noise.reshape(start.shape)
        starts[f"start {seed}"] = problem.projection(moved) if hasattr(problem, "projection") else moved
    if hasattr(problem, "minimizer") and not hasattr(problem, "projection"):
        starts["at the minimiser"] = np.round(problem.minimizer(), 12)
    for name, x0 in starts.items():
        yield (
            reference,
            Case(name, x0, steps, reference._asdict(), problem, _draws(reference, problem, x0, steps)),
        )


def check(implementation: Callable[[Case], Any], algorithm: str, steps: int = 12) -> Report:
    """Judge `implementation` against the registered `algorithm`.

    Raises ValueError when the name is unknown or the implementation does not return (steps, d) or
    (steps + 1, d) real iterates.
    """
    judged, mutants = [], mutants_of(algorithm)
    for reference, case in cases_of(algorithm, steps):
        returned = implementation(case._replace(start=case.start.copy(), draws=case.draws.rewound()))
        judged.append(_judge(reference, case, _iterates(returned, case), mutants))
    return _decide(algorithm, judged, mutants)


def _iterates(returned: Any, case: Case) -> np.ndarray:
    x = np.asarray(returned, np.float64)
    d = case.start.shape
    if x.shape not in ((case.steps, *d), (case.steps + 1, *d)):
        raise ValueError(f"implementation must return iterates of shape {(case.steps, *d)}, got {x.shape}")
    if len(x) > case.steps and not np.array_equal(x[0], case.start):
        raise ValueError(f"iterates must begin with the start where {case.steps + 1} are returned")
    return x if len(x) > case.steps else np.concatenate([case.start[None], x])


def _draws(reference: Any, problem: Any, x0: np.ndarray, steps: int) -> Tape:
    recorder = Recorder(np.random.default_rng(0))
    state = reference.init(problem, x0)
    for _ in range(steps):
        state = reference.step(problem, state, recorder)
    return recorder.tape()


def _follow(algorithm: Any, case: Case, x: np.ndarray, engine: BallEngine) -> tuple[np.ndarray, np.ndarray]:
    """Every step of `algorithm` from the given iterates (its other variables are its own), with radii.

    Ends early where a ball comparison is undecidable or a solve fails: the case is judged up to there.
    """
    problem, tape = convert(case.oracles, engine.load), engine.draws(case.draws.rewound())
    algorithm = convert(algorithm, engine.load)
    state = algorithm.init(problem, engine.load(x[0]))
    middles: list[Any] = []
    radii: list[Any] = []
    for before in x:
        try:
            state = algorithm.step(problem, state._replace(x=engine.load(before)), tape)
        except (*engine.undecidable, np.linalg.LinAlgError):
            break
        middle, radius = engine.unload(state.x)
        middles.append(middle)
        radii.append(radius)
    shape = (len(middles), *case.start.shape)
    return np.reshape(middles, shape), np.reshape(radii, shape)


def _judge(reference: Any, case: Case, x: np.ndarray, mutants: tuple[Any, ...]) -> Judged:
    finite = np.isfinite(x).reshape(len(x), -1).all(axis=1)
    followed = (
        len(x) - 1 if finite.all() else int(np.argmin(finite))
    )  # the step into NaN is judged, not those after
    engine = BallEngine(53)
    power, likeness = {}, {}
    with engine.context():
        expected, radius = _follow(reference, case, x[:followed], engine)
        spread = np.maximum(radius, np.spacing(np.abs(expected)))
        errors = _distance(x[1:], expected, spread)
        for cls in mutants:
            other, _ = _follow(cls(*reference), case, x[:followed], engine)
            if len(other):
                power[cls.mutant_name] = float(_distance(other, expected, spread).max(initial=0.0))
                likeness[cls.mutant_name] = float(_distance(x[1:], other, spread).max(initial=0.0))
    wrong = errors > WRONG
    first = int(np.argmax(wrong)) + 1 if wrong.any() else None
    return Judged(case.name, len(errors), float(errors.max(initial=0.0)), first, power, likeness)


def _distance(a: np.ndarray, b: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Largest |a - b| / unit per step, over the steps that all have; non-finite on both sides is equal."""
    n = min(len(a), len(b), len(unit))
    a, b = a[:n], b[:n]
    both = ~np.isfinite(a) & ~np.isfinite(b)
    one = np.isfinite(a) != np.isfinite(b)
    ratio = np.where(both, 0.0, np.where(one, np.inf, np.abs(np.where(both | one, 0.0, a - b)) / unit[:n]))
    return ratio.reshape(n, -1).max(axis=1) if n else np.zeros(0)


def _decide(algorithm: str, judged: list[Judged], mutants: tuple[Any, ...]) -> Report:
    blind = tuple(
        m.mutant_name
        for m in mutants
        if max((c.power.get(m.mutant_name, 0.0) for c in judged), default=0) < POWER
    )
    ratio = max((c.ratio for c in judged), default=np.inf)
    wrong = [c.first_wrong_step for c in judged if c.first_wrong_step is not None]
    if not sum(c.steps for c in judged):
        return Report(algorithm, "undecided", None, blind, (), tuple(judged), "nothing was compared")
    if not wrong:
        verdict = "equal" if ratio <= CONSISTENT else "undecided"
        return Report(algorithm, verdict, None, blind, (), tuple(judged))
    matches = []
    for m in mutants:
        seen = [c.likeness[m.mutant_name] for c in judged if m.mutant_name in c.likeness]
        if m.mutant_name not in blind and seen and max(seen) <= CONSISTENT:
            entry = {"name": m.mutant_name, "kind": "mutant", "fault_class": m.fault_class, "words": m.words}
            matches.append((max(seen), entry))
    diagnosis = tuple(entry for _, entry in sorted(matches, key=lambda pair: pair[0]))
    reason = "" if diagnosis else "it equals none of the named mistakes"
    return Report(algorithm, "wrong", min(wrong), blind, diagnosis, tuple(judged), reason)
