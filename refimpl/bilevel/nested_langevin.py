"""Optimisation through sampling with a nested loop: fresh Langevin chains for every step of the parameter.

Source      Marion et al. 2025 (AISTATS), the nested-loop baseline of Implicit Diffusion.
Step        Y <- start;  T times Y_i <- Y_i - gamma g_y(x, Y_i) + sqrt(2 gamma) xi_i;  x+ = x - eta G(x, Y)
            G the covariance form, see `implicit-diffusion`
Guarantee   g = |y - x|^2/2, f = |y - t|^2/2, N = inf, chains from mean m: the fixed point is
            (t - a m)/(1 - a), a = (1 - gamma)^T, at a distance a |t - m|/(1 - a) from the optimum t           (derived)
Assumes     gamma < 2/L_g where g is convex in y; T large against 1/(gamma mu) for a small bias.
Cost        T N of lower_y and T N dy normal draws, N of upper, upper_x and lower_x per step; N dy floats.
Departures  as in `implicit-diffusion`; that chains start afresh is recalled from the paper, not read in it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.implicit_diffusion import check_particles, cloud, covariance_gradient, langevin
from refimpl.core import checks


class State(NamedTuple):
    """The parameter."""

    x: Any  # x_k, shape (dx,)


class NestedLangevin(NamedTuple):
    """`step_size` eta > 0, `lower_step_size` gamma > 0, `inner_steps` T >= 1, `start` (N, dy) of the chains, N >= 2."""

    step_size: float
    lower_step_size: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Both steps half of 1/L, of psi and of g; T = 3, four particles near zero."""
        return cls(0.5 / problem.smoothness(), 0.5 / problem.lower_smoothness(), 3, cloud(problem))

    def validate(self, problem):
        """Raise ValueError unless both steps are positive and the start has two particles of the lower dimension."""
        check_particles(self, problem)
        checks.count("inner_steps", self.inner_steps)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        particles = self.start.copy()
        for _ in range(self.inner_steps):
            particles = self.moved(problem, state.x, particles, rng)
        return State(state.x - self.step_size * self.gradient(problem, state.x, particles))

    def gradient(self, problem, x, particles):
        """G of the particles."""
        return covariance_gradient(problem, x, particles)

    def moved(self, problem, x, particles, rng):
        """The particles after one Langevin step."""
        return langevin(problem, x, particles, self.lower_step_size, rng)
