"""Named mistakes in RCIG."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.rcig import RCIG, State
from refimpl.core.dialect import add_to_diagonal
from verification.claim import mutant


class _Parts(RCIG):
    """The step in parts, for mistakes in one of them."""

    def adjoint(self, K, Phi, v):
        return (v - np.linalg.solve(K, Phi @ v) @ Phi) / self.ridge

    def moved(self, x, S, t):
        return x - np.concatenate((self.step_size * S, self.label_step_size * t))

    def step(self, problem, state, rng):
        Phi = problem.features(state.x)
        K = add_to_diagonal(Phi @ Phi.T, self.ridge)
        a = np.linalg.solve(K, problem.labels(state.x))
        theta = a @ Phi
        q = self.adjoint(K, Phi, problem.outer_gradient(theta))
        slope = Phi @ q
        S = problem.feature_pullback(state.x, self.by_features(a, q, slope, theta))
        return State(self.moved(state.x, S, slope))


@mutant("HYPERGRAD", "the mixed derivative is dropped: the points do not move")
class MixedTermDropped(RCIG):
    """G = 0."""

    def by_features(self, a, q, slope, theta):
        return 0 * np.outer(a, q)


@mutant("TERM", "the term of the residual is dropped")
class ResidualTermDropped(RCIG):
    """-(Phi q) theta'."""

    def by_features(self, a, q, slope, theta):
        return -np.outer(slope, theta)


@mutant("TERM", "the term of the model is dropped")
class ModelTermDropped(RCIG):
    """-r q'."""

    def by_features(self, a, q, slope, theta):
        return self.ridge * np.outer(a, q)


@mutant("SIGN", "the residual has the other sign")
class ResidualReversed(RCIG):
    """r = t - Phi theta."""

    def by_features(self, a, q, slope, theta):
        return -self.ridge * np.outer(a, q) - np.outer(slope, theta)


@mutant("SCALE", "the residual is taken for the dual variable: lambda is missing")
class DualForResidual(RCIG):
    """r = -a."""

    def by_features(self, a, q, slope, theta):
        return np.outer(a, q) - np.outer(slope, theta)


@mutant("SIGN", "the implicit term of the points has the other sign")
class PointsAscend(RCIG):
    """S + eta G."""

    def by_features(self, a, q, slope, theta):
        return -RCIG.by_features(self, a, q, slope, theta)


@mutant("HYPERGRAD", "the inverse of the Hessian is taken to be the identity")
class IdentityForInverse(_Parts):
    """q = v."""

    def adjoint(self, K, Phi, v):
        return v


@mutant("DAMP", "the inverse is 1/lambda: the features are left out of the Hessian")
class RidgeForInverse(_Parts):
    """q = v/lambda."""

    def adjoint(self, K, Phi, v):
        return v / self.ridge


@mutant("SIGN", "the labels climb")
class LabelsAscend(_Parts):
    """t + eta_t Phi q."""

    def moved(self, x, S, t):
        return _Parts.moved(self, x, S, -t)


@mutant("TERM", "the labels stay")
class FrozenLabels(_Parts):
    """t."""

    def moved(self, x, S, t):
        return _Parts.moved(self, x, S, 0 * t)


@mutant("SCALE", "the points' step size is used for the labels")
class OneStepSize(_Parts):
    """t - eta Phi q."""

    def moved(self, x, S, t):
        return x - self.step_size * np.concatenate((S, t))


@mutant("STALE", "the points move after the labels, by the new ones")
class LabelsFirst(RCIG):
    """G at (S, t+)."""

    def step(self, problem, state, rng):
        between = RCIG.step(self._replace(step_size=0.0), problem, state, rng)
        return RCIG.step(self._replace(label_step_size=0.0), problem, between, rng)


@mutant("STALE", "the labels move after the points, by the new ones")
class PointsFirst(RCIG):
    """Phi q at (S+, t)."""

    def step(self, problem, state, rng):
        between = RCIG.step(self._replace(label_step_size=0.0), problem, state, rng)
        return RCIG.step(self._replace(step_size=0.0), problem, between, rng)


MUTANTS = (
    MixedTermDropped,
    ResidualTermDropped,
    ModelTermDropped,
    ResidualReversed,
    DualForResidual,
    PointsAscend,
    IdentityForInverse,
    RidgeForInverse,
    LabelsAscend,
    FrozenLabels,
    OneStepSize,
    LabelsFirst,
    PointsFirst,
)
