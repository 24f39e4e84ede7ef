"""Implicit Diffusion through denoising: a queue of particles in staggered steps, and the adjoint of the finished one.

Source      Marion et al. 2025 (AISTATS), the algorithm in finite time, and its adjoint method for denoising diffusions.
Step        score s(y, tau) = -g_y(e^{-tau} x, y), M steps of length h at times tau_m = (M - m) h
            slot m + 1 <- Y_{m+1} = Y_m + h (Y_m + 2 s(Y_m, tau_m)) + sqrt(2 h) xi  of slot m,  slot 0 <- N(start, I)
            x+ = x - eta G of the path Y_0, ..., Y_M in the last slot, before the queue moves:
            A <- f_y(x, Y_M), G <- f_x(x, Y_M);  for m = M-1, ..., 0, c = e^{-tau_m}:
            G <- G - 2 h c g_xy(c x, Y_m) A,   A <- A + h (A - 2 g_yy(c x, Y_m) A)
Guarantee   x constant: G is the derivative of f(x, Y_M(x)) for the given draws                                (derived)
            g = |y|^2/2 - y'Bx, start 0: E Y_M = c_M B x, |c_M - c| <= h c/2 with c = 1 - e^{-2 M h}           (derived)
Assumes     -g_y(x, .) is the score of the data and that of the noised data is the same with x shrunk: mixtures of unit
            normal laws whose centres are linear in x.
Cost        M lower_y, which need not wait for each other, M lower_yy_vector and lower_xy_vector, one upper_x, one
            upper_y and (M + 1) dy normal draws per step; (M + 1)^2 dy floats.
Departures  paths are kept, not solved backwards; the adjoint is that of the discrete scheme; one particle per slot; the
            first M + 1 steps fill the queue and leave x. That the gradient is taken before the queue moves is recalled.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Parameter and queue."""

    x: Any  # x_k, shape (dx,)
    paths: Any  # row m holds Y_0, ..., Y_m of the particle that has taken m steps, shape (M + 1, M + 1, dy)
    k: int  # steps taken, up to M + 1: then the queue is full


class ImplicitDiffusionDenoising(NamedTuple):
    """`step_size` eta > 0, `time_step` h > 0, `denoising_steps` M >= 1, `start` (dy,), mean of the noise."""

    step_size: float
    time_step: float
    denoising_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Half of 1/L of psi, h = 1/(4 L_g), M = 2, noise of mean zero; a good sampler has M h of some units."""
        start = np.zeros(problem.lower_dimension())
        return cls(0.5 / problem.smoothness(), 0.25 / problem.lower_smoothness(), 2, start)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("time_step", self.time_step)
        checks.count("denoising_steps", self.denoising_steps)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        M = self.denoising_steps
        nothing = np.repeat(np.zeros_like(self.start), (M + 1) * (M + 1))
        return State(x0, nothing.reshape(M + 1, M + 1, -1), 0)

    def step(self, problem, state, rng):
        paths, M = self.advanced(problem, state, rng), self.denoising_steps
        if state.k <= M:
            return State(state.x, paths, state.k + 1)
        G = self.gradient(problem, state.x, state.paths[M])
        return State(state.x - self.step_size * G, paths, state.k)

    def advanced(self, problem, state, rng):
        """The queue after one step of every particle, at the old x, and a new one."""
        paths, d = state.paths.copy(), state.paths.shape[2]
        paths[0, 0] = self.start + rng.standard_normal(d)
        for m in range(min(state.k, self.denoising_steps)):
            paths[m + 1] = state.paths[m]
            moved = self.denoised(problem, state.x, state.paths[m, m], m, rng.standard_normal(d))
            paths[m + 1, m + 1] = moved
        return paths

    def denoised(self, problem, x, y, m, noise):
        """Y_{m+1} from Y_m = y."""
        h = self.time_step
        drift = y - 2 * problem.lower_y(self.shrinkage(m) * x, y)
        return y + h * drift + np.sqrt(2 * h) * noise

    def shrinkage(self, m):
        """e^{-tau_m}."""
        return np.exp(-self.time_step * (self.denoising_steps - m))

    def gradient(self, problem, x, path):
        """G of one path (M + 1, dy)."""
        h, M = self.time_step, self.denoising_steps
        A, G = problem.upper_y(x, path[M]), problem.upper_x(x, path[M])
        for j in range(M):
            m = M - 1 - j
            c = self.shrinkage(m)
            G = G - 2 * h * c * problem.lower_xy_vector(c * x, path[m], A)
            A = A + h * (A - 2 * problem.lower_yy_vector(c * x, path[m], A))
        return G
