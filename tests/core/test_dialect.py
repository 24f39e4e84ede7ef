from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from refimpl.core import dialect
from refimpl.engines import double
from refimpl.engines.ball import Ball, Undecidable
from refimpl.engines.ball_array import midpoints, to_balls
from refimpl.problems import L1Ball


def test_norm_and_scaling():
    x = np.array([3.0, 4.0])
    assert dialect.norm(x) == 5.0
    assert np.allclose(dialect.scale_to_norm(x, 0.5), [0.3, 0.4], rtol=1e-15, atol=0)
    assert dialect.scale_to_norm(np.zeros(2), 0.5).tolist() == [0.0, 0.0]


def test_the_factor_is_that_of_the_quotient_to_the_last_bit():
    rng = np.random.default_rng(0)
    for x in rng.standard_normal((20, 5)):
        assert dialect.scale_to_norm(x, 0.7).tolist() == ((0.7 / np.sqrt(np.dot(x, x))) * x).tolist()


def test_scaling_asks_a_device_nothing():
    before = double.synchronisations
    scaled = [dialect.scale_to_norm(double.to_device(x), -2.0) for x in (np.array([0.0, 4.0]), np.zeros(2))]
    L1Ball(1.0).linear_minimizer(double.to_device(np.array([0.0, -4.0])))
    assert double.synchronisations == before
    assert [double.to_host(x).tolist() for x in scaled] == [[0.0, -2.0], [0.0, 0.0]]


def test_a_length_that_may_be_zero_is_undecidable(monkeypatch):
    """The root of such a sum is already; a norm that knew it would not go on with one of the answers either."""
    x = to_balls([1.0, 0.0]) * Ball(0).hull(1.0)
    with pytest.raises(Undecidable, match="sqrt is not defined"):
        dialect.scale_to_norm(x, Ball(0.5))
    monkeypatch.setattr(dialect, "norm", lambda x: Ball(0).hull(1.0))
    with pytest.raises(Undecidable, match=r"== .* is not decided"):
        dialect.scale_to_norm(x, Ball(0.5))


def test_the_product_of_a_symmetric_matrix_with_floats_and_with_balls():
    A, x = np.array([[2.0, -1.0], [-1.0, 3.0]]), np.array([0.5, 4.0])
    assert dialect.symmetric_product(A, x).tolist() == [-3.0, 11.5]
    assert midpoints(dialect.symmetric_product(to_balls(A), to_balls(x))).tolist() == [-3.0, 11.5]


def test_quotient_is_zero_at_zero_over_zero():
    a, b = np.array([0.0, 0.0, 3.0, -1.0]), np.array([0.0, 2.0, 4.0, -0.5])
    assert dialect.quotient(a, b).tolist() == [0.0, 0.0, 0.75, 2.0]


@pytest.mark.parametrize(("p", "q", "expected"), [(2, 3, 4.0), (1, 3, 2.0), (-1, 3, 0.5), (4, 3, 16.0)])
def test_rational_power(p, q, expected):
    assert dialect.rational_power(8.0, p, q) == pytest.approx(expected, rel=1e-15)


def test_diagonal_words():
    H = np.array([[1.0, 2.0], [2.0, 5.0]])
    assert dialect.add_to_diagonal(H, 3.0).tolist() == [[4.0, 2.0], [2.0, 8.0]]
    assert H.tolist() == [[1.0, 2.0], [2.0, 5.0]]


def test_eigh_is_c_ordered():
    w, V = dialect.eigh(np.array([[2.0, 1.0], [1.0, 2.0]]))
    assert np.allclose(w, [1.0, 3.0], rtol=1e-15)
    assert V.flags["C_CONTIGUOUS"]


def test_normal_words():
    for z in (-30.0, -6.5, -1.0, 0.0, 0.25, 3.0, 9.0):
        assert dialect.normal_cdf(z) == pytest.approx(special.ndtr(z), rel=1e-12)
        assert dialect.normal_density(z) == pytest.approx(np.exp(-z * z / 2) / np.sqrt(2 * np.pi), rel=1e-15)


def test_normal_words_of_balls_hold_those_of_floats():
    for z in (-30.0, -1.5, 0.0, 0.75, 7.0):
        for word in (dialect.normal_cdf, dialect.normal_density):
            value = word(Ball(z))
            assert value.midpoint() == pytest.approx(word(z), rel=1e-12)
            assert 0 <= value.radius() < 1e-12 * value.midpoint()  # z^2 roundings
    unsure = dialect.normal_cdf(Ball(0).hull(1.0))
    assert unsure.midpoint() - unsure.radius() <= 0.5
    assert unsure.midpoint() + unsure.radius() >= special.ndtr(1.0)


def test_words_that_do_nothing_to_floats():
    x = np.array([1.0, 2.0])
    assert dialect.centre(x) is x
    assert dialect.centre(0.1) == 0.1
    assert dialect.between(1.0, 1.5) == 1.0
