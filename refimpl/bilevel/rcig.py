"""RCIG: a distilled data set by implicit gradients through a ridge regression on frozen features.

Source      Loo, Hasani, Lechner & Rus 2023 (RCIG), for a model that is linear in its parameters: convexified by frozen
            features, the last layer in closed form.
Step        Phi = phi(S) (m, p), K = Phi Phi' + lambda I;  a = K^{-1} t,  theta = Phi'a, r = Phi theta - t = -lambda a
            v = gradient of the outer loss at theta,  q = (Phi'Phi + lambda I)^{-1} v = (v - Phi'K^{-1} Phi v)/lambda
            S+ = S - eta (dPhi/dS)'G,  G = -(r q' + (Phi q) theta');   t+ = t - eta_t Phi q,  both from the old (S, t)
Guarantee   the directions are the derivatives of the outer loss of theta(S, t), as is the kernel form (KIP)  (derived)
            S fixed: f(t+) <= f(t) - eta_t (1 - eta_t Lambda/2)|Phi q|^2, Lambda = |Z Phi'K^{-1}|_2^2,
            Z = phi(X); t_k is linear in t_0 and f tends to the least |Z theta - y|^2/2 over the range of Phi':
            the optimum of the full data if Phi has rank p, so for m >= p points in general position        (derived)
Assumes     lambda > 0.
Cost        one solve with three right-hand sides in m numbers, one features, labels, feature_pullback, outer_gradient.
Departures  the published method trains deep networks: the body by its linearisation, the inverse by an inner iteration,
            and whitens the points. Here all is exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class State(NamedTuple):
    """The distilled points and labels, one after the other."""

    x: Any  # (S, t) flat, shape (m d + m,)


class RCIG(NamedTuple):
    """RCIG; `step_size` eta >= 0 of the points, `label_step_size` eta_t >= 0, `ridge` lambda > 0."""

    step_size: float
    label_step_size: float
    ridge: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/32, eta_t = 1/16, lambda = 1/2: common values."""
        return cls(0.03125, 0.0625, 0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.nonnegative("step_size", self.step_size)
        checks.nonnegative("label_step_size", self.label_step_size)
        checks.positive("ridge", self.ridge)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        Phi = problem.features(state.x)
        K = add_to_diagonal(Phi @ Phi.T, self.ridge)
        a = np.linalg.solve(K, problem.labels(state.x))
        theta = a @ Phi
        v = problem.outer_gradient(theta)
        q = (v - np.linalg.solve(K, Phi @ v) @ Phi) / self.ridge
        slope = Phi @ q
        S = self.step_size * problem.feature_pullback(state.x, self.by_features(a, q, slope, theta))
        return State(state.x - np.concatenate((S, self.label_step_size * slope)))

    def by_features(self, a, q, slope, theta):
        """G (m, p): -(r q' + (Phi q) theta') with r = -lambda a."""
        return self.ridge * np.outer(a, q) - np.outer(slope, theta)
