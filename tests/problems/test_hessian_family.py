from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p


def test_means_are_numpys():
    problem = p.random_hessian_family(5, 3, 2, seed=0)
    problem.validate()
    H, S = problem.matrices(), np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(problem.mean_hessian(), H.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(problem.mean_conjugation(S), (H @ S @ H).mean(axis=0), rtol=1e-13)
    assert problem.sample_count() == 5
    assert problem.dimension() == 9


@pytest.mark.parametrize(("n", "d"), [(4, 3), (6, 6)])
def test_coherence_of_the_extremes(n, d):
    aligned = p.rank_one_family(np.tile([1.0, *[2.0] * (d - 1)], (n, 1)))
    assert aligned.coherence() == pytest.approx(n, rel=1e-14)
    orthogonal = p.rank_one_family(3 * np.eye(d))
    assert orthogonal.coherence() == pytest.approx(1, rel=1e-14)
    assert orthogonal.trace() == pytest.approx(9, rel=1e-14)
    assert orthogonal.spectral() == pytest.approx(9 / d, rel=1e-14)
    assert orthogonal.frobenius() == pytest.approx(9 / d**0.5, rel=1e-14)
    assert orthogonal.fourth_moment() == pytest.approx(81, rel=1e-14)


def test_coherence_by_square_roots():
    from scipy.linalg import sqrtm

    problem = p.random_hessian_family(4, 3, 3, seed=1)
    roots = [sqrtm(H).real for H in problem.matrices()]
    C = np.array([[np.linalg.norm(A @ B) for B in roots] for A in roots])
    top = max(np.linalg.eigvalsh(H)[-1] for H in problem.matrices())
    assert problem.coherence() == pytest.approx(np.linalg.eigvalsh(C)[-1] / top, rel=1e-10)


def test_random_families_depend_on_their_seed():
    one, again, other = (p.random_hessian_family(3, 2, 1, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.H, again.H)
    assert not np.array_equal(one.H, other.H)
