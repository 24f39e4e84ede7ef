"""Least squares with a two-layer network: where the field looks for flat minima.

Definition  f(x) = (1/2n) sum_i (F(u_i) - y_i)^2, F(u) = sum_j a_j s(w_j'u), rows u_i of X (n, p), `width` m hidden
            units, activation s; x = (w_1, ..., w_m, a_1, ..., a_m) of shape (m (p + 1),). A column of ones in X is
            the bias: its weights are the b_j.
Hessian     J'J/n + (1/n) sum_i r_i D^2 F(u_i), r = F - y, J = dF/dx (Gauss-Newton and residual part). D^2 F has one
            block per unit, [[a s'' u u', s' u], [s' u', 0]]. Where r = 0 the trace is (1/n) sum |J_i|^2.
Constants   f* >= 0, attained where the data are fitted. No global smoothness. |s(z)| <= |z|, |s'| <= 1 and |s''| <= c
            give on |x| <= R: |J_i| <= |u_i| R, |F(u_i)| <= |u_i| R^2/2 and |D^2 F(u_i)| <= c R |u_i|^2 + |u_i|, hence
            |H| <= mean_i |u_i|^2 R^2 + (|u_i| R^2/2 + |y_i|) (c R |u_i|^2 + |u_i|).
            tanh: c = 4/(3 sqrt 3), from 2 t (1 - t^2) at t = 1/sqrt 3. ReLU: c is infinite; s'(0) = 0 here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class Tanh(NamedTuple):
    """s(z) = tanh z."""

    def value(self, z):
        return np.tanh(z)

    def slope(self, z):
        t = np.tanh(z)
        return 1.0 - t * t

    def curvature(self, z):
        t = np.tanh(z)
        return -2 * t * (1.0 - t * t)

    def curvature_bound(self):
        """c = max |s''|."""
        return 4 / (3 * float(np.sqrt(3.0)))


class ReLU(NamedTuple):
    """s(z) = max(z, 0), with s'(0) = 0; s'' = 0 away from the kink."""

    def value(self, z):
        return np.maximum(z, 0.0)

    def slope(self, z):
        return np.sign(np.maximum(z, 0.0))

    def curvature(self, z):
        return np.zeros_like(z)

    def curvature_bound(self):
        """Infinite: s' jumps."""
        return float("inf")


class TwoLayerNetwork(NamedTuple):
    """f(x) = mean (F(X) - y)^2/2 with inputs `X` (n, p), targets `y` (n,), `width` >= 1 units and an `activation`."""

    X: Any
    y: Any
    width: int
    activation: Any

    def validate(self):
        """Raise ValueError unless the shapes fit and the width is a positive integer."""
        checks.array("X", self.X, ndim=2)
        checks.array("y", self.y, shape=(self.X.shape[0],))
        checks.count("width", self.width)

    def dimension(self):
        return self.width * (self.X.shape[1] + 1)

    def output(self, x):
        """F(u_i), shape (n,)."""
        W, a = self._layers(x)
        return self.activation.value(self.X @ W.T) @ a

    def value(self, x):
        r = self.output(x) - self.y
        return np.dot(r, r) / (2 * self.X.shape[0])

    def gradient(self, x):
        W, a = self._layers(x)
        Z = self.X @ W.T
        S = self.activation.value(Z)
        r = S @ a - self.y
        first = (self.activation.slope(Z) * np.outer(r, a)).T @ self.X
        return np.concatenate((first.ravel(), S.T @ r)) / self.X.shape[0]

    def hessian_vector(self, x, v):
        W, a = self._layers(x)
        V, b = self._layers(v)
        Z = self.X @ W.T
        S, slope = self.activation.value(Z), self.activation.slope(Z)
        r = S @ a - self.y
        turn = self.X @ V.T
        moved = slope * turn
        change = moved @ a + S @ b
        inner = self.activation.curvature(Z) * turn * np.outer(r, a)
        inner = inner + slope * (np.outer(change, a) + np.outer(r, b))
        first, second = inner.T @ self.X, moved.T @ r + S.T @ change
        return np.concatenate((first.ravel(), second)) / self.X.shape[0]

    def jacobian(self, x):
        """J, the derivatives of the outputs, shape (n, d)."""
        W, a = self._layers(x)
        Z = self.X @ W.T
        S, inner = self.activation.value(Z), self.activation.slope(Z) * a
        J = np.outer(np.zeros_like(self.y), x)
        for i in range(self.X.shape[0]):
            J[i] = np.concatenate((np.outer(inner[i], self.X[i]).ravel(), S[i]))
        return J

    def gauss_newton(self, x):
        """J'J/n, the Hessian where the data are fitted."""
        J = self.jacobian(x)
        return J.T @ J / self.X.shape[0]

    def input_moment(self):
        """X'X/n, the second moments of the inputs with their bias, shape (p, p)."""
        return self.X.T @ self.X / self.X.shape[0]

    def hessian(self, x):
        n, p = self.X.shape
        W, a = self._layers(x)
        Z = self.X @ W.T
        slope, curvature = self.activation.slope(Z), self.activation.curvature(Z)
        r = self.activation.value(Z) @ a - self.y
        H = self.gauss_newton(x)
        for j in range(self.width):
            unit, last = slice(j * p, (j + 1) * p), self.width * p + j
            mixed = self.X.T @ (r * slope[:, j]) / n
            H[unit, unit] = H[unit, unit] + (self.X.T * (r * curvature[:, j] * a[j])) @ self.X / n
            H[unit, last] = H[unit, last] + mixed
            H[last, unit] = H[last, unit] + mixed
        return H

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.X.shape[0])

    def sample_value(self, x, draw):
        W, a = self._layers(x)
        r = np.dot(a, self.activation.value(W @ self.X[draw])) - self.y[draw]
        return r * r / 2

    def sample_gradient(self, x, draw):
        W, a = self._layers(x)
        z = W @ self.X[draw]
        s = self.activation.value(z)
        r = np.dot(a, s) - self.y[draw]
        first = np.outer(r * a * self.activation.slope(z), self.X[draw])
        return np.concatenate((first.ravel(), r * s))

    def noise_layers(self):
        """Two layers whose outputs may carry noise: hidden units before their activation, and the output."""
        return 2

    def noise_size(self):
        """How many numbers the layers put out: m + 1."""
        return self.width + 1

    def noise_part(self, Z, layer):
        """The noise Z (m + 1,) with that of all other layers set to zero."""
        part = np.zeros_like(Z)
        if layer == 0:
            part[: self.width] = Z[: self.width]
        else:
            part[self.width :] = Z[self.width :]
        return part

    def noisy_value(self, x, draw, Z):
        """The loss of the sample where Z (m + 1,) is added to what the layers put out, layer after layer."""
        a = self._layers(x)[1]
        r = np.dot(a, self.noisy_units(x, draw, Z)) + Z[self.width] - self.y[draw]
        return r * r / 2

    def noise_score(self, x, draw, Z):
        """sum over the layers of (d output/d own parameters)' Z, the inputs of a layer being the noisy ones, (d,)."""
        first = np.outer(Z[: self.width], self.X[draw])
        return np.concatenate((first.ravel(), Z[self.width] * self.noisy_units(x, draw, Z)))

    def noisy_units(self, x, draw, Z):
        """The hidden units of the sample with noise, s(W u + Z), shape (m,)."""
        return self.activation.value(self._layers(x)[0] @ self.X[draw] + Z[: self.width])

    def sample_jacobian(self, x, draw):
        """The derivative of the output F(u_i), shape (1, d)."""
        W, a = self._layers(x)
        z = W @ self.X[draw]
        first = np.outer(a * self.activation.slope(z), self.X[draw])
        return np.atleast_2d(np.concatenate((first.ravel(), self.activation.value(z))))

    def sample_output_gradient(self, x, draw):
        """The derivative of the loss in the output, shape (1,)."""
        W, a = self._layers(x)
        return (np.dot(a, self.activation.value(W @ self.X[draw])) - self.y[draw]) * np.ones_like(a[:1])

    def sample_output_hessian(self, x, draw):
        """The second derivative of the loss in the output, shape (1, 1): 1."""
        return np.ones_like(self.X[:1, :1])

    def sample_gradients(self, x):
        """All grad f_i(x) as rows, shape (n, d); their mean is the gradient."""
        return np.outer(self.output(x) - self.y, np.ones_like(x)) * self.jacobian(x)

    def lower_bound(self):
        """0 <= f*; attained where some network of this width fits the data."""
        return 0.0

    def smoothness_on_ball(self, radius):
        """Upper bound of |H(x)| over |x| <= radius; infinite for an activation with kinks."""
        u, y, R = np.linalg.norm(self.X, axis=1), np.abs(self.y), radius
        bend = self.activation.curvature_bound() * R * u * u + u
        return float(np.mean(u * u * R * R + (u * R * R / 2 + y) * bend))

    def _layers(self, x):
        """The weights (m, p) and the output weights (m,)."""
        k = self.width * self.X.shape[1]
        return x[:k].reshape(self.width, self.X.shape[1]), x[k:]


def with_bias(inputs: Any) -> Any:
    """The inputs (n, p) with a column of ones, (n, p + 1)."""
    return np.column_stack([inputs, np.ones(len(inputs))])


def random_teacher(
    n: int, p: int, width: int, activation: Any, seed: int
) -> tuple[TwoLayerNetwork, np.ndarray]:
    """Standard normal inputs with bias, and targets of a standard normal teacher of the same width: f* = 0.

    Returns the problem and the teacher, a minimiser up to the rounding of the targets.
    """
    for name, value in (("n", n), ("p", p), ("width", width)):
        checks.count(name, value)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    problem = TwoLayerNetwork(with_bias(rng.standard_normal((n, p))), np.zeros(n), width, activation)
    teacher = rng.standard_normal(problem.dimension())
    return problem._replace(y=problem.output(teacher)), teacher
