"""Every oracle of every example: derivatives, engines, and the wrong derivatives that must be caught."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import TOLERANCE, balls, derivative_error, planted
from instances import BILEVEL, INSTANCES, LEVELS, SINGLE, classes, instance, oracles

from refimpl.core.leaves import convert
from refimpl.engines.ball import Ball, precision
from refimpl.engines.ball_array import midpoints
from refimpl.problems import __all__ as exported
from refimpl.problems.registry import EXAMPLES
from refimpl.problems.sets import WITHOUT

U = 2.0**-53


def errors(problem, function, derivative, points, slot):
    return derivative_error(
        problem,
        lambda p, *a: getattr(p, function)(*a),
        lambda p, *a: getattr(p, derivative)(*a),
        points,
        slot,
    )


def test_every_class_has_an_instance():
    built = {c for example in INSTANCES.values() for c in classes(example.build())}
    assert built == {name for name in exported if name[0].isupper()}


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


@pytest.mark.parametrize("name", [n for n in SINGLE if hasattr(INSTANCES[n].build(), "hessian")])
def test_hessian_is_the_derivative_of_the_gradient(name):
    problem, x = instance(name)
    assert errors(problem, "gradient", "hessian", (x,), 0) < TOLERANCE
    assert errors(planted(problem, "hessian"), "gradient", "hessian", (x,), 0) > TOLERANCE
    H, v = problem.hessian(x), np.linspace(-1, 2, x.size)
    assert np.array_equal(H, H.T) or np.max(np.abs(H - H.T)) <= 1e-15 * np.max(np.abs(H))
    with precision(200):  # in floats both sides cancel where H v is small
        served = convert(problem, balls)
        gap = served.hessian_vector(balls(x), balls(v)) - served.hessian(balls(x)) @ balls(v)
        assert np.max(np.abs(midpoints(gap))) < 1e-50
    # in floats each side sums d products per entry, and an entry of H is good to a few roundings of itself
    terms = 16 * x.size * U * np.abs(H) @ np.abs(v)
    assert np.all(np.abs(problem.hessian_vector(x, v) - H @ v) <= terms)


@pytest.mark.parametrize("name", [n for n in SINGLE if hasattr(INSTANCES[n].build(), "third_derivative")])
def test_third_derivative_is_the_derivative_of_hessian_products(name):
    problem, x = instance(name)
    v = np.linspace(-1, 2, x.size)

    def error(candidate):
        return derivative_error(
            candidate, lambda q, y: q.hessian_vector(y, v), lambda q, y: q.third_derivative(y, v), (x,), 0
        )

    assert error(problem) < TOLERANCE < error(planted(problem, "third_derivative"))


def offered_levels():
    """Every derivative of every bilevel problem; second ones of the upper level only where a class has them."""
    for name in BILEVEL:
        for level in LEVELS:
            if level[1] not in ("upper_yy", "upper_xy") or hasattr(instance(name)[0], level[1]):
                yield pytest.param(name, level, id=f"{name}-{level[1]}")


@pytest.mark.parametrize(("name", "level"), list(offered_levels()))
def test_bilevel_derivatives(name, level):
    function, derivative, slot = level
    problem, x = instance(name)
    y = np.linspace(-1.5, 1.25, problem.lower_dimension())
    assert errors(problem, function, derivative, (x, y), slot) < TOLERANCE
    assert errors(planted(problem, derivative), function, derivative, (x, y), slot) > TOLERANCE


@pytest.mark.parametrize("oracle", ["lower_yy", "lower_xy"])
@pytest.mark.parametrize("name", BILEVEL)
def test_bilevel_products_are_those_of_the_matrices(name, oracle):
    problem, x = instance(name)
    y = np.linspace(-1.5, 1.25, problem.lower_dimension())
    v = np.random.default_rng(7).standard_normal(y.size)
    with precision(200):
        served = convert(problem, balls)
        gap = getattr(served, f"{oracle}_vector")(balls(x), balls(y), balls(v))
        gap = gap - getattr(served, oracle)(balls(x), balls(y)) @ balls(v)
        assert gap.shape == (x.size if oracle == "lower_xy" else y.size,)
        assert np.max(np.abs(midpoints(gap))) < 1e-50


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


@pytest.mark.parametrize("name", INSTANCES)
def test_oracles_agree_in_balls(name):
    problem, calls = oracles(name)
    for oracle, arguments in calls:
        if any((f"{c}.{oracle}", "ball") in WITHOUT for c in classes(problem)):
            continue
        expected = getattr(problem, oracle)(*arguments)
        with precision(200):
            found = getattr(convert(problem, balls), oracle)(*map(balls, arguments))
            found = found.midpoint() if isinstance(found, Ball) else midpoints(found)
        np.testing.assert_allclose(expected, found, rtol=1e-12, atol=1e-14, err_msg=oracle)


@pytest.mark.parametrize("name", INSTANCES)
def test_oracles_agree_on_the_device_double(name):
    from refimpl.engines.double import to_device, to_host

    def load(leaf):
        return to_device(leaf) if isinstance(leaf, np.ndarray) else leaf

    problem, calls = oracles(name)
    for oracle, arguments in calls:
        found = to_host(getattr(convert(problem, load), oracle)(*map(load, arguments)))
        expected = getattr(problem, oracle)(*arguments)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-15, err_msg=oracle)
