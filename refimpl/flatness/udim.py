"""UDIM: SAM on the source plus the inconsistency with the worst domain within a distance of the source inputs.

Source      Shin, Bae, Na, Kim & Moon 2024, SAM merged with the inconsistency with unknown domains.
Step        y = x_t + rho g/|g|, g = grad f(x_t)                                         (y = x_t where g = 0)
            z_i = r s_i/|s_i|, s_i the gradient of the loss of sample i in its input, at y   (z_i = 0 where s_i = 0)
            x_{t+1} = x_t - eta [grad f(y) + w (grad f_z(y) - grad f(y))], f_z the loss on the inputs u_i + z_i
Guarantee   every domain f_D of inputs within r of the source has, for |e| <= rho, f_D(x + e) <= S + I with
            S = max f(x + e) and I = max over e and D of f_D(x + e) - f(x + e). On least squares in one variable, where
            all maxima are at the end x + rho, the step for w = 1 is gradient descent on S + I           (derived)
            for eta <= 1/L, m = |grad f_z(y) - grad f(y)|:
            f(x_{t+1}) <= f(x_t) - (eta/2) |g|^2 + (eta/2) (L rho + w m)^2                                (derived)
Assumes     a problem whose samples have inputs; f L-smooth and eta <= 1/L for the descent.
Cost        three gradients (one of them on shifted inputs) and one set of input gradients per step.
Departures  the paper ascends loss + rho |gradient| at x in the inputs, which is the loss at y to first order in rho. It
            replaces the inconsistency by a surrogate (differences of variances of gradients of samples, and gradient
            norms); here it is the difference of the losses itself, at y. The shift is normalised input by input.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class UDIM(NamedTuple):
    """UDIM with `step_size` eta > 0, radii `rho` >= 0 of x and `data_radius` r >= 0 of the inputs, `weight` w >= 0."""

    step_size: float
    rho: float
    data_radius: float
    weight: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the descent, 1/L; both radii 1/16, weight 1/2."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.0625, data_radius=0.0625, weight=0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("data_radius", self.data_radius)
        checks.nonnegative("weight", self.weight)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        y = state.x + scale_to_norm(problem.gradient(state.x), self.rho)
        source = problem.gradient(y)
        unknown = problem.shifted_gradient(y, worst_shifts(problem, y, self.data_radius))
        return State(state.x - self.step_size * (source + self.weight * (unknown - source)))


def worst_shifts(problem, y, radius):
    """Shifts of length `radius` along the gradients of the losses of the samples in their inputs, shape (n, p)."""
    Z = problem.input_gradients(y)
    for i in range(Z.shape[0]):
        Z[i] = scale_to_norm(Z[i], radius)
    return Z
