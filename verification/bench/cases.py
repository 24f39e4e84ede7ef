"""What is measured: an algorithm on a problem of any dimension, on which every step costs the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refimpl import get_method
from refimpl.problems import (
    Constrained,
    L2Ball,
    LinearNoise,
    LogQuadratic,
    random_logistic,
    random_quadratic,
    random_quadratic_bilevel,
)

SEEDS = 32  # of the case with many seeds
MANY = 1 << 30


class Instance(NamedTuple):
    """An algorithm with its hyper-parameters, a problem, a start; `seeds` runs at once where it is not 0."""

    algorithm: Any
    problem: Any
    x0: np.ndarray  # (d,)
    seeds: int = 0
    draws: int = 0  # standard normal numbers that a step consumes


class Case(NamedTuple):
    """One algorithm on one family of problems; steps are taken in multiples of `stride`, its period."""

    algorithm: str
    words: str
    build: Callable[[int], Instance]
    stride: int = 1


def _quadratic(d: int) -> Any:
    return random_quadratic(np.geomspace(0.01, 1.0, d), seed=0)


def _logistic(d: int) -> Any:
    return random_logistic(n=2 * d, d=d, mu=0.1, seed=0)


def _on(problem: Callable[[int], Any], name: str, **settings: Any) -> Callable[[int], Instance]:
    """The method as prescribed for the problem, but for the `settings`, started at ones."""

    def build(d: int) -> Instance:
        posed = problem(d)
        algorithm = get_method(name).load().prescribed(posed)._replace(**settings)
        return Instance(algorithm, posed, np.ones(d))

    return build


def _newton(d: int) -> Instance:
    """Started at 0, as scikit-learn does."""
    return _on(_logistic, "newton")(d)._replace(x0=np.zeros(d))


def _zo_frank_wolfe(d: int) -> Instance:
    problem = LinearNoise(Constrained(_quadratic(d), L2Ball(4.0)), 0.25)
    algorithm = get_method("zo-frank-wolfe").load().prescribed(problem)
    return Instance(algorithm, problem, np.full(d, 2.0 / np.sqrt(d)), seeds=SEEDS, draws=2 * d)


def _f2sa(d: int) -> Instance:
    problem = random_quadratic_bilevel(np.linspace(1.0, 1.5, d), dx=d, r=0.125, seed=0)
    return Instance(get_method("f2sa").load().prescribed(problem), problem, np.zeros(d))


PERIOD = 10

CASES = {
    case.algorithm: case
    for case in (
        Case("gradient-descent", "dense quadratic", _on(_quadratic, "gradient-descent")),
        Case("sam", "dense quadratic", _on(_quadratic, "sam")),
        # epsilon is large enough to tell its places apart
        Case("adam", "sum of log(1 + x_i^2)", _on(LogQuadratic, "adam", step_size=1e-7, epsilon=1e-3)),
        Case("newton", "logistic regression, n = 2 d", _newton),
        Case(
            "lazy-newton",
            f"logistic regression, n = 2 d, a Hessian every {PERIOD} steps",
            _on(
                _logistic, "lazy-newton", M=1e4, period=PERIOD
            ),  # M large: it does not arrive within the window
            PERIOD,
        ),
        Case(
            "lazy-cubic-newton",
            "logistic regression, n = 2 d, a Hessian every step",
            _on(_logistic, "lazy-cubic-newton", M=1e4, period=1),
        ),
        Case("aicn", "logistic regression, n = 2 d", _on(_logistic, "aicn")),
        Case("zo-frank-wolfe", f"noisy quadratic on a ball, {SEEDS} seeds at once", _zo_frank_wolfe),
        Case("f2sa", "quadratic levels, dx = dy = d", _f2sa),
    )
}
