"""Named mistakes in TRAM, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.tram import TRAM, State
from verification.claim import mutant


class _Radius(TRAM):
    """TRAM with a radius of its own."""

    radius: Any

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.radius(problem, state))
        return State(state.x - self.step_size * problem.gradient(state.x + ascent), state.x)


class _Ascent(TRAM):
    """TRAM with an ascent step of its own, from the gradient and the radius."""

    ascent: Any

    def step(self, problem, state, rng):
        e = self.ascent(problem.gradient(state.x), problem.prediction_kl(state.previous, state.x))
        return State(state.x - self.step_size * problem.gradient(state.x + e), state.x)


class _Anchored(NamedTuple):
    """Iterate and the start."""

    x: Any
    start: Any


@mutant("TERM", "the distance of the parameters is the radius, not that of the predictions")
class ParameterDistance(_Radius):
    """r = |x_t - x_{t-1}|."""

    def radius(self, problem, state):
        return norm(state.x - state.previous)


@mutant("SIGN", "the arguments of the divergence are exchanged")
class ArgumentsSwapped(_Radius):
    """r = KL(p_t || p_{t-1})."""

    def radius(self, problem, state):
        return problem.prediction_kl(state.x, state.previous)


@mutant("SCALE", "the factor 1/2 of the expansion is forgotten: the radius is d'Fd")
class TwiceTheDivergence(_Radius):
    """r = 2 KL."""

    def radius(self, problem, state):
        return 2 * problem.prediction_kl(state.previous, state.x)


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Radius):
    """r = 1.02 KL."""

    def radius(self, problem, state):
        return 1.02 * problem.prediction_kl(state.previous, state.x)


@mutant(
    "STALE",
    "the predictions are compared with those of the start, not of the last step: the radius does not vanish",
)
class ReferenceAtStart(TRAM):
    """r = KL(p_0 || p_t)."""

    def init(self, problem, x0):
        return _Anchored(x0, x0)

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.start, state.x)
        ascent = scale_to_norm(problem.gradient(state.x), radius)
        return _Anchored(state.x - self.step_size * problem.gradient(state.x + ascent), state.start)


@mutant("STALE", "the step uses the gradient at x (this is gradient descent)")
class GradientAtIterate(_Ascent):
    """e = 0."""

    def ascent(self, g, radius):
        return 0 * g


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Ascent):
    """e = -r g/|g|."""

    def ascent(self, g, radius):
        return scale_to_norm(g, -radius)


@mutant("POWER", "the gradient is not normalised: e = r g")
class UnnormalisedAscent(_Ascent):
    """e = r g."""

    def ascent(self, g, radius):
        return radius * g


@mutant("EPS", "g/|g| without a guard: NaN where the gradient is zero")
class UnguardedNorm(_Ascent):
    """e = r g/|g| also at g = 0."""

    def ascent(self, g, radius):
        return radius * (g / norm(g))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(TRAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.previous, state.x)
        y = state.x + scale_to_norm(problem.gradient(state.x), radius)
        return State(y - self.step_size * problem.gradient(y), state.x)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(TRAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.previous, state.x)
        y = state.x + scale_to_norm(problem.gradient(state.x), radius)
        return State(state.x - 1.02 * self.step_size * problem.gradient(y), state.x)


MUTANTS = (
    ParameterDistance,
    ArgumentsSwapped,
    TwiceTheDivergence,
    RadiusTooLarge,
    ReferenceAtStart,
    GradientAtIterate,
    DescendingPerturbation,
    UnnormalisedAscent,
    UnguardedNorm,
    PerturbationNotUndone,
    StepTooLong,
)
