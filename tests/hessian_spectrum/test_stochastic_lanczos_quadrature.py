"""Stochastic Lanczos quadrature: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from refimpl import run
from refimpl.hessian_spectrum.lanczos import Lanczos
from refimpl.hessian_spectrum.ritz import gauss_quadrature, projection
from refimpl.hessian_spectrum.stochastic_lanczos_quadrature import StochasticLanczosQuadrature, quadrature
from refimpl.problems import diagonal_quadratic, random_logistic, random_quadratic

POINT, GRID = np.zeros(3), np.linspace(-1, 1, 3)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        ((np.zeros(2), 2, GRID, 0.5), r"point must have shape \(3,\), got \(2,\)"),
        ((POINT, 0, GRID, 0.5), "order must be an integer of at least 1, got 0"),
        ((POINT, 4, GRID, 0.5), r"order must lie in \[1, 3\], got 4"),
        ((POINT, 2.0, GRID, 0.5), "order must be an integer of at least 1, got 2.0"),
        ((POINT, 2, GRID[:2], 0.5), r"grid must have shape \(3,\), got \(2,\)"),
        ((POINT, 2, GRID, 0.0), "width must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(StochasticLanczosQuadrature(*algorithm), diagonal_quadratic([2.0, 1.0, 0.5]), np.ones(3), 2)


def test_as_many_hessian_vector_products_per_probe_as_nodes():
    algorithm = StochasticLanczosQuadrature(POINT, 2, GRID, 0.5)
    t = run(algorithm, random_quadratic([2.0, 1.0, 0.5], 0), np.ones(3), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"hessian_vector": 10}


def test_nodes_and_weights_are_those_of_the_lanczos_method():
    problem, z = random_quadratic([3.0, 2.0, 1.0, 0.5, -1.0, -2.0], seed=1), np.array([1.0, -1, 1, 1, -1, 1])
    point = np.zeros(6)
    t = run(Lanczos(point), problem, z, 3)
    expected = gauss_quadrature(projection(problem, point, t.x))
    np.testing.assert_allclose(quadrature(problem, point, z, 4), expected, rtol=1e-11, atol=1e-13)


def test_the_mean_over_probes_approaches_the_density_of_lapacks_eigenvalues():
    """Estimates lie in [0, 1/(w sqrt(2 pi))]; 1000 probes: Hoeffding gives 0.133 of it a false alarm of 1e-15."""
    problem = random_logistic(n=60, d=10, mu=0.1, seed=3)
    point, width = np.linspace(-1, 1, 10), 0.05
    w = np.linalg.eigvalsh(problem.hessian(point))
    grid = np.linspace(0, w[-1], 10)
    x = run(StochasticLanczosQuadrature(point, 8, grid, width), problem, np.zeros(10), 1000, rng=5).x[-1]
    exact = norm(scale=width).pdf(grid[:, None] - w).mean(axis=1)
    assert np.abs(x - exact).max() < 0.133 / (width * np.sqrt(2 * np.pi))


def test_prescribed_covers_the_spectrum():
    algorithm = StochasticLanczosQuadrature.prescribed(diagonal_quadratic([4.0, 1.0, -2.0]))
    assert algorithm.order == 2
    assert algorithm.grid.tolist() == [-4.0, 0.0, 4.0]
    assert algorithm.width == 2.0
