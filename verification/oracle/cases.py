"""What an implementation is asked to do: starts, parameters, oracles and draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.core.draws import Recorder, Tape
from refimpl.core.leaves import settle
from refimpl.problems.registry import EXAMPLES


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


def cases_of(algorithm: str, steps: int = 12) -> Iterator[tuple[Any, Case]]:
    """The reference and its cases: the example from its own start and three others, and a zero gradient."""
    method = get_method(algorithm)
    example = EXAMPLES[method.example]
    start = np.asarray(example.start, np.float64)
    problem = settle(example.build())
    starts = {f"{method.example}, its start": start}
    for seed in range(3):
        # quarters are exact in every binary precision
        moved = start + np.round(4 * np.random.default_rng(seed).standard_normal(start.shape)) / 4
        feasible = problem.projection(moved) if hasattr(problem, "projection") else moved
        starts[f"{method.example}, start {seed}"] = feasible
    instances = [(name, problem, x0) for name, x0 in starts.items()]
    exact = settle(EXAMPLES["integer-quadratic"].build())
    if all(hasattr(exact, oracle) for oracle in method.needs):
        instances.append(("zero gradient", exact, exact.minimizer()))
    for name, instance, x0 in instances:
        reference = settle(method.load().prescribed(instance))
        draws = _draws(reference, instance, x0, steps)
        yield reference, Case(name, x0, steps, reference._asdict(), instance, draws)


def _draws(reference: Any, problem: Any, x0: np.ndarray, steps: int) -> Tape:
    recorder = Recorder(np.random.default_rng(0))
    state = reference.init(problem, x0)
    for _ in range(steps):
        state = reference.step(problem, state, recorder)
    return recorder.tape()
