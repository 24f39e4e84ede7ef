"""Named mistakes in TRAM-Fisher, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.tram_fisher import State, TRAMFisher
from verification.claim import mutant
from verification.mutants.flatness.fisher_sam import ellipsoid, fisher


class _Ascent(TRAMFisher):
    """TRAM-Fisher with an ascent step of its own, from the rows G, their mean g and the radius."""

    ascent: Any

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.previous, state.x)
        G = problem.sample_gradients(state.x)
        e = self.ascent(G, np.sum(G, axis=0) / G.shape[0], radius)
        return State(state.x - self.step_size * problem.gradient(state.x + e), state.x)


@mutant("POWER", "the mean gradient is squared instead of the mean of the squares taken")
class SquaredMean(_Ascent):
    """F = g^2 + damping."""

    def ascent(self, G, g, radius):
        return ellipsoid(g * g + self.damping, g, radius)


@mutant("POWER", "F multiplies where F^{-1} belongs")
class NotInverted(_Ascent):
    """e = r F g / sqrt(g'Fg)."""

    def ascent(self, G, g, radius):
        return ellipsoid(1.0 / fisher(G, self.damping), g, radius)


@mutant("POWER", "the direction F^{-1} g is normalised to Euclidean length r")
class EuclideanLength(_Ascent):
    """e = r F^{-1} g / |F^{-1} g|."""

    def ascent(self, G, g, radius):
        return scale_to_norm(g / fisher(G, self.damping), radius)


@mutant("TERM", "F is the identity (this is TRAM)")
class IdentityMetric(_Ascent):
    """e = r g/|g|."""

    def ascent(self, G, g, radius):
        return scale_to_norm(g, radius)


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Ascent):
    """e = -r F^{-1} g / sqrt(g'F^{-1}g)."""

    def ascent(self, G, g, radius):
        return ellipsoid(fisher(G, self.damping), g, -radius)


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Ascent):
    """r = 1.02 KL."""

    def ascent(self, G, g, radius):
        return ellipsoid(fisher(G, self.damping), g, 1.02 * radius)


@mutant("EPS", "the norm is divided by without a guard: NaN where the gradient is zero")
class UnguardedNorm(_Ascent):
    """0/0 at g = 0."""

    def ascent(self, G, g, radius):
        F = fisher(G, self.damping)
        return radius * (g / F / np.sqrt(np.dot(g, g / F)))


@mutant("TERM", "the distance of the parameters is the radius, not that of the predictions")
class ParameterDistance(TRAMFisher):
    """r = |x_t - x_{t-1}|."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        radius = norm(state.x - state.previous)
        e = ellipsoid(fisher(G, self.damping), np.sum(G, axis=0), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + e), state.x)


@mutant("SIGN", "the arguments of the divergence are exchanged")
class ArgumentsSwapped(TRAMFisher):
    """r = KL(p_t || p_{t-1})."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        radius = problem.prediction_kl(state.x, state.previous)
        e = ellipsoid(fisher(G, self.damping), np.sum(G, axis=0), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + e), state.x)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(TRAMFisher):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        radius = problem.prediction_kl(state.previous, state.x)
        y = state.x + ellipsoid(fisher(G, self.damping), np.sum(G, axis=0), radius)
        return State(y - self.step_size * problem.gradient(y), state.x)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(TRAMFisher):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        radius = problem.prediction_kl(state.previous, state.x)
        y = state.x + ellipsoid(fisher(G, self.damping), np.sum(G, axis=0), radius)
        return State(state.x - 1.02 * self.step_size * problem.gradient(y), state.x)


MUTANTS = (
    SquaredMean,
    NotInverted,
    EuclideanLength,
    IdentityMetric,
    DescendingPerturbation,
    RadiusTooLarge,
    UnguardedNorm,
    ParameterDistance,
    ArgumentsSwapped,
    PerturbationNotUndone,
    StepTooLong,
)
