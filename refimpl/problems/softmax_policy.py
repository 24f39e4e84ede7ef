"""Expected reward of a tabular softmax policy: the smallest problem of reinforcement learning with an exact Hessian.

Definition  f(x) = -(1/S) sum_s sum_a q_s(a) R_sa, q_s = softmax(x_s), rewards R of shape (S, A); x = (x_1, ..., x_S) of
            shape (S A,). States are drawn uniformly, one step per episode (contextual bandit; S = 1: bandit).
Derivatives per state, with c_a = R_a - E R: dE R = q c, D^2 E R[v, v] = E (R - E R)(v - E v)^2 (third cumulant):
            diag(q c) - (q c) q' - q (q c)'. Vectors of equal entries per state are in the kernel.
Constants   |D^2 E R[v, v]| <= max |c| Var v <= D |v|^2/2 with D = max R - min R (v spreads by sqrt 2 |v|, Popoviciu):
            L <= max_s D_s/(2 S), an upper bound. f* = -(1/S) sum max_a R_sa is approached, not attained.
Sampling    `sample_state` draws a state, `policy` gives its action probabilities, `score` the gradient of log q_s(a).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import column_maxima


class SoftmaxPolicy(NamedTuple):
    """f(x) = -mean_s <softmax(x_s), R_s> with `rewards` R (S, A), A >= 2."""

    rewards: Any

    def validate(self):
        """Raise ValueError unless rewards are a matrix with two columns or more."""
        checks.array("rewards", self.rewards, ndim=2)
        checks.count("number of columns of rewards", self.rewards.shape[1], 2)

    def dimension(self):
        return self.rewards.shape[0] * self.rewards.shape[1]

    def policy(self, x, state):
        """Action probabilities in a state, shape (A,)."""
        A = self.rewards.shape[1]
        z = x[state * A : (state + 1) * A]
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    def reward(self, state, action):
        return self.rewards[state, action]

    def score(self, x, state, action):
        """Gradient of log q_state(action) in x, shape (S A,)."""
        A = self.rewards.shape[1]
        g = np.zeros_like(x)
        g[state * A : (state + 1) * A] = -self.policy(x, state)
        g[state * A + action] = g[state * A + action] + 1.0
        return g

    def sample_state(self, rng):
        """A uniform state."""
        return rng.integers(0, self.rewards.shape[0])

    def value(self, x):
        q = self._policies(x)
        return -np.sum(np.sum(q * self.rewards.T, axis=0)) / self.rewards.shape[0]

    def suboptimality(self, x):
        """f(x) - f*, without cancellation."""
        missing = column_maxima(self.rewards.T.copy()) - self.rewards.T
        return np.sum(np.sum(self._policies(x) * missing, axis=0)) / self.rewards.shape[0]

    def gradient(self, x):
        q = self._policies(x)
        c = self.rewards.T - np.sum(q * self.rewards.T, axis=0)
        return -(q * c).T.copy().ravel() / self.rewards.shape[0]

    def hessian_vector(self, x, v):
        q, turn = self._policies(x), self._columns(v)
        c = self.rewards.T - np.sum(q * self.rewards.T, axis=0)
        moved = q * (turn - np.sum(q * turn, axis=0))
        change = moved * c - q * np.sum(moved * self.rewards.T, axis=0)
        return -change.T.copy().ravel() / self.rewards.shape[0]

    def hessian(self, x):
        S, A = self.rewards.shape
        H = np.outer(np.zeros_like(x), x)
        for s in range(S):
            q = self.policy(x, s)
            w = q * (self.rewards[s] - np.sum(q * self.rewards[s]))
            block = np.diag(w) - np.outer(w, q) - np.outer(q, w)
            H[s * A : (s + 1) * A, s * A : (s + 1) * A] = -block / S
        return H

    def smoothness(self):
        """Upper bound max_s (max R_s - min R_s)/(2 S)."""
        return float(np.max(np.ptp(self.rewards, axis=1)) / (2 * self.rewards.shape[0]))

    def lower_bound(self):
        """f* = -mean_s max_a R_sa, approached as the policy becomes greedy."""
        return -float(np.mean(np.max(self.rewards, axis=1)))

    def _columns(self, x):
        """x as a matrix (A, S)."""
        return x.reshape(self.rewards.shape[0], self.rewards.shape[1]).T.copy()

    def _policies(self, x):
        Z = self._columns(x)
        e = np.exp(Z - column_maxima(Z))
        return e / np.sum(e, axis=0)
