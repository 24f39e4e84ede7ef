"""Stochastic Lanczos quadrature: the spectral density of a Hessian, smoothed, on a grid.

Source      Lin, Saad & Yang 2016; Ghorbani, Krishnan & Xiao 2019 and Papyan 2018 for Hessians of networks.
Step        x_{k+1} = mean over k + 1 probes z of sum_i tau_i N(t; theta_i, width^2), t = grid_1, ..., grid_d
            theta_i, tau_i: eigenvalues and squared first components of the eigenvectors of T = Q H Q', rows of Q = the
            first `order` Lanczos vectors from z/|z|, z of random signs;  H = Hessian of f at `point`
Guarantee   sum_i tau_i theta_i^j = z'H^j z/|z|^2 for j <= 2 order - 1; with order = d, E x is the density
            (1/d) sum_i N(t; lambda_i, width^2) exactly                                                      (derived)
Assumes     H symmetric; a probe whose Krylov space is smaller than `order` gives nodes of weight 0.
Cost        `order` Hessian-vector products, 4 order^2 d multiplications and one eigen-decomposition of T per step.
Departures  the grid has as many points as x has entries. T is formed as Q H Q', which is tridiagonal but for rounding.
            The start has weight 0: it is forgotten in the first step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, scale_to_norm
from refimpl.hessian_spectrum.lanczos import orthogonal_part
from refimpl.hessian_spectrum.point import check_point


class State(NamedTuple):
    """Running mean of the density, and how many probes it is over."""

    x: Any  # density at the points of the grid, shape (d,)
    k: int


def projected(problem, point, z, order):
    """The Hessian projected onto the Krylov space of z, in the basis of its first Lanczos vectors: (order, order)."""
    basis = np.outer(np.zeros_like(z[:order]), z)
    products = basis.copy()
    w = z
    for k in range(order):
        q = scale_to_norm(orthogonal_part(basis, w), 1.0)
        basis[k] = q
        w = problem.hessian_vector(point, q)
        products[k] = w
    return basis @ products.T


def quadrature(problem, point, z, order):
    """Nodes and weights (order,) of Gauss quadrature for the spectral measure of z/|z|."""
    theta, V = eigh(projected(problem, point, z, order))
    return theta, V[0] * V[0]


def gaussian(t, width):
    """Density of N(0, width^2) at the entries of t, with pi = 4 arctan 1 to the last digit of every engine."""
    s = t / width
    return np.exp(-s * s / 2) / (width * np.sqrt(8.0 * np.arctan(np.ones_like(t))))


class StochasticLanczosQuadrature(NamedTuple):
    """SLQ for the Hessian at `point` with `order` >= 1 nodes per probe, on `grid` with kernel `width` > 0.

    `point` and `grid` have shape (d,); order <= d; grid and width have the units of eigenvalues.
    """

    point: Any
    order: int
    grid: Any
    width: float

    @classmethod
    def prescribed(cls, problem):
        """Half of the largest order, a grid over [-L, L] and a kernel of half of L."""
        d, L = problem.dimension(), problem.smoothness()
        return cls(np.zeros(d), (d + 1) // 2, np.linspace(-L, L, d), L / 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        d = problem.dimension()
        check_point(problem, self.point)
        checks.count("order", self.order)
        checks.between("order", self.order, 1, d)
        checks.array("grid", self.grid, shape=(d,))
        checks.positive("width", self.width)

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        z = np.sign(rng.standard_normal(state.x.shape[0]))
        theta, tau = quadrature(problem, self.point, z, self.order)
        columns = np.outer(self.grid, np.ones_like(tau))
        sample = gaussian(columns - theta, self.width) @ tau
        return State((state.k * state.x + sample) / (state.k + 1), state.k + 1)
