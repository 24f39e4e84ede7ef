"""Named mistakes in Fisher SAM, as people really make them."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import norm, scale_to_norm
from refimpl.flatness.fisher_sam import FisherSAM, State
from verification.claim import mutant


class _Ascent(FisherSAM):
    """Fisher SAM with an ascent step of its own, from the rows G and their mean g."""

    ascent: Any

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        e = self.ascent(G, np.sum(G, axis=0) / G.shape[0])
        return State(state.x - self.step_size * problem.gradient(state.x + e))


def fisher(G, damping):
    """The damped diagonal of the empirical Fisher information."""
    return np.sum(G * G, axis=0) / G.shape[0] + damping


def ellipsoid(F, g, rho):
    """rho F^{-1} g / sqrt(g'F^{-1}g)."""
    return scale_to_norm(g / np.sqrt(F), rho) / np.sqrt(F)


@mutant("POWER", "the mean gradient is squared instead of the mean of the squares taken")
class SquaredMean(_Ascent):
    """F = g^2 + damping."""

    def ascent(self, G, g):
        return ellipsoid(g * g + self.damping, g, self.rho)


@mutant("SCALE", "the squares are summed, not averaged")
class SummedSquares(_Ascent):
    """F = sum g_i^2 + damping."""

    def ascent(self, G, g):
        return ellipsoid(np.sum(G * G, axis=0) + self.damping, g, self.rho)


@mutant("TERM", "the squares are centred: F is the variance of the gradients")
class CentredSquares(_Ascent):
    """F = mean (g_i - g)^2 + damping."""

    def ascent(self, G, g):
        return ellipsoid(np.sum((G - g) * (G - g), axis=0) / G.shape[0] + self.damping, g, self.rho)


@mutant("POWER", "F multiplies where F^{-1} belongs")
class NotInverted(_Ascent):
    """e = rho F g / sqrt(g'Fg)."""

    def ascent(self, G, g):
        return ellipsoid(1.0 / fisher(G, self.damping), g, self.rho)


@mutant("POWER", "the root of F takes the place of F")
class RootOfFisher(_Ascent):
    """e = rho F^{-1/2} g / sqrt(g'F^{-1/2}g)."""

    def ascent(self, G, g):
        return ellipsoid(np.sqrt(fisher(G, self.damping)), g, self.rho)


@mutant("POWER", "the direction F^{-1} g is normalised to Euclidean length rho")
class EuclideanLength(_Ascent):
    """e = rho F^{-1} g / |F^{-1} g|."""

    def ascent(self, G, g):
        return scale_to_norm(g / fisher(G, self.damping), self.rho)


@mutant("POWER", "F^{-1} g is divided by the norm of g")
class NormOfTheGradient(_Ascent):
    """e = rho F^{-1} g / |g|."""

    def ascent(self, G, g):
        return scale_to_norm(g, self.rho) / fisher(G, self.damping)


@mutant("POWER", "the root in the denominator is forgotten: e = rho F^{-1} g / (g'F^{-1}g)")
class RootForgotten(_Ascent):
    """e = rho F^{-1} g / (g'F^{-1}g)."""

    def ascent(self, G, g):
        root = np.sqrt(fisher(G, self.damping))
        size = norm(g / root)
        return scale_to_norm(g / root, self.rho / (size + (size == 0))) / root


@mutant("TERM", "F is the identity (this is SAM)")
class IdentityMetric(_Ascent):
    """e = rho g/|g|."""

    def ascent(self, G, g):
        return scale_to_norm(g, self.rho)


@mutant("EPS", "the damping is added to the root of F")
class DampedRoot(_Ascent):
    """F = (sqrt(mean g_i^2) + damping)^2."""

    def ascent(self, G, g):
        root = np.sqrt(fisher(G, 0.0)) + self.damping
        return ellipsoid(root * root, g, self.rho)


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(_Ascent):
    """e = -rho F^{-1} g / sqrt(g'F^{-1}g)."""

    def ascent(self, G, g):
        return ellipsoid(fisher(G, self.damping), g, -self.rho)


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(_Ascent):
    """e = 1.02 rho F^{-1} g / sqrt(g'F^{-1}g)."""

    def ascent(self, G, g):
        return ellipsoid(fisher(G, self.damping), g, 1.02 * self.rho)


@mutant("EPS", "the norm is divided by without a guard: NaN where the gradient is zero")
class UnguardedNorm(_Ascent):
    """0/0 at g = 0."""

    def ascent(self, G, g):
        F = fisher(G, self.damping)
        return self.rho / np.sqrt(np.dot(g, g / F)) * (g / F)


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(FisherSAM):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        y = state.x + ellipsoid(fisher(G, self.damping), np.sum(G, axis=0) / G.shape[0], self.rho)
        return State(y - self.step_size * problem.gradient(y))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(FisherSAM):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        y = state.x + ellipsoid(fisher(G, self.damping), np.sum(G, axis=0) / G.shape[0], self.rho)
        return State(state.x - 1.02 * self.step_size * problem.gradient(y))


MUTANTS = (
    SquaredMean,
    SummedSquares,
    CentredSquares,
    NotInverted,
    RootOfFisher,
    EuclideanLength,
    NormOfTheGradient,
    RootForgotten,
    IdentityMetric,
    DampedRoot,
    DescendingPerturbation,
    RadiusTooLarge,
    UnguardedNorm,
    PerturbationNotUndone,
    StepTooLong,
)
