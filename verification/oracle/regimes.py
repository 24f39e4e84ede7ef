"""The grid of regimes: real mistakes show under conditions, not under a fine tolerance.

A method that asks for one gradient per step and nothing else runs on gradient tapes: kinds of tape, starts,
levels of the hyper-parameters and step sizes that change, combined so that every two levels meet. Every method
runs on its example problem from several starts, with every level of its hyper-parameters, and where a gradient
vanishes exactly.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method, run
from refimpl.core.leaves import settle
from refimpl.problems.registry import EXAMPLES
from verification.claim import special_cases_of
from verification.oracle.coupled import coupled_bilevel
from verification.oracle.curved import (
    curved_blocks,
    curved_constraint,
    curved_levels,
    noisy_curved_levels,
)
from verification.oracle.precision import Precision, TapedGradients
from verification.settings import by_theory

LONG = 300
# started where the gradient, or every sampled one, is exactly zero; the last for methods that ask for samples
AT_REST = ("integer-quadratic", "flat-quadratic", "exact-fit", "balanced-softmax", "bilevel-solved")


class Regime(NamedTuple):
    """One case as the judge sees it: on a problem, or on a tape `gradients` (steps, d)."""

    name: str
    algorithm: Any
    problem: Any
    gradients: np.ndarray | None
    start: np.ndarray
    steps: int
    step_sizes: np.ndarray | None

    def at(self, k: int, load: Callable[[Any], Any], algorithm: Any = None) -> tuple[Any, Any]:
        """The algorithm and the problem of step k, gradients of a tape given through `load`."""
        algorithm = self.algorithm if algorithm is None else algorithm
        if self.step_sizes is not None:
            algorithm = algorithm._replace(step_size=float(self.step_sizes[k]))
        if self.gradients is None:
            return algorithm, self.problem
        return algorithm, TapedGradients(self.gradients[k : k + 1], load)


def regimes(
    algorithm: str,
    steps: int,
    precision: Precision,
    reference: Any = None,
    seed: int = 0,
    strict: bool = False,
) -> list[Regime]:
    """All regimes that apply to the method, simple ones first; `seed` draws the starts and the tapes.

    With `strict` also those where a formula is 0/0, with epsilon = 0 and no gradient, and this library says 0, and
    those where a threshold is met exactly, so that rounding decides.
    """
    method = get_method(algorithm)
    example = EXAMPLES[method.example]
    problem = settle(precision.problem(settle(example.build())))
    cls = reference or method.load()
    prescribed = settle(precision.parameters(settle(cls.prescribed(problem))))
    levels = list(_levels(prescribed, problem, precision))
    x0 = np.asarray(example.start, np.float64)
    found = [
        *_on_example(method.example, problem, x0, levels, steps, seed),
        *_at_rest(method, cls, precision, steps, strict),
    ]
    if "constraint" in method.needs:
        bent, start = curved_constraint()
        found += [_regime("curved levels and constraint", prescribed, settle(bent), None, start, steps)]
    elif "upper_x" in method.needs:
        coupled, start = coupled_bilevel()
        found += [_regime("coupled levels", prescribed, settle(coupled), None, start, steps)]
    if "realisation" in method.needs:
        drawn, start = noisy_curved_levels()
        found += [_regime("curved levels with noise", prescribed, settle(drawn), None, start, steps)]
    if "block" in method.needs:
        blocks, start = curved_blocks()
        found += [_regime("curved blocks", prescribed, settle(blocks), None, start, steps)]
    if "upper_yy" in method.needs:
        curved, start = curved_levels()
        found += [_regime("curved levels", prescribed, settle(curved), None, start, steps)]
    if method.needs == ("hessian_vector",):
        found.append(_multiple_of_the_identity(cls, precision, steps))
    if _asks_for_one_gradient(method, prescribed, problem, x0):
        memory = len(prescribed.init(problem, x0)) > 1 and "step_size" in prescribed._fields
        found += _on_tapes(levels, x0.size, steps, memory, precision, seed, strict)
    for special in special_cases_of(algorithm, steps) if strict and precision.bits == 53 else ():
        chosen, problem = settle(special.algorithm), settle(special.problem)
        found.append(_regime(special.name, chosen, problem, special.gradients, special.start, steps))
    return found


def _on_example(
    name: str, problem: Any, x0: np.ndarray, levels: list[tuple[str, Any]], steps: int, seed: int
) -> Iterator[Regime]:
    def feasible(x: np.ndarray) -> np.ndarray:
        return problem.projection(x) if hasattr(problem, "projection") else x

    # quarters are exact in every binary precision
    rngs = [np.random.default_rng(3 * seed + i) for i in range(3)]
    moved = [x0 + np.round(4 * rng.standard_normal(x0.shape)) / 4 for rng in rngs]
    starts = [("its start", x0), *((f"start {s}", feasible(x)) for s, x in enumerate(moved))]
    zero = feasible(np.zeros_like(x0))
    if not any(np.array_equal(zero, x) for _, x in starts):
        starts.append(("start at zero", zero))
    for words, start in starts:
        yield _regime(f"{name}, {words}", levels[0][1], problem, None, start, steps)
    for words, algorithm in levels[1:]:
        yield _regime(f"{name}, start 2, {words}", algorithm, problem, None, starts[3][1], steps)


def _at_rest(method: Any, cls: Any, precision: Precision, steps: int, strict: bool) -> Iterator[Regime]:
    """Started where the gradient is zero, exactly: at a minimiser with regular and with singular Hessian."""
    problems = {name: settle(EXAMPLES[name].build()) for name in AT_REST}
    offering = [n for n, p in problems.items() if all(hasattr(p, oracle) for oracle in method.needs)]
    for name in offering[:2]:
        problem = problems[name]
        try:
            algorithm = settle(precision.parameters(settle(by_theory(cls, problem, name))))
            algorithm.validate(problem)
        except ValueError:
            continue  # theory prescribes nothing there
        start = problem.minimizer() if name == "integer-quadratic" else np.array(EXAMPLES[name].start)
        for words, level in list(_levels(algorithm, problem, precision))[: None if strict else 3]:
            case = ", ".join(filter(None, (f"{name}, zero gradient", words)))
            yield _regime(case, level, problem, None, start, steps)


def _multiple_of_the_identity(cls: Any, precision: Precision, steps: int) -> Regime:
    """The Hessian is 2 I at the prescribed point, the origin: every vector spans an invariant subspace."""
    example = EXAMPLES["log-quadratic"]
    problem = settle(example.build())
    algorithm = settle(precision.parameters(settle(cls.prescribed(problem))))
    return _regime("log-quadratic, Hessian 2 I", algorithm, problem, None, np.array(example.start), steps)


def _levels(prescribed: Any, problem: Any, precision: Precision) -> Iterator[tuple[str, Any]]:
    """The hyper-parameters as prescribed, all of them changed, and each alone switched off, on, or made visible."""
    yield "", prescribed
    values = prescribed._asdict()
    numbers = {k: v for k, v in values.items() if isinstance(v, int | float) and not isinstance(v, bool)}

    def allowed(change: dict[str, Any]) -> bool:
        try:
            prescribed._replace(**change).validate(problem)
        except ValueError:
            return False
        return True

    # every number by another factor, so that two that are equal become unequal; vectors away from zero
    smaller = {
        k: (0.75 - i / 32) * v if isinstance(v, float) else v + 1 for i, (k, v) in enumerate(numbers.items())
    }
    shift = {
        k: v + np.resize([0.5, -0.25, 0.75], v.shape) for k, v in values.items() if isinstance(v, np.ndarray)
    }
    # the other way, and out of step with each other: ratios of numbers must change as well
    away = {
        k: (2.0, 1.5, 1.0)[i % 3] * v if isinstance(v, float) else v - 1
        for i, (k, v) in enumerate(numbers.items())
    }
    away = {k: v for k, v in away.items() if allowed({k: v})}
    changes = [("other parameters", smaller | shift), ("parameters the other way", away)]
    for key, value in numbers.items():
        if isinstance(value, float):
            levels = (0.0,) if value > 1e-3 else (0.0, 2.0**-7) if value else (0.125,)
            changes += [(f"{key} = {level:g}", {key: level}) for level in levels if level != value]
    for words, change in changes:
        if change and allowed(change):
            yield words, settle(precision.parameters(settle(prescribed._replace(**change))))


def _asks_for_one_gradient(method: Any, algorithm: Any, problem: Any, x0: np.ndarray) -> bool:
    """Whether the oracles it calls are one gradient per step; with more, a tape would not say which is which."""
    calls = run(algorithm, problem, x0, 5, count=True).calls
    return method.needs == ("gradient",) and calls is not None and calls["gradient"] == 5


def _on_tapes(
    levels: list[tuple[str, Any]],
    d: int,
    steps: int,
    memory: bool,
    precision: Precision,
    seed: int,
    strict: bool,
) -> Iterator[Regime]:
    rng = np.random.default_rng(seed)
    shape = (steps, d)
    random = np.round(8 * rng.standard_normal(shape)) / 4
    once = random.copy()
    once[:, 0] = once[1, 1 % d] = 0.0
    halves = 2.0 ** -np.minimum(np.arange(steps), 11)[:, None]  # all formats hold the results
    signs = (-1.0) ** np.arange(steps)[:, None]
    first = np.broadcast_to(np.round(8 * rng.standard_normal(d)) / 4 + 0.125, shape)
    kinds = {
        "random gradients": random,
        "zero entries": once,
        "shrinking gradients": 8 * first * halves,
        "constant gradient": first,
        "alternating gradient": signs * first,
        "growing gradients": first / halves / 64,
        "no gradient": np.zeros(shape),
    }
    if precision.bits >= 24:
        kinds["tiny gradients"] = random * 2.0**-30
    starts = {"": np.round(8 * rng.standard_normal(d)) / 4, "from zero": np.zeros(d)}
    changing = {
        "": None,
        "changing step size": np.array([1, 0.5, 0.25, 1, 2, 0.5]),
        "warm-up from zero": np.array([0, 0.25, 0.5, 0.75, 1, 1]),
    }
    axes = (tuple(kinds), tuple(range(len(levels))), tuple(starts), tuple(changing) if memory else ("",))
    for kind, level, start, change in pairwise(axes):
        words, algorithm = levels[level]
        if words == "epsilon = 0" and not kinds[kind].all() and not strict:
            continue  # 0/0 is what epsilon is for: no implementation owes an answer there
        factors = changing[change]
        sizes = None
        if factors is not None:
            sizes = algorithm.step_size * np.resize(factors, steps)
        name = ", ".join(filter(None, (kind, start, words, change)))
        yield _regime(name, algorithm, None, kinds[kind], starts[start], steps, sizes)
    if "beta2" in levels[0][1]._fields:  # the counter of its correction ends at 256 where bfloat16 holds it
        name, tape = f"{LONG} steps", np.resize(random, (LONG, d))
        yield _regime(name, levels[0][1], None, tape, starts[""], LONG)


@functools.cache
def pairwise(axes: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    """Few combinations in which every two levels of different axes meet (greedy)."""
    every = list(product(*axes))

    def pairs(row: tuple[Any, ...]) -> set[Any]:
        return set(combinations(enumerate(row), 2))

    missing = set().union(*map(pairs, every))
    chosen = []
    while missing:
        best = max(every, key=lambda row: len(pairs(row) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return tuple(chosen)


def _regime(name, algorithm, problem, gradients, start, steps, step_sizes=None) -> Regime:
    if step_sizes is None and "step_size" in algorithm._fields:
        step_sizes = np.full(steps, algorithm.step_size)
    return Regime(name, algorithm, problem, gradients, start, steps, step_sizes)
