"""Weighted Gram matrices in compiled code: the half that BLAS computes, and its mirror image."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit

from refimpl.core import dialect
from refimpl.engines.compiled import OPTIONS
from refimpl.engines.gram import weighted_gram
from refimpl.engines.mirror import BLOCK

pytestmark = pytest.mark.compiled
compiled = njit(weighted_gram, **OPTIONS)
SIZES = [(1, 3), (2, 1), (BLOCK - 1, 5), (BLOCK, 5), (BLOCK + 1, 40), (2 * BLOCK, 3), (3 * BLOCK + 1, 30)]


@pytest.mark.parametrize(("d", "n"), SIZES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_entry_is_its_sum(d, n, order):
    """Each of n terms takes at most five roundings, its root of c counted twice, and n more in the sum."""
    rng = np.random.default_rng(d)
    S = np.array(rng.standard_normal((d, n)) * 10.0 ** rng.integers(-3, 3, (d, 1)), order=order)
    c = np.where(np.arange(n) % 3 == 1, 0.0, rng.random(n))
    found = compiled(S, c)
    for i in range(0, d, 7):
        for j in range(d):
            terms = [float(S[i, k]) * float(S[j, k]) * float(c[k]) for k in range(n)]
            bound = (n + 8) * 2.0**-53 * math.fsum(map(abs, terms))
            assert abs(found[i, j] - math.fsum(terms)) <= bound
            assert abs(found[j, i] - math.fsum(terms)) <= bound
    assert np.array_equal(found, found.T)
    assert np.array_equal(dialect.weighted_gram(S, c), (S * c) @ S.T)


def test_of_a_transpose():
    """A view is as good as an array, and what it is a view of stays."""
    A = np.random.default_rng(0).standard_normal((70, 120))
    before = A.copy()
    np.testing.assert_allclose(compiled(A.T, np.ones(70)), A.T @ A, rtol=0, atol=1e-12)
    assert np.array_equal(A, before)


def test_weights_that_do_not_fit_are_an_error():
    with pytest.raises(ValueError, match="could not be broadcast together"):
        compiled(np.ones((3, 4)), np.ones(3))
