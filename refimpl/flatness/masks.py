"""Masks of sparse perturbations: vectors of zeros and ones, and the largest entries of a vector as a mask."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks


def top_mask(scores, kept):
    """1 on the `kept` largest entries of the vector `scores`, 0 elsewhere; of equal entries the first are kept."""
    mask = np.zeros_like(scores)
    for i in range(scores.size):
        ahead = np.sum(scores[:i] >= scores[i]) + np.sum(scores[i + 1 :] > scores[i])
        if ahead < kept:
            mask[i] = 1.0
    return mask


def every_second(problem):
    """The mask 0, 1, 0, 1, ... of the problem's dimension, where nothing says which parameters to perturb."""
    return np.arange(problem.dimension()) % 2.0


def check_mask(mask, problem):
    """Raise ValueError unless the mask has an entry of 0 or 1 for every parameter."""
    checks.array("mask", mask, shape=(problem.dimension(),))
    others = mask[(mask != 0) & (mask != 1)]
    if others.size:
        raise ValueError(f"mask must hold zeros and ones, got an entry {float(others[0])!r}")


def check_kept(kept, problem):
    """Raise ValueError unless 0 <= kept <= d."""
    checks.count("kept", kept, 0)
    checks.between("kept", kept, 0, problem.dimension())
