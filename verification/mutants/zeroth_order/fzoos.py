"""Named mistakes in FZooS."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.zeroth_order.derived_gp import gradient_mean, kernel_slopes
from refimpl.zeroth_order.fzoos import FZooS, State
from verification.claim import mutant


class Parts(FZooS):
    """FZooS in parts, each as it should be."""

    def mean(self, V):
        return V.sum(axis=0) / V.shape[0]

    def local(self, X, y, w):
        return gradient_mean(X, y, w, self.lengthscale, self.noise)

    def turn(self, mean, own, w):
        return self.surrogate_gradient(mean - own, w)

    def gamma(self):
        return self.correction

    def probed(self, W, Z):
        return W + self.radius * Z

    def asked(self, problem, X, y, W):
        return self.queried(problem, X, y, W)

    def server(self, W):
        return W.sum(axis=0) / W.shape[0]

    def eta(self):
        return self.step_size

    def step(self, problem, state, rng):
        W = self.at_server(problem, state.x)
        N, d = W.shape
        X, y, mean = state.X, state.y, self.mean(state.V)
        for _ in range(self.probes):
            X, y = self.queried(problem, X, y, self.probed(W, rng.standard_normal(N * d).reshape((N, d))))
        for _ in range(self.local_steps):
            X, y = self.asked(problem, X, y, W)
            moved = W.copy()
            for i in range(N):
                g = self.local(X[:, i * d : (i + 1) * d].copy(), y[:, i].copy(), W[i])
                moved[i] = W[i] - self.eta() * (g + self.gamma() * self.turn(mean, state.V[i], W[i]))
            W = moved
        V = state.V.copy()
        for i in range(N):
            V[i] = self.weights(X[:, i * d : (i + 1) * d].copy(), y[:, i].copy())
        return State(self.server(W), X, y, V)


@mutant("SCALE", "the lengthscale of the local process is four times too long")
class LengthscaleX4(Parts):
    """4 l."""

    def local(self, X, y, w):
        return gradient_mean(X, y, w, 4 * self.lengthscale, self.noise)


@mutant("STALE", "the values weight the slopes of the kernel: the system is not solved")
class GradientOfPrior(Parts):
    """D'y."""

    def local(self, X, y, w):
        return np.dot(y, kernel_slopes(X, w, self.lengthscale))


@mutant("POWER", "the noise of the local process is squared")
class NoiseSquared(Parts):
    """K + noise^2 I."""

    def local(self, X, y, w):
        return gradient_mean(X, y, w, self.lengthscale, self.noise * self.noise)


@mutant("SIGN", "the correction goes from the shared surrogate to the client's own")
class CorrectionReversed(Parts):
    """gamma (own - mean)."""

    def turn(self, mean, own, w):
        return self.surrogate_gradient(own - mean, w)


@mutant("TERM", "the shared surrogate is added and the own one stays in")
class OwnSurrogateKept(Parts):
    """gamma mean."""

    def turn(self, mean, own, w):
        return self.surrogate_gradient(mean, w)


@mutant("SCALE", "the surrogates of the clients are summed")
class SurrogatesSummed(Parts):
    """sum_j v_j."""

    def mean(self, V):
        return V.sum(axis=0)


@mutant("SCALE", "the correction has its whole length whatever gamma is")
class WholeCorrection(Parts):
    """gamma = 1."""

    def gamma(self):
        return 1


@mutant("POWER", "the gradient of the features lacks the lengthscale")
class FeaturesWithoutLength(Parts):
    """-Omega' sin."""

    def turn(self, mean, own, w):
        return self.lengthscale * Parts.turn(self, mean, own, w)


@mutant("SCALE", "the features lack the factor 2/M: the kernel is M/2 times too large against the noise")
class FeaturesNotNormalised(Parts):
    """Phi' (Phi Phi' + noise I)^{-1} y."""

    def weights(self, X, y):
        features = self.features(X)
        return np.dot(np.linalg.solve(add_to_diagonal(np.dot(features, features.T), self.noise), y), features)


@mutant("POWER", "each feature is scaled by 2/M, the kernel by its square")
class FeaturesNormalisedTwice(Parts):
    """4/M^2 Phi' (4/M^2 Phi Phi' + noise I)^{-1} y."""

    def weights(self, X, y):
        features = 2 * self.features(X) / self.phases.shape[0]
        A = add_to_diagonal(np.dot(features, features.T), self.noise)
        return 2 * np.dot(np.linalg.solve(A, y), features) / self.phases.shape[0]


@mutant("TERM", "the features have no phases")
class PhasesLeftOut(Parts):
    """cos(Omega w/l)."""

    def features(self, X):
        return np.cos(np.dot(X, self.frequencies.T) / self.lengthscale)


@mutant("POWER", "the frequencies are multiplied by the lengthscale")
class FrequenciesTimesLength(Parts):
    """cos(l Omega w + b)."""

    def features(self, X):
        return np.cos(np.dot(X, self.frequencies.T) * self.lengthscale + self.phases)


@mutant("SCALE", "probes at distances of order one whatever the radius is")
class RadiusOne(Parts):
    """x + xi."""

    def probed(self, W, Z):
        return W + Z


@mutant("STATE", "the trajectory is not asked: probes are all that a client knows")
class TrajectoryNotAsked(Parts):
    """No query of w."""

    def asked(self, problem, X, y, W):
        return X, y


@mutant("STALE", "the server takes the last client's end")
class LastClient(Parts):
    """w_N."""

    def server(self, W):
        return W[-1].copy()


@mutant("SCALE", "the clients' ends are summed")
class SumForMean(Parts):
    """N times the mean."""

    def server(self, W):
        return W.sum(axis=0)


@mutant("SIGN", "the step ascends")
class Ascends(Parts):
    """x + eta g."""

    def eta(self):
        return -self.step_size


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Parts):
    """1.02 eta."""

    def eta(self):
        return 1.02 * self.step_size


MUTANTS = (
    LengthscaleX4,
    GradientOfPrior,
    NoiseSquared,
    CorrectionReversed,
    OwnSurrogateKept,
    SurrogatesSummed,
    WholeCorrection,
    FeaturesWithoutLength,
    FeaturesNotNormalised,
    FeaturesNormalisedTwice,
    PhasesLeftOut,
    FrequenciesTimesLength,
    RadiusOne,
    TrajectoryNotAsked,
    LastClient,
    SumForMean,
    Ascends,
    StepTooLong,
)
