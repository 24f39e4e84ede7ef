"""How a mini-batch of B out of n examples is drawn, as it enters second moments of the mean of its matrices.

Moments     A = (1/B) sum_{i in batch} H_i with mean H and K = (1/n) sum H_i S H_i:  E A S A = M + noise, M = H S H,
            with replacement  (K - M)/B                                                            (derived)
            without           (K - M) (n - B)/(B (n - 1))
            Bernoulli         K (n - B)/(n B): each example with probability B/n, the sum divided by B
"""

from __future__ import annotations

from typing import NamedTuple

from refimpl.core import checks


class WithReplacement(NamedTuple):
    """B independent uniform draws."""

    batch: int

    def validate(self, n):
        """Raise ValueError unless 1 <= B."""
        checks.count("batch", self.batch)

    def noise(self, n, K, M):
        """E A S A - M."""
        return (K - M) / self.batch


class WithoutReplacement(NamedTuple):
    """A uniform subset of size B."""

    batch: int

    def validate(self, n):
        """Raise ValueError unless 1 <= B <= n and n >= 2."""
        checks.count("batch", self.batch)
        checks.count("number of examples", n, 2)
        checks.between("batch", self.batch, 1, n)

    def noise(self, n, K, M):
        """E A S A - M."""
        return (n - self.batch) * (K - M) / (self.batch * (n - 1))


class Bernoulli(NamedTuple):
    """Every example by itself with probability B/n; B is the mean size."""

    batch: int

    def validate(self, n):
        """Raise ValueError unless 1 <= B <= n."""
        checks.count("batch", self.batch)
        checks.between("batch", self.batch, 1, n)

    def noise(self, n, K, M):
        """E A S A - M."""
        return (n - self.batch) * K / (n * self.batch)
