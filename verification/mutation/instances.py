"""Where a mutant is told from its method: problems, starts and hyper-parameters in general position."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl import Outcome, get_method, run
from refimpl.core.leaves import settle
from refimpl.problems.registry import EXAMPLES
from verification.oracle.coupled import coupled_bilevel
from verification.oracle.curved import curved_constraint, curved_levels, noisy_curved_levels
from verification.oracle.regimes import AT_REST
from verification.settings import by_theory

STEPS = 6  # of 517 mutants all were told apart within four steps; two more for periods and momentum
LARGEST = 8  # dimension; ball arithmetic is slow beyond, and shows nothing more


class Instance(NamedTuple):
    """A reference with its hyper-parameters, on a problem, from a start; all data exact in binary."""

    name: str
    algorithm: Any
    problem: Any
    start: Any


def _problems() -> Iterator[tuple[str, Any, Any]]:
    for name, example in EXAMPLES.items():
        yield name, settle(example.build()), np.asarray(example.start, np.float64)
    yield "coupled bilevel", *coupled_bilevel()
    yield "curved levels and constraint", *curved_constraint()
    yield "curved levels", *curved_levels()
    yield "curved levels with noise", *noisy_curved_levels()


@functools.cache
def instances(algorithm: str) -> tuple[tuple[Instance, ...], tuple[Instance, ...]]:
    """Instances in general position, and instances that start with a zero gradient (none for some methods).

    Of the first kind: the method's example problem and every other problem that offers its oracles, each with
    prescribed hyper-parameters (those of the example where theory prescribes none) and with others.
    """
    method = get_method(algorithm)
    example = EXAMPLES[method.example]
    known = settle(method.load().prescribed(settle(example.build())))
    general, at_rest = [], []
    for name, problem, start in sorted(
        _problems(), key=lambda p: p[0] != method.example
    ):  # its own comes first
        own = name == method.example
        if not all(hasattr(problem, oracle) for oracle in method.needs) or (start.size > LARGEST and not own):
            continue
        with np.errstate(all="ignore"):
            chosen = _prescribed(method.load(), problem, name, known)
        if chosen is None:
            continue
        changed = list(changes(chosen, problem))
        if name in AT_REST:
            rest = problem.minimizer() if name == "integer-quadratic" else start
            levels = [("", chosen), *changed]
            at_rest += [Instance(f"{name} at a minimiser{words}", a, problem, rest) for words, a in levels]
        # eighths, no two neighbours alike
        moved = start + (1 + np.arange(start.size) % 5) * (-1.0) ** np.arange(start.size) / 8
        feasible = problem.projection(moved) if hasattr(problem, "projection") else moved
        general.append(Instance(name, chosen, problem, feasible if name in AT_REST else start))
        general += [
            Instance(name + words, a, problem, feasible) for words, a in (changed if own else changed[:2])
        ]
    return tuple(filter(_completes, general)), tuple(filter(_completes, at_rest))


def _completes(where: Instance) -> bool:
    """Whether the method itself takes all steps there: Newton's method does not where a Hessian is indefinite."""
    t = run(where.algorithm, where.problem, where.start, STEPS)
    return t.outcome is Outcome.COMPLETED


def _prescribed(cls: Any, problem: Any, name: str, known: Any) -> Any:
    """Hyper-parameters for the problem: prescribed, else the `known` ones; None where they are refused."""
    for choose in (lambda: by_theory(cls, problem, name), lambda: known):
        try:
            chosen = settle(choose())
            chosen.validate(problem)
        except ValueError:
            continue
        return chosen
    return None


def changes(prescribed: Any, problem: Any) -> Iterator[tuple[str, Any]]:
    """Other usable hyper-parameters, with words for them.

    All of them smaller, all of them larger, and one by one: counts of 2 and 3, numbers doubled, quartered and zero,
    those that are zero or tiny made visible.
    """
    numbers = {
        name: value for name, value in prescribed._asdict().items()
        if isinstance(value, int | float | np.ndarray) and not isinstance(value, bool)
    }  # fmt: skip

    def all_of_them(sixteenths: int) -> dict[str, Any]:
        factors = {
            name: (sixteenths + 2 * (i % 3)) / 16 for i, name in enumerate(numbers)
        }  # no neighbours alike
        return {name: _other(value, factors[name]) for name, value in numbers.items()}

    wanted = [all_of_them(11), all_of_them(19)]
    for name, value in numbers.items():
        if isinstance(value, int):
            wanted += [{name: 2}, {name: 3}]
        elif isinstance(value, float):
            wanted += [
                {name: level} for level in ((2 * value, value / 4, 0.0) if value > 1e-3 else (0.125, 0.0))
            ]
    for change in wanted:
        changed = settle(prescribed._replace(**change))
        try:
            changed.validate(problem)
        except ValueError:
            continue
        yield (
            "".join(f", {name} = {value:.3g}" for name, value in change.items() if np.ndim(value) == 0),
            changed,
        )


def _other(value: Any, factor: float) -> Any:
    if isinstance(value, np.ndarray):
        return value + factor * (1 + np.arange(value.size).reshape(value.shape)) / 8
    return value + 1 if isinstance(value, int) else value * factor
