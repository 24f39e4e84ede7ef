"""Families of problems that take a dimension: `FAMILIES[name](dimension, seed, **parameters) -> (problem, start)`.

The parameters are keyword-only numbers with defaults; every family says its start in its docstring.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl import problems as p


def random_quadratic(d: int, seed: int, *, condition: float = 100.0) -> tuple[Any, Any]:
    """Random basis, eigenvalues from 1/condition to 1 in geometric steps; started at ones."""
    return p.random_quadratic(_spectrum(d, condition), seed), np.ones(d)


def diagonal_quadratic(d: int, seed: int, *, condition: float = 100.0) -> tuple[Any, Any]:
    """Diagonal, eigenvalues from 1/condition to 1 in geometric steps; started at ones. The seed changes nothing."""
    return p.diagonal_quadratic(_spectrum(d, condition)), np.ones(d)


def random_quadratic_on_simplex(d: int, seed: int, *, condition: float = 100.0) -> tuple[Any, Any]:
    """A random quadratic on the simplex; started at the first vertex."""
    quadratic = p.random_quadratic(_spectrum(d, condition), seed)
    return p.constrained_quadratic(quadratic.A, quadratic.b, p.Simplex()), np.eye(d)[0]


def chain(d: int, seed: int, *, scale: float = 1.0) -> tuple[Any, Any]:
    """Nesterov's smooth chain; started at 0. The seed changes nothing."""
    return p.Chain(scale, d), np.zeros(d)


def cubic_chain(d: int, seed: int) -> tuple[Any, Any]:
    """The chain of cubic powers; started at 0. The seed changes nothing."""
    return p.CubicChain(d), np.zeros(d)


def log_quadratic(d: int, seed: int) -> tuple[Any, Any]:
    """sum log(1 + x_i^2); started at ones. The seed changes nothing."""
    return p.LogQuadratic(d), np.ones(d)


def simplex_worst_case(d: int, seed: int) -> tuple[Any, Any]:
    """|x|^2/2 on the simplex; started at the first vertex. The seed changes nothing."""
    return p.SimplexWorstCase(d), np.eye(d)[0]


def random_logistic(d: int, seed: int, *, n_per_dimension: int = 8, mu: float = 0.01) -> tuple[Any, Any]:
    """n = n_per_dimension * d examples, regularised by mu; started at 0."""
    return p.random_logistic(n_per_dimension * d, d, mu, seed), np.zeros(d)


def random_least_squares(
    d: int, seed: int, *, n_per_dimension: int = 4, noise: float = 0.5
) -> tuple[Any, Any]:
    """n = n_per_dimension * d examples; started at 0."""
    return p.random_least_squares(n_per_dimension * d, d, noise, seed), np.zeros(d)


def random_robust_regression(
    d: int, seed: int, *, n_per_dimension: int = 4, noise: float = 0.5
) -> tuple[Any, Any]:
    """n = n_per_dimension * d examples, non-convex; started at 0."""
    return p.random_robust_regression(n_per_dimension * d, d, noise, seed), np.zeros(d)


def random_log_sum_exp(d: int, seed: int, *, n_per_dimension: int = 3, t: float = 0.5) -> tuple[Any, Any]:
    """Smoothed maximum of n = n_per_dimension * d affine functions; started at ones."""
    return p.random_log_sum_exp(n_per_dimension * d, d, t, seed), np.ones(d)


def random_quadratic_bilevel(
    d: int, seed: int, *, condition: float = 10.0, r: float = 0.125
) -> tuple[Any, Any]:
    """d upper and d lower variables, lower eigenvalues from 1/condition to 1; started at 0."""
    return p.random_quadratic_bilevel(_spectrum(d, condition), d, r, seed), np.zeros(d)


def random_log_cosh_bilevel(d: int, seed: int, *, mu: float = 0.5) -> tuple[Any, Any]:
    """d upper and d lower variables; started at 0."""
    return p.random_log_cosh_bilevel(d, d, mu, seed), np.zeros(d)


def _spectrum(d: int, condition: float) -> np.ndarray:
    if not condition >= 1:
        raise ValueError(f"condition must be at least 1, got {condition!r}")
    return np.geomspace(1 / condition, 1.0, d) if d > 1 else np.ones(1)


FAMILIES: dict[str, Callable[..., tuple[Any, Any]]] = {
    family.__name__.replace("_", "-"): family
    for family in (
        random_quadratic, diagonal_quadratic, random_quadratic_on_simplex, chain, cubic_chain, log_quadratic,
        simplex_worst_case, random_logistic, random_least_squares, random_robust_regression, random_log_sum_exp,
        random_quadratic_bilevel, random_log_cosh_bilevel,
    )
}  # fmt: skip


def defaults(family: str) -> dict[str, float]:
    """The parameters of a family with their defaults."""
    found = inspect.signature(FAMILIES[family]).parameters.values()
    return {q.name: q.default for q in found if q.kind is q.KEYWORD_ONLY}
