"""Named mistakes in damped Newton with backtracking, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal, norm, rational_power
from refimpl.second_order.backtracking_newton import TRIALS, BacktrackingNewton, State
from verification.claim import mutant


class Parts(BacktrackingNewton):
    """The method cut into the parts that mutants replace."""

    def step(self, problem, state, rng):
        H = self.metric(problem.hessian(state.x))
        n = np.linalg.solve(H, state.g)
        G = self.decrement(H, state.g, n)
        if G == 0:
            return state
        root = self.root(G)
        theta = self.first(state.theta)
        for _ in range(TRIALS):
            sigma = theta * root
            x = state.x - self.damped(n, sigma)
            g = problem.gradient(x)
            if self.accepts(H, state.g, n, g, sigma):
                break
            theta = self.longer(theta)
        return State(x, g, theta)

    def metric(self, H):
        return H

    def decrement(self, H, g, n):
        return np.sqrt(np.dot(g, n))

    def root(self, G):
        return rational_power(G, 2, 3)

    def first(self, theta):
        return np.maximum(theta / 2, self.least_constant)

    def damped(self, n, sigma):
        return n / (1 + sigma)

    def accepts(self, H, before, n, g, sigma):
        return np.dot(g, n) / (1 + sigma) >= np.dot(g, np.linalg.solve(H, g)) / (2 * sigma)

    def longer(self, theta):
        return 4 * theta


@mutant("LINESEARCH", "the first trial is always taken")
class EveryTrialAccepted(Parts):
    """j = 0."""

    def accepts(self, H, before, n, g, sigma):
        return True


@mutant("LINESEARCH", "a trial is taken as soon as f does not rise along the step beyond it")
class SlopeOnly(Parts):
    """<g+, x - x+> >= 0."""

    def accepts(self, H, before, n, g, sigma):
        return np.dot(g, n) >= 0


@mutant("STALE", "the test uses the gradient before the step")
class TestOfOldGradient(Parts):
    """<g, x - x+> >= |g|*^2/(2 sigma)."""

    def accepts(self, H, before, n, g, sigma):
        return np.dot(before, n) / (1 + sigma) >= np.dot(before, n) / (2 * sigma)


@mutant("BRANCH", "the comparison of the test is turned round")
class TestReversed(Parts):
    """Taken where the inequality fails."""

    def accepts(self, H, before, n, g, sigma):
        return np.dot(g, n) / (1 + sigma) < np.dot(g, np.linalg.solve(H, g)) / (2 * sigma)


@mutant("POWER", "the Euclidean norm of the new gradient in the test")
class EuclideanTest(Parts):
    """|g+|^2/(2 sigma)."""

    def accepts(self, H, before, n, g, sigma):
        return np.dot(g, n) / (1 + sigma) >= np.dot(g, g) / (2 * sigma)


@mutant("SCALE", "the test asks for a quarter of the new gradient's square in place of half of it")
class QuarterInTest(Parts):
    """|g+|*^2/(4 sigma)."""

    def accepts(self, H, before, n, g, sigma):
        return np.dot(g, n) / (1 + sigma) >= np.dot(g, np.linalg.solve(H, g)) / (4 * sigma)


@mutant("LINESEARCH", "the constant is multiplied by 2 where a trial fails")
class Doubled(Parts):
    """2^j."""

    def longer(self, theta):
        return 2 * theta


@mutant("STATE", "the constant is not halved after a step: it only grows")
class NeverHalved(Parts):
    """The first trial has the last accepted constant."""

    def first(self, theta):
        return theta


@mutant("STATE", "every search starts anew from the least constant")
class ForgottenConstant(Parts):
    """The first trial has theta_0."""

    def first(self, theta):
        return self.least_constant


@mutant("STALE", "the gradient of the last iterate is not renewed after the search")
class GradientNotRenewed(Parts):
    """n_k from g_0."""

    def step(self, problem, state, rng):
        new = super().step(problem, state, rng)
        return State(new.x, state.g, new.theta)


@mutant("POWER", "the square root in G is forgotten")
class SquaredDecrement(Parts):
    """sigma = theta G^{4/3}."""

    def root(self, G):
        return rational_power(G, 4, 3)


@mutant("POWER", "the exponent 1/2 of q = 3")
class HalfExponent(Parts):
    """sigma = theta G^{1/2}."""

    def root(self, G):
        return np.sqrt(G)


@mutant("POWER", "sigma from the Euclidean norm of g")
class EuclideanNorm(Parts):
    """G = |g|."""

    def decrement(self, H, g, n):
        return norm(g)


@mutant("DAMP", "alpha = 1: the search changes nothing but the constant")
class Undamped(Parts):
    """x+ = x - n."""

    def damped(self, n, sigma):
        return n


@mutant("DAMP", "1e-3 is added to the diagonal of H, for safety")
class RegularisedHessian(Parts):
    """H + 1e-3 I."""

    def metric(self, H):
        return add_to_diagonal(H, 1e-3)


@mutant("SIGN", "the step goes uphill")
class Uphill(Parts):
    """x+ = x + n/(1 + sigma)."""

    def damped(self, n, sigma):
        return -n / (1 + sigma)


MUTANTS = (
    EveryTrialAccepted,
    SlopeOnly,
    TestOfOldGradient,
    TestReversed,
    EuclideanTest,
    QuarterInTest,
    Doubled,
    NeverHalved,
    ForgottenConstant,
    GradientNotRenewed,
    SquaredDecrement,
    HalfExponent,
    EuclideanNorm,
    Undamped,
    RegularisedHessian,
    Uphill,
)
