"""Indices without replacement: the numbers that draw them, and how often generators draw every pair."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from verification.claim import Claim, Control, Kind, Standing, claim
from verification.evidence import mean_test
from verification.finding import Finding

RUNS = 600


def ordered_pairs(algorithm: Any) -> Finding:
    """The indicators of eleven of the twelve ordered pairs have means 1/12 and covariances 1/12 - 1/144, -1/144."""
    rng, known = np.random.default_rng(0), list(itertools.permutations(range(4), 2))
    drawn = [tuple(algorithm.sampled(4, rng)) for _ in range(RUNS)]
    seen = np.array([[float(pair == other) for other in known[:11]] for pair in drawn])
    return mean_test(seen, np.full(11, 1 / 12), covariance=np.eye(11) / 12 - 1 / 144)


def sampling_claim(
    name: str, made: Callable[[Any], Any], controls: tuple[Control, ...], thing: str = "task", paper: str = ""
) -> Claim:
    """What is claimed of the sampling of the method called `name`; `made` gives it two of its things per step."""

    @claim(
        name,
        paper=paper,
        theorem=f"sampling of the {thing}s",
        kind=Kind.DISTRIBUTION,
        standing=Standing.DERIVED,
        statement=f"two of four {thing}s: all twelve ordered pairs are equally likely, and no {thing} comes twice",
        engine_fixed=True,
        alpha=1e-6,
        controls=controls,
    )
    def pairs_are_equally_likely(method: Any, engine: str) -> Finding:
        """The first two places of a Fisher-Yates shuffle: 1/4, then 1/3 of what is left, by the integer part of n u.

        A chi-square test of 600 draws; a pair that never comes or comes twice as often is found with certainty.
        """
        return ordered_pairs(made(method))

    return pairs_are_equally_likely


def uniforms(pair: tuple[int, ...], m: int) -> list[float]:
    """Numbers that stand for the integers of a shuffle of m, `pair[j]` of j ... m - 1."""
    return [(k - j + 0.5) / (m - j) for j, k in enumerate(pair)]
