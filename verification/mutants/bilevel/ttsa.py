"""Named mistakes in TTSA, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.hypergradient import drawn_steps
from refimpl.bilevel.ttsa import TTSA, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant
from verification.mutants.bilevel.drawn_direction import of_drawn_direction


@mutant("STALE", "the direction is taken at the lower iterate before it moved")
class DirectionBeforeLowerStep(TTSA):
    """h at y_k."""

    def step(self, problem, state, rng):
        alpha, beta = self.schedule(state.k)
        y = drawn_steps(problem, state.x, state.y, beta, 1, rng)
        h = self.direction(problem, state.x, state.y, rng)
        return State(problem.upper_projection(state.x - alpha * h), y, state.k + 1)


@mutant("PROX", "x is not projected")
class NotProjected(TTSA):
    """x - alpha h."""

    def step(self, problem, state, rng):
        alpha, beta = self.schedule(state.k)
        y = drawn_steps(problem, state.x, state.y, beta, 1, rng)
        return State(state.x - alpha * self.direction(problem, state.x, y, rng), y, state.k + 1)


class OfLength(TTSA):
    """The product with another length or another factor."""

    def reach(self, u):
        """p is what is below it."""
        return self.terms * u

    def weight(self):
        """Of the product."""
        return self.terms

    def adjoint(self, problem, x, y, f_y, rng):
        q = self.weight() * self.series_step_size * f_y
        reach = self.reach(rng.random())
        for i in range(1, self.terms + 2):
            if reach < i:
                break
            q = q - self.series_step_size * (problem.realisation(rng).lower_yy(x, y) @ q)
        return q


@mutant("NOISE", "the length of the product is always the greatest")
class GreatestLength(OfLength):
    """p = Q - 1; the number is drawn."""

    def reach(self, u):
        return self.terms - 1 + 0 * u


@mutant("NOISE", "the length of the product starts at one: the first term of the series is left out")
class LengthFromOne(OfLength):
    """p on {1, ..., Q}."""

    def reach(self, u):
        return 1 + self.terms * u


@mutant("NOISE", "the length of the product has one value more than the factor says")
class LengthUpToTerms(OfLength):
    """p on {0, ..., Q}."""

    def reach(self, u):
        return (self.terms + 1) * u


@mutant("SCALE", "the product is not multiplied by the number of terms")
class ProductNotMultiplied(OfLength):
    """q = nu (I - nu H_p) ... f_y."""

    def weight(self):
        return 1


@mutant("SCHED", "both levels are on the slow timescale")
class OneTimescale(TTSA):
    """beta_k = beta/s."""

    def schedule(self, k):
        alpha, _ = super().schedule(k)
        return alpha, self.lower_step_size / (1.0 + self.growth * k)


@mutant("SCHED", "the timescales are exchanged")
class TimescalesExchanged(TTSA):
    """alpha_k = alpha/s^{2/3}, beta_k = beta/s."""

    def schedule(self, k):
        s = 1.0 + self.growth * k
        return self.step_size / rational_power(s, 2, 3), self.lower_step_size / s


MUTANTS = (
    DirectionBeforeLowerStep,
    NotProjected,
    GreatestLength,
    LengthFromOne,
    LengthUpToTerms,
    ProductNotMultiplied,
    OneTimescale,
    TimescalesExchanged,
    *of_drawn_direction(TTSA),
)
