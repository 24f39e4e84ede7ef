"""Named mistakes in entropy search."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import normal_cdf
from refimpl.global_bo.entropy_search import EntropySearch, entropy, least_other, triangle
from verification.claim import mutant
from verification.mutants.global_bo.posteriors import of_the_choice, of_the_process


class Parts(EntropySearch):
    """Entropy search in parts, each as it should be."""

    def slope(self, known, i):
        return known.covariance[:, i] / np.sqrt(known.covariance[i, i] + self.noise)

    def after(self, known, slope, y):
        return known.mean + slope * y, known.covariance - np.outer(slope, slope)

    def gains(self, known, Z, u):
        found = np.zeros_like(known.mean)
        for i in range(found.shape[0]):
            slope = self.slope(known, i)
            for y in u:
                mean, C = self.after(known, slope, y)
                found[i] = found[i] - entropy(self.law(mean, C, Z))
        return found

    def pulled(self, off, pull, precision):
        return off - pull / precision

    def probability(self, gap, precision):
        return normal_cdf(gap * np.sqrt(precision))

    def scaled(self, total):
        return total / np.sum(total)

    def law(self, mean, C, Z):
        L, P = triangle(C), np.linalg.inv(C)
        total = np.zeros_like(mean)
        for k in range(Z.shape[0]):
            off = np.dot(L, Z[k])
            pull = np.dot(P, off)
            for j in range(total.shape[0]):
                centre = mean[j] + self.pulled(off[j], pull[j], P[j, j])
                total[j] = total[j] + self.probability(least_other(mean + off, j) - centre, P[j, j])
        return self.scaled(total)


@mutant("TERM", "the value to come is drawn with a sixteenth of its noise")
class OutcomesWithoutNoise(Parts):
    """C_:i / sqrt(C_ii + noise/16): without any the covariance after it has no inverse."""

    def slope(self, known, i):
        return known.covariance[:, i] / np.sqrt(known.covariance[i, i] + self.noise / 16)


@mutant("STALE", "the law after the value has the covariance from before")
class CovarianceBefore(Parts):
    """C."""

    def after(self, known, slope, y):
        return known.mean + slope * y, known.covariance


@mutant("STALE", "the law after the value has the mean from before")
class MeanBefore(Parts):
    """m."""

    def after(self, known, slope, y):
        return known.mean, known.covariance - np.outer(slope, slope)


@mutant("SIGN", "the law of the maximiser")
class Maximiser(Parts):
    """P(f_j > all others)."""

    def law(self, mean, C, Z):
        return Parts.law(self, -mean, C, Z)


@mutant("POWER", "the precision without its root")
class RootMissing(Parts):
    """(gap) P_jj."""

    def probability(self, gap, precision):
        return normal_cdf(gap * precision)


@mutant("TERM", "the mean of a value is not conditional on the others")
class OthersIgnored(Parts):
    """c_j = m_j."""

    def pulled(self, off, pull, precision):
        return 0 * off


@mutant("TERM", "the law does not sum to one")
class Unscaled(Parts):
    """Sums over m."""

    def scaled(self, total):
        return total / self.samples


MUTANTS = (
    OutcomesWithoutNoise,
    CovarianceBefore,
    MeanBefore,
    Maximiser,
    RootMissing,
    OthersIgnored,
    Unscaled,
    *of_the_process(EntropySearch),
    *of_the_choice(EntropySearch),
)
