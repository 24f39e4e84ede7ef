from __future__ import annotations

from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES


def solved(A, b):
    """Solution of a regular system in fractions."""
    rows, n = [[*row, c] for row, c in zip(A, b)], len(b)
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [u - factor * v for u, v in zip(rows[i], rows[k])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def on_the_simplex(A, b):
    """The KKT point by trying all supports: A_SS x - b_S = m 1, sum x = 1, x > 0, and A x - b >= m off S."""
    d = len(b)
    for support in product((0, 1), repeat=d):
        S = [i for i in range(d) if support[i]]
        if not S:
            continue
        K = [[A[i][j] for j in S] + [F(-1)] for i in S] + [[F(1)] * len(S) + [F(0)]]
        *values, m = solved(K, [b[i] for i in S] + [F(1)])
        x = [F(0)] * d
        for i, v in zip(S, values):
            x[i] = v
        g = [sum(a * v for a, v in zip(row, x)) - c for row, c in zip(A, b)]
        if min(values) > 0 and all(g[i] >= m for i in range(d)):
            return x
    raise AssertionError("no KKT point")


def on_the_box(A, b, low, high):
    """The KKT point by trying which entries are free, low and high."""
    d = len(b)
    for pattern in product("flh", repeat=d):
        free = [i for i in range(d) if pattern[i] == "f"]
        x = [{"f": F(0), "l": low[i], "h": high[i]}[pattern[i]] for i in range(d)]
        rest = [b[i] - sum(A[i][j] * x[j] for j in range(d)) for i in free]
        for i, v in zip(free, solved([[A[i][j] for j in free] for i in free], rest)):
            x[i] = v
        g = [sum(a * v for a, v in zip(row, x)) - c for row, c in zip(A, b)]
        signs = {"f": lambda v: v == 0, "l": lambda v: v >= 0, "h": lambda v: v <= 0}
        if all(low[i] <= x[i] <= high[i] and signs[pattern[i]](g[i]) for i in range(d)):
            return x
    raise AssertionError("no KKT point")


def fractions(array):
    return [F(v) for v in array] if array.ndim == 1 else [fractions(row) for row in array]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["simplex", "box"])
def test_minimiser_is_the_kkt_point_of_the_rationals(kind, seed):
    f = p.random_quadratic([3.0, 1.0, 0.5], seed)
    low, high = np.array([-0.5, 0.0, -1.0]), np.array([0.25, 0.5, 1.0])
    A, b = fractions(f.A), fractions(f.b)
    if kind == "simplex":
        problem, x = p.constrained_quadratic(f.A, f.b, p.Simplex()), on_the_simplex(A, b)
    else:
        problem = p.constrained_quadratic(f.A, f.b, p.Box(low, high))
        x = on_the_box(A, b, fractions(low), fractions(high))
    error = np.abs(problem.minimizer() - np.array([float(v) for v in x]))
    assert np.max(error) <= 6 * 16 * 2.0**-53  # condition number 6, 16 roundings of numbers of size 1
    value = sum(v * sum(a * w for a, w in zip(row, x)) for v, row in zip(x, A)) / 2
    value -= sum(c * v for c, v in zip(b, x))
    slope = np.linalg.norm(
        problem.gradient(problem.minimizer())
    )  # f moves by the slope times the error of x*
    assert abs(problem.minimum() - float(value)) <= (slope * 6 * 16 + abs(float(value))) * 2.0**-53
    y = problem.projection(np.array([0.2, 0.1, 0.3]))
    gap = F(problem.value(y)) - value
    assert abs(problem.suboptimality(y) - float(gap)) <= 1e-14


def test_constants_are_those_of_the_parts():
    problem = EXAMPLES["constrained-quadratic"].build()
    assert problem.diameter() == problem.domain.diameter()
    for name in ("smoothness", "strong_convexity", "hessian_lipschitz", "dimension"):
        assert getattr(problem, name)() == getattr(problem.objective, name)()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x_star": np.array([1.0, 0.0])}, "^x_star must minimise f on the domain, got a Frank-Wolfe gap of"),
        ({"x_star": np.array([0.9, 0.9])}, "^x_star must lie in the domain, got a point outside$"),
        ({"x_star": np.zeros(3)}, r"^x_star must have shape \(2,\), got \(3,\)$"),
        ({"x_star": np.array([np.nan, 1.0])}, "^x_star must be finite, got 1 entries"),
        ({"domain": p.Box(np.zeros(3), np.ones(3))}, r"^low must have shape \(2,\), got \(3,\)$"),
        ({"domain": p.NuclearNormBall(1.0, 3)}, "^rows must divide the dimension 2, got 3$"),
    ],
)
def test_other_data_are_refused(change, sentence):
    problem = p.constrained_quadratic(np.eye(2), np.array([1.0, 2.0]), p.Simplex())
    problem.validate()
    with pytest.raises(ValueError, match=sentence):
        problem._replace(**change).validate()


@pytest.mark.parametrize(
    ("A", "b", "domain", "sentence"),
    [
        (np.diag([1.0, 0.0]), np.ones(2), p.Simplex(), "^A must be positive definite, got a smallest"),
        (np.eye(2), np.ones(3), p.Simplex(), r"^b must have shape \(2,\), got \(3,\)$"),
        (np.eye(2), np.ones(2), p.Box(np.zeros(3), np.ones(3)), r"^low must have shape \(2,\), got \(3,\)$"),
        (np.eye(2), np.ones(2), p.L1Ball(-1.0), "^radius must be positive and finite, got -1.0$"),
        (
            np.eye(1),
            np.ones(1),
            p.Simplex(),
            "^dimension of the simplex must be an integer of at least 2, got 1$",
        ),
    ],
)
def test_the_generator_refuses_other_data(A, b, domain, sentence):
    with pytest.raises(ValueError, match=sentence):
        p.constrained_quadratic(A, b, domain)
