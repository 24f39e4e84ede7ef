"""Inverted Gaussians: minima with a depth and a width each, for methods that prefer wide ones.

Definition  f(x) = -sum_j A_j exp(-s_j/2), s_j = sum_i ((x_i - c_ji)/k_ji)^2: well j of depth A_j > 0 has its centre at
            c_j and the widths k_ji > 0 along the axes.
Constants   along a line a well is -A e^{-r^2/2} phi(t |v/k|) with phi = exp(-t^2/2). phi'' = (t^2 - 1) phi has the
            extreme values -1 at 0 and 2 e^{-3/2} at t^2 = 3, so L <= sum A_j / min_i k_ji^2, attained at the centre of
            a single well; phi''' = t (3 - t^2) phi is extreme where t^4 - 6 t^2 + 3 = 0, that is t^2 = 3 - sqrt 6, and
            the Hessian is Lipschitz with sum A_j / min_i k_ji^3 times t sqrt 6 e^{-t^2/2} there, attained by one well.
Minimum     f >= -sum A_j, attained by a single well; near a centre far from the others f is -A_j.
Worst case  the largest value of a well alone within distance r of its centre is -A_j exp(-r^2/(2 min_i k_ji^2)):
            the narrowest width decides. A deep narrow well loses to a shallow wide one beyond a radius r*.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class GaussianWells(NamedTuple):
    """Wells of `depths` (m,) at `centres` (m, d) with `widths` (m, d) along the axes."""

    depths: Any
    centres: Any
    widths: Any

    def validate(self):
        """Raise ValueError unless the shapes fit and depths and widths are positive."""
        checks.array("centres", self.centres, ndim=2)
        checks.array("depths", self.depths, shape=(self.centres.shape[0],))
        checks.array("widths", self.widths, shape=self.centres.shape)
        for name, values in (("depths", self.depths), ("widths", self.widths)):
            if not np.all(values > 0):
                raise ValueError(f"{name} must be positive, got a smallest entry of {np.min(values):.3g}")

    def dimension(self):
        return self.centres.shape[1]

    def value(self, x):
        return -np.sum(self.heights(x))

    def gradient(self, x):
        return self.heights(x) @ ((x - self.centres) / (self.widths * self.widths))

    def hessian(self, x):
        w, k2 = self.heights(x), self.widths * self.widths
        u = (x - self.centres) / k2
        return np.diag(w @ (1.0 / k2)) - (u.T * w) @ u

    def hessian_vector(self, x, v):
        w, k2 = self.heights(x), self.widths * self.widths
        u = (x - self.centres) / k2
        return (w @ (1.0 / k2)) * v - u.T @ (w * (u @ v))

    def smoothness(self):
        """Upper bound sum A_j / min_i k_ji^2, attained by a single well."""
        return float(np.sum(self.depths / np.min(self.widths, axis=1) ** 2))

    def hessian_lipschitz(self):
        """Upper bound sum A_j / min_i k_ji^3 times max |phi'''|, attained by a single well."""
        s = 3 - np.sqrt(6.0)
        return float(np.sqrt(6 * s) * np.exp(-s / 2) * np.sum(self.depths / np.min(self.widths, axis=1) ** 3))

    def lower_bound(self):
        """-sum A_j <= f."""
        return -float(np.sum(self.depths))

    def worst_value(self, radius):
        """Largest value of each well alone within `radius` of its centre, shape (m,), on the host."""
        return -self.depths * np.exp(-(radius**2) / (2 * np.min(self.widths, axis=1) ** 2))

    def switch_radius(self):
        """The radius at which the worst values of two wells are equal, for two wells of which the deeper is narrower.

        ValueError where there is no such radius.
        """
        k = np.min(self.widths, axis=1)
        if len(k) != 2 or not (self.depths[0] - self.depths[1]) * (k[0] - k[1]) < 0:
            raise ValueError("wells must be two, the deeper one narrower, for a switch radius")
        gap = np.log(self.depths[0] / self.depths[1]) / (1 / k[0] ** 2 - 1 / k[1] ** 2)
        return float(np.sqrt(2 * gap))

    def heights(self, x):
        """Depth times bump of every well at x, shape (m,)."""
        z = (x - self.centres) / self.widths
        return self.depths * np.exp(-np.sum(z * z, axis=1) / 2)
