"""Consensus-based optimisation (CBO): particles drift to their consensus point, with noise that dies out there.

Source      Riedl, Klock, Geldhauser & Fornasier 2023 ("Gradient is All You Need?"), scheme of Pinnau, Totzeck, Tse &
            Martin 2017; anisotropic noise of Carrillo, Jin, Li & Zhu 2021.
Step        v = consensus point of the particles X_i                                       (see `consensus`)
            X_i+ = X_i - lam dt (X_i - v) + sigma sqrt(dt) D(X_i - v) xi_i,  xi_i ~ N(0, I), x+ = v
            isotropic: D(u) = |u| I;  anisotropic: D(u) = diag(u);  v is that of the old particles for all i
Guarantee   a = 0: E V+ = ((1 - lam dt)^2 + kappa sigma^2 dt (1 - 1/N)) V, V = mean |X_i - mean X|^2, kappa = d or 1:
            the spread contracts iff kappa sigma^2 (1 - 1/N) < 2 lam - lam^2 dt                               (derived)
            |v - X_best| <= sum over the others of exp(-a gap_i) |X_i - X_best|, attained by two particles    (derived)
Assumes     nothing of f but values: neither smooth nor convex.
Cost        N evaluations and N d draws per step; N d floats.
Departures  the start is a cloud around x0 given by its offsets; x_k is the consensus point of the particles X_{k-1}.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm
from refimpl.zeroth_order.consensus import consensus_point


class State(NamedTuple):
    """Consensus point and particles."""

    x: Any  # v of the particles before the last step, shape (d,)
    cloud: Any  # X_i, shape (N, d)


class Isotropic(NamedTuple):
    """Noise of one size in all directions."""

    def scaled(self, u, z):
        """D(u) z."""
        return norm(u) * z


class Anisotropic(NamedTuple):
    """Noise in every coordinate of the size of that coordinate."""

    def scaled(self, u, z):
        """D(u) z."""
        return u * z


class CBO(NamedTuple):
    """`sharpness` a >= 0, `drift` lam > 0, `noise` sigma >= 0, `time_step` dt > 0, `offsets` (N, d) of the particles
    from the start, `diffusion` Isotropic() or Anisotropic().
    """

    sharpness: float
    drift: float
    noise: float
    time_step: float
    offsets: Any
    diffusion: Any = Isotropic()

    @classmethod
    def prescribed(cls, problem):
        """Four near particles, a = 1/2, lam = 1, dt = 1/4, a quarter of the largest variance that contracts."""
        d = problem.dimension()
        offsets = np.round(8 * np.random.default_rng(0).standard_normal((4, d))) / 64
        return cls(0.5, 1.0, (0.4375 / d) ** 0.5, 0.25, offsets)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.nonnegative("sharpness", self.sharpness)
        checks.positive("drift", self.drift)
        checks.nonnegative("noise", self.noise)
        checks.positive("time_step", self.time_step)
        checks.array("offsets", self.offsets, ndim=2)
        checks.array("offsets", self.offsets, shape=(self.offsets.shape[0], problem.dimension()))
        if not hasattr(self.diffusion, "scaled"):
            raise ValueError(
                f"diffusion must be Isotropic() or Anisotropic(), got {type(self.diffusion).__name__}"
            )

    def init(self, problem, x0):
        return State(x0, x0 + self.offsets)

    def step(self, problem, state, rng):
        v = self.consensus(problem, state.cloud)
        moved = state.cloud.copy()
        for i in range(moved.shape[0]):
            away = state.cloud[i] - v
            shaken = self.diffusion.scaled(away, rng.standard_normal(v.shape[0]))
            kick = self.noise * np.sqrt(self.time_step) * shaken
            moved[i] = state.cloud[i] - self.drift * self.time_step * away + kick
        return State(v, moved)

    def consensus(self, problem, cloud):
        """v_a of the rows of `cloud`."""
        return consensus_point(problem, cloud, self.sharpness)
