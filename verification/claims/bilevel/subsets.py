"""Indices without replacement: the numbers that draw them, and how often generators draw every pair."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from verification.evidence import mean_test
from verification.finding import Finding

RUNS = 600


def ordered_pairs(algorithm: Any) -> Finding:
    """The indicators of eleven of the twelve ordered pairs have means 1/12 and covariances 1/12 - 1/144, -1/144."""
    rng, known = np.random.default_rng(0), list(itertools.permutations(range(4), 2))
    drawn = [tuple(algorithm.sampled(4, rng)) for _ in range(RUNS)]
    seen = np.array([[float(pair == other) for other in known[:11]] for pair in drawn])
    return mean_test(seen, np.full(11, 1 / 12), covariance=np.eye(11) / 12 - 1 / 144)


def uniforms(pair: tuple[int, ...], m: int) -> list[float]:
    """Numbers that stand for the integers of a shuffle of m, `pair[j]` of j ... m - 1."""
    return [(k - j + 0.5) / (m - j) for j, k in enumerate(pair)]
