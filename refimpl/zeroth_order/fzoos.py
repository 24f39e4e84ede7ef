"""FZooS: federated steps on Gaussian-process gradients of the trajectory, corrected by a surrogate that clients share.

Source      Shu, Lin, Dai & Low 2024 ("Federated Zeroth-Order Optimization using Trajectory-Informed Surrogate
            Gradients"); the published code has gamma = 1.
Step        client i = 1 .. N with the queries X_i, y_i of its own F_i so far, q times per round also at x_t + r xi;
            from w = x_t, E times:  query w,
            w <- w - eta [grad m_i(w) + gamma (grad phi(w)' mean_j v_j - grad phi(w)' v_i)]     (m_i as in `derived_gp`)
            x_{t+1} = mean of the clients' last w;  then, rows of Phi_i being phi(X_i),
            v_i = 2/M Phi_i' (2/M Phi_i Phi_i' + noise I)^{-1} y_i, v_i = 0 at first
            phi(w) = cos(Omega w/l + b): M features, one draw of them for all clients
Guarantee   |grad F_i(w) - grad m_i(w)|^2 <= |F_i|_k^2 tr Cov_i(w), exact values                            (derived)
            E = 1: the corrections cancel in the mean, whatever gamma is                                      (derived)
            phi(w)'v_i is the posterior mean of the kernel 2/M phi'phi                            (derived)
            for Omega ~ N(0, I) and b uniform over a turn that kernel has the mean k(delta) and the variance
            (1 + k(2 delta)/2 - k(delta)^2)/M, delta = w - w'                                               (derived)
Assumes     F_i in the RKHS of the kernel for the certificate; nothing for the update.
Cost        N (E + q) values per round, N (E + 1) n^3/3 for n <= memory points kept, N n (d + 1) floats; M numbers up
            and down per client and round.
Departures  the kernel is the squared exponential one; the latest queries are kept; clients take gamma as given.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal
from refimpl.zeroth_order.derived_gp import gradient_mean


class State(NamedTuple):
    """The server's iterate, the clients' queries side by side and their surrogates."""

    x: Any  # x_t, shape (d,)
    X: Any  # queries, shape (n, N d), the latest last; those of client i in columns i d .. (i + 1) d
    y: Any  # their values, shape (n, N)
    V: Any  # v_i, shape (N, M)


class FZooS(NamedTuple):
    """`step_size` eta; `lengthscale` l and `noise` of the process; `correction` gamma in [0, 1]; `local_steps` E;
    `probes` q at `radius` r; `memory` n; `frequencies` Omega (M, d) for l = 1 and `phases` b (M,)."""

    step_size: float
    lengthscale: float
    noise: float
    correction: float
    local_steps: int
    probes: int
    radius: float
    memory: int
    frequencies: Any
    phases: Any

    @classmethod
    def prescribed(cls, problem):
        """Length 3/2, noise 1/4, gamma = 3/4, two local steps after three probes, seven queries kept, five features."""
        d, rng = problem.dimension(), np.random.default_rng(0)
        frequencies, phases = np.round(8 * rng.standard_normal((5, d))) / 8, np.round(50 * rng.random(5)) / 8
        return cls(0.125, 1.5, 0.25, 0.75, 2, 3, 0.5, 7, frequencies, phases)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        for name in ("step_size", "lengthscale", "noise", "radius"):
            checks.positive(name, getattr(self, name))
        for name in ("local_steps", "probes", "memory"):
            checks.count(name, getattr(self, name))
        checks.between("correction", self.correction, 0, 1)
        checks.array("frequencies", self.frequencies, ndim=2)
        M = self.frequencies.shape[0]
        checks.array("frequencies", self.frequencies, shape=(M, problem.dimension()))
        checks.array("phases", self.phases, shape=(M,))

    def init(self, problem, x0):
        W = self.at_server(problem, x0)
        X = W.reshape((1, W.shape[0] * W.shape[1]))
        y = self.values(problem, W)
        return State(x0, X, y, 0 * np.outer(y[0], self.phases))

    def step(self, problem, state, rng):
        W = self.at_server(problem, state.x)
        N, d = W.shape
        X, y, mean = state.X, state.y, state.V.sum(axis=0) / N
        for _ in range(self.probes):
            X, y = self.queried(problem, X, y, W + self.radius * rng.standard_normal(N * d).reshape((N, d)))
        for _ in range(self.local_steps):
            X, y = self.queried(problem, X, y, W)
            moved = W.copy()
            for i in range(N):
                g = gradient_mean(
                    X[:, i * d : (i + 1) * d].copy(), y[:, i].copy(), W[i], self.lengthscale, self.noise
                )
                turn = self.surrogate_gradient(mean - state.V[i], W[i])
                moved[i] = W[i] - self.step_size * (g + self.correction * turn)
            W = moved
        V = state.V.copy()
        for i in range(N):
            V[i] = self.weights(X[:, i * d : (i + 1) * d].copy(), y[:, i].copy())
        return State(W.sum(axis=0) / N, X, y, V)

    def at_server(self, problem, x):
        """x for every client, shape (N, d)."""
        row = x.reshape((1, x.shape[0]))
        W = row.copy()
        for _ in range(problem.sample_count() - 1):
            W = np.concatenate((W, row))
        return W

    def values(self, problem, W):
        """F_i(w_i), shape (1, N)."""
        y = W.sum(axis=1)  # a number for each client, replaced below
        for i in range(W.shape[0]):
            y[i] = problem.sample_value(W[i], i)
        return y.reshape((1, W.shape[0]))

    def queried(self, problem, X, y, W):
        """The latest `memory` queries and values of all clients once they ask at the rows of W (N, d) too."""
        asked = W.copy().reshape((1, W.shape[0] * W.shape[1]))
        values = np.concatenate((y, self.values(problem, W)))
        return np.concatenate((X, asked))[-self.memory :].copy(), values[-self.memory :].copy()

    def weights(self, X, y):
        """v of the queries X (n, d) with values y (n,), shape (M,)."""
        M = self.phases.shape[0]
        features = self.features(X)
        A = add_to_diagonal(2 * np.dot(features, features.T) / M, self.noise)
        return 2 * np.dot(np.linalg.solve(A, y), features) / M

    def features(self, X):
        """phi at the rows of X, shape (n, M)."""
        return np.cos(np.dot(X, self.frequencies.T) / self.lengthscale + self.phases)

    def surrogate_gradient(self, v, w):
        """grad phi(w)' v, shape (d,)."""
        angles = np.dot(self.frequencies, w) / self.lengthscale + self.phases
        return -np.dot(v * np.sin(angles), self.frequencies) / self.lengthscale
