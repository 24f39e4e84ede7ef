"""Named mistakes in the knowledge gradient."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import normal_density
from refimpl.global_bo.gaussian_process import excess, marked
from refimpl.global_bo.knowledge_gradient import KnowledgeGradient, corner, cut, rise
from verification.claim import mutant
from verification.mutants.global_bo.lines import of_the_lines
from verification.mutants.global_bo.posteriors import of_the_choice, of_the_process


class Envelope(KnowledgeGradient):
    """Knowledge gradient with the sum over its envelope in parts."""

    def gains(self, state):
        found = np.zeros_like(state.mean)
        if np.max(state.asked) == 0:
            return found
        for i in range(found.shape[0]):
            found[i] = self.total(-state.mean, self.slopes(state, i))
        return found

    def total(self, a, b):
        total, steepest = 0.0, np.max(b)
        for i in range(b.shape[0]):
            lower, upper = -np.inf, np.inf
            for j in range(b.shape[0]):
                if j != i:
                    lower, upper = self.cut(lower, upper, a[j] - a[i], b[j] - b[i], j < i)
            total = total + (b[i] - steepest) * (self.height(lower) - self.height(self.end(lower, upper)))
        return total

    def cut(self, lower, upper, height, slope, first):
        return cut(lower, upper, height, slope, first)

    def height(self, z):
        return corner(z)

    def end(self, lower, upper):
        return np.maximum(lower, upper)


@mutant("SIGN", "corners keep their sign: those on the right count for those on the left")
class CornersSigned(Envelope):
    """phi(z) + z Phi(z)."""

    def height(self, z):
        return excess(z) if np.abs(z) < np.inf else 0.0


@mutant("TERM", "a corner counts by the density alone")
class DensityAlone(Envelope):
    """phi(z)."""

    def height(self, z):
        return normal_density(z) if np.abs(z) < np.inf else 0.0


@mutant("BRANCH", "lines that are nowhere on top count, too")
class HiddenLines(Envelope):
    """u where it is less than l."""

    def end(self, lower, upper):
        return upper


@mutant("BRANCH", "of lines that are parallel, as far as floats tell, the first is kept, not the largest")
class FirstOfParallels(Envelope):
    """Whatever the heights, of slopes within a gap that balls see, too."""

    def cut(self, lower, upper, height, slope, first):
        if np.abs(slope) < 2.0**-20:
            return (np.inf if first else lower), upper
        return cut(lower, upper, height, slope, first)


@mutant("BRANCH", "only the points asked and the one in question have lines")
class AskedOnly(KnowledgeGradient):
    """A and i for all points."""

    def gains(self, state):
        found = np.zeros_like(state.mean)
        if np.max(state.asked) == 0:
            return found
        for i in range(found.shape[0]):
            found[i] = rise(-state.mean, self.slopes(state, i), marked(state.asked, i))
        return found


MUTANTS = (
    CornersSigned,
    DensityAlone,
    HiddenLines,
    FirstOfParallels,
    AskedOnly,
    *of_the_lines(KnowledgeGradient),
    *of_the_process(KnowledgeGradient),
    *of_the_choice(KnowledgeGradient),
)
