"""MAML: a start from which gradient steps on a task do well on that task, by the gradient through these steps.

Source      Finn, Abbeel & Levine 2017; the baseline of Javed, Yao & White 2019.
Step        for I tasks of m without replacement: u_0 = x,  u_{t+1} = u_t - alpha grad f_j(u_t), t < T, on the support;
            a = grad q_j(u_T) on the query;  for t = T-1, ..., 0:  a <- a - alpha H_j(u_t) a, H_j the Hessian of f_j
            x+ = x - eta (mean of a)
Guarantee   a is the gradient of q_j(u_T(x)), and the mean of a step is one on the mean over all tasks        (derived)
            at a point d from one that fits all tasks: a = M H_q M d + O(|d|^2), M = (I - alpha H_j)^T        (derived)
Assumes     nothing for the gradient.
Cost        I T support gradients and Hessian-vector products and I query gradients.
Departures  full support and query sets. The first-order method, which takes a as it is at u_T, is `fo-maml`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.blockwise import subset
from refimpl.bilevel.oml import check_tasks
from refimpl.core import checks


class State(NamedTuple):
    """The common start."""

    x: Any  # x_k, shape (d,)


class MAML(NamedTuple):
    """`step_size` eta, `inner_step_size` alpha, `inner_steps` T, `tasks` I per step."""

    step_size: float
    inner_step_size: float
    inner_steps: int
    tasks: int

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/16, alpha = 1/8, T = 3, at most two tasks: common values, not a theory's."""
        return cls(0.0625, 0.125, 3, min(2, problem.task_count()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_tasks(self, problem)
        checks.count("inner_steps", self.inner_steps)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = 0 * state.x
        for j in self.sampled(problem.task_count(), rng):
            g = g + self.pulled_back(problem, self.adapted(problem, state.x, j), j) / self.tasks
        return State(state.x - self.step_size * g)

    def sampled(self, m, rng):
        """The tasks of a step."""
        return subset(rng, m, self.tasks)

    def adapted(self, problem, x, j):
        """u_0, ..., u_T."""
        us = [x]
        for _ in range(self.inner_steps):
            us.append(
                us[-1] - self.inner_step_size * self.moving(problem, problem.support_gradient(us[-1], j))
            )
        return us

    def pulled_back(self, problem, us, j):
        """a at t = 0."""
        a = problem.query_gradient(us[-1], j)
        for u in us[-2::-1]:
            a = a - self.inner_step_size * problem.support_hessian_vector(u, j, self.moving(problem, a))
        return a

    def moving(self, problem, g):
        """What the inner steps take of a gradient: everything."""
        return g
