"""Named mistakes in OASIS, as people really make them; those in the scaling are also those of its sampled form."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.first_order_adaptive.moments import average
from refimpl.second_order.oasis import OASIS, State, size
from refimpl.second_order.probes import probed_diagonal
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adaptive_length import shared


class ScaledState(NamedTuple):
    """A state that keeps the scaling of the step before."""

    x: Any
    x_before: Any
    g: Any
    m: Any
    D: Any
    eta: float
    theta: float
    t: int
    B: Any


def advanced(self, problem, state, rng, *, estimate=None, D=None, m=None, norms=None, direction=None):
    """The step of the reference with single quantities replaced by functions of what is known."""
    g = problem.gradient(state.x)
    found = (estimate or probed_diagonal)(problem, state.x, rng)
    first = state.t == 0
    kept_m = m(g) if m else g if first else average(state.m, g, self.beta1)
    kept_D = D(found) if D else found if first else average(state.D, found, self.beta2)
    B = self.scale(kept_D)
    s, y = state.x - state.x_before, g - state.g
    eta, theta = state.eta, state.theta
    if state.t > 0:
        moved, turned = norms(B, s, y, kept_m) if norms else (size(B, s), size(1.0 / B, y))
        eta = self.length(moved, turned, state)
        theta = eta / state.eta
    u = direction(kept_m, B) if direction else kept_m / B
    return State(state.x - eta * u, state.x, g, kept_m, kept_D, eta, theta, state.t + 1)


def scalings(Method: Any) -> tuple[Any, ...]:
    """Mistakes in max(|D|, alpha), as subclasses of a method with `scale`."""

    @mutant("SIGN", "the modulus is forgotten, or taken after the maximum: negative curvature becomes alpha")
    class ModulusForgotten(Method):
        """max(D, alpha)."""

        def scale(self, D):
            return np.maximum(D, self.alpha)

    @mutant("DAMP", "small curvatures are not bounded from below")
    class FloorForgotten(Method):
        """|D|."""

        def scale(self, D):
            return np.abs(D)

    @mutant("EPS", "alpha is added instead of bounding from below")
    class FloorAdded(Method):
        """|D| + alpha."""

        def scale(self, D):
            return np.abs(D) + self.alpha

    @mutant("BRANCH", "alpha bounds the curvature from above")
    class Ceiling(Method):
        """min(|D|, alpha)."""

        def scale(self, D):
            return np.minimum(np.abs(D), self.alpha)

    @mutant("POWER", "the root of the curvature divides, as in Adam")
    class RootOfCurvature(Method):
        """max(sqrt |D|, alpha)."""

        def scale(self, D):
            return np.maximum(np.sqrt(np.abs(D)), self.alpha)

    return (ModulusForgotten, FloorForgotten, FloorAdded, Ceiling, RootOfCurvature)


@mutant("PROX", "the norms are exchanged: the step in the dual one, the gradients in the primal one")
class NormsExchanged(OASIS):
    """|s|_{1/B} / (2 |y|_B)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, norms=lambda B, s, y, m: (size(1.0 / B, s), size(B, y)))


@mutant("PROX", "the gradients are measured in the norm of the step, not in the dual one")
class DualNormForgotten(OASIS):
    """|s|_B / (2 |y|_B)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, norms=lambda B, s, y, m: (size(B, s), size(B, y)))


@mutant("PROX", "both norms are Euclidean")
class EuclideanNorms(OASIS):
    """|s| / (2 |y|)."""

    def step(self, problem, state, rng):
        one = np.ones_like(state.x)
        return advanced(self, problem, state, rng, norms=lambda B, s, y, m: (size(one, s), size(one, y)))


@mutant("STALE", "the norm of the step takes the scaling of before")
class OldScalingInNorm(OASIS):
    """|s|_{B_{k-1}} / (2 |y|_{1/B_k})."""

    def init(self, problem, x0):
        return ScaledState._make((*super().init(problem, x0), np.ones_like(x0)))

    def step(self, problem, state, rng):
        found = advanced(
            self, problem, state, rng, norms=lambda B, s, y, m: (size(state.B, s), size(1.0 / B, y))
        )
        return ScaledState._make((*found, self.scale(found.D)))


@mutant("STALE", "y is the difference of the momenta, not of the gradients")
class MomentumInLength(OASIS):
    """y = m_k - m_{k-1}."""

    def step(self, problem, state, rng):
        return advanced(
            self, problem, state, rng, norms=lambda B, s, y, m: (size(B, s), size(1.0 / B, m - state.m))
        )


@mutant("BIAS", "the average of estimates starts at zero")
class DiagonalFromZero(OASIS):
    """D_0 = (1 - beta2) z o (H z)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, D=lambda e: average(state.D, e, self.beta2))


@mutant("BIAS", "the momentum starts at zero")
class MomentumFromZero(OASIS):
    """m_0 = (1 - beta1) g_0."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, m=lambda g: average(state.m, g, self.beta1))


@mutant("TERM", "the step follows the gradient instead of its average")
class MomentumForgotten(OASIS):
    """m = g."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, m=lambda g: g)


@mutant("TERM", "the last estimate is used as it is, without averaging")
class DiagonalNotAveraged(OASIS):
    """D = z o (H z)."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, D=lambda e: e)


@mutant("BRANCH", "beta2 is the weight of the new estimate")
class WeightsExchanged(OASIS):
    """D+ = (1 - beta2) D + beta2 z o (H z)."""

    def step(self, problem, state, rng):
        kept = (lambda e: average(e, state.D, self.beta2)) if state.t else None
        return advanced(self, problem, state, rng, D=kept)


@mutant("SIGN", "moduli of estimates are averaged: their noise becomes curvature")
class ModuliAveraged(OASIS):
    """D+ = beta2 D + (1 - beta2) |z o (H z)|."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, estimate=lambda p, x, r: np.abs(probed_diagonal(p, x, r)))


@mutant("TERM", "the product with the Hessian is not multiplied by the probe: its mean is zero")
class ProbeForgotten(OASIS):
    """H z."""

    def step(self, problem, state, rng):
        def estimate(p, x, r):
            return p.hessian_vector(x, np.sign(r.standard_normal(x.shape[0])))

        return advanced(self, problem, state, rng, estimate=estimate)


@mutant("NOISE", "the probe is normal: even a diagonal Hessian is estimated with noise")
class NormalProbe(OASIS):
    """z ~ N(0, I)."""

    def step(self, problem, state, rng):
        def estimate(p, x, r):
            z = r.standard_normal(x.shape[0])
            return z * p.hessian_vector(x, z)

        return advanced(self, problem, state, rng, estimate=estimate)


@mutant("STALE", "the curvature is that of the iterate before")
class OldHessian(OASIS):
    """z o (H(x_{k-1}) z)."""

    def step(self, problem, state, rng):
        return advanced(
            self, problem, state, rng, estimate=lambda p, x, r: probed_diagonal(p, state.x_before, r)
        )


@mutant("TERM", "the step is not divided by the curvature")
class ScalingForgotten(OASIS):
    """x+ = x - eta m."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, direction=lambda m, B: m)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(OASIS):
    """x+ = x + eta m / B."""

    def step(self, problem, state, rng):
        return advanced(self, problem, state, rng, direction=lambda m, B: -m / B)


@mutant("STATE", "theta is cut off at 1")
class ThetaClipped(OASIS):
    """theta_k = min(eta_k / eta_{k-1}, 1)."""

    def step(self, problem, state, rng):
        found = advanced(self, problem, state, rng)
        return found._replace(theta=np.minimum(found.theta, 1.0))


MUTANTS = (
    *shared(OASIS), *scalings(OASIS), NormsExchanged, DualNormForgotten, EuclideanNorms, OldScalingInNorm,
    MomentumInLength, DiagonalFromZero, MomentumFromZero, MomentumForgotten, DiagonalNotAveraged, WeightsExchanged,
    ModuliAveraged, ProbeForgotten, NormalProbe, OldHessian, ScalingForgotten, Ascent, ThetaClipped,
)  # fmt: skip
