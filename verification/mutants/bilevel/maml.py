"""Named mistakes in MAML, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.blockwise import below
from refimpl.bilevel.maml import MAML, State
from verification.claim import mutant


@mutant("HYPERGRAD", "the gradient is not taken through the inner steps (first order)")
class FirstOrder(MAML):
    """a = grad q_j(u_T)."""

    def pulled_back(self, problem, us, j):
        return problem.query_gradient(us[-1], j)


@mutant("HYPERGRAD", "only the last inner step is differentiated")
class LastStepOnly(MAML):
    """t = T-1 alone."""

    def pulled_back(self, problem, us, j):
        return super().pulled_back(problem, us[-2:], j)


@mutant("STALE", "all Hessians are taken at the common start")
class HessianAtStart(MAML):
    """H_j(u_0)."""

    def pulled_back(self, problem, us, j):
        return super().pulled_back(problem, [us[0]] * (len(us) - 1) + us[-1:], j)


@mutant("STALE", "a step is differentiated at the point it leads to")
class HessianAfterStep(MAML):
    """H_j(u_{t+1})."""

    def pulled_back(self, problem, us, j):
        return super().pulled_back(problem, [*us[1:], us[-1]], j)


@mutant("SIGN", "the Hessian is added")
class HessianAdded(MAML):
    """a + alpha H a."""

    def pulled_back(self, problem, us, j):
        a = problem.query_gradient(us[-1], j)
        for u in us[-2::-1]:
            a = a + self.inner_step_size * problem.support_hessian_vector(u, j, a)
        return a


@mutant("STALE", "the adapted point is judged on the support")
class JudgedOnSupport(MAML):
    """grad f_j(u_T)."""

    def pulled_back(self, problem, us, j):
        a = problem.support_gradient(us[-1], j)
        for u in us[-2::-1]:
            a = a - self.inner_step_size * problem.support_hessian_vector(u, j, a)
        return a


@mutant("SCALE", "the gradients of the tasks are added, not averaged")
class SumOfTasks(MAML):
    """I times the mean."""

    def pulled_back(self, problem, us, j):
        return self.tasks * super().pulled_back(problem, us, j)


@mutant("NOISE", "tasks are drawn with replacement")
class WithReplacement(MAML):
    """A task may come twice."""

    def sampled(self, m, rng):
        return [below(rng.random(), m) for _ in range(self.tasks)]


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(MAML):
    """1.02 eta."""

    def step(self, problem, state, rng):
        return State(state.x + 1.02 * (super().step(problem, state, rng).x - state.x))


MUTANTS = (
    FirstOrder, LastStepOnly, HessianAtStart, HessianAfterStep, HessianAdded, JudgedOnSupport, SumOfTasks,
    WithReplacement, StepTooLong,
)  # fmt: skip
