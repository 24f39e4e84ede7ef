"""Implicit Diffusion: one Langevin step of the particles and one step of the parameter at a time.

Source      Marion, Korba, Bartlett, Blondel, De Bortoli, Doucet, Llinares-Lopez, Paquette & Berthet 2025 (AISTATS),
            the single-loop algorithm with Langevin sampling of pi_x ~ exp(-g(x, .)); covariance form of the gradient.
Step        l(x) = E f(x, Y) with Y ~ pi_x, f the negative reward;  G = (1/N) sum f_x(x, Y_i) - Cov_N(f, g_x)
            x+ = x - eta G,   Y_i+ = Y_i - gamma g_y(x, Y_i) + sqrt(2 gamma) xi_i, both from the old (x, Y)
            Cov_N: sample covariance over the particles with the divisor N - 1
Guarantee   particles that are independent draws of pi_x: E G = grad l(x), for every N >= 2                   (derived)
            g = |y - x|^2/2, f = |y - t|^2/2, N = inf: mean particle and x move by a linear map with fixed point t
            for every ratio of the two step sizes, stable iff eta < 1 - gamma/2                                (derived)
Assumes     gamma < 2/L_g is enough for a stationary law where g is convex in y.
Cost        N of upper, upper_x, lower_x and lower_y and N dy normal draws per step; N dy floats.
Departures  f may depend on x as well, which adds the mean of f_x; an additive c(x) in g changes nothing. That both
            move from the old pair is recalled from the paper, not read in it; its rates are not claimed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Parameter and particles."""

    x: Any  # x_k, shape (dx,)
    particles: Any  # Y_i, shape (N, dy)


class ImplicitDiffusion(NamedTuple):
    """`step_size` eta > 0 of x, `lower_step_size` gamma > 0 of the particles, `start` (N, dy) of them, N >= 2."""

    step_size: float
    lower_step_size: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Both steps half of 1/L, of psi and of g; four particles near zero. No theory has constants."""
        return cls(0.5 / problem.smoothness(), 0.5 / problem.lower_smoothness(), cloud(problem))

    def validate(self, problem):
        """Raise ValueError unless both steps are positive and the start has two particles of the lower dimension."""
        check_particles(self, problem)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        G = self.gradient(problem, state.x, state.particles)
        return State(state.x - self.step_size * G, self.moved(problem, state.x, state.particles, rng))

    def gradient(self, problem, x, particles):
        """G of the particles."""
        return covariance_gradient(problem, x, particles)

    def moved(self, problem, x, particles, rng):
        """The particles after one Langevin step."""
        return langevin(problem, x, particles, self.lower_step_size, rng)


def cloud(problem):
    """Four particles around zero, in sixteenths."""
    return np.round(8 * np.random.default_rng(0).standard_normal((4, problem.lower_dimension()))) / 16


def check_particles(algorithm, problem):
    """Raise ValueError unless both steps are positive and the start has two particles of the lower dimension."""
    checks.positive("step_size", algorithm.step_size)
    checks.positive("lower_step_size", algorithm.lower_step_size)
    checks.array("start", algorithm.start, ndim=2)
    n = algorithm.start.shape[0]
    if n < 2:
        raise ValueError(f"start must hold at least 2 particles, got {n}")
    checks.array("start", algorithm.start, shape=(n, problem.lower_dimension()))


def covariance_gradient(problem, x, particles):
    """Mean of f_x minus the sample covariance of f and g_x, shape (dx,); it is enough to centre one of the two."""
    n, total, values = particles.shape[0], 0.0, []
    for i in range(n):
        values.append(problem.upper(x, particles[i]))
        total = total + values[i]
    G = np.zeros_like(x)
    for i in range(n):
        y = particles[i]
        G = G + problem.upper_x(x, y) / n - (values[i] - total / n) / (n - 1) * problem.lower_x(x, y)
    return G


def langevin(problem, x, particles, step_size, rng):
    """One step of every particle on g(x, .), with draws of its own."""
    n, d = particles.shape
    moved = particles + np.sqrt(2 * step_size) * rng.standard_normal(n * d).reshape(n, d)
    for i in range(n):
        moved[i] = moved[i] - step_size * problem.lower_y(x, particles[i])
    return moved
