"""Named mistakes in MetaBalance, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.metabalance import MetaBalance
from refimpl.core.dialect import norm, quotient
from verification.claim import mutant
from verification.mutants.bilevel.surgery import of_surgery

SHARED = of_surgery(MetaBalance)


@mutant("SCALE", "the auxiliary gradient is given the inverse ratio of the sizes")
class RatioUpsideDown(MetaBalance):
    """n/m."""

    def direction(self, g, a, ratio):
        return super().direction(g, a, quotient(1.0, ratio))


@mutant("TERM", "what is not balanced is dropped")
class RestDropped(MetaBalance):
    """lambda r m/n a."""

    def direction(self, g, a, ratio):
        return g + self.weight * self.balance * ratio * a


@mutant("TERM", "the auxiliary gradient keeps its size: the regularised sum")
class NotBalanced(MetaBalance):
    """lambda a."""

    def direction(self, g, a, ratio):
        return g + self.weight * a


@mutant("TERM", "the main gradient is scaled as well")
class MainScaled(MetaBalance):
    """m/n on both."""

    def direction(self, g, a, ratio):
        factor = self.balance * ratio + (1 - self.balance)
        return factor * (g + self.weight * a)


@mutant("STATE", "the sizes are those of the batch")
class NoMemory(MetaBalance):
    """beta = 0."""

    def averaged(self, size, g):
        return 0 * size + norm(g)


@mutant("SCALE", "the weights of the averages are exchanged")
class MemoryExchanged(MetaBalance):
    """(1 - beta) m + |g|."""

    def averaged(self, size, g):
        return (1 - self.memory) * size + norm(g)


@mutant("POWER", "squares are averaged")
class SquaresAveraged(MetaBalance):
    """|g|^2."""

    def averaged(self, size, g):
        return self.memory * size + np.dot(g, g)


MUTANTS = (
    *SHARED,
    RatioUpsideDown,
    RestDropped,
    NotBalanced,
    MainScaled,
    NoMemory,
    MemoryExchanged,
    SquaresAveraged,
)
