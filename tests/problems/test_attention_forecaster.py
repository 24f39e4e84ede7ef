from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from refimpl import problems as p

SOFT = p.ChannelAttention(1.5)
FROZEN = p.FrozenAttention(np.ones((3, 2)), np.arange(6.0).reshape(3, 2) / 4, 0.5)
PROBLEM, TRUTH = p.linear_forecasting(3, 4, 3, 2, 2, SOFT, noise=0.5, seed=0)
X0 = np.random.default_rng(1).standard_normal(PROBLEM.dimension())


def by_einsum(problem, x, attend):
    """The model with all samples at once."""
    L, m, n = 3, 2, 3
    Q, K, V = (x[i * L * m : (i + 1) * L * m].reshape(L, m) for i in range(3))
    U, W = x[3 * L * m : 4 * L * m].reshape(m, L), x[4 * L * m :].reshape(L, 2)
    X, Y = problem.X.reshape(n, 4, L), problem.Y.reshape(n, 4, 2)
    A = attend(np.einsum("nal,lm,km,nbk->nab", X, Q, K, X))
    residual = np.einsum("nal,lh->nah", X + np.einsum("nab,nbl,lm,mk->nak", A, X, V, U), W) - Y
    return np.sum(residual**2) / (2 * n)


def test_value_with_channel_attention_by_einsum_and_scipy():
    expected = by_einsum(PROBLEM, X0, lambda S: softmax(S / 1.5, axis=2))
    assert PROBLEM.value(X0) == pytest.approx(expected, rel=1e-13)


def test_value_with_identity_and_frozen_attention():
    same = PROBLEM._replace(attention=p.IdentityAttention())
    assert same.value(X0) == pytest.approx(
        by_einsum(same, X0, lambda S: np.eye(4)[None].repeat(3, 0)), rel=1e-13
    )
    frozen = PROBLEM._replace(attention=FROZEN)
    moved = np.concatenate([FROZEN.queries.ravel(), FROZEN.keys.ravel(), X0[12:]])
    expected = by_einsum(frozen, moved, lambda S: softmax(S / 0.5, axis=2))
    assert frozen.value(X0) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("attention", [p.IdentityAttention(), FROZEN])
def test_baselines_do_not_train_their_attention(attention):
    assert not PROBLEM._replace(attention=attention).gradient(X0)[:12].any()
    assert PROBLEM.gradient(X0)[:12].all()


def test_attention_rows_are_probabilities():
    Q, K = X0[:6].reshape(3, 2), X0[6:12].reshape(3, 2)
    A = SOFT.weights(PROBLEM.X[:4], Q, K).T
    np.testing.assert_allclose(A.sum(axis=1), np.ones(4), rtol=1e-14)
    np.testing.assert_allclose(
        A, softmax(PROBLEM.X[:4] @ Q @ K.T @ PROBLEM.X[:4].T / 1.5, axis=1), rtol=1e-12
    )


def test_permuted_channels_give_permuted_forecasts():
    """Channel attention knows no order: permuting the channels of inputs and targets alike leaves the loss."""
    order = np.concatenate([4 * i + np.array([2, 0, 3, 1]) for i in range(3)])
    other = PROBLEM._replace(X=PROBLEM.X[order], Y=PROBLEM.Y[order])
    assert other.value(X0) == pytest.approx(PROBLEM.value(X0), rel=1e-13)


def test_targets_are_linear_up_to_the_noise():
    problem, truth = p.linear_forecasting(3, 4, 3, 2, 2, SOFT, noise=0.0, seed=0)
    x = np.concatenate([X0[:18], np.zeros(6), truth.ravel()])
    assert problem.value(x) == problem.lower_bound() == 0.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": np.ones(3)}, r"X must have 2 dimension\(s\), got shape \(3,\)"),
        ({"Y": np.ones((3, 2))}, r"Y must have shape \(12, 2\), got \(3, 2\)"),
        ({"channels": 0}, "channels must be an integer of at least 1, got 0"),
        ({"channels": 5}, "channels must divide the rows of X, got 5 and 12"),
        ({"width": 0}, "width must be an integer of at least 1, got 0"),
        ({"attention": p.ChannelAttention(0.0)}, "temperature must be positive and finite, got 0.0"),
        (
            {"attention": FROZEN._replace(keys=np.ones((2, 2)))},
            r"keys must have shape \(3, 2\), got \(2, 2\)",
        ),
    ],
)
def test_bad_data_are_told(change, sentence):
    PROBLEM.validate()
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        PROBLEM._replace(**change).validate()
