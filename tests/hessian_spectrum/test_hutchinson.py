"""Hutchinson's estimator: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.hessian_spectrum.hutchinson import Hutchinson
from refimpl.problems import diagonal_quadratic, random_logistic, random_quadratic
from verification.dialects.hessian_spectrum.hutchinson import DIALECTS, GaussianProbes


def test_a_point_of_another_space_is_told():
    with pytest.raises(ValueError, match=r"point must have shape \(2,\), got \(1,\)"):
        run(Hutchinson(np.zeros(1)), diagonal_quadratic([2.0, 1.0]), np.ones(2), 2)


def test_one_hessian_vector_product_per_probe():
    t = run(Hutchinson(np.zeros(2)), diagonal_quadratic([2.0, 1.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"hessian_vector": 7}


def test_the_start_has_no_weight():
    problem = random_quadratic([3.0, 1.0, -1.0], seed=0)
    a, b = (
        run(Hutchinson(np.zeros(3)), problem, x0, 5, rng=3).x[1:] for x0 in (np.zeros(3), np.full(3, 1e6))
    )
    assert np.array_equal(a, b)


@pytest.mark.parametrize("cls", [Hutchinson, *DIALECTS], ids=lambda c: c.__name__)
def test_many_probes_approach_numpys_trace(cls):
    """Six standard deviations of the largest variance, that of Gaussian probes: false alarm below 1e-8."""
    problem = random_logistic(n=60, d=8, mu=0.1, seed=3)
    point = np.linspace(-1, 1, 8)
    H, probes = problem.hessian(point), 4000
    x = run(cls(point), problem, np.zeros(8), probes, rng=1).x[-1]
    assert abs(x.sum() - np.trace(H)) < 6 * np.sqrt(2 * np.sum(H**2) / probes)
    assert (np.abs(x - np.diag(H)) < 6 * np.sqrt((np.diag(H @ H) + np.diag(H) ** 2) / probes)).all()


def test_one_probe_of_signs_is_exact_on_a_diagonal_hessian_and_a_gaussian_one_is_not():
    problem, exact = diagonal_quadratic([3.0, -1.0, 0.5]), [3.0, -1.0, 0.5]
    assert run(Hutchinson(np.zeros(3)), problem, np.zeros(3), 1).x[-1].tolist() == exact
    assert np.abs(run(GaussianProbes(np.zeros(3)), problem, np.zeros(3), 1).x[-1] - exact).max() > 0.01
