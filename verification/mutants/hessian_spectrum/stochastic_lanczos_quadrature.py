"""Named mistakes in stochastic Lanczos quadrature, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh, norm, scale_to_norm
from refimpl.hessian_spectrum.lanczos import orthogonal_part
from refimpl.hessian_spectrum.stochastic_lanczos_quadrature import (
    State,
    StochasticLanczosQuadrature,
    gaussian,
    quadrature,
)
from verification.claim import mutant


def signs(state, rng):
    """A Rademacher probe."""
    return np.sign(rng.standard_normal(state.x.shape[0]))


def unit(w):
    """w / |w|, 0 for 0."""
    return scale_to_norm(w, 1.0)


def eigenvectors(problem, point, z, order, unit=unit):
    """Eigenvalues and eigenvectors of the projection onto the Krylov space of z."""
    basis = np.outer(np.zeros_like(z[:order]), z)
    products = basis.copy()
    w = z
    for k in range(order):
        q = unit(orthogonal_part(basis, w))
        basis[k] = q
        w = problem.hessian_vector(point, q)
        products[k] = w
    return eigh(basis @ products.T)


def smoothed(algorithm, state, theta, tau):
    """The next state with the density of these nodes and weights."""
    gaps = np.outer(algorithm.grid, np.ones_like(theta)) - theta
    sample = gaussian(gaps, algorithm.width) @ tau
    return State((state.k * state.x + sample) / (state.k + 1), state.k + 1)


@mutant("POWER", "the first components are not squared, their moduli are the weights")
class ComponentsNotSquared(StochasticLanczosQuadrature):
    """tau_i = |V_1i|."""

    def step(self, problem, state, rng):
        theta, V = eigenvectors(problem, self.point, signs(state, rng), self.order)
        return smoothed(self, state, theta, np.abs(V[0]))


@mutant("TERM", "all Ritz values have the same weight")
class EqualWeights(StochasticLanczosQuadrature):
    """tau_i = 1/order."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, self.point, signs(state, rng), self.order)
        return smoothed(self, state, theta, np.ones_like(tau) / self.order)


@mutant("SHAPE", "the last components of the eigenvectors are the weights, not the first")
class LastComponents(StochasticLanczosQuadrature):
    """tau_i = V_mi^2."""

    def step(self, problem, state, rng):
        theta, V = eigenvectors(problem, self.point, signs(state, rng), self.order)
        return smoothed(self, state, theta, V[self.order - 1] * V[self.order - 1])


@mutant("SCALE", "the weights are multiplied by d: the density of all eigenvalues, whose integral is d")
class CountInsteadOfDensity(StochasticLanczosQuadrature):
    """tau_i = d V_1i^2."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, self.point, signs(state, rng), self.order)
        return smoothed(self, state, theta, state.x.shape[0] * tau)


@mutant("SCALE", "the kernel is not divided by its width: it does not integrate to one")
class KernelNotNormalised(StochasticLanczosQuadrature):
    """exp(-s^2/2) / sqrt(2 pi)."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, self.point, signs(state, rng), self.order)
        return smoothed(self, state, theta, self.width * tau)


@mutant("POWER", "the width is taken for the variance of the kernel")
class WidthAsVariance(StochasticLanczosQuadrature):
    """N(t; theta, width)."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, self.point, signs(state, rng), self.order)
        return smoothed(self._replace(width=np.sqrt(self.width)), state, theta, tau)


@mutant("STALE", "the Hessian is taken at the estimate instead of at the point")
class HessianAtIterate(StochasticLanczosQuadrature):
    """H(x)."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, state.x, signs(state, rng), self.order)
        return smoothed(self, state, theta, tau)


@mutant("SCALE", "one Lanczos vector too few")
class OrderOneLess(StochasticLanczosQuadrature):
    """order - 1, at least 1."""

    def step(self, problem, state, rng):
        order = self.order - 1 if self.order > 1 else 1
        theta, tau = quadrature(problem, self.point, signs(state, rng), order)
        return smoothed(self, state, theta, tau)


@mutant("BIAS", "the start counts as a sample")
class StartCounted(StochasticLanczosQuadrature):
    """x+ = ((k + 1) x + sample) / (k + 2)."""

    def step(self, problem, state, rng):
        theta, tau = quadrature(problem, self.point, signs(state, rng), self.order)
        counted = smoothed(self, State(state.x, state.k + 1), theta, tau)
        return State(counted.x, state.k + 1)


MUTANTS = (
    ComponentsNotSquared,
    EqualWeights,
    LastComponents,
    CountInsteadOfDensity,
    KernelNotNormalised,
    WidthAsVariance,
    HessianAtIterate,
    OrderOneLess,
    StartCounted,
)


# balls find no eigenvalues of a matrix that holds NaN, so the oracle cannot compare: a claim does
@mutant("EPS", "no guard: NaN where the Krylov space of the probe is smaller than the order")
class UnguardedNorm(StochasticLanczosQuadrature):
    """q = w / |w| also where w = 0."""

    def step(self, problem, state, rng):
        probe = signs(state, rng)
        theta, V = eigenvectors(problem, self.point, probe, self.order, lambda w: w / norm(w))
        return smoothed(self, state, theta, V[0] * V[0])
