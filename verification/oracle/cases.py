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
    """The reference and its cases: the example from four starts, other whole parameters, and a zero gradient."""
    method = get_method(algorithm)
    example = EXAMPLES[method.example]
    start = np.asarray(example.start, np.float64)
    problem = settle(example.build())
    prescribed = settle(method.load().prescribed(problem))
    instances = [(f"{method.example}, its start", prescribed, problem, start)]
    for seed in range(3):
        # quarters are exact in every binary precision
        moved = start + np.round(4 * np.random.default_rng(seed).standard_normal(start.shape)) / 4
        feasible = problem.projection(moved) if hasattr(problem, "projection") else moved
        algorithm_here = prescribed if seed < 2 else _incremented(prescribed)
        instances.append((f"{method.example}, start {seed}", algorithm_here, problem, feasible))
    exact = settle(EXAMPLES["integer-quadratic"].build())
    if all(hasattr(exact, oracle) for oracle in method.needs):
        instances.append(("zero gradient", settle(method.load().prescribed(exact)), exact, exact.minimizer()))
    for name, reference, instance, x0 in instances:
        draws = _draws(reference, instance, x0, steps)
        yield reference, Case(name, x0, steps, reference._asdict(), instance, draws)


def _incremented(algorithm: Any) -> Any:
    """The algorithm with every whole hyper-parameter one larger: periods, orders, numbers of inner steps."""
    larger = {
        k: v + 1 for k, v in algorithm._asdict().items() if isinstance(v, int) and not isinstance(v, bool)
    }
    return algorithm._replace(**larger)


def _draws(reference: Any, problem: Any, x0: np.ndarray, steps: int) -> Tape:
    recorder = Recorder(np.random.default_rng(0))
    state = reference.init(problem, x0)
    for _ in range(steps):
        state = reference.step(problem, state, recorder)
    return recorder.tape()
