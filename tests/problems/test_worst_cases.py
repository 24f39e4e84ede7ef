"""The worst cases do what they are for: methods written here in exact fractions attain the closed forms."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest

from refimpl import problems as p


def huber_steps(delta, steps, h):
    """|x_N| after N gradient steps h/L from 1 on Huber's function with L = 1, in fractions."""
    x = F(1)
    for _ in range(steps):
        x -= h * (x if abs(x) <= delta else delta * (1 if x > 0 else -1))
    return x


@pytest.mark.parametrize("steps", [1, 7, 50])
@pytest.mark.parametrize("h", [F(1), F(1, 2), F(3, 2)])
def test_gradient_descent_attains_its_bound_on_huber(steps, h):
    delta = 1 / (2 * steps * h + 1)
    x = huber_steps(delta, steps, h)
    value = delta * x - delta**2 / 2
    assert value == 1 / (4 * steps * h + 2)
    problem = p.huber_worst_case(L=3.0, R=2.0, steps=steps, h=float(h))
    assert problem.delta == pytest.approx(2 * float(delta), rel=1e-15)
    assert problem.suboptimality(np.array([2 * float(x)])) == pytest.approx(12 * float(value), rel=1e-13)
    delta = 1 / (steps * h + 1)
    assert min(huber_steps(delta, steps, h), delta) == delta  # the gradient is still delta long
    assert p.huber_gradient_worst_case(1.0, 1.0, steps, float(h)).delta == pytest.approx(
        float(delta), rel=1e-15
    )


@pytest.mark.parametrize("k", [1, 4, 9])
def test_no_point_of_the_krylov_span_beats_the_chain(k):
    """The minimum of the quadratic over x_i = 0 for i > k is that of a chain of order k."""
    problem = p.Chain(4.0, 21)
    A, b = problem.hessian(np.zeros(21)), -problem.gradient(np.zeros(21))
    best = np.zeros(21)
    best[:k] = np.linalg.solve(A[:k, :k], b[:k])
    assert problem.suboptimality(best) == pytest.approx(problem.lower_bound(k), rel=1e-12)
    x = np.zeros(21)
    for _ in range(k):
        x = x - problem.gradient(x) / problem.smoothness()
    assert not x[k:].any(), "each step reaches one more coordinate"
    assert problem.suboptimality(x) >= problem.lower_bound(k) * (1 - 1e-12)


def frank_wolfe_values(d, steps, step):
    """|x_k|^2/2 of Frank-Wolfe from a vertex, in fractions, lowest index at ties."""
    x = [F(int(i == 0)) for i in range(d)]
    values = []
    for k in range(steps):
        i = min(range(d), key=lambda j: (x[j], j))
        g = step(k, x, i)
        x = [(1 - g) * v + (g if j == i else 0) for j, v in enumerate(x)]
        values.append(sum(v * v for v in x) / 2)
    return values


def test_frank_wolfe_on_the_simplex_attains_its_closed_forms():
    d, steps = 24, 20
    open_loop = frank_wolfe_values(d, steps, lambda k, x, i: F(2, k + 2))
    assert open_loop == [F(2 * k + 1, 3 * k * (k + 1)) for k in range(1, steps + 1)]

    def line_search(k, x, i):
        slope = sum(v * v for v in x) - x[i]
        return slope / (slope + (1 - x[i]))

    exact = frank_wolfe_values(d, steps, line_search)
    assert exact == [F(1, 2 * (k + 1)) for k in range(1, steps + 1)]
    problem = p.SimplexWorstCase(d)
    for k, value in enumerate(exact, 1):
        assert float(value) - problem.minimum() == pytest.approx(problem.lower_bound(k), rel=1e-12)


def test_cubic_chain_is_solved_by_its_counting_vector():
    problem = p.CubicChain(6)
    assert problem.minimizer().tolist() == [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert not problem.gradient(problem.minimizer()).any()
    assert problem.minimum() == -4.0
