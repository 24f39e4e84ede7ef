"""Every oracle of every example: derivatives, engines, and the wrong derivatives that must be caught."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import TOLERANCE, balls, derivative_error, planted

from refimpl.core.leaves import convert, settle
from refimpl.engines.ball import Ball, precision
from refimpl.engines.ball_array import midpoints
from refimpl.problems import __all__ as exported
from refimpl.problems.registry import EXAMPLES

SINGLE = {name: example for name, example in EXAMPLES.items() if not hasattr(example.build(), "upper")}
BILEVEL = {name: example for name, example in EXAMPLES.items() if name not in SINGLE}
LEVELS = [  # function, its derivative, the argument
    ("upper", "upper_x", 0),
    ("upper", "upper_y", 1),
    ("lower", "lower_x", 0),
    ("lower", "lower_y", 1),
    ("lower_y", "lower_yy", 1),
    ("lower_x", "lower_xy", 1),
]


def instance(name):
    example = EXAMPLES[name]
    x = np.array(example.start) + np.linspace(0.25, 0.5, len(example.start))
    return settle(example.build()), x


def errors(problem, function, derivative, points, slot):
    return derivative_error(
        problem,
        lambda p, *a: getattr(p, function)(*a),
        lambda p, *a: getattr(p, derivative)(*a),
        points,
        slot,
    )


def oracles(name):
    """(oracle, arguments) of everything that the example offers to an algorithm."""
    problem, x = instance(name)
    v = np.random.default_rng(1).standard_normal(x.size)
    singles = "value gradient hessian suboptimality linear_minimizer projection lower_solution hyperobjective"
    found = [(n, (x,)) for n in [*singles.split(), "hypergradient"] if hasattr(problem, n)]
    found += [("hessian_vector", (x, v))] if hasattr(problem, "hessian_vector") else []
    if hasattr(problem, "upper"):
        y = np.random.default_rng(2).standard_normal(problem.lower_dimension())
        found += [(n, (x, y)) for n in ("upper", "lower", *(level[1] for level in LEVELS))]
    return problem, found


def test_examples_cover_every_class():
    built = {type(example.build()).__name__ for example in EXAMPLES.values()}
    built |= {
        type(part).__name__ for e in EXAMPLES.values() for part in e.build() if hasattr(part, "_fields")
    }
    built |= {
        type(part).__name__
        for e in EXAMPLES.values()
        for f in e.build()
        if hasattr(f, "_fields")
        for part in f
    }
    classes = {n for n in exported if n[0].isupper()}
    elsewhere = {"L2Ball", "Box", "NuclearNormBall", "AffineImage", "RidgePolynomial"}  # in their own tests
    assert classes - elsewhere <= built


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_valid_and_documented(name):
    example = EXAMPLES[name]
    problem = example.build()
    problem.validate()
    assert len(example.start) == problem.dimension()
    assert example.description
    assert example.build() is not problem


@pytest.mark.parametrize("name", SINGLE)
def test_gradient_is_the_derivative_of_the_value(name):
    problem, x = instance(name)
    assert errors(problem, "value", "gradient", (x,), 0) < TOLERANCE
    assert errors(planted(problem, "gradient"), "value", "gradient", (x,), 0) > TOLERANCE


@pytest.mark.parametrize("name", [n for n in SINGLE if hasattr(EXAMPLES[n].build(), "hessian")])
def test_hessian_is_the_derivative_of_the_gradient(name):
    problem, x = instance(name)
    if not hasattr(getattr(problem, "objective", problem), "hessian"):
        pytest.skip("a set around an objective without Hessian")
    assert errors(problem, "gradient", "hessian", (x,), 0) < TOLERANCE
    assert errors(planted(problem, "hessian"), "gradient", "hessian", (x,), 0) > TOLERANCE
    H, v = problem.hessian(x), np.linspace(-1, 2, x.size)
    assert np.array_equal(H, H.T) or np.max(np.abs(H - H.T)) <= 1e-15 * np.max(np.abs(H))
    with precision(200):  # in floats both sides cancel where H v is small
        served = convert(problem, balls)
        gap = served.hessian_vector(balls(x), balls(v)) - served.hessian(balls(x)) @ balls(v)
        assert np.max(np.abs(midpoints(gap))) < 1e-50


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level[1])
@pytest.mark.parametrize("name", BILEVEL)
def test_bilevel_derivatives(name, level):
    function, derivative, slot = level
    problem, x = instance(name)
    y = np.linspace(-1.5, 1.25, problem.lower_dimension())
    assert errors(problem, function, derivative, (x, y), slot) < TOLERANCE
    assert errors(planted(problem, derivative), function, derivative, (x, y), slot) > TOLERANCE


@pytest.mark.parametrize("name", BILEVEL)
def test_hypergradient_is_the_derivative_of_the_hyperobjective(name):
    problem, x = instance(name)
    assert errors(problem, "hyperobjective", "hypergradient", (x,), 0) < TOLERANCE
    assert errors(planted(problem, "hypergradient"), "hyperobjective", "hypergradient", (x,), 0) > TOLERANCE


@pytest.mark.parametrize("name", BILEVEL)
def test_lower_solution_solves_the_lower_level(name):
    problem, x = instance(name)
    y = problem.lower_solution(x)
    assert np.max(np.abs(problem.lower_y(x, y))) <= 1e-14 * (1 + np.max(np.abs(y)))
    assert y.shape == (problem.lower_dimension(),)


@pytest.mark.parametrize("name", EXAMPLES)
def test_oracles_agree_in_balls(name):
    problem, calls = oracles(name)
    for oracle, arguments in calls:
        expected = getattr(problem, oracle)(*arguments)
        with precision(200):
            found = getattr(convert(problem, balls), oracle)(*map(balls, arguments))
            found = found.midpoint() if isinstance(found, Ball) else midpoints(found)
        np.testing.assert_allclose(expected, found, rtol=1e-12, atol=1e-14, err_msg=oracle)


@pytest.mark.parametrize("name", EXAMPLES)
def test_oracles_agree_on_the_device_double(name):
    from refimpl.engines.double import to_device, to_host

    def load(leaf):
        return to_device(leaf) if isinstance(leaf, np.ndarray) else leaf

    problem, calls = oracles(name)
    for oracle, arguments in calls:
        found = to_host(getattr(convert(problem, load), oracle)(*map(load, arguments)))
        expected = getattr(problem, oracle)(*arguments)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15, err_msg=oracle)


@pytest.mark.compiled
@pytest.mark.parametrize("name", EXAMPLES)
def test_oracles_compile(name):
    from numba import njit

    import refimpl.engines.compiled  # noqa: F401  (teaches Numba the methods)

    problem, calls = oracles(name)
    lines = [
        f"problem.{n}({', '.join(f'arguments[{i}][{j}]' for j in range(len(a)))})"
        for i, (n, a) in enumerate(calls)
    ]
    scope: dict = {}
    exec(f"def everything(problem, arguments):\n    return ({', '.join(lines)},)", scope)
    found = njit(scope["everything"])(problem, tuple(a for _, a in calls))
    for (oracle, arguments), result in zip(calls, found, strict=True):
        expected = getattr(problem, oracle)(*arguments)
        np.testing.assert_allclose(result, expected, rtol=1e-12, atol=1e-14, err_msg=oracle)
        assert np.ndim(result) == 0 or result.flags.c_contiguous, oracle
