"""Formulas of random-matrix theory against dense eigenvalues and each other."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.hessian_spectrum.random_matrices import (
    largest_step,
    marchenko_pastur_top,
    noise_variance,
    wigner_overlap,
    wigner_top,
)


def test_dense_eigenvalues_of_a_spiked_matrix():
    """Two spikes outside and one inside the bulk; tolerance 3 sqrt(2 s2), and Tracy-Widom's scale at the edge."""
    P, s2 = 400, 50 / 400
    rng = np.random.default_rng(0)
    G = rng.standard_normal((P, P)) * np.sqrt(s2 / 2)
    w, V = np.linalg.eigh(np.diag([30.0, 14.0, 5.0, *np.zeros(P - 3)]) + G + G.T)
    assert np.abs(w[:-3:-1] - wigner_top([30.0, 14.0], P, s2)).max() < 3 * np.sqrt(2 * s2)
    assert abs(w[-3] - wigner_top(5.0, P, s2)) < 5 * np.sqrt(s2) * P ** (-1 / 6)
    overlaps = V[[0, 1], [-1, -2]] ** 2
    assert np.abs(overlaps - wigner_overlap([30.0, 14.0], P, s2)).max() < 0.1


def test_below_the_threshold_the_spike_is_lost_in_the_bulk():
    assert wigner_top([6.9, 7.1], 49, 1.0) == pytest.approx([14.0, 7.1 + 49 / 7.1])
    assert wigner_overlap([6.9, 7.0], 49, 1.0).tolist() == [0.0, 0.0]


def test_the_full_batch_has_no_noise():
    assert noise_variance(2.0, 8, 8) == 0.0
    assert noise_variance(2.0, 4, 8) == 0.25
    assert wigner_top(3.0, 100, 0.0) == 3.0
    with pytest.raises(ValueError, match="samples must be an integer of at least 8, got 4"):
        noise_variance(1.0, 8, 4)


def test_dense_eigenvalues_of_gram_matrices():
    """Within six of Tracy and Widom's units, one in 1e6."""
    P = 300
    rng = np.random.default_rng(1)
    for B in (10, 100, 1000):
        A = rng.standard_normal((B, P))
        top = np.linalg.norm(A, 2) ** 2 / B
        unit = (np.sqrt(P) + np.sqrt(B)) * (P**-0.5 + B**-0.5) ** (1 / 3) / B
        assert abs(top - marchenko_pastur_top(P, B)) < 6 * unit


def test_the_largest_step_is_the_edge_of_stability():
    assert largest_step(4.0) == 0.5
