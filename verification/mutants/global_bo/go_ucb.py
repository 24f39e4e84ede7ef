"""Named mistakes in GO-UCB."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.global_bo.go_ucb import GOUCB, State, link, regression, slope
from verification.claim import mutant


class AnotherEllipsoid(GOUCB):
    """Phase II with another point `at` which the model is taken, or another `row` g."""

    def at(self, state: Any) -> Any:
        return state.w0

    def row(self, x: Any, w: Any) -> Any:
        return slope(np.dot(x, w), self.bend) * x

    def residual(self, state: Any, x: Any, y: Any) -> Any:
        return y - link(np.dot(x, state.w0), self.bend)

    def step(self, problem, state, rng):
        if state.steps < self.exploration:
            return self.explored(problem, state, rng)
        x = state.points[int(np.argmin(self.lower(state)))].copy()
        y = problem.sample_value(x, problem.sample(rng))
        g = self.row(x, self.at(state))
        v = state.inverse @ g
        grown = 1.0 + np.dot(g, v)
        return State(
            x, state.points, state.asked, state.values, state.w0,
            state.inverse - np.outer(v, v) / grown,
            state.score + g * self.residual(state, x, y),
            state.information + np.log(grown),
            state.steps + 1,
        )  # fmt: skip


@mutant("STALE", "gradients of the model are taken at w_t instead of w_0")
class GradientsAtCurrent(AnotherEllipsoid):
    """h'(x'w_t) x."""

    def at(self, state):
        return state.w0 + state.inverse @ state.score


@mutant("STALE", "residuals are those of w_t instead of w_0, the centre still moves from w_0")
class ResidualsAtCurrent(AnotherEllipsoid):
    """y - f(w_t)."""

    def residual(self, state, x, y):
        return y - link(np.dot(x, state.w0 + state.inverse @ state.score), self.bend)


@mutant("TERM", "the link is left out of the gradients")
class FeaturesForGradients(AnotherEllipsoid):
    """x for g."""

    def row(self, x, w):
        return x


@mutant("TERM", "the model is asked at w_t alone: no optimism, beta = 0")
class Greedy(GOUCB):
    """r = 0."""

    def radius(self, state):
        return 0.0 * self.width


@mutant("SIGN", "the largest instead of the least value over the ellipsoid")
class Pessimist(GOUCB):
    """-r."""

    def radius(self, state):
        return -GOUCB.radius(self, state)


@mutant("POWER", "beta for its root")
class RadiusSquared(GOUCB):
    """r^2."""

    def radius(self, state):
        return GOUCB.radius(self, state) ** 2


@mutant("SCHED", "the radius stays as it is at first")
class RadiusFrozen(GOUCB):
    """log det S/ridge = 0."""

    def radius(self, state):
        return self.width + self.noise * np.sqrt(-2 * np.log(self.failure))


@mutant("SHAPE", "the Euclidean norm of the features for that by the ellipsoid")
class EuclideanNorm(GOUCB):
    """|p| / sqrt(ridge)."""

    def lower(self, state):
        P = state.points
        w = state.w0 + state.inverse @ state.score
        return P @ w - self.radius(state) * np.sqrt(np.sum(P * P, axis=1) / self.ridge)


@mutant("POWER", "the square of the norm for the norm")
class NormSquared(GOUCB):
    """|p|^2 in S^{-1}."""

    def lower(self, state):
        P = state.points
        w = state.w0 + state.inverse @ state.score
        return P @ w - self.radius(state) * np.sum((P @ state.inverse) * P, axis=1)


@mutant("TERM", "the ellipsoid is regularised towards 0 instead of w_0")
class RidgeAtZero(GOUCB):
    """S^{-1} sum g (y - f(w_0) + g'w_0)."""

    def lower(self, state):
        P = state.points
        w = state.w0 + state.inverse @ (state.score - self.ridge * state.w0)
        return P @ w - self.radius(state) * np.sqrt(np.sum((P @ state.inverse) * P, axis=1))


class AnotherExploration(GOUCB):
    """Phase I with another `regressed` w_0, or other `options` to draw from."""

    def regressed(self, asked: Any, values: Any) -> Any:
        return regression(asked, values, self.bend, self.ridge)

    def options(self, state: Any) -> int:
        return state.points.shape[0]

    def explored(self, problem, state, rng):
        x = state.x
        if state.steps > 0:
            lots = rng.standard_normal(state.points.shape[0])
            x = state.points[int(np.argmax(lots[: self.options(state)]))].copy()
        asked, values, w0 = state.asked.copy(), state.values.copy(), state.w0
        asked[state.steps] = x
        values[state.steps] = problem.sample_value(x, problem.sample(rng))
        if state.steps + 1 == self.exploration:
            w0 = self.regressed(asked, values)
        return State(
            x, state.points, asked, values, w0, state.inverse, state.score, state.information, state.steps + 1
        )


@mutant("STATE", "phase I leaves no estimate: phase II begins from 0")
class NoRegression(AnotherExploration):
    """w_0 = 0."""

    def regressed(self, asked, values):
        return 0.0 * asked[0]


@mutant("STALE", "the regression fits the linear model whatever the link")
class LinearRegression(AnotherExploration):
    """h(u) = u."""

    def regressed(self, asked, values):
        return regression(asked, values, 0.0 * self.bend, self.ridge)


@mutant("NOISE", "phase I never draws the last points")
class FirstPointsOnly(AnotherExploration):
    """Uniform on half of them."""

    def options(self, state):
        return (state.points.shape[0] + 1) // 2


@mutant("STATE", "what was asked in phase I shrinks the ellipsoid of phase II")
class ExplorationCounted(GOUCB):
    """S + sum over phase I."""

    def explored(self, problem, state, rng):
        found = GOUCB.explored(self, problem, state, rng)
        if found.steps < self.exploration:
            return found
        J = found.asked * slope(found.asked @ found.w0, self.bend).reshape((self.exploration, 1))
        return found._replace(inverse=np.linalg.inv(add_to_diagonal(J.T @ J, self.ridge)))


MUTANTS = (
    GradientsAtCurrent,
    ResidualsAtCurrent,
    FeaturesForGradients,
    Greedy,
    Pessimist,
    RadiusSquared,
    RadiusFrozen,
    EuclideanNorm,
    NormSquared,
    RidgeAtZero,
    NoRegression,
    LinearRegression,
    FirstPointsOnly,
    ExplorationCounted,
)
