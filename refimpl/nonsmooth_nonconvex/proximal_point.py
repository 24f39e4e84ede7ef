"""Stochastic proximal point: every step minimises one sampled term plus a quadratic, exactly.

Source      Davis & Drusvyatskiy 2019, Stochastic model-based minimization of weakly convex functions, section 3.3.
Step        x+ = argmin_y F(y; xi) + (beta/2)|y - x|^2
Guarantee   E phi_{1/r}(x+) <= phi_{1/r}(x) - (r - rho)/(r (beta - eta)) |grad phi_{1/r}(x)|^2
            + r L^2/(2 beta (beta - eta)) for r > rho, phi_{1/r}(x) = min_y phi(y) + (r/2)|y - x|^2        (derived)
Assumes     every F(.; xi) eta-weakly convex, rho = eta, beta > eta; E Lip(F)^2 <= L^2.
Cost        one proximal step of a sampled term per step; one vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class ProximalPoint(NamedTuple):
    """Proximal steps on sampled terms with the weight `beta`."""

    beta: float

    @classmethod
    def prescribed(cls, problem):
        """beta twice the weak convexity of the terms."""
        return cls(2 * problem.sample_weak_convexity())

    def validate(self, problem):
        """Raise ValueError unless beta exceeds the weak convexity of the terms: below it no minimiser is unique."""
        checks.positive("beta", self.beta)
        if self.beta <= problem.sample_weak_convexity():
            least = problem.sample_weak_convexity()
            raise ValueError(
                f"beta must exceed the weak convexity {least:.6g} of the terms, got {self.beta!r}"
            )

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(problem.sample_prox(state.x, problem.sample(rng), self.beta))
