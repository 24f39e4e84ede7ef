"""Named mistakes in SAM with a p-norm, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.sam_dual_norm import SAMDualNorm, State
from verification.claim import mutant


@mutant("POWER", "primal and dual exponent are exchanged: q stands where p belongs")
class ExponentsExchanged(SAMDualNorm):
    """The step of the dual exponent p = q/(q - 1)."""

    def ascent(self, g):
        p = self.q / (self.q - 1)
        total = np.sum(np.abs(g) ** p)
        if total == 0:
            return np.zeros_like(g)
        return self.rho * np.sign(g) * np.abs(g) ** (p - 1) / total ** ((p - 1) / p)


@mutant("POWER", "divided by the q-norm of g: the exponent is 1/q instead of 1/p")
class RootOfTheDual(SAMDualNorm):
    """e = rho sign(g) |g|^{q-1} / |g|_q."""

    def ascent(self, g):
        total = np.sum(np.abs(g) ** self.q)
        if total == 0:
            return np.zeros_like(g)
        return self.rho * np.sign(g) * np.abs(g) ** (self.q - 1) / total ** (1 / self.q)


@mutant("POWER", "the entries are raised to q instead of q - 1")
class EntriesToTheQ(SAMDualNorm):
    """e = rho sign(g) (|g| / |g|_q)^q."""

    def ascent(self, g):
        total = np.sum(np.abs(g) ** self.q)
        if total == 0:
            return np.zeros_like(g)
        return self.rho * np.sign(g) * np.abs(g) ** self.q / total


@mutant("TERM", "the right direction is scaled to Euclidean length rho")
class EuclideanLength(SAMDualNorm):
    """e = rho u / |u|_2, u = sign(g) |g|^{q-1}."""

    def ascent(self, g):
        return scale_to_norm(np.sign(g) * np.abs(g) ** (self.q - 1), self.rho)


@mutant("TERM", "the gradient is only divided by its q-norm")
class GradientOverDualNorm(SAMDualNorm):
    """e = rho g / |g|_q."""

    def ascent(self, g):
        total = np.sum(np.abs(g) ** self.q)
        if total == 0:
            return np.zeros_like(g)
        return self.rho * g / total ** (1 / self.q)


@mutant("TERM", "q is ignored (this is SAM)")
class EuclideanAscent(SAMDualNorm):
    """e = rho g / |g|."""

    def ascent(self, g):
        return scale_to_norm(g, self.rho)


@mutant("TERM", "q is ignored: the sign step of the maximum norm")
class SignAscent(SAMDualNorm):
    """e = rho sign(g)."""

    def ascent(self, g):
        return self.rho * np.sign(g)


@mutant("BRANCH", "the sign is lost: every coordinate is pushed upwards")
class SignLost(SAMDualNorm):
    """e = rho |g|^{q-1} / ..."""

    def ascent(self, g):
        return np.abs(SAMDualNorm.ascent(self, g))


@mutant("STATE", "the perturbation is not undone: the step starts from x + e instead of x")
class PerturbationNotUndone(SAMDualNorm):
    """x+ = x + e - eta grad f(x + e)."""

    def step(self, problem, state, rng):
        y = state.x + self.ascent(problem.gradient(state.x))
        return State(y - self.step_size * problem.gradient(y))


@mutant("SIGN", "the perturbation descends: it is subtracted instead of added")
class DescendingPerturbation(SAMDualNorm):
    """x+ = x - eta grad f(x - e)."""

    def step(self, problem, state, rng):
        y = state.x - self.ascent(problem.gradient(state.x))
        return State(state.x - self.step_size * problem.gradient(y))


@mutant("STALE", "the step uses the gradient at x instead of the one at x + e (this is gradient descent)")
class GradientAtIterate(SAMDualNorm):
    """x+ = x - eta grad f(x)."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))


@mutant("SCALE", "the radius is 2 % too large")
class RadiusTooLarge(SAMDualNorm):
    """1.02 e."""

    def ascent(self, g):
        return 1.02 * SAMDualNorm.ascent(self, g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SAMDualNorm):
    """x+ = x - 1.02 eta grad f(x + e)."""

    def step(self, problem, state, rng):
        y = state.x + self.ascent(problem.gradient(state.x))
        return State(state.x - 1.02 * self.step_size * problem.gradient(y))


@mutant("EPS", "0.1 is added to the divisor, as a guard that is far too large")
class LargeGuard(SAMDualNorm):
    """e = rho sign(g) |g|^{q-1} / (|g|_q^{q-1} + 0.1)."""

    def ascent(self, g):
        size = np.sum(np.abs(g) ** self.q) ** ((self.q - 1) / self.q)
        return self.rho * np.sign(g) * np.abs(g) ** (self.q - 1) / (size + 0.1)


@mutant("EPS", "no guard: NaN where the gradient is zero")
class UnguardedNorm(SAMDualNorm):
    """0/0 at g = 0."""

    def ascent(self, g):
        size = np.sum(np.abs(g) ** self.q) ** ((self.q - 1) / self.q)
        return self.rho * np.sign(g) * np.abs(g) ** (self.q - 1) / size


MUTANTS = (
    ExponentsExchanged,
    RootOfTheDual,
    EntriesToTheQ,
    EuclideanLength,
    GradientOverDualNorm,
    EuclideanAscent,
    SignAscent,
    SignLost,
    PerturbationNotUndone,
    DescendingPerturbation,
    GradientAtIterate,
    RadiusTooLarge,
    StepTooLong,
    LargeGuard,
    UnguardedNorm,
)
