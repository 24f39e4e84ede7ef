"""What the field also calls Hutchinson's estimator: probes of other laws, at the price of another variance."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.hessian_spectrum.hutchinson import Hutchinson
from verification.claim import dialect


@dialect(
    "standard normal probes: more variance, above all on the diagonal; GPyTorch and much of linear algebra"
)
class GaussianProbes(Hutchinson):
    """z ~ N(0, I)."""

    def step(self, problem, state, rng):
        z = rng.standard_normal(state.x.shape[0])
        return self.averaged(state, z * problem.hessian_vector(self.point, z))


@dialect(
    "probes uniform on the sphere of radius sqrt(d); normalised normal draws, as in spectral density codes"
)
class SphereProbes(Hutchinson):
    """z = sqrt(d) g / |g|, g ~ N(0, I)."""

    def step(self, problem, state, rng):
        z = scale_to_norm(rng.standard_normal(state.x.shape[0]), np.sqrt(np.sum(np.ones_like(state.x))))
        return self.averaged(state, z * problem.hessian_vector(self.point, z))


DIALECTS = (GaussianProbes, SphereProbes)
