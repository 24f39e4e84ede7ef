"""What is drawn lies where the docstrings say, and shrinks to the simplest instance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from refimpl import problems as p
from refimpl.core.draws import Tape
from verification import strategies as s

FIXED = settings(derandomize=True, deadline=None, database=None)


def find(strategy, condition=lambda value: True):
    """hypothesis.find, the same every time; to explain a failure would draw again what does not matter to it."""
    from hypothesis import find

    return find(
        strategy,
        condition,
        settings=settings(FIXED, max_examples=2000, phases=[Phase.generate, Phase.shrink]),
    )


one, zero = np.ones((1, 1)), np.zeros(1)
SIMPLEST = {
    "quadratics": (s.quadratics(), p.Quadratic(one, zero)),
    "quadratics of given spectrum": (s.quadratics(3, 0.5, 2.0), p.Quadratic(2 * np.eye(3), np.zeros(3))),
    "indefinite": (s.indefinite_quadratics(), p.Quadratic(-one, zero)),
    "finite sums": (s.finite_sums(), p.LeastSquares(np.ones((2, 1)), np.zeros(2))),
    "noisy sums": (s.finite_sums(noise=0.5), p.LeastSquares(np.ones((2, 1)), np.array([0.5, -0.5]))),
    "logistic": (s.logistic_regressions(), p.Logistic(one, np.ones(1), 1.0)),
    "log-sum-exp": (s.log_sum_exps(), p.LogSumExp(np.array([[1.0], [-1.0]]), np.zeros(2), 1.0)),
    "hubers": (s.hubers(), p.Huber(1.0, 1.0, 1)),
    "chains": (s.chains(), p.Chain(1.0, 1)),
    "softmax": (s.softmax_regressions(), p.SoftmaxRegression(one, np.eye(1, 2), 1.0)),
    "networks": (s.two_layer_networks(), p.TwoLayerNetwork(one, zero, 1, p.Tanh())),
    "robust": (s.robust_regressions(), p.RobustRegression(one, zero)),
    "ridges": (s.ridge_polynomials(), p.RidgePolynomial(one, one, zero, np.ones(1))),
    "sets": (s.constraint_sets(1), p.L2Ball(1.0)),
    "boxes": (s.OF[p.Box](), p.Box(zero, np.ones(1))),
    "bilevel": (s.OF[p.QuadraticBilevel](), p.QuadraticBilevel(one, one, zero, 1.0)),
    "log-cosh": (s.OF[p.LogCoshBilevel](), p.LogCoshBilevel(one, zero, 1.0)),
    "rank-deficient": (s.OF[p.RankDeficientBilevel](), p.RankDeficientBilevel(np.eye(1, 2), np.zeros(2))),
    "games": (s.games(), p.BilinearGame(one, zero, zero, 1.0)),
    "constrained": (
        s.OF[p.ConstrainedQuadratic](),
        p.ConstrainedQuadratic(p.Quadratic(one, zero), p.L2Ball(1.0), zero),
    ),
    "interior": (s.OF[p.Constrained](), p.Constrained(p.Quadratic(one, zero), p.L2Ball(1.0))),
    "orthogonal": (s.orthogonal_matrices(3), np.eye(3)),
    "spd": (s.spd_matrices(2), np.eye(2)),
    "data": (s.data_matrices(4, 2), 2 * np.eye(4, 2)),
    "starts": (s.starts(p.Huber(1.0, 1.0, 3)), np.zeros(3)),
}


@pytest.mark.parametrize(("strategy", "simplest"), SIMPLEST.values(), ids=SIMPLEST)
def test_shrinks_to_the_simplest(strategy, simplest):
    found = find(strategy)
    assert type(found) is type(simplest)
    np.testing.assert_equal(_plain(found), _plain(simplest))


def _plain(value):
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


def test_a_failure_shrinks_to_its_cause_and_nothing_else():
    """The smallest ill-conditioned quadratic is two-dimensional, diagonal, with minimiser 0."""
    found = find(s.quadratics(), lambda f: f.smoothness() >= 100 * f.strong_convexity())
    assert found.dimension() == 2
    assert found.A[0, 1] == found.A[1, 0] == 0
    assert not found.b.any()
    assert max(found.A[0, 0], found.A[1, 1]) == 1.0
    found = find(s.convex_problems(), lambda f: f.dimension() == 2 and f.strong_convexity() == 0)
    assert str(found) in (str(p.Huber(1.0, 1.0, 2)), str(find(s.log_sum_exps(2))))
    found = find(s.finite_sums(), lambda f: f.noise_variance() > 0)
    assert found.A.tolist() == [[1.0], [1.0]]
    assert found.b[0] == -found.b[1] != 0


@pytest.mark.parametrize("d", [1, 2, 4])
def test_rotations_are_orthogonal_and_of_both_kinds(d):
    @FIXED
    @given(s.orthogonal_matrices(d))
    def check(Q):
        # d reflections, each with at most 2 d + 6 roundings of numbers below 2 per entry
        assert np.max(np.abs(Q.T @ Q - np.eye(d))) <= d * 2 * (2 * d + 6) * 2.0**-53

    check()
    flip = find(s.orthogonal_matrices(d), lambda Q: np.linalg.det(Q) < 0)
    assert np.sum(np.abs(flip - np.eye(d)) > 1e-12) in (1, 4)  # one sign, or two coordinates exchanged
    if d > 1:  # the axes exchanged, and something in between
        find(s.orthogonal_matrices(d), lambda Q: abs(Q[0, d - 1]) > 0.99)
        find(s.orthogonal_matrices(d), lambda Q: 0.1 < abs(Q[0, 0]) < 0.9)


@FIXED
@given(st.data(), st.integers(-20, 20), st.integers(0, 20), st.integers(1, 5))
def test_spectra_lie_between_the_bounds_given(data, scale, condition, d):
    L, mu = 2.0**scale, 2.0 ** (scale - condition)
    slack = (
        16 * d * d * 2.0**-53 * L
    )  # Weyl: the roundings of Q, of two products and of LAPACK move eigenvalues
    w = np.linalg.eigvalsh(data.draw(s.spd_matrices(d, mu, L)))
    assert mu - slack <= w[0] <= w[-1] <= L + slack
    f = data.draw(s.quadratics(d, mu, L))
    f.validate()
    assert mu - slack <= f.strong_convexity() <= f.smoothness() <= L + slack
    A = data.draw(s.data_matrices(d + 2, d, mu, L))
    w = np.linalg.svd(A, compute_uv=False) ** 2 / (d + 2)
    assert mu - 4 * slack <= w[-1] <= w[0] <= L + 4 * slack


def test_both_ends_of_the_spectrum_are_reached():
    ends = find(s.quadratics(2, 0.25, 4.0), lambda f: f.strong_convexity() == 0.25 and f.smoothness() == 4.0)
    assert sorted(np.diag(ends.A)) == [0.25, 4.0]


@FIXED
@given(s.quadratics(mu=st.sampled_from([0.5, 1.0]), L=2.0))
def test_bounds_may_be_strategies_and_the_minimiser_is_the_one_drawn(f):
    assert 0.5 - 1e-13 <= f.strong_convexity() <= f.smoothness() <= 2 + 1e-13
    quarters = 4 * f.minimizer()  # sixteenths of 4
    # b is rounded once per product and sum, d <= 6 of them, and the condition number is at most 4
    assert np.max(np.abs(quarters - np.round(quarters))) <= 4 * 16 * 6 * 64 * 2.0**-53
    assert np.max(np.abs(quarters)) <= 16 + 1e-9


@pytest.mark.parametrize(
    ("strategy", "sentence"),
    [
        (
            s.spd_matrices(2, 2.0, 1.0),
            r"mu and L must satisfy 0 < mu <= L <= 2\^40 mu, got mu = 2.0, L = 1.0",
        ),
        (s.quadratics(2, 0.0, 1.0), "mu and L must satisfy"),
        (s.quadratics(2, 1e-15, 1.0), "mu and L must satisfy"),
        (s.spd_matrices(2, float("nan"), 1.0), "mu and L must satisfy"),
        (s.data_matrices(1, 2), "n must be at least d = 2, got 1"),
        (s.finite_sums(noise=-1.0), "noise must be non-negative and finite, got -1.0"),
        (s.games(mu=0.0), "mu must be positive for a unique saddle point, got 0.0"),
    ],
)
def test_unusable_arguments_are_told(strategy, sentence):
    with pytest.raises(ValueError, match=sentence):
        find(strategy)


def test_starts_lie_where_the_problem_is_defined():
    @FIXED
    @given(st.data())
    def check(data):
        for problem in (p.LogBarrier(), p.CubicPerturbation(), p.CurvatureLoss(0.5, 8.0)):
            x = data.draw(s.starts(problem))
            assert x.shape == (1,)
            assert problem.hessian(x)[0, 0] > 0  # all three are convex exactly where they are defined
        problem = data.draw(s.constrained_problems())
        x = data.draw(s.starts(problem))
        assert problem.contains(x, 1e-14 * max(1.0, np.max(np.abs(x))) * x.size)
        wide = data.draw(s.starts(p.LogQuadratic(2), scale=100.0))
        assert np.max(np.abs(wide)) <= 100

    check()
    find(s.starts(p.LogQuadratic(2), scale=100.0), lambda x: np.max(np.abs(x)) == 100)
    assert find(s.starts(p.Constrained(p.diagonal_quadratic([1.0, 1.0]), p.Simplex()))).tolist() == [0.5, 0.5]
    assert find(s.starts(p.LogBarrier())).tolist() == [1.0]
    with pytest.raises(ValueError, match="scale must be positive"):
        s.starts(p.LogBarrier(), scale=0.0)


def test_draws_are_tapes_of_the_length_asked_for():
    simplest = find(s.draws(6, integers=2, high=5))
    assert isinstance(simplest, Tape)
    assert simplest.standard_normal(6).tolist() == [0.0] * 6
    assert [simplest.integers(0, 5), simplest.integers(0, 5)] == [0, 0]
    with pytest.raises(IndexError):
        simplest.standard_normal(1)
    spread = find(
        s.draws(2, integers=1, high=5), lambda t: t.reals[0] < -1 < 1 < t.reals[1] and t.integers_[0] == 4
    )
    assert np.max(np.abs(spread.reals)) <= 4

    @FIXED
    @given(s.draws(1, integers=1, high=5))
    def check(tape):
        assert 0 <= tape.integers_[0] <= 4
        assert abs(tape.reals[0]) <= 4

    check()
    with pytest.raises(ValueError, match="high must be an integer of at least 1, got 0"):
        s.draws(1, high=0)
