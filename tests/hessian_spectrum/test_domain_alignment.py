"""Penalties of domain generalisation: hand-computed values, and where they vanish."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.hessian_spectrum.domain_alignment import (
    alignment,
    coral,
    fishr,
    gradients,
    hessian_gradient_products,
    irm,
    product_of_means,
    vrex,
)
from refimpl.problems import LeastSquares, Quadratic, gaussian_classes

PAIR = [
    Quadratic(np.diag([1.0, 3.0]), np.array([-1.0, 0.0])),
    Quadratic(np.diag([2.0, 0.5]), np.array([0.5, -1.0])),
]


def test_products_and_their_two_targets():
    origin = np.zeros(2)
    assert hessian_gradient_products(PAIR, origin).tolist() == [[1.0, 0.0], [-1.0, 0.5]]
    assert hessian_gradient_products(PAIR, origin).mean(axis=0).tolist() == [0.0, 0.25]
    assert product_of_means(PAIR, origin).tolist() == [0.375, 0.875]


def test_equal_domains_are_not_penalised():
    head = gaussian_classes(5, np.array([[1.0, 0.0], [0.0, 1.0]]), 0.5, 0.0, 0)
    twins, x = [head, head], np.array([0.5, -1.0, 0.25, 0.75])
    products, g = hessian_gradient_products(twins, x), gradients(twins, x)
    assert (
        alignment(products, g, 1.0, 1.0) == vrex(twins, x) == fishr(twins, x) == coral(head.X, head.X) == 0.0
    )
    assert irm(twins, x) > 0


def test_values_by_hand():
    x = np.array([1.0, 2.0])
    losses = [0.5 + 6 + 1, 1 + 1 - 0.5 + 2]
    assert vrex(PAIR, x) == pytest.approx(((losses[0] - losses[1]) / 2) ** 2, rel=1e-15)
    assert irm(PAIR, x) == pytest.approx((14.0**2 + 5.5**2) / 2, rel=1e-15)


def test_fishr_compares_the_variances_of_single_gradients():
    """Residuals 1, -1 and 2, -2 on the input 1: variances 1 and 4, around their mean 2.5."""
    domains = [LeastSquares(np.ones((2, 1)), np.array([r, -r])) for r in (1.0, 2.0)]
    assert fishr(domains, np.zeros(1)) == pytest.approx(1.5**2, rel=1e-15)


def test_coral_is_half_the_distance_of_covariances_per_feature():
    a, b = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([[0.0, 1.0], [0.0, -1.0]])
    assert coral(a, b) == pytest.approx((2.0**2 + 2.0**2) / 16, rel=1e-15)
    assert coral(a + 3.0, b) == pytest.approx(coral(a, b), rel=1e-14)
