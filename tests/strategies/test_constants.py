"""The constants of drawn problems against their definitions, at drawn points; a wrong constant is found.

Gradients are computed in 200 bits, so what is compared is the mathematics: the only tolerance is that of the constant
itself, an eigenvalue of order at most 12 as LAPACK gives it, within 64 roundings of the largest one.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from refimpl import problems as p
from refimpl.core.leaves import convert, settle
from refimpl.engines.ball import Ball, precision
from refimpl.engines.ball_array import midpoints, to_balls
from verification import strategies as s

FIXED = settings(derandomize=True, deadline=None, database=None, max_examples=60)
ROUNDINGS = 64 * 2.0**-53


def balls(value):
    if isinstance(value, int):
        return value
    return to_balls(value) if isinstance(value, np.ndarray) else Ball(value)


def change(problem, oracle, points):
    """The oracle at the second argument list minus at the first, rounded once."""
    with precision(200):
        served = convert(settle(problem), balls)
        before, after = (getattr(served, oracle)(*map(balls, arguments)) for arguments in points)
        return midpoints(after - before) if isinstance(after, np.ndarray) else (after - before).midpoint()


def is_smooth(problem, x, y):
    """|g(y) - g(x)| <= L |y - x|."""
    L = problem.smoothness()
    moved = np.linalg.norm(change(problem, "gradient", [(x,), (y,)]))
    assert moved <= (1 + ROUNDINGS) * L * np.linalg.norm(y - x)


def is_strongly_convex(problem, x, y):
    """<g(y) - g(x), y - x> >= mu |y - x|^2."""
    mu, size = problem.strong_convexity(), np.linalg.norm(y - x)
    slope = np.dot(change(problem, "gradient", [(x,), (y,)]), y - x)
    assert slope >= (mu - ROUNDINGS * problem.smoothness()) * size**2


def has_lipschitz_hessian(problem, x, y):
    """|H(y) - H(x)| <= L_2 |y - x|."""
    moved = np.linalg.norm(change(problem, "hessian", [(x,), (y,)]), 2)
    assert moved <= (1 + ROUNDINGS) * problem.hessian_lipschitz() * np.linalg.norm(y - x) + 1e-300


def knows_its_minimum(problem, x, y):
    """x* lies within one rounding of its largest entry of the minimiser: so small is the gradient, so near f* is f."""
    z, L = problem.minimizer(), problem.smoothness()
    away = np.spacing(np.max(np.abs(z))) * np.sqrt(z.size)
    with precision(200):
        served = convert(settle(problem), balls)
        slope = midpoints(served.gradient(balls(z)))
        above = (served.value(balls(z)) - Ball(float(problem.minimum()))).midpoint()
    assert np.linalg.norm(slope) <= L * away
    assert change(problem, "value", [(z,), (x,)]) >= -L * away**2
    assert abs(above) <= L * away**2 + 2.0**-52 * abs(problem.minimum())


def holds(strategy, *properties, how=FIXED):
    """Run the properties on drawn problems at two different drawn points, on three scales."""

    @how
    @given(st.data())
    def check(data):
        problem = data.draw(strategy)
        problem.validate()
        scales = st.sampled_from([4.0, 2.0**-4, 64.0])
        x = data.draw(s.starts(problem, data.draw(scales)))
        y = x + data.draw(s.starts(p.LogQuadratic(x.size), data.draw(scales)))
        assume(np.any(y != x))
        for has in properties:
            has(problem, x, y)

    check()


def fails(strategy, has):
    """A counterexample is found; it is not made small, which is what takes the time."""
    with pytest.raises(AssertionError):
        holds(strategy, has, how=settings(FIXED, phases=[Phase.generate], max_examples=200))


CONVEX = {
    "quadratics": s.quadratics(),
    "finite sums": s.finite_sums(),
    "logistic": s.logistic_regressions(),
    "log-sum-exp": s.log_sum_exps(),
    "softmax": s.softmax_regressions(),
    "huber": s.hubers(),
    "chain": s.chains(),
}
NONCONVEX = {
    "robust regression": s.robust_regressions(),
    "log-quadratic": st.builds(p.LogQuadratic, st.integers(1, 6)),
    "indefinite": s.indefinite_quadratics(),
}


@pytest.mark.parametrize("strategy", CONVEX.values(), ids=CONVEX)
def test_convex_problems_are_what_they_say(strategy):
    holds(strategy, is_smooth, is_strongly_convex, has_lipschitz_hessian, knows_its_minimum)


@pytest.mark.parametrize("strategy", NONCONVEX.values(), ids=NONCONVEX)
def test_nonconvex_problems_are_what_they_say(strategy):
    holds(strategy, is_smooth, has_lipschitz_hessian)
    fails(
        strategy.map(lambda f: claiming(f, strong_convexity=lambda c: 0.0)), is_strongly_convex
    )  # not convex


def claiming(problem, **changes):
    """The problem with constants changed; those that it lacks are given."""
    body = {
        name: lambda self, name=name, to=to: to(getattr(type(problem), name, lambda self: 0.0)(problem))
        for name, to in changes.items()
    }
    return type(type(problem).__name__, (type(problem),), body)(*problem)


WRONG = [  # a constant wrong by 5 %, where it is attained
    ("quadratics", "smoothness", 0.95, is_smooth),
    ("quadratics", "strong_convexity", 1.05, is_strongly_convex),
    ("finite sums", "smoothness", 0.95, is_smooth),
    ("finite sums", "strong_convexity", 1.05, is_strongly_convex),
    ("logistic", "smoothness", 0.95, is_smooth),
    ("log-sum-exp", "smoothness", 0.95, is_smooth),
    ("huber", "smoothness", 0.95, is_smooth),
    ("chain", "smoothness", 0.95, is_smooth),
    ("chain", "strong_convexity", 1.05, is_strongly_convex),
    ("log-quadratic", "smoothness", 0.95, is_smooth),
    ("logistic", "strong_convexity", 2.0, is_strongly_convex),
    ("softmax", "smoothness", 0.75, is_smooth),
    ("softmax", "strong_convexity", 2.0, is_strongly_convex),
    ("log-sum-exp", "hessian_lipschitz", 0.5, has_lipschitz_hessian),
    ("logistic", "hessian_lipschitz", 0.5, has_lipschitz_hessian),
]


@pytest.mark.parametrize(
    ("family", "constant", "factor", "has"), WRONG, ids=lambda v: str(getattr(v, "__name__", v))
)
def test_a_wrong_constant_is_found(family, constant, factor, has):
    strategy = (CONVEX | NONCONVEX)[family]
    fails(strategy.map(lambda f: claiming(f, **{constant: lambda c: factor * c})), has)


def test_a_wrong_minimiser_is_found():
    fails(s.quadratics().map(lambda f: claiming(f, minimizer=lambda x: x + 1e-12)), knows_its_minimum)


@FIXED
@given(st.data(), st.sampled_from([0.0, 2.0**-6, 0.5, 3.0]))
def test_noise_at_the_minimiser_is_the_one_asked_for(data, noise):
    """Rounding b moves c by u |b|/|c| <= 2^-53 * 4 sqrt(6) * 12 sqrt(L)/(noise/sqrt(L)), relatively, for L <= 1."""
    problem = data.draw(s.finite_sums(mu=2.0**-6, L=1.0, noise=noise))
    problem.validate()
    slack = 2.0**-53 * 2**14 * (1 + noise)
    assert abs(np.sqrt(problem.noise_variance()) - noise) <= slack
    with pytest.raises(AssertionError):
        assert abs(np.sqrt(problem.noise_variance()) - (1.01 * noise + 0.01)) <= slack


@FIXED
@given(st.data())
def test_networks_are_smooth_on_balls(data):
    """|H| <= L(R) at points with |x| <= R, whatever the data."""
    problem = data.draw(s.two_layer_networks(activation=p.Tanh()))
    problem.validate()
    x = data.draw(s.starts(problem))
    R = max(float(np.linalg.norm(x)), 2.0**-10)
    assert np.linalg.norm(problem.hessian(x), 2) <= (1 + ROUNDINGS) * problem.smoothness_on_ball(R)


@FIXED
@given(st.data())
def test_sets_are_convex_compact_and_know_their_oracles(data):
    d = data.draw(st.integers(1, 6))
    C = data.draw(s.constraint_sets(d))
    C.validate()
    x, s1, s2 = (data.draw(s.starts(p.LogQuadratic(d), 16.0)) for _ in range(3))
    near, v, w = C.projection(x), C.linear_minimizer(s1), C.linear_minimizer(s2)
    size = 16.0 * d
    for point in (near, v, w, (v + w) / 2):
        assert C.contains(point, 1e-13 * size)
    assert np.linalg.norm(v - w) <= C.diameter() * (1 + 1e-14)
    for point in (v, w):  # the projection is the point of the set with <x - p, point - p> <= 0
        assert np.dot(x - near, point - near) <= 1e-12 * size**2
        assert np.dot(s1, v) <= np.dot(s1, point) + 1e-12 * size**2
    assert np.dot(s1, v) <= np.dot(s1, near) + 1e-12 * size**2


@FIXED
@given(st.data())
def test_constrained_problems_know_their_minimum(data):
    problem = data.draw(s.constrained_problems())
    problem.validate()
    x, z = data.draw(s.starts(problem, 16.0)), problem.minimizer()
    assert problem.contains(z, 1e-12 * max(1.0, np.max(np.abs(z))))
    assert problem.value(x) >= problem.minimum() - 1e-12 * (1 + abs(problem.minimum()))
    gap = np.dot(problem.gradient(z), z - problem.linear_minimizer(problem.gradient(z)))
    assert gap <= 1e-12 * max(1.0, problem.diameter() ** 2)
    noisy = data.draw(s.noisy_problems())
    noisy.validate()
    xi = noisy.sample(np.random.default_rng(0))
    y = data.draw(s.starts(noisy))
    np.testing.assert_allclose(
        noisy.sample_gradient(y, xi) - noisy.gradient(y), xi, atol=1e-13 * (1 + np.max(np.abs(y)))
    )


@FIXED
@given(st.data())
def test_bilevel_problems_know_their_constants(data):
    problem = data.draw(s.bilevel_problems())
    problem.validate()
    x = data.draw(s.starts(problem))
    y, z = (data.draw(s.starts(p.LogQuadratic(problem.lower_dimension()))) for _ in range(2))
    moved = change(problem, "lower_y", [(x, y), (x, z)])
    size, L_g = np.linalg.norm(z - y), problem.lower_smoothness()
    assert np.linalg.norm(moved) <= (1 + ROUNDINGS) * L_g * size
    assert np.dot(moved, z - y) >= (problem.lower_strong_convexity() - ROUNDINGS * L_g) * size**2
    # the mixed derivative that enters the theory is that of lower_x in y
    assert (
        np.linalg.norm(change(problem, "lower_x", [(x, y), (x, z)]))
        <= (1 + ROUNDINGS) * problem.l_g1() * size
    )
    assert (
        np.linalg.norm(change(problem, "upper_y", [(x, y), (x, z)]))
        <= (1 + ROUNDINGS) * problem.l_f1() * size
    )
    solution = problem.lower_solution(x)
    assert np.max(np.abs(problem.lower_y(x, solution))) <= 1e-11 * (1 + np.max(np.abs(solution)))
    if hasattr(problem, "minimizer"):
        best = problem.minimizer()
        scale = problem.smoothness() * (1 + np.max(np.abs(best)))
        assert (
            np.max(np.abs(problem.hypergradient(best))) <= 2.0**-53 * 2**20 * scale
        )  # lower condition <= 2^10


@FIXED
@given(st.data())
def test_degenerate_bilevel_problems_are_valid_and_degenerate(data):
    problem = data.draw(s.degenerate_bilevel_problems())
    problem.validate()
    x = data.draw(s.starts(problem))
    H = problem.lower_yy(x, problem.lower_solution(x))
    assert np.linalg.eigvalsh(H)[0] <= 1e-12


@FIXED
@given(st.data())
def test_games_know_their_saddle_point_and_constants(data):
    game = data.draw(s.games())
    game.validate()
    z, w = data.draw(s.starts(game)), data.draw(s.starts(game))
    moved, size = change(game, "operator", [(w,), (z,)]), np.linalg.norm(z - w)
    assert np.linalg.norm(moved) <= (1 + ROUNDINGS) * game.lipschitz() * size
    assert np.dot(moved, z - w) == pytest.approx(
        game.monotonicity() * size**2, rel=1e-12, abs=1e-12 * size**2
    )
    saddle = game.saddle_point()
    with precision(200):
        slope = midpoints(convert(settle(game), balls).operator(balls(saddle)))
    assert np.linalg.norm(slope) <= 2 * game.lipschitz() * np.spacing(np.max(np.abs(saddle))) * np.sqrt(
        saddle.size
    )
    m = game.A.shape[0]
    assert change(game, "value", [(saddle,), (np.concatenate([z[:m], saddle[m:]]),)]) >= -1e-12
    assert change(game, "value", [(saddle,), (np.concatenate([saddle[:m], z[m:]]),)]) <= 1e-12
