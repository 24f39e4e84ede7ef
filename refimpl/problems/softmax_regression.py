"""Multinomial logistic (softmax) regression with an l2 term.

Definition  f(W) = (1/n) sum_i [log sum_c exp(w_c'u_i) - sum_c Y_ic w_c'u_i] + (mu/2) |W|^2, rows u_i of X (n, p),
            rows of Y (n, k) probability vectors (one-hot labels); x = (w_1, ..., w_k) of shape (k p,).
Hessian     (1/n) sum_i (diag q - q q') (x) u_i u_i' + mu I, q = softmax of the scores of sample i.
Constants   diag q - q q' has eigenvalues in [0, 1/2] (top at q = (1/2, 1/2, 0, ...)), and (1, ..., 1) in its kernel:
            L = lambda_max(X'X/n)/2 + mu, attained at W = 0 for k = 2 and an upper bound beyond; mu is the smallest
            eigenvalue of the Hessian at every W. Scores along V spread by sqrt 2 |V u_i| at most, and the third central
            moment of a variable of range r is at most r^3/(6 sqrt 3) (see LogSumExp): the Hessian is Lipschitz with
            sqrt 2 max|u_i| lambda_max(X'X/n)/(3 sqrt 3), an upper bound.
Minimiser   for mu > 0 by Newton's method, to the last digit; for mu = 0 it is not unique.
Numerics    scores are shifted by their largest; 1 - q_c is the sum of the others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, column_maxima
from refimpl.problems import exact


class SoftmaxRegression(NamedTuple):
    """Softmax regression with inputs `X` (n, p), label probabilities `Y` (n, k) and weight `mu` >= 0 of |W|^2/2."""

    X: Any
    Y: Any
    mu: float

    def validate(self):
        """Raise ValueError unless the shapes fit, rows of Y are probabilities, there are two classes and mu >= 0."""
        checks.array("X", self.X, ndim=2)
        checks.array("Y", self.Y, ndim=2)
        checks.array("Y", self.Y, shape=(self.X.shape[0], self.Y.shape[1]))
        checks.count("number of columns of Y", self.Y.shape[1], 2)
        checks.nonnegative("mu", self.mu)
        error = np.max(np.abs(np.sum(self.Y, axis=1) - 1))
        if np.min(self.Y) < 0 or error > 1e-12:
            raise ValueError(
                "rows of Y must be probability vectors, got a smallest entry of "
                f"{np.min(self.Y):.3g} and a sum that is off by {error:.3g}"
            )

    def dimension(self):
        return self.X.shape[1] * self.Y.shape[1]

    def probabilities(self, x):
        """softmax of the scores, shape (k, n)."""
        return _softmax(self._weights(x) @ self.X.T)

    def value(self, x):
        Z = self._weights(x) @ self.X.T
        top = column_maxima(Z)
        logs = top + np.log(np.sum(np.exp(Z - top), axis=0))
        losses = logs - np.sum(self.Y.T * Z, axis=0)
        return np.sum(losses) / self.X.shape[0] + self.mu * np.dot(x, x) / 2

    def gradient(self, x):
        G = (self.probabilities(x) - self.Y.T) @ self.X
        return G.ravel() / self.X.shape[0] + self.mu * x

    def hessian_vector(self, x, v):
        q, turn = self.probabilities(x), self._weights(v) @ self.X.T
        G = (q * (turn - np.sum(q * turn, axis=0))) @ self.X
        return G.ravel() / self.X.shape[0] + self.mu * v

    def hessian(self, x):
        n, p = self.X.shape
        q = self.probabilities(x)
        H = np.outer(np.zeros_like(x), x)
        for b in range(q.shape[0]):
            others = np.zeros_like(q[b])
            for c in range(q.shape[0]):
                if c != b:
                    others = others + q[c]
                    block = (self.X.T * (q[b] * q[c])) @ self.X / n
                    H[b * p : (b + 1) * p, c * p : (c + 1) * p] = -block
            H[b * p : (b + 1) * p, b * p : (b + 1) * p] = (self.X.T * (q[b] * others)) @ self.X / n
        return add_to_diagonal(H, self.mu)

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.X.shape[0])

    def sample_value(self, x, draw):
        z = self._weights(x) @ self.X[draw]
        top = np.max(z)
        return top + np.log(np.sum(np.exp(z - top))) - np.dot(self.Y[draw], z) + self.mu * np.dot(x, x) / 2

    def sample_gradient(self, x, draw):
        return np.outer(self.sample_output_gradient(x, draw), self.X[draw]).ravel() + self.mu * x

    def sample_jacobian(self, x, draw):
        """The derivatives of the k scores, shape (k, d)."""
        J = np.outer(self.Y[draw], np.zeros_like(x))
        p = self.X.shape[1]
        for c in range(self.Y.shape[1]):
            J[c, c * p : (c + 1) * p] = self.X[draw]
        return J

    def sample_output_gradient(self, x, draw):
        """The derivatives of the loss, without the term of mu, in the scores, shape (k,)."""
        return self._sample_probabilities(x, draw) - self.Y[draw]

    def sample_output_hessian(self, x, draw):
        """diag q - q q', shape (k, k), singular."""
        q = self._sample_probabilities(x, draw)
        return np.diag(q) - np.outer(q, q)

    def sample_hessian_vector(self, x, draw, v):
        q, turn = self._sample_probabilities(x, draw), self._weights(v) @ self.X[draw]
        return np.outer(q * (turn - np.dot(q, turn)), self.X[draw]).ravel() + self.mu * v

    def sample_gradients(self, x):
        """All grad f_i(x) as rows, shape (n, d); their mean is the gradient."""
        residual = self.probabilities(x).T - self.Y
        G = np.outer(np.ones_like(self.X[:, 0]), self.mu * x)
        for i in range(self.X.shape[0]):
            G[i] = G[i] + np.outer(residual[i], self.X[i]).ravel()
        return G

    def prediction_kl(self, x, y):
        """Mean over the inputs of KL(p_x || p_y), p_x the predicted probabilities."""
        return _mean_kl(self._weights(x) @ self.X.T, self._weights(y) @ self.X.T)

    def input_noise(self, rng):
        """Standard normal noise for every input, shape (n, p)."""
        return rng.standard_normal(self.X.size).reshape(self.X.shape)

    def input_kl(self, x, Z):
        """Mean over the inputs u_i of KL(p_x(u_i) || p_x(u_i + z_i)), rows z_i of Z (n, p)."""
        W = self._weights(x)
        return _mean_kl(W @ self.X.T, W @ (self.X + Z).T)

    def input_gradients(self, x):
        """Gradients of the losses of the samples in their inputs as rows W'(q_i - Y_i), shape (n, p)."""
        return (self.probabilities(x) - self.Y.T).T @ self._weights(x)

    def shifted_gradient(self, x, Z):
        """Gradient at x of the loss on the inputs u_i + z_i, rows z_i of Z (n, p)."""
        U = self.X + Z
        G = (_softmax(self._weights(x) @ U.T) - self.Y.T) @ U
        return G.ravel() / self.X.shape[0] + self.mu * x

    def smoothness(self):
        """L = lambda_max(X'X/n)/2 + mu; attained at 0 for two classes."""
        return float(self._top() / 2 + self.mu)

    def strong_convexity(self):
        """mu, the smallest eigenvalue of the Hessian everywhere."""
        return self.mu

    def hessian_lipschitz(self):
        """Upper bound sqrt 2 max|u_i| lambda_max(X'X/n)/(3 sqrt 3)."""
        rows = np.sqrt(np.max(np.sum(self.X * self.X, axis=1)))
        return float(np.sqrt(2.0) * rows * self._top() / (3 * np.sqrt(3.0)))

    def minimizer(self):
        """x* to the last digit. ValueError for mu = 0, where it is not unique."""
        return exact.minimizer(self, np.zeros(self.dimension()))

    def minimum(self):
        """f*, from x*."""
        return exact.value(self, self.minimizer())

    def _sample_probabilities(self, x, draw):
        z = self._weights(x) @ self.X[draw]
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    def _top(self):
        return np.linalg.norm(self.X, 2) ** 2 / self.X.shape[0]

    def _weights(self, x):
        return x.reshape(self.Y.shape[1], self.X.shape[1])


def _softmax(Z):
    """Columnwise softmax of Z (k, n)."""
    e = np.exp(Z - column_maxima(Z))
    return e / np.sum(e, axis=0)


def _mean_kl(S, T):
    """Mean over columns of KL(softmax S || softmax T) = sum q (e^u - 1 - u) >= 0 term by term, u = log q' - log q."""
    logs = _log_softmax(S)
    u = _log_softmax(T) - logs
    return np.sum(np.sum(np.exp(logs) * (np.expm1(u) - u), axis=0)) / S.shape[1]


def _log_softmax(Z):
    """Logarithms of the columnwise softmax of Z (k, n)."""
    top = column_maxima(Z)
    return Z - (top + np.log(np.sum(np.exp(Z - top), axis=0)))


def gaussian_classes(n: int, means: Any, deviation: float, mu: float, seed: int) -> SoftmaxRegression:
    """`n` inputs of each class, N(means[c], deviation^2 I) with `means` (k, p), one-hot labels."""
    checks.count("n", n)
    means = np.asarray(means, np.float64)
    checks.array("means", means, ndim=2)
    checks.nonnegative("deviation", deviation)
    checks.nonnegative("mu", mu)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(means)), n)
    X = means[labels] + deviation * rng.standard_normal((len(labels), means.shape[1]))
    return SoftmaxRegression(X, np.eye(len(means))[labels], float(mu))
