"""One case judged: every step from the implementation's own previous iterate, in units of a rigorous radius."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.leaves import convert
from refimpl.engines import Engine, get_engine
from verification.oracle.cases import Case

# |user - reference| / radius: up to CONSISTENT any legitimate re-association passes, above WRONG none does
CONSISTENT, WRONG = 8.0, 16.0


class Judged(NamedTuple):
    """One case judged: largest ratio of error to radius, first wrong step (None if none), ratios of mutants."""

    name: str
    steps: int
    ratio: float
    first_wrong_step: int | None
    power: dict[str, float]
    likeness: dict[str, float]


def _follow(algorithm: Any, case: Case, x: np.ndarray, engine: Engine) -> tuple[np.ndarray, np.ndarray]:
    """Every step of `algorithm` from the given iterates (its other variables are its own), with error radii.

    Ends early where a ball comparison is undecidable, a solve fails or draws run out: judged up to there.
    """
    problem, tape = convert(case.oracles, engine.load), engine.draws(case.draws.rewound())
    algorithm = convert(algorithm, engine.load)
    ends: tuple[type[BaseException], ...] = (*engine.undecidable, np.linalg.LinAlgError, IndexError)
    state = algorithm.init(problem, engine.load(x[0]))
    middles: list[Any] = []
    radii: list[Any] = []
    for before in x:
        try:
            state = algorithm.step(problem, state._replace(x=engine.load(before)), tape)
        except ends:
            break
        middle, radius = engine.unload(state.x)
        middles.append(middle)
        radii.append(radius)
    shape = (len(middles), *case.start.shape)
    x = np.reshape(middles, shape)
    return x, np.maximum(np.reshape(radii, shape), np.spacing(np.abs(x)))


def judge(reference: Any, case: Case, x: np.ndarray, mutants: tuple[Any, ...]) -> Judged:
    """Errors of the iterates x (steps + 1, d), and the distances of every mutant to the reference and to them."""
    finite = np.isfinite(x).reshape(len(x), -1).all(axis=1)
    # the step into NaN is judged, not those after it
    followed = len(x) - 1 if finite.all() else int(np.argmin(finite))
    engine = get_engine("ball", bits=53)
    power, likeness = {}, {}
    with engine.context():
        expected, unit = _follow(reference, case, x[:followed], engine)
        errors = _distance(x[1:], expected, unit)
        for cls in mutants:
            other, own = _follow(cls(*reference), case, x[:followed], engine)
            if len(other):
                n = min(len(unit), len(own))  # a mutant that is itself known badly separates nothing
                separation = _distance(other, expected, np.maximum(unit[:n], own[:n]))
                power[cls.variant_name] = float(separation.max(initial=0.0))
                likeness[cls.variant_name] = float(_distance(x[1:], other, own).max(initial=0.0))
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
