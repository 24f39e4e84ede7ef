"""Named mistakes in the preconditioned fast gradient method, as people really make them."""

from __future__ import annotations

from refimpl.second_order.polynomial_fast_gradient import PolynomialFastGradient, State
from verification.claim import mutant
from verification.mutants.second_order.polynomial_gradient import preconditionings


@mutant("SCHED", "the extrapolation begins one step too early: (k + 1)/(k + 4)")
class CountedFromOne(PolynomialFastGradient):
    """(k + 1)/(k + 4)."""

    def extrapolated(self, x, moved, k):
        return super().extrapolated(x, moved, k + 1)


@mutant("TERM", "there is no extrapolation")
class NoExtrapolation(PolynomialFastGradient):
    """0."""

    def extrapolated(self, x, moved, k):
        return x


@mutant("SCALE", "the extrapolation goes the whole way")
class FullExtrapolation(PolynomialFastGradient):
    """1."""

    def extrapolated(self, x, moved, k):
        return x + moved


@mutant("STALE", "the gradient is that of the iterate, not of the extrapolated point: heavy ball")
class GradientAtIterate(PolynomialFastGradient):
    """x+ = y - s P g(x)."""

    def step(self, problem, state, rng):
        x = state.y - self.step_size * (state.P @ problem.gradient(state.x))
        return State(x, self.extrapolated(x, x - state.x, state.k), state.P, state.k + 1)


@mutant("STALE", "the step starts at the iterate, with the gradient of the extrapolated point")
class StepFromIterate(PolynomialFastGradient):
    """x+ = x - s P g(y)."""

    def step(self, problem, state, rng):
        x = state.x - self.step_size * (state.P @ problem.gradient(state.y))
        return State(x, self.extrapolated(x, x - state.x, state.k), state.P, state.k + 1)


@mutant("STALE", "the extrapolation is along the last gradient step")
class ExtrapolatedStep(PolynomialFastGradient):
    """y+ = x+ + momentum (x+ - y)."""

    def step(self, problem, state, rng):
        found = PolynomialFastGradient.step(self, problem, state, rng)
        return found._replace(y=self.extrapolated(found.x, found.x - state.y, state.k))


MUTANTS = (
    *preconditionings(PolynomialFastGradient), CountedFromOne, NoExtrapolation, FullExtrapolation, GradientAtIterate,
    StepFromIterate, ExtrapolatedStep,
)  # fmt: skip
