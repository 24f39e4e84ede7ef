"""Entropy-SGLD: Langevin dynamics on the local entropy, with an inner Langevin loop for its gradient.

Source      Dziugaite & Roy 2018, Algorithm 1, on the inner loop of Chaudhari et al. 2017.
Step        mu = average of the inner loop of Entropy-SGD at x (see there)
            x+ = x - a gamma (x - mu) + sqrt(2 a) zeta,  zeta ~ N(0, I)
Guarantee   the law of one step is that of Entropy-SGD with 2 a I added to the covariance           (derived)
Assumes     b < 2 / (L + gamma) for a stable inner loop.
Cost        L sampled gradients per step; two extra d-vectors, (L + 1) d normal draws.
Departures  no clipping and no prior; the original writes a / 2 for a.
"""

from __future__ import annotations

import numpy as np

from refimpl.flatness.entropy_sgd import EntropySGD, State


class EntropySGLD(EntropySGD):
    """Entropy-SGLD: `step_size` a, `scope` gamma, inner step b, `inner_steps` L, `averaging` c, `noise` eps.

    Noise sqrt 2 samples the local Gibbs measure at temperature one. Prescribed parameters are Entropy-SGD's.
    """

    def step(self, problem, state, rng):
        mean = self.local_mean(problem, state.x, rng)
        x = state.x - self.step_size * self.scope * (state.x - mean)
        return State(x + np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size))
