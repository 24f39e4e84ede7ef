"""Quadratics, with the constants of their spectrum.

Definition  f(x) = x'Ax/2 - b'x, A symmetric of shape (d, d), possibly indefinite.
Constants   L = max |lambda_i|, mu = min lambda_i (negative where f is not convex), Hessian Lipschitz 0; they
            are the eigenvalues as LAPACK gives them, within a few units of L in the last place.
Minimiser   x* = A^{-1} b, f* = -b'x*/2 where A is positive definite; the one of least norm where A is
            semidefinite and b lies in its range.
Suboptimal  f(x) - f* = (x - x*)'A(x - x*)/2 = r'A^{-1}r/2 with r = Ax - b, a sum that never cancels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import symmetric_product
from refimpl.problems import exact


class Quadratic(NamedTuple):
    """f(x) = x'Ax/2 - b'x with `A` of shape (d, d), symmetric, and `b` of shape (d,)."""

    A: Any
    b: Any

    def validate(self):
        """Raise ValueError unless A is symmetric and b fits it."""
        checks.symmetric("A", self.A)
        checks.array("b", self.b, shape=(self.A.shape[0],))

    def dimension(self):
        return self.b.shape[0]

    def value(self, x):
        return np.dot(x, symmetric_product(self.A, x)) / 2 - np.dot(self.b, x)

    def gradient(self, x):
        return symmetric_product(self.A, x) - self.b

    def hessian(self, x):
        return self.A.copy()

    def hessian_vector(self, x, v):
        return symmetric_product(self.A, v)

    def third_derivative(self, x, v):
        """D^3 f(x)[v] = 0, shape (d, d)."""
        return 0 * self.A

    def third_lipschitz(self):
        return 0.0

    def suboptimality(self, x):
        """f(x) - f*, never negative up to rounding; needs a regular A (use minimum() otherwise)."""
        r = symmetric_product(self.A, x) - self.b
        return np.dot(r, np.linalg.solve(self.A, r)) / 2

    def smoothness(self):
        """L, the largest modulus of an eigenvalue."""
        return float(np.max(np.abs(np.linalg.eigvalsh(self.A))))

    def strong_convexity(self):
        """mu, the smallest eigenvalue; negative where f is not convex."""
        return float(np.linalg.eigvalsh(self.A)[0])

    def hessian_lipschitz(self):
        return 0.0

    def minimizer(self):
        """x*, to the last digit where A is positive definite. ValueError where f is not bounded below."""
        w, V = np.linalg.eigh(self.A)
        negligible = len(w) * np.finfo(float).eps * np.max(np.abs(w))
        if w[0] > negligible:
            return exact.solve(self.A, self.b)
        if w[0] < -negligible:
            raise ValueError(
                f"A must be positive semidefinite for a minimum, got an eigenvalue of {w[0]:.3g}"
            )
        inside, coefficients = w > negligible, V.T @ self.b
        outside = np.linalg.norm(coefficients[~inside])
        if outside > 1e-10 * np.linalg.norm(self.b):
            raise ValueError(
                f"b must lie in the range of A for a minimum, got a part of {outside:.3g} outside"
            )
        return V[:, inside] @ (coefficients[inside] / w[inside])

    def minimum(self):
        """f* to the last digit, from x*: an error of x* enters squared. ValueError as for minimizer()."""
        return exact.value(self, self.minimizer())


def diagonal_quadratic(spectrum: Any) -> Quadratic:
    """The quadratic sum lambda_i x_i^2 / 2 with minimiser 0."""
    spectrum = np.asarray(spectrum)
    checks.array("spectrum", spectrum, ndim=1)
    return Quadratic(np.diag(spectrum.astype(np.float64)), np.zeros(spectrum.size))


def random_quadratic(spectrum: Any, seed: int, minimizer: Any = None) -> Quadratic:
    """A quadratic with the eigenvalues `spectrum` in a uniformly random orthonormal basis.

    `minimizer` is its stationary point x*, b = A x* (rounded); it is drawn from N(0, I) where not given.
    """
    spectrum = np.asarray(spectrum)
    checks.array("spectrum", spectrum, ndim=1)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    Q = random_orthogonal(rng, spectrum.size)
    if minimizer is None:
        minimizer = rng.standard_normal(spectrum.size)
    checks.array("minimizer", minimizer, shape=(spectrum.size,))
    A = (Q * spectrum) @ Q.T
    A = (A + A.T) / 2
    return Quadratic(A, A @ minimizer)


def random_orthogonal(rng: np.random.Generator, d: int) -> np.ndarray:
    """Orthogonal matrix of Haar's law: QR of a Gaussian matrix with the signs of R's diagonal undone."""
    Q, R = np.linalg.qr(rng.standard_normal((d, d)))
    return Q * np.where(np.diag(R) < 0, -1.0, 1.0)
