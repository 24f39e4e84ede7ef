"""Gradients of Gaussian-process posteriors: what past values say of the gradient here, without another query.

Posterior   m(x) = k(x, X) A^{-1} y,  A = k(X, X) + noise I,  k(x, z) = exp(-|x - z|^2 / (2 l^2))
Gradient    grad m(x) = D(x)' A^{-1} y,  rows D_i = (X_i - x) k(x, X_i) / l^2
Covariance  Cov(x) = I / l^2 - D(x)' A^{-1} D(x)
Certificate f in the RKHS of k, exact values: |grad f(x) - grad m(x)|^2 <= |f|_k^2 tr Cov(x) for every noise >= 0
            (derived, see the claims of zopo).
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal


def kernel_with(X, x, lengthscale):
    """k(X_i, x) for the rows of X (n, d), shape (n,)."""
    D = X - x
    return np.exp(-np.sum(D * D, axis=1) / (2 * lengthscale * lengthscale))


def regularised_gram(X, lengthscale, noise):
    """A = k(X, X) + noise I, shape (n, n)."""
    K = np.dot(X, X.T)
    for i in range(X.shape[0]):
        K[i] = kernel_with(X, X[i], lengthscale)
    return add_to_diagonal(K, noise)


def kernel_slopes(X, x, lengthscale):
    """D(x): the gradients of k(., X_i) at x, shape (n, d)."""
    k = kernel_with(X, x, lengthscale)
    return (X - x) * k.reshape((k.shape[0], 1)) / (lengthscale * lengthscale)


def gradient_mean(X, y, x, lengthscale, noise):
    """grad m(x), shape (d,)."""
    return np.dot(
        np.linalg.solve(regularised_gram(X, lengthscale, noise), y), kernel_slopes(X, x, lengthscale)
    )


def gradient_variance(X, x, lengthscale, noise):
    """tr Cov(x), a number between 0 and d / l^2."""
    D = kernel_slopes(X, x, lengthscale)
    explained = np.sum((D * np.linalg.solve(regularised_gram(X, lengthscale, noise), D)).ravel())
    return x.shape[0] / (lengthscale * lengthscale) - explained
