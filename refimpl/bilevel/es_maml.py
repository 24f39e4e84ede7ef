"""ES-MAML: MAML's objective by values at random points, without derivatives of the inner steps.

Source      Song, Gao, Yang, Choromanski, Pacchiano & Tang 2020, the zero-order method with a general adaptation.
Step        for I tasks of m without replacement, each with its own g ~ N(0, I):
            u_0 = x + sigma g,  u_{t+1} = u_t - alpha grad f_j(u_t), t < T, on the support;  J = q_j(u_T) on the query
            x+ = x - (eta/sigma) (mean of J g)
Guarantee   E J g/sigma = grad E J(x + sigma g), and the mean of a step is one on the mean over all tasks      (derived)
            all f_j, q_j quadratic: that is MAML's gradient for every sigma                                    (derived)
            else the bias is (sigma^2/2) grad tr(Hess J) + O(sigma^4)                                          (derived)
            J = c + p'y + y'Ay/2 with y = u_0 - x, S = sigma^2: E |J g/sigma|^2 =
            d c^2/S + (d+2) (|p|^2 + c tr A) + S (d+4) ((tr A)^2 + 2 tr A^2)/4: c^2/S is what a small sigma costs
                                                                                                               (derived)
Assumes     J of polynomial growth for the mean; nothing for the update.
Cost        I normal directions, I query values and I T support gradients; no Hessian, one point stored.
Departures  the adaptation is by gradient steps (there also by estimated ones); tasks without replacement; losses are
            lowered, not rewards raised.
Trap        x is perturbed before it is adapted; perturbed afterwards the mean is first-order MAML's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.blockwise import subset
from refimpl.bilevel.oml import check_tasks
from refimpl.core import checks


class State(NamedTuple):
    """The common start."""

    x: Any  # x_k, shape (d,)


class ESMAML(NamedTuple):
    """`step_size` eta, `inner_step_size` alpha, `inner_steps` T, `tasks` I per step, `smoothing` sigma > 0."""

    step_size: float
    inner_step_size: float
    inner_steps: int
    tasks: int
    smoothing: float

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/64, alpha = 1/8, T = 3, at most two tasks, sigma = 1/4: common values, not a theory's."""
        return cls(0.015625, 0.125, 3, min(2, problem.task_count()), 0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_tasks(self, problem)
        checks.count("inner_steps", self.inner_steps)
        checks.positive("smoothing", self.smoothing)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        total = 0 * state.x
        for j in self.sampled(problem.task_count(), rng):
            g = rng.standard_normal(state.x.shape[0])
            total = total + self.adapted_value(problem, state.x + self.smoothing * g, j) * g
        return State(state.x - self.step_size / (self.smoothing * self.tasks) * total)

    def sampled(self, m, rng):
        """The tasks of a step."""
        return subset(rng, m, self.tasks)

    def adapted_value(self, problem, u, j):
        """J at the start u."""
        for _ in range(self.inner_steps):
            u = u - self.inner_step_size * problem.support_gradient(u, j)
        return problem.query_value(u, j)
