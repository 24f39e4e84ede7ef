"""Named mistakes in the accelerated tensor method, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.accelerated_tensor import AcceleratedTensor, State
from verification.claim import mutant


def advanced(
    self, problem, state, rng, *, curved=None, exact=False, shared=False, accumulated=None, weight=None
):
    """The step of the reference with another place of the derivatives, other gradients or another weight a_k."""
    k = state.k + 1
    y = self.point(state.x, state.u, k)
    draw = problem.sample(rng)
    g = problem.gradient(y) if exact else problem.sample_gradient(y, draw)
    x = y + self.displacement(problem, state.x if curved else y, g, k)
    draw = draw if shared else problem.sample(rng)
    g = problem.gradient(x) if exact else problem.sample_gradient(y if accumulated else x, draw)
    s = state.s + (weight or k * (k + 1) * (k + 2) / 6) * g
    return State(x, state.start, s, self.estimate(state.start, s, k), k)


@mutant("STALE", "the gradient at y is accumulated, not that at the new iterate")
class GradientAtPoint(AcceleratedTensor):
    """s += a_k g(y)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, accumulated=True)


@mutant("STALE", "Hessian and third derivative are taken at the iterate and not at y")
class DerivativesAtIterate(AcceleratedTensor):
    """hess f(x_{k-1}) and D^3 f(x_{k-1})."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, curved=True)


@mutant("NOISE", "both gradients of a step use one draw")
class SharedDraw(AcceleratedTensor):
    """The accumulated gradient depends on the error of the step."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, shared=True)


@mutant("NOISE", "the gradients are those of the whole sum")
class FullGradient(AcceleratedTensor):
    """grad f."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, exact=True)


@mutant("STATE", "the estimating function is centred at its last minimiser and not at the start")
class MovingCentre(AcceleratedTensor):
    """u_k = argmin <s, x> + the powers of |x - u_{k-1}|."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(start=state.u), rng)


@mutant("SCHED", "the weights are those of the second order: A_k grows like k^3")
class CubicWeights(AcceleratedTensor):
    """A_k = k(k+1)(k+2)/6."""

    def step(self, problem, state, rng):
        k = state.k + 1
        return advanced(self, problem, state, rng, weight=k * (k + 1) / 2)

    def point(self, x, u, k):
        return ((k - 1) * x + 3 * u) / (k + 2)


@mutant("STALE", "the weights of iterate and minimiser are swapped")
class WeightsSwapped(AcceleratedTensor):
    """y = (a_k x_{k-1} + A_{k-1} u_{k-1})/A_k."""

    def point(self, x, u, k):
        return ((k - 1) * u + 4 * x) / (k + 3)


@mutant("TERM", "no acceleration: the step starts at the iterate")
class Unaccelerated(AcceleratedTensor):
    """y = x_{k-1}."""

    def point(self, x, u, k):
        return x


@mutant("SCALE", "M = 2 L: too small for a convex model")
class HalfOfQuarticTerm(AcceleratedTensor):
    """(2 L/24) |h|^4."""

    def displacement(self, problem, y, g, k):
        return AcceleratedTensor(self.L / 2, self.delta2, self.delta3, self.noise).displacement(
            problem, y, g, k
        )


@mutant("DAMP", "the model is not regularised against the errors of its terms")
class ModelTrusted(AcceleratedTensor):
    """Neither (2 delta_2 + tau_k)/2 |h|^2 nor (delta_3/3) |h|^3."""

    def displacement(self, problem, y, g, k):
        return AcceleratedTensor(self.L, 0 * self.L, 0 * self.L, 0 * self.L).displacement(problem, y, g, k)


@mutant("SCALE", "the third derivative enters with 1/6 in the gradient of the model, as in the model itself")
class SixthInGradient(AcceleratedTensor):
    """g + B h + T[h, h]/6."""

    def residual(self, g, B, T, h):
        return super().residual(g, B, T / 3, h)

    def slope(self, B, T, h):
        return super().slope(B, T / 3, h)


@mutant("TERM", "the third derivative is left out: the step is of second order")
class WithoutThirdDerivative(AcceleratedTensor):
    """T = 0."""

    def residual(self, g, B, T, h):
        return super().residual(g, B, 0 * T, h)

    def slope(self, B, T, h):
        return super().slope(B, 0 * T, h)


@mutant("SIGN", "the third derivative has the wrong sign")
class ThirdDerivativeNegated(AcceleratedTensor):
    """-T."""

    def residual(self, g, B, T, h):
        return super().residual(g, B, -T, h)

    def slope(self, B, T, h):
        return super().slope(B, -T, h)


@mutant("SIGN", "the step goes uphill")
class Uphill(AcceleratedTensor):
    """-h."""

    def displacement(self, problem, y, g, k):
        return -super().displacement(problem, y, g, k)


@mutant("TERM", "the estimating function has no quadratic term")
class WithoutQuadraticTerm(AcceleratedTensor):
    """C2 = 0."""

    def quadratic(self, k):
        return 0 * self.delta2


@mutant("TERM", "the estimating function has no cubic term")
class WithoutCubicTerm(AcceleratedTensor):
    """C3 = 0."""

    def cubic(self, k):
        return 0 * self.delta3


@mutant("DAMP", "errors are ignored: neither the model nor the estimating function has terms against them")
class ErrorsIgnored(ModelTrusted):
    """The exact method on inexact oracles, but for C4."""

    def quadratic(self, k):
        return 0 * self.delta2

    def cubic(self, k):
        return 0 * self.delta3


@mutant("BIAS", "the terms of the estimating function against errors are those of the step before")
class TermsLate(AcceleratedTensor):
    """C2_{k-1} and C3_{k-1} at step k."""

    def quadratic(self, k):
        return super().quadratic(k - 1)

    def cubic(self, k):
        return super().cubic(k - 1)


@mutant("SCALE", "the quartic term of the estimating function is that of exact oracles")
class QuarticTermOfExact(AcceleratedTensor):
    """C4 = 12 L."""

    def quartic(self):
        return 12 * self.L


@mutant("TERM", "the quartic term of the estimating function is all but left out")
class QuarticTermDropped(AcceleratedTensor):
    """C4/1000."""

    def quartic(self):
        return super().quartic() / 1000


@mutant(
    "SCALE", "the quartic term of the estimating function is ten thousand times too large: no acceleration"
)
class QuarticTermTooLarge(AcceleratedTensor):
    """10^4 C4."""

    def quartic(self):
        return 10000 * super().quartic()


@mutant("SCALE", "the error of the Hessian is counted once in the model")
class ErrorCountedOnce(AcceleratedTensor):
    """delta_2 + tau_k."""

    def shift(self, k):
        return super().shift(k) - self.delta2


@mutant("POWER", "the regularisation against noise grows like k and not like k^{3/2}")
class LinearNoiseTerm(AcceleratedTensor):
    """tau_k proportional to k."""

    def shift(self, k):
        return 2 * self.delta2 + k * np.sqrt(self.noise * self.noise / 84)


@mutant("SIGN", "the estimating function is maximised")
class EstimateUphill(AcceleratedTensor):
    """u_k on the other side of x_0."""

    def estimate(self, start, s, k):
        return 2 * start - super().estimate(start, s, k)


MUTANTS = (
    GradientAtPoint,
    DerivativesAtIterate,
    SharedDraw,
    FullGradient,
    MovingCentre,
    CubicWeights,
    WeightsSwapped,
    Unaccelerated,
    HalfOfQuarticTerm,
    ModelTrusted,
    SixthInGradient,
    WithoutThirdDerivative,
    ThirdDerivativeNegated,
    Uphill,
    WithoutQuadraticTerm,
    WithoutCubicTerm,
    ErrorsIgnored,
    TermsLate,
    QuarticTermOfExact,
    QuarticTermDropped,
    QuarticTermTooLarge,
    ErrorCountedOnce,
    LinearNoiseTerm,
    EstimateUphill,
)
