"""SGM: stochastic subgradient steps for the conditional value at risk, in the variables and the level.

Source      Meng & Gower 2023 ("A Model-Based Method for Minimizing CVaR and Beyond"), the subgradient baseline.
Step        nu = 1 if l(x) > a, else 0;  x+ = x - lam_x kappa nu g,  a+ = a - lam_a (1 - kappa nu)       (see `cvar`)
Guarantee   lam_x = lam_a = lam, w any point, F convex: E|z+ - w|^2 <= |z - w|^2 - 2 lam (F(z) - F(w)) + lam^2 L^2,
            z = (x, a), L^2 = E max(1, (kappa - 1)^2 + kappa^2 |g|^2)                                         (derived)
Assumes     convex losses for the guarantee.
Cost        one sampled value and gradient per step; d + 1 floats.
Departures  a_0 = 0; at l = a the subgradient of the smaller side.
"""

from __future__ import annotations

from refimpl.nonsmooth_nonconvex.cvar import CVaRMethod


class CVaRSubgradient(CVaRMethod):
    """SGM with the fields of `CVaRMethod`."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        nu = self.multiplier(problem.sample_value(state.x, draw), state.level)
        return self.moved(state, problem.sample_gradient(state.x, draw), nu)

    def multiplier(self, value, level):
        """1 where the loss exceeds the level."""
        return 1.0 if value > level else 0.0
