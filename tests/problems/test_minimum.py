"""Minimisers and minima to the last digit, and suboptimality without cancellation."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import balls

from refimpl import problems as p
from refimpl.core.leaves import convert, settle
from refimpl.engines.ball import precision
from refimpl.problems.registry import EXAMPLES

BITS = 200


def with_minimum(name):
    problem = EXAMPLES[name].build()
    if hasattr(problem, "upper") or not (hasattr(problem, "minimum") and hasattr(problem, "minimizer")):
        return False
    try:
        problem.minimum()
        problem.minimizer()
    except ValueError:
        return False
    return True


KNOWN = [name for name in EXAMPLES if with_minimum(name)]
FREE = [n for n in KNOWN if not hasattr(EXAMPLES[n].build(), "projection")]


def test_most_examples_know_their_minimum():
    assert len(KNOWN) >= 14
    unknown = {n for n in EXAMPLES if n not in KNOWN and hasattr(EXAMPLES[n].build(), "gradient")}
    assert unknown <= {
        "linear",
        "gaussian-wells",
        "batch-norm-neuron",
        "robust-regression",
        "far-robust-regression",
        "small-robust-regression",
        "scalar-network",
        "attention-forecaster",
        "softmax-policy",
        "two-layer-tanh",
        "two-layer-inputs",
        "two-layer-relu",
        "deep-scalar-network",
        "quadratic-regression",
        "tensor-train",
        "black-box-defense",
        "overdetermined-regression",
        "diagonal-linear-network",
        "saddle",
        "balanced-softmax",  # mu = 0: whole lines minimise
        "unregularised-softmax",  # the same
        "sharpening-valley",
    }


@pytest.mark.parametrize("name", FREE)
def test_minimiser_is_stationary_to_the_last_digit(name):
    """In 200 bits the gradient at x* is that of a point one rounding away: |g| <= |H| ulp(x*)."""
    problem = settle(EXAMPLES[name].build())
    x = problem.minimizer()
    with precision(BITS):
        g = convert(problem, balls).gradient(balls(x))
        size = max(abs(b.midpoint()) for b in g)
    curvature = np.linalg.norm(problem.hessian(x), 2)
    ulp = np.spacing(np.max(np.abs(x))) * np.sqrt(x.size)
    assert size <= max(curvature, 1e-300) * ulp
    # the same check sees a minimiser that is wrong in the 13th digit, where the curvature does not vanish
    if curvature > 0 and np.max(np.abs(x)) > 0:
        with precision(BITS):
            moved = convert(problem, balls).gradient(balls(x * (1 + 1e-12)))
            assert max(abs(b.midpoint()) for b in moved) > curvature * ulp


@pytest.mark.parametrize("name", KNOWN)
def test_minimum_is_the_value_at_the_minimiser_rounded_once(name):
    problem = settle(EXAMPLES[name].build())
    with precision(BITS):
        exact = convert(problem, balls).value(balls(problem.minimizer())).midpoint()
    # the value at the rounded minimiser exceeds f* by |H| ulp^2 only
    assert problem.minimum() == pytest.approx(exact, rel=4e-16, abs=1e-30)


@pytest.mark.parametrize("name", KNOWN)
def test_nothing_near_is_lower(name):
    problem = settle(EXAMPLES[name].build())
    x, f = problem.minimizer(), problem.minimum()
    rng = np.random.default_rng(0)
    for scale in (1e-3, 0.1):
        for _ in range(20):
            y = x + scale * rng.standard_normal(x.size)
            if hasattr(problem, "projection"):
                y = problem.projection(y)
            if name in ("curvature-loss", "log-barrier", "cubic-perturbation"):  # defined near x* only
                y = x + np.clip(y - x, -0.5, 0.5)
            assert problem.value(y) >= f - 1e-15 * max(1.0, abs(f))


def test_suboptimality_of_a_flat_quadratic_is_refused():
    with pytest.raises(np.linalg.LinAlgError):  # it divides by the curvature
        EXAMPLES["flat-quadratic"].build().suboptimality(np.ones(2))


OFFERED = [n for n in KNOWN if hasattr(EXAMPLES[n].build(), "suboptimality") and n != "flat-quadratic"]


@pytest.mark.parametrize("name", OFFERED)
def test_suboptimality_equals_the_difference_of_values_in_200_bits(name):
    problem = settle(EXAMPLES[name].build())
    rng = np.random.default_rng(1)
    for scale in (1e-9, 1e-3, 0.3):
        y = problem.minimizer() + scale * rng.standard_normal(problem.dimension())
        if hasattr(problem, "projection"):
            y = problem.projection(y)
        with precision(BITS):
            served = convert(problem, balls)
            top = served.value(balls(y)) - served.value(balls(problem.minimizer()))
            expected = top.midpoint()
        # x* itself is rounded: f at it is at most |H| ulp^2 above f*, and the slope at a constrained x* is exact
        found = float(problem.suboptimality(y))
        if scale > 1e-6:
            assert found == pytest.approx(expected, rel=1e-9)
        assert found >= -1e-30


def test_constrained_minimum_is_known_only_where_it_is():
    inside = p.Constrained(p.diagonal_quadratic([1.0, 2.0]), p.L2Ball(1.0))
    assert inside.minimum() == 0.0
    outside = p.Constrained(p.Quadratic(np.eye(2), np.array([3.0, 0.0])), p.L2Ball(1.0))
    with pytest.raises(ValueError, match="the minimiser must lie in the domain"):
        outside.minimum()


def test_constrained_quadratic_on_the_boundary_by_hand():
    """min (x-1)^2/2 + (y-2)^2/2 on the simplex: (0, 1); on the ball of radius 1: (1, 2)/sqrt 5."""
    b = np.array([1.0, 2.0])
    assert p.constrained_quadratic(np.eye(2), b, p.Simplex()).minimizer() == pytest.approx(
        [0.0, 1.0], abs=1e-15
    )
    ball = p.constrained_quadratic(np.eye(2), b, p.L2Ball(1.0))
    assert ball.minimizer() == pytest.approx(b / np.sqrt(5), rel=1e-14)
    wrong = ball._replace(x_star=np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="x_star must minimise f on the domain, got a Frank-Wolfe gap of"):
        wrong.validate()


def test_unbounded_and_ambiguous_quadratics_are_told():
    with pytest.raises(ValueError, match="A must be positive semidefinite for a minimum"):
        p.diagonal_quadratic([1.0, -1.0]).minimizer()
    flat = p.Quadratic(np.diag([1.0, 0.0]), np.array([2.0, 0.0]))
    assert flat.minimizer() == pytest.approx([2.0, 0.0])
    with pytest.raises(ValueError, match="b must lie in the range of A"):
        p.Quadratic(np.diag([1.0, 0.0]), np.array([2.0, 1.0])).minimizer()
    with pytest.raises(ValueError, match=r"minimi|settle|regular"):
        p.Logistic(np.array([[1.0], [2.0]]), np.ones(2), 0.0).minimizer()  # separable: no minimiser
