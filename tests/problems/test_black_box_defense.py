from __future__ import annotations

import numpy as np
import pytest

from refimpl.problems.registry import EXAMPLES

PROBLEM, X0 = EXAMPLES["black-box-defense"].build(), np.array(EXAMPLES["black-box-defense"].start)


def test_value_through_the_code_by_einsum():
    T = X0.reshape(2, 3)
    scores = np.einsum("ms,sk,kq,nq->nm", PROBLEM.C, PROBLEM.D, T, PROBLEM.V) - PROBLEM.A @ PROBLEM.C.T
    assert PROBLEM.value(X0) == pytest.approx(np.sum(scores**2) / 4, rel=1e-14)
    for i in range(2):
        u = T @ PROBLEM.V[i]
        np.testing.assert_array_equal(PROBLEM.latent_code(X0, i), u)
        assert (
            PROBLEM.latent_value(u, i)
            == PROBLEM.sample_value(X0, i)
            == pytest.approx(scores[i] @ scores[i] / 2)
        )


def test_chain_rule_through_the_code():
    """Differences of quadratics are exact."""
    for i in range(2):
        u = PROBLEM.latent_code(X0, i)
        g = [(PROBLEM.latent_value(u + e, i) - PROBLEM.latent_value(u - e, i)) / 2 for e in np.eye(2)]
        wanted = PROBLEM.sample_gradient(X0, i)
        np.testing.assert_allclose(PROBLEM.latent_pullback(X0, i, np.array(g)), wanted, rtol=1e-12)
        found = [(PROBLEM.sample_value(X0 + e, i) - PROBLEM.sample_value(X0 - e, i)) / 2 for e in np.eye(6)]
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
    mean = np.mean([PROBLEM.sample_gradient(X0, i) for i in range(2)], axis=0)
    np.testing.assert_allclose(PROBLEM.gradient(X0), mean, rtol=1e-12)


def test_smoothness_of_a_sample_is_sharp():
    M = PROBLEM.C @ PROBLEM.D
    largest = max(np.linalg.eigvalsh(np.kron(M.T @ M, np.outer(v, v)))[-1] for v in PROBLEM.V)
    assert PROBLEM.sample_smoothness() == pytest.approx(largest, rel=1e-12)
    assert PROBLEM.lower_bound() == 0.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"V": np.ones((3, 3))}, r"V must have shape \(2, 3\), got \(3, 3\)"),
        ({"C": np.ones((2, 2))}, r"C must have shape \(2, 3\), got \(2, 2\)"),
        ({"D": np.ones((2, 2))}, r"D must have shape \(3, 2\), got \(2, 2\)"),
    ],
)
def test_bad_data_are_told(change, sentence):
    PROBLEM.validate()
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        PROBLEM._replace(**change).validate()
