"""Named mistakes in accelerated cubic Newton, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.second_order.accelerated_cubic_newton import AcceleratedCubicNewton, State
from refimpl.second_order.cubic_model import cubic_step
from verification.claim import mutant


def advanced(self, problem, state, rng, *, curved=None, exact=False, shared=False, accumulated=None):
    """The step of the reference with another place of the Hessian or other gradients."""
    k = state.k + 1
    y = self.point(state.x, state.u, k)
    w, V = eigh(problem.hessian(state.x if curved else y))
    draw = problem.sample(rng)
    g = problem.gradient(y) if exact else problem.sample_gradient(y, draw)
    x = y + self.displacement(w, V, g, k)
    draw = draw if shared else problem.sample(rng)
    g = problem.gradient(x) if exact else problem.sample_gradient(y if accumulated else x, draw)
    s = state.s + k * (k + 1) / 2 * g
    return State(x, state.start, s, self.estimate(state.start, s, k), k)


@mutant("STALE", "the gradient at y is accumulated, not that at the new iterate")
class GradientAtPoint(AcceleratedCubicNewton):
    """s += a_k g(y)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, accumulated=True)


@mutant("STALE", "the Hessian is taken at the iterate and not at y")
class HessianAtIterate(AcceleratedCubicNewton):
    """hess f(x_{k-1})."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, curved=True)


@mutant("NOISE", "both gradients of a step use one draw")
class SharedDraw(AcceleratedCubicNewton):
    """The accumulated gradient depends on the error of the step."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, shared=True)


@mutant("NOISE", "the gradients are those of the whole sum")
class FullGradient(AcceleratedCubicNewton):
    """grad f."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, exact=True)


@mutant("STATE", "the estimating function is centred at its last minimiser and not at the start")
class MovingCentre(AcceleratedCubicNewton):
    """u_k = argmin <s, x> + (C2/2) |x - u_{k-1}|^2 + (C3/3) |x - u_{k-1}|^3."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(start=state.u), rng)


@mutant("STALE", "the weights of iterate and minimiser are swapped")
class WeightsSwapped(AcceleratedCubicNewton):
    """y = (a_k x_{k-1} + A_{k-1} u_{k-1})/A_k."""

    def point(self, x, u, k):
        return ((k - 1) * u + 3 * x) / (k + 2)


@mutant("TERM", "no acceleration: the step starts at the iterate")
class Unaccelerated(AcceleratedCubicNewton):
    """y = x_{k-1}."""

    def point(self, x, u, k):
        return x


@mutant("SCALE", "M = L, as without acceleration")
class HalfOfCubicTerm(AcceleratedCubicNewton):
    """(L/6) |h|^3."""

    def displacement(self, w, V, g, k):
        return cubic_step(w + self.shift(k), V, g, self.L)


@mutant("DAMP", "the model is not regularised against the error of its terms")
class ModelTrusted(AcceleratedCubicNewton):
    """B in place of B + (2 delta + tau_k) I."""

    def displacement(self, w, V, g, k):
        return cubic_step(w, V, g, 2 * self.L)


@mutant("SIGN", "the step goes uphill")
class Uphill(AcceleratedCubicNewton):
    """-h."""

    def displacement(self, w, V, g, k):
        return -cubic_step(w + self.shift(k), V, g, 2 * self.L)


@mutant("TERM", "the estimating function has no quadratic term")
class WithoutQuadraticTerm(AcceleratedCubicNewton):
    """C2 = 0."""

    def quadratic(self, k):
        return 0 * self.delta


@mutant("DAMP", "errors are ignored: neither the model nor the estimating function has its quadratic term")
class ErrorsIgnored(ModelTrusted):
    """The exact method on inexact oracles, but for C3."""

    def quadratic(self, k):
        return 0 * self.delta


@mutant("BIAS", "the quadratic term of the estimating function is that of the step before")
class QuadraticTermLate(AcceleratedCubicNewton):
    """C2_{k-1} at step k."""

    def quadratic(self, k):
        return super().quadratic(k - 1)


@mutant("SCALE", "the cubic term of the estimating function is that of exact oracles")
class CubicTermOfExact(AcceleratedCubicNewton):
    """C3 = 6 L."""

    def cubic(self):
        return 6 * self.L


@mutant("SCALE", "the cubic term of the estimating function is read as (C3/6) |x - x_0|^3")
class SixthConvention(AcceleratedCubicNewton):
    """C3/2."""

    def cubic(self):
        return super().cubic() / 2


@mutant("SCALE", "the cubic term of the estimating function is a thousand times too large: no acceleration")
class CubicTermTooLarge(AcceleratedCubicNewton):
    """1000 C3."""

    def cubic(self):
        return 1000 * super().cubic()


@mutant("SCALE", "the error of the Hessian is counted once in the model")
class ErrorCountedOnce(AcceleratedCubicNewton):
    """delta + tau_k."""

    def shift(self, k):
        return super().shift(k) - self.delta


@mutant("POWER", "the regularisation against noise grows like k and not like k^{3/2}")
class LinearNoiseTerm(AcceleratedCubicNewton):
    """tau_k proportional to k."""

    def shift(self, k):
        return 2 * self.delta + k * np.sqrt(2 * self.noise * self.noise / 45)


@mutant("SIGN", "the estimating function is maximised")
class EstimateUphill(AcceleratedCubicNewton):
    """u_k on the other side of x_0."""

    def estimate(self, start, s, k):
        return 2 * start - super().estimate(start, s, k)


MUTANTS = (
    GradientAtPoint,
    HessianAtIterate,
    SharedDraw,
    FullGradient,
    MovingCentre,
    WeightsSwapped,
    Unaccelerated,
    HalfOfCubicTerm,
    ModelTrusted,
    Uphill,
    WithoutQuadraticTerm,
    ErrorsIgnored,
    QuadraticTermLate,
    CubicTermOfExact,
    SixthConvention,
    CubicTermTooLarge,
    ErrorCountedOnce,
    LinearNoiseTerm,
    EstimateUphill,
)
