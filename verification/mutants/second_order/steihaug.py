"""Named mistakes in Steihaug's trust-region method, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.second_order.steihaug import State, Steihaug
from verification.claim import mutant


def stepped(self, problem, state, *, promise=None, accepted=None, grown=None, shrunk=0.25):
    """The step of the reference with single quantities replaced by functions of what is known."""
    g = problem.gradient(state.x)
    p, edge = self.direction(problem, state.x, g, state.radius)
    curvature = np.dot(p, problem.hessian_vector(state.x, p))
    promised = -np.dot(g, p) - curvature / 2
    promised = promise(promised, g, p, curvature) if promise else promised
    gain = problem.value(state.x) - problem.value(state.x + p)
    radius = state.radius
    if gain < promised / 4:
        radius = shrunk * radius
    elif (edge if grown is None else grown(edge)) and gain > 3 * promised / 4:
        radius = 2 * radius
    good = gain > 0 if accepted is None else accepted(gain, promised)
    return State(state.x + p if good else state.x, radius)


def truncated(self, problem, x, g, radius, *, negative=None, edge=None, weight=None, residual=True):
    """The iteration of the reference with other ends, weights of old directions, or without new residuals."""
    p, r, d = np.zeros_like(g), g, -g
    for _ in range(self.iterations):
        size = np.dot(r, r)
        if size == 0:
            return p, False
        Bd = problem.hessian_vector(x, d)
        curvature = np.dot(d, Bd)
        alpha = size / curvature
        if curvature <= 0 and negative is None:
            return self.continued(p, d, radius), True
        if curvature <= 0 and negative(p) is not None:
            return negative(p)
        if norm(p + alpha * d) >= radius and edge is None:
            return self.continued(p, d, radius), True
        if norm(p + alpha * d) >= radius and edge(p, d, alpha) is not None:
            return edge(p, d, alpha)
        p = p + alpha * d
        r = r + alpha * Bd if residual else r
        d = (weight(np.dot(r, r), size) if weight else np.dot(r, r) / size) * d - r
    return p, False


@mutant("SIGN", "the step goes uphill")
class Ascent(Steihaug):
    """-p."""

    def direction(self, problem, x, g, radius):
        p, edge = super().direction(problem, x, g, radius)
        return -p, edge


@mutant("DAMP", "the radius is not asked for: conjugate gradients to the end")
class RadiusForgotten(Steihaug):
    """No check of |p|."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, edge=lambda p, d, alpha: None)


@mutant(
    "PROX", "a step that is too long is shortened as a whole instead of continued along the last direction"
)
class ShortenedAsAWhole(Steihaug):
    """Delta (p + alpha d)/|p + alpha d|."""

    def direction(self, problem, x, g, radius):
        def edge(p, d, alpha):
            return radius / norm(p + alpha * d) * (p + alpha * d), True

        return truncated(self, problem, x, g, radius, edge=edge)


@mutant("BRANCH", "a step that is too long is dropped: the last iterate inside is taken")
class LastInside(Steihaug):
    """p, where p + alpha d is outside."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, edge=lambda p, d, alpha: (p, True))


@mutant("BRANCH", "negative curvature is not noticed")
class CurvatureIgnored(Steihaug):
    """alpha < 0."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, negative=lambda p: None)


@mutant("BRANCH", "at negative curvature the iterate so far is taken, as in line-search Newton")
class StopsAtNegativeCurvature(Steihaug):
    """p where d'Bd <= 0."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, negative=lambda p: (p, False))


@mutant("POWER", "the weight of the old direction is inverted")
class WeightInverted(Steihaug):
    """|old|^2/|r|^2."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, weight=lambda new, old: old / new)


@mutant("TERM", "the directions are not made conjugate: steepest descent")
class SteepestDescent(Steihaug):
    """d = -r."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, weight=lambda new, old: 0.0)


@mutant("STALE", "the residual is not renewed")
class ResidualKept(Steihaug):
    """r = g."""

    def direction(self, problem, x, g, radius):
        return truncated(self, problem, x, g, radius, residual=False)


@mutant("SCHED", "one iteration fewer is made")
class OneIterationFewer(Steihaug):
    """j - 1."""

    def direction(self, problem, x, g, radius):
        return Steihaug.direction(self._replace(iterations=self.iterations - 1), problem, x, g, radius)


@mutant("SIGN", "the other end of the line through the ball is taken")
class OtherRoot(Steihaug):
    """tau < 0."""

    def continued(self, p, d, radius):
        square, inner, left = np.dot(d, d), np.dot(p, d), radius * radius - np.dot(p, p)
        return p - (inner + np.sqrt(inner * inner + square * left)) / square * d


@mutant("POWER", "the radius is not squared in the quadratic equation")
class RadiusNotSquared(Steihaug):
    """|p|^2 = Delta."""

    def continued(self, p, d, radius):
        return super().continued(p, d, np.sqrt(radius))


@mutant("TERM", "the promise is linear")
class LinearPromise(Steihaug):
    """-g'p."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, promise=lambda promised, g, p, c: -np.dot(g, p))


@mutant("SCALE", "the promise has no half")
class PromiseWithoutHalf(Steihaug):
    """-(g'p + p'Bp)."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, promise=lambda promised, g, p, c: -np.dot(g, p) - c)


@mutant("DAMP", "every step is accepted")
class AlwaysAccepted(Steihaug):
    """x+ = x + p."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, accepted=lambda gain, promised: True)


@mutant("BRANCH", "a step is accepted only for a quarter of the promise")
class QuarterNeeded(Steihaug):
    """gain > promised/4."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, accepted=lambda gain, promised: gain > promised / 4)


@mutant("BRANCH", "the radius grows after every good step, also inside")
class GrowsInside(Steihaug):
    """2 Delta without |p| = Delta."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, grown=lambda edge: True)


@mutant("STATE", "the radius never grows")
class NeverGrows(Steihaug):
    """Delta+ <= Delta."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, grown=lambda edge: False)


@mutant("SCALE", "the radius is halved instead of quartered")
class Halved(Steihaug):
    """Delta/2."""

    def step(self, problem, state, rng):
        return stepped(self, problem, state, shrunk=0.5)


MUTANTS = (
    Ascent, RadiusForgotten, ShortenedAsAWhole, LastInside, CurvatureIgnored, StopsAtNegativeCurvature, WeightInverted,
    SteepestDescent, ResidualKept, OneIterationFewer, OtherRoot, RadiusNotSquared, LinearPromise, PromiseWithoutHalf,
    AlwaysAccepted, QuarterNeeded, GrowsInside, NeverGrows, Halved,
)  # fmt: skip
