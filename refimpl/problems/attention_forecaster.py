"""One layer of attention for linear forecasting: a transformer small enough to differentiate by hand.

Definition  f(x) = (1/2n) sum_i |(X_i + A_i X_i V U) W - Y_i|_F^2 with inputs X_i (D, L), targets Y_i (D, H), attention
            A_i (D, D) between the D channels; weights Q, K, V (L, m), U (m, L), W (L, H), m = `width`;
            x = (Q, K, V, U, W) flat, of shape (4 L m + L H,). X (n D, L) and Y (n D, H) hold the samples one below the
            other.
Attention   `ChannelAttention` A = softmax of the rows of X Q K'X'/tau (tau = sqrt m in the paper); baselines
            `IdentityAttention` A = I, and `FrozenAttention`, softmax with weights Q, K that are not trained.
Minimum     f* >= 0; where Y_i = X_i W* every point with U = 0, W = W* attains 0, whatever Q, K and V are. With A = I
            so does every V, U with I + VU regular, by W = (I + VU)^{-1} W*.
Constants   |A - 11'/D|_F <= |X|_2^2 |Q K'|_F/(2 tau): the Jacobian of softmax, diag p - p p', is at most 1/2.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import column_maxima, identity_like


def _softmax_of_columns(S):
    e = np.exp(S - column_maxima(S))
    return e / np.sum(e, axis=0)


class ChannelAttention(NamedTuple):
    """Softmax attention between channels with `temperature` tau > 0; A' is what the methods speak of."""

    temperature: float

    def validate(self, inputs, width):
        checks.positive("temperature", self.temperature)

    def weights(self, X, Q, K):
        """A' (D, D): column a holds the weights that channel a gives to all."""
        return _softmax_of_columns((X @ K) @ (X @ Q).T / self.temperature)

    def pullback(self, T, G):
        """Derivative in the scores (X K)(X Q)' of a function with derivative G in A' = T."""
        return T * (G - np.sum(T * G, axis=0)) / self.temperature


class IdentityAttention(NamedTuple):
    """A = I."""

    def validate(self, inputs, width):
        pass

    def weights(self, X, Q, K):
        return identity_like(X @ X.T)

    def pullback(self, T, G):
        return np.zeros_like(G)


class FrozenAttention(NamedTuple):
    """Softmax attention with weights `queries` and `keys` (L, m) of its own, which are not trained."""

    queries: Any
    keys: Any
    temperature: float

    def validate(self, inputs, width):
        checks.array("queries", self.queries, shape=(inputs, width))
        checks.array("keys", self.keys, shape=(inputs, width))
        checks.positive("temperature", self.temperature)

    def weights(self, X, Q, K):
        return _softmax_of_columns((X @ self.keys) @ (X @ self.queries).T / self.temperature)

    def pullback(self, T, G):
        return np.zeros_like(G)


class AttentionForecaster(NamedTuple):
    """`X` (n D, L), `Y` (n D, H) of samples with `channels` D rows each, attention of `width` m."""

    X: Any
    Y: Any
    channels: int
    width: int
    attention: Any

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        checks.array("X", self.X, ndim=2)
        checks.array("Y", self.Y, ndim=2)
        checks.array("Y", self.Y, shape=(self.X.shape[0], self.Y.shape[1]))
        checks.count("channels", self.channels)
        checks.count("width", self.width)
        if self.X.shape[0] % self.channels:
            raise ValueError(f"channels must divide the rows of X, got {self.channels} and {self.X.shape[0]}")
        self.attention.validate(self.X.shape[1], self.width)

    def dimension(self):
        return 4 * self.X.shape[1] * self.width + self.X.shape[1] * self.Y.shape[1]

    def value(self, x):
        weights, total = self._weights(x), 0.0
        for i in range(self.X.shape[0] // self.channels):
            R = self._forward(i, weights)[4]
            total = total + np.sum(np.sum(R * R, axis=0))
        return total * self.channels / (2 * self.X.shape[0])

    def gradient(self, x):
        weights = self._weights(x)
        Q, K, V, U, W = weights
        gQ, gK, gV = np.zeros_like(Q), np.zeros_like(K), np.zeros_like(V)
        gU, gW = np.zeros_like(U), np.zeros_like(W)
        for i in range(self.X.shape[0] // self.channels):
            X = self._sample(self.X, i)
            T, mixed, values, Z, R = self._forward(i, weights)
            gW = gW + Z.T @ R
            G = R @ W.T
            gU = gU + values.T @ G
            G = G @ U.T
            gV = gV + mixed.T @ G
            scores = self.attention.pullback(T, X @ (G @ V.T).T)
            gK = gK + X.T @ (scores @ (X @ Q))
            gQ = gQ + X.T @ (scores.T @ (X @ K))
        flat = np.concatenate((gQ.ravel(), gK.ravel(), gV.ravel(), gU.ravel(), gW.ravel()))
        return flat * self.channels / self.X.shape[0]

    def lower_bound(self):
        """0 <= f*; attained where the targets are linear in the inputs."""
        return 0.0

    def _sample(self, rows, i):
        return rows[i * self.channels : (i + 1) * self.channels].copy()

    def _forward(self, i, weights):
        """A', A X, A X V, X + A X V U and the residual of sample i."""
        Q, K, V, U, W = weights
        X = self._sample(self.X, i)
        T = self.attention.weights(X, Q, K)
        mixed = T.T @ X
        values = mixed @ V
        Z = X + values @ U
        return T, mixed, values, Z, Z @ W - self._sample(self.Y, i)

    def _weights(self, x):
        """Q, K, V, U, W."""
        L, m = self.X.shape[1], self.width
        k = L * m
        return (
            x[:k].reshape(L, m),
            x[k : 2 * k].reshape(L, m),
            x[2 * k : 3 * k].reshape(L, m),
            x[3 * k : 4 * k].reshape(m, L),
            x[4 * k :].reshape(L, self.Y.shape[1]),
        )


def linear_forecasting(
    n: int, channels: int, inputs: int, outputs: int, width: int, attention: Any, noise: float, seed: int
) -> tuple[AttentionForecaster, np.ndarray]:
    """Standard normal inputs, Y_i = X_i W* + noise N(0, I) with a standard normal W* (L, H), which is returned too."""
    sizes = {"n": n, "channels": channels, "inputs": inputs, "outputs": outputs, "width": width}
    for name, value in sizes.items():
        checks.count(name, value)
    checks.nonnegative("noise", noise)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n * channels, inputs))
    truth = rng.standard_normal((inputs, outputs))
    Y = X @ truth + noise * rng.standard_normal((n * channels, outputs))
    return AttentionForecaster(X, Y, channels, width, attention), truth
