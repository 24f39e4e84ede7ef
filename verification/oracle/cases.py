"""What an implementation is asked to do: starts, parameters, oracles and draws."""

from __future__ import annotations

import contextlib
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
    """The reference and its cases: the example from four starts, other hyper-parameters, and zero gradients."""
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
        algorithm_here = prescribed if seed < 2 else _varied(prescribed)
        instances.append((f"{method.example}, start {seed}", algorithm_here, problem, feasible))
    for name in ("integer-quadratic", "flat-quadratic"):
        exact = settle(EXAMPLES[name].build())
        minimiser = exact.minimizer() if name == "integer-quadratic" else np.array(EXAMPLES[name].start)
        if all(hasattr(exact, oracle) for oracle in method.needs):
            with contextlib.suppress(ValueError):  # where theory prescribes nothing the case does not apply
                instances.append(
                    (f"{name}, zero gradient", settle(method.load().prescribed(exact)), exact, minimiser)
                )
    for name, reference, instance, x0 in instances:
        draws = _draws(reference, instance, x0, steps)
        yield reference, Case(name, x0, steps, reference._asdict(), instance, draws)


def _varied(algorithm: Any) -> Any:
    """The algorithm with other hyper-parameters: numbers at three quarters, periods, orders and counts one larger."""

    def other(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return 0.75 * value if isinstance(value, float) else value + 1

    return algorithm._replace(**{name: other(value) for name, value in algorithm._asdict().items()})


def _draws(reference: Any, problem: Any, x0: np.ndarray, steps: int) -> Tape:
    recorder = Recorder(np.random.default_rng(0))
    state = reference.init(problem, x0)
    for _ in range(steps):
        state = reference.step(problem, state, recorder)
    return recorder.tape()
