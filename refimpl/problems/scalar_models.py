"""One-dimensional models (x of shape (1,)) on which the local behaviour of Newton-type methods is exact.

CubicPerturbation    x^2/2 + x^3/6 on x > -1: f'' = 1 + x, Hessian Lipschitz 1, mu = 1 at x* = 0, f* = 0.
QuarticPerturbation  x^2/2 + a x^4/12, a > 0: f'' = 1 + a x^2, f'''' = 2a, f''''/f''^2 <= 2a; x* = 0, mu = 1.
LogBarrier           x - log x on x > 0: self-concordant, |f'''| = 2 f''^{3/2} exactly; x* = 1, f* = 1.
CubicPower           M |x|^3/6: f'' = M |x|, Hessian Lipschitz M, attained on each ray; x* = 0, f* = 0.
CurvatureLoss        mu x^2/2 - M |x|^3/6 on |x| < mu/M: f'' = mu - M |x|, the equality case of Newton's local
                     bound, |x+| = M x^2/(2(mu - M |x|)); x* = 0, f* = 0 there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class CubicPerturbation(NamedTuple):
    """f = x^2/2 + x^3/6 on x > -1."""

    def validate(self):
        """Nothing to check."""

    def dimension(self):
        return 1

    def value(self, x):
        return np.sum(x * x * (3.0 + x)) / 6

    def gradient(self, x):
        return x * (2.0 + x) / 2

    def hessian(self, x):
        return np.diag(1.0 + x)

    def hessian_vector(self, x, v):
        return (1.0 + x) * v

    def suboptimality(self, x):
        return self.value(x)

    def hessian_lipschitz(self):
        return 1.0

    def minimizer(self):
        return np.zeros(1)

    def minimum(self):
        return 0.0


class QuarticPerturbation(NamedTuple):
    """f = x^2/2 + a x^4/12 with a > 0."""

    a: float

    def validate(self):
        """Raise ValueError unless a > 0."""
        checks.positive("a", self.a)

    def dimension(self):
        return 1

    def value(self, x):
        return np.sum(x * x * (6.0 + self.a * x * x)) / 12

    def gradient(self, x):
        return x * (3.0 + self.a * x * x) / 3

    def hessian(self, x):
        return np.diag(1.0 + self.a * x * x)

    def hessian_vector(self, x, v):
        return (1.0 + self.a * x * x) * v

    def suboptimality(self, x):
        return self.value(x)

    def strong_convexity(self):
        return 1.0

    def third_derivative_lipschitz(self):
        """2a, also in the local norm (f'' >= 1)."""
        return 2 * self.a

    def minimizer(self):
        return np.zeros(1)

    def minimum(self):
        return 0.0


class LogBarrier(NamedTuple):
    """f = x - log x on x > 0."""

    def validate(self):
        """Nothing to check."""

    def dimension(self):
        return 1

    def value(self, x):
        return np.sum(x - np.log(x))

    def gradient(self, x):
        return (x - 1.0) / x

    def hessian(self, x):
        return np.diag(1.0 / (x * x))

    def hessian_vector(self, x, v):
        return v / (x * x)

    def suboptimality(self, x):
        """t - log(1 + t), t = x - 1, with a relative error of about 2 u/|t|."""
        return np.sum((x - 1.0) - np.log1p(x - 1.0))

    def self_concordance(self):
        """M_f in |f'''| <= 2 M_f f''^{3/2}."""
        return 1.0

    def minimizer(self):
        return np.ones(1)

    def minimum(self):
        return 1.0


class CubicPower(NamedTuple):
    """f = M |x|^3/6."""

    M: float

    def validate(self):
        """Raise ValueError unless M > 0."""
        checks.positive("M", self.M)

    def dimension(self):
        return 1

    def value(self, x):
        return self.M * np.sum(np.abs(x) * x * x) / 6

    def gradient(self, x):
        return self.M * np.abs(x) * x / 2

    def hessian(self, x):
        return np.diag(self.M * np.abs(x))

    def hessian_vector(self, x, v):
        return self.M * np.abs(x) * v

    def suboptimality(self, x):
        return self.value(x)

    def strong_convexity(self):
        return 0.0

    def hessian_lipschitz(self):
        return self.M

    def minimizer(self):
        return np.zeros(1)

    def minimum(self):
        return 0.0


class CurvatureLoss(NamedTuple):
    """f = mu x^2/2 - M |x|^3/6 on |x| < mu/M."""

    mu: float
    M: float

    def validate(self):
        """Raise ValueError unless mu, M > 0."""
        checks.positive("mu", self.mu)
        checks.positive("M", self.M)

    def dimension(self):
        return 1

    def value(self, x):
        return np.sum(x * x * (3 * self.mu - self.M * np.abs(x))) / 6

    def gradient(self, x):
        return x * (2 * self.mu - self.M * np.abs(x)) / 2

    def hessian(self, x):
        return np.diag(self.mu - self.M * np.abs(x))

    def hessian_vector(self, x, v):
        return (self.mu - self.M * np.abs(x)) * v

    def suboptimality(self, x):
        return self.value(x)

    def smoothness(self):
        return self.mu

    def hessian_lipschitz(self):
        return self.M

    def minimizer(self):
        return np.zeros(1)

    def minimum(self):
        return 0.0
