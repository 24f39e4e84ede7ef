"""Is a minimum stable for SGD? The growth of second moments of the linearised iteration, by power iteration.

Source      Wu & Su 2023 (stability of SGD at an interpolating minimum); Dexter, Ocejo, Keerthi, Gupta, Acharya & Khanna
            2024 (batches, coherence).
Step        w+ = (I - eta A) w,  A the mean Hessian of a batch: S = E w w' follows
            T(S) = (I - eta H) S (I - eta H) + eta^2 noise(S)                  (the noise of a batch: see `sampling`)
            x+ = T(x)/|x|, so that |x_k| is the growth of step k
Guarantee   T = E[(I - eta A) (x) (I - eta A)] is self-adjoint: growth never falls, and tends to the spectral radius of
            T from a positive definite start. The minimum is stable in mean square iff the radius is at most 1:
            eta >= 2 tr H/((1 - g)|H|_F^2 + g E|H_i|_F^2) is unstable, g = 1/B or (n - B)/(B (n - 1))   (derived)
Assumes     every example is fitted at the minimum (its gradient vanishes there), H_i positive semi-definite.
Cost        2 n + 4 products of d x d matrices per step; three d x d matrices.
Departures  the papers bound the radius; the iteration computes it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.dynamics_theory.sampling import WithoutReplacement


class State(NamedTuple):
    """Second moments after k steps, scaled so that the norm is the growth of the last one."""

    x: Any  # S flattened, shape (d^2,)


class SGDStability(NamedTuple):
    """Second moments of SGD with `step_size` eta > 0 under a `sampling` scheme."""

    step_size: float
    sampling: Any  # WithReplacement(B), WithoutReplacement(B) or Bernoulli(B)

    @classmethod
    def prescribed(cls, problem, sampling=None):
        """The largest step that single examples of one norm leave stable, 2/tr H; pairs of different examples."""
        sampling = WithoutReplacement(2) if sampling is None else sampling
        return cls(2.0 / problem.trace(), sampling)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        if not hasattr(self.sampling, "noise"):
            raise ValueError(
                "sampling must be WithReplacement(B), WithoutReplacement(B) or Bernoulli(B), "
                f"got {type(self.sampling).__name__}"
            )
        self.sampling.validate(problem.sample_count())

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        H = problem.mean_hessian()
        S = scale_to_norm(state.x, 1.0).reshape(H.shape)
        A = S - self.step_size * (H @ S)
        noise = self.sampling.noise(problem.sample_count(), problem.mean_conjugation(S), H @ S @ H)
        return State((A - self.step_size * (A @ H) + self.step_size**2 * noise).ravel())
