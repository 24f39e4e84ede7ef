"""Two domains for the head of a network, two classes and two features, with what must be known of them."""

from __future__ import annotations

import numpy as np

from refimpl.problems import SoftmaxRegression

LOG3 = float(np.log(3.0))
# logits (log 3, 0)'u: the first class has probability 3/4, 1/4 or 1/2 where the first feature is 1, -1 or 0
MINIMISER = np.array([LOG3, 0.0, 0.0, 0.0])


def drawn_domain(n: int, scale: tuple[float, float], seed: int, shift: float = 0.0) -> SoftmaxRegression:
    """Gaussian features of the given scales; labels are the probabilities of the model W = MINIMISER + shift."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, 2)) * np.array(scale)
    exact = SoftmaxRegression(X, np.tile([1.0, 0.0], (n, 1)), 0.0)
    return exact._replace(Y=exact.probabilities(MINIMISER + shift * np.array([0.0, 1.0, 0.0, 0.0])).T)


def replicated_domain(first: list[int], second: list[float], hard: bool = True) -> SoftmaxRegression:
    """Inputs (first, second), each four times with hard labels in the proportion of the model's probabilities."""
    X, Y = [], []
    for a, b in zip(first, second, strict=True):
        count = {1: 3, -1: 1, 0: 2}[a] if hard else 2
        for i in range(4):
            X.append([float(a), b])
            Y.append([1.0, 0.0] if i < count else [0.0, 1.0])
    return SoftmaxRegression(np.array(X), np.array(Y), 0.0)
