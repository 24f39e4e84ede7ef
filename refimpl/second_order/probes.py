"""Estimates of a Hessian's diagonal, and averages of them over blocks of coordinates."""

from __future__ import annotations

import numpy as np


def probed_diagonal(problem, x, rng):
    """z o (H(x) z) for one vector z of random signs, shape (d,): Hutchinson's estimate of diag H(x)."""
    z = np.sign(rng.standard_normal(x.shape[0]))
    return z * problem.hessian_vector(x, z)


def block_means(v, block):
    """Every entry of v replaced by the mean of its block: `block` neighbours each, which must divide the length."""
    means = np.sum(v.reshape((v.shape[0] // block, block)), axis=1) / block
    return np.repeat(means, block)
