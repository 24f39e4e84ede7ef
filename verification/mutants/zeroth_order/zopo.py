"""Named mistakes in ZOPO, most of them in the derived process."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.zeroth_order.derived_gp import gradient_mean, gradient_variance, kernel_slopes
from refimpl.zeroth_order.zopo import ZOPO, State, queried
from verification.claim import mutant


class Parts(ZOPO):
    """ZOPO in parts, each as it should be."""

    def mean(self, X, y, x):
        return gradient_mean(X, y, x, self.lengthscale, self.noise)

    def variance(self, X, x):
        return gradient_variance(X, x, self.lengthscale, self.noise)

    def exceeded(self, variance):
        return variance > self.threshold * self.threshold

    def counted(self, doubt, uncertain):
        return doubt + 1 if uncertain else 0

    def probed(self, problem, x, z):
        return problem.projection(x + self.radius * z)

    def stepped(self, problem, x, g):
        return problem.projection(x - self.step_size * g)

    def extended(self, problem, X, y, points):
        return queried(problem, X, y, points, self.memory)

    def drawn(self, x, rng):
        return rng.standard_normal(self.probes * x.shape[0]).reshape((self.probes, x.shape[0]))

    def with_probes(self, problem, X, y, x, Z):
        points = Z * 0
        for i in range(self.probes):
            points[i] = self.probed(problem, x, Z[i])
        return self.extended(problem, X, y, points)

    def step(self, problem, state, rng):
        x, X, y, doubt = state
        Z = self.drawn(x, rng)
        doubt = self.counted(doubt, self.exceeded(self.variance(X, x)))
        if doubt == self.patience:
            X, y = self.with_probes(problem, X, y, x, Z)
            doubt = 0
        x = self.stepped(problem, x, self.mean(X, y, x))
        X, y = self.extended(problem, X, y, x.reshape((1, x.shape[0])))
        return State(x, X, y, doubt)


@mutant("SCALE", "the lengthscale is four times too long")
class LengthscaleX4(Parts):
    """4 l."""

    def mean(self, X, y, x):
        return gradient_mean(X, y, x, 4 * self.lengthscale, self.noise)

    def variance(self, X, x):
        return gradient_variance(X, x, 4 * self.lengthscale, self.noise)


@mutant("SCALE", "the kernel is exp(-|x - z|^2/l^2): the two is missing")
class TwoMissing(Parts):
    """l / sqrt 2 in the kernel and its slopes."""

    def mean(self, X, y, x):
        return gradient_mean(
            X, y, x, self.lengthscale / np.sqrt(2 * self.lengthscale / self.lengthscale), self.noise
        )

    def variance(self, X, x):
        return gradient_variance(
            X, x, self.lengthscale / np.sqrt(2 * self.lengthscale / self.lengthscale), self.noise
        )


@mutant(
    "STALE",
    "the values weight the slopes of the kernel: the system is not solved (a gradient of the prior's smoother)",
)
class GradientOfPrior(Parts):
    """D'y."""

    def mean(self, X, y, x):
        return np.dot(y, kernel_slopes(X, x, self.lengthscale))


@mutant("POWER", "the slopes of the kernel are divided by l instead of l^2")
class SlopesOverLength(Parts):
    """l D."""

    def mean(self, X, y, x):
        return self.lengthscale * Parts.mean(self, X, y, x)


@mutant("POWER", "the noise is taken for a standard deviation and squared")
class NoiseSquared(Parts):
    """K + noise^2 I."""

    def mean(self, X, y, x):
        return gradient_mean(X, y, x, self.lengthscale, self.noise * self.noise)

    def variance(self, X, x):
        return gradient_variance(X, x, self.lengthscale, self.noise * self.noise)


@mutant("TERM", "the prior's part of the variance is missing: it never exceeds anything")
class VarianceWithoutDdTerm(Parts):
    """-D'A^{-1}D."""

    def variance(self, X, x):
        d = x.shape[0]
        return Parts.variance(self, X, x) - d / (self.lengthscale * self.lengthscale)


@mutant("TERM", "the variance of the prior is taken: data never lower it")
class PriorVariance(Parts):
    """d / l^2."""

    def variance(self, X, x):
        return x.shape[0] / (self.lengthscale * self.lengthscale)


@mutant("SHAPE", "the variance of the value instead of that of the gradient")
class VarianceOfValue(Parts):
    """1 - k'A^{-1}k."""

    def variance(self, X, x):
        D = X - x
        k = np.exp(-np.sum(D * D, axis=1) / (2 * self.lengthscale * self.lengthscale))
        K = np.exp(-np.sum((X[:, None] - X) ** 2, axis=2) / (2 * self.lengthscale * self.lengthscale))
        return 1 - np.dot(k, np.linalg.solve(add_to_diagonal(K, self.noise), k))


@mutant("POWER", "the variance is compared with the threshold, not with its square")
class ThresholdOnVariance(Parts):
    """tr Cov > threshold."""

    def exceeded(self, variance):
        return variance > self.threshold


@mutant("BRANCH", "queries are spent where the process is certain")
class ExploresWhereCertain(Parts):
    """tr Cov <= threshold^2."""

    def exceeded(self, variance):
        return not Parts.exceeded(self, variance)


@mutant("STATE", "a certain step does not end the row of uncertain ones")
class DoubtKept(Parts):
    """doubt stays."""

    def counted(self, doubt, uncertain):
        return doubt + 1 if uncertain else doubt


@mutant("SCALE", "probes at distances of order one whatever the radius is")
class RadiusOne(Parts):
    """x + xi."""

    def probed(self, problem, x, z):
        return problem.projection(x + z)


@mutant("STALE", "probes around zero instead of around the iterate")
class ProbesAroundZero(Parts):
    """r xi."""

    def probed(self, problem, x, z):
        return problem.projection(self.radius * z)


@mutant("PROX", "probes outside the set are asked")
class UnprojectedProbes(Parts):
    """x + r xi."""

    def probed(self, problem, x, z):
        return x + self.radius * z


@mutant("PROX", "the step leaves the set")
class Unprojected(Parts):
    """x - eta g."""

    def stepped(self, problem, x, g):
        return x - self.step_size * g


@mutant("SIGN", "the step ascends")
class Ascends(Parts):
    """x + eta g."""

    def stepped(self, problem, x, g):
        return problem.projection(x + self.step_size * g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 eta."""

    def stepped(self, problem, x, g):
        return problem.projection(x - 1.02 * self.step_size * g)


@mutant("STATE", "the first queries are kept instead of the latest")
class FirstKept(Parts):
    """X[:memory]."""

    def extended(self, problem, X, y, points):
        X, y = queried(problem, X, y, points, X.shape[0] + points.shape[0])
        return X[: self.memory], y[: self.memory]


@mutant("STALE", "the probes enter after the step that they were meant for")
class GradientBeforeProbes(Parts):
    """grad m without the new probes."""

    def step(self, problem, state, rng):
        x, X, y, doubt = state
        Z = self.drawn(x, rng)
        doubt = self.counted(doubt, self.exceeded(self.variance(X, x)))
        g = self.mean(X, y, x)
        if doubt == self.patience:
            X, y = self.with_probes(problem, X, y, x, Z)
            doubt = 0
        x = self.stepped(problem, x, g)
        X, y = self.extended(problem, X, y, x.reshape((1, x.shape[0])))
        return State(x, X, y, doubt)


@mutant("STATE", "probes serve one step and are forgotten")
class ProbesForgotten(Parts):
    """The history has iterates only."""

    def step(self, problem, state, rng):
        after = Parts.step(self, problem, state, rng)
        X, y = self.extended(problem, state.X, state.y, after.x.reshape((1, after.x.shape[0])))
        return State(after.x, X, y, after.doubt)


MUTANTS = (
    LengthscaleX4,
    TwoMissing,
    GradientOfPrior,
    SlopesOverLength,
    NoiseSquared,
    VarianceWithoutDdTerm,
    PriorVariance,
    VarianceOfValue,
    ThresholdOnVariance,
    ExploresWhereCertain,
    DoubtKept,
    RadiusOne,
    ProbesAroundZero,
    UnprojectedProbes,
    Unprojected,
    Ascends,
    StepTooLong,
    FirstKept,
    GradientBeforeProbes,
    ProbesForgotten,
)
