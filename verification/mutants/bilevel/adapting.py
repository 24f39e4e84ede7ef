"""Mistakes that MAML and its variants share: in the tasks, and in the way back through the inner steps."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.blockwise import below
from verification.claim import mutant


class OnSupport(NamedTuple):
    """`problem` that judges by the support."""

    problem: Any

    def query_gradient(self, x, j):
        return self.problem.support_gradient(x, j)

    def support_hessian_vector(self, x, j, u):
        return self.problem.support_hessian_vector(x, j, u)

    def input_dimension(self):
        return self.problem.input_dimension()


def of_steps(base: Any) -> tuple[Any, ...]:
    """Mistakes in the sampling of tasks and in the step as mutants of `base`."""

    @mutant("NOISE", "tasks are drawn with replacement")
    class WithReplacement(base):
        """A task may come twice."""

        def sampled(self, m, rng):
            return [below(rng.random(), m) for _ in range(self.tasks)]

    @mutant("SCALE", "the step is 2 % too long")
    class StepTooLong(base):
        """1.02 eta."""

        def step(self, problem, state, rng):
            moved = super().step(problem, state, rng)
            return moved._replace(x=state.x + 1.02 * (moved.x - state.x))

    return WithReplacement, StepTooLong


def of_tasks(base: Any) -> tuple[Any, ...]:
    """The same, and mistakes in what the adapted points are judged by."""

    @mutant("STALE", "the adapted point is judged on the support")
    class JudgedOnSupport(base):
        """grad f_j(u_T)."""

        def pulled_back(self, problem, us, j):
            return super().pulled_back(OnSupport(problem), us, j)

    @mutant("SCALE", "the gradients of the tasks are added, not averaged")
    class SumOfTasks(base):
        """I times the mean."""

        def pulled_back(self, problem, us, j):
            return self.tasks * super().pulled_back(problem, us, j)

    return JudgedOnSupport, SumOfTasks, *of_steps(base)


def of_adapting(base: Any) -> tuple[Any, ...]:
    """The same, and mistakes in the gradient through the inner steps."""

    @mutant("HYPERGRAD", "the gradient is not taken through the inner steps (first order)")
    class FirstOrder(base):
        """a = grad q_j(u_T)."""

        def pulled_back(self, problem, us, j):
            return problem.query_gradient(us[-1], j)

    @mutant("HYPERGRAD", "only the last inner step is differentiated")
    class LastStepOnly(base):
        """t = T-1 alone."""

        def pulled_back(self, problem, us, j):
            return super().pulled_back(problem, us[-2:], j)

    @mutant("STALE", "all Hessians are taken at the common start")
    class HessianAtStart(base):
        """H_j(u_0)."""

        def pulled_back(self, problem, us, j):
            return super().pulled_back(problem, [us[0]] * (len(us) - 1) + us[-1:], j)

    @mutant("STALE", "a step is differentiated at the point it leads to")
    class HessianAfterStep(base):
        """H_j(u_{t+1})."""

        def pulled_back(self, problem, us, j):
            return super().pulled_back(problem, [*us[1:], us[-1]], j)

    @mutant("SIGN", "the Hessian is added")
    class HessianAdded(base):
        """a + alpha H a."""

        def pulled_back(self, problem, us, j):
            negative = self._replace(inner_step_size=-self.inner_step_size)
            return super(HessianAdded, negative).pulled_back(problem, us, j)

    return (
        FirstOrder, LastStepOnly, HessianAtStart, HessianAfterStep, HessianAdded, *of_tasks(base),
    )  # fmt: skip
