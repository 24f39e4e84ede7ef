"""Named mistakes in ES-MAML, as people really make them."""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.bilevel.es_maml import ESMAML
from refimpl.core.dialect import scale_to_norm
from verification.claim import mutant
from verification.mutants.bilevel.adapting import of_steps


class Drawn(NamedTuple):
    """The numbers of `rng` with normal directions changed: of length one, or one direction for all."""

    rng: Any
    unit: bool
    kept: list[Any]

    def random(self):
        return self.rng.random()

    def standard_normal(self, n):
        g = self.rng.standard_normal(n)
        self.kept.append(scale_to_norm(g, 1.0) if self.unit else g)
        return self.kept[-1] if self.unit else self.kept[0]


@mutant("TERM", "the adapted point is perturbed, not the start")
class PerturbedAfterwards(ESMAML):
    """q_j(u_T(x) + sigma g): first-order MAML in the mean."""

    def step(self, problem, state, rng):
        total = 0 * state.x
        for j in self.sampled(problem.task_count(), rng):
            g, u = rng.standard_normal(state.x.shape[0]), state.x
            for _ in range(self.inner_steps):
                u = u - self.inner_step_size * problem.support_gradient(u, j)
            total = total + problem.query_value(u + self.smoothing * g, j) * g
        return state._replace(x=state.x - self.step_size / (self.smoothing * self.tasks) * total)


@mutant("TERM", "the perturbed start is judged without inner steps")
class NotAdapted(ESMAML):
    """J = q_j(x + sigma g)."""

    def adapted_value(self, problem, u, j):
        return problem.query_value(u, j)


@mutant("STALE", "all inner steps follow the gradient at the start")
class GradientAtStart(ESMAML):
    """u_T = u_0 - alpha T grad f_j(u_0)."""

    def adapted_value(self, problem, u, j):
        moved = self.inner_step_size * self.inner_steps * problem.support_gradient(u, j)
        return problem.query_value(u - moved, j)


@mutant("SCALE", "one inner step too few")
class OneStepShort(ESMAML):
    """u_{T-1}."""

    def adapted_value(self, problem, u, j):
        fewer = self._replace(inner_steps=self.inner_steps - 1)
        return super(OneStepShort, fewer).adapted_value(problem, u, j)


@mutant("SIGN", "the losses are raised, as rewards are")
class Raised(ESMAML):
    """-J."""

    def adapted_value(self, problem, u, j):
        return -super().adapted_value(problem, u, j)


@mutant("SCALE", "the estimate is not divided by sigma")
class NotDivided(ESMAML):
    """J g."""

    def adapted_value(self, problem, u, j):
        return self.smoothing * super().adapted_value(problem, u, j)


@mutant("POWER", "the estimate is divided by sigma^2")
class DividedTwice(ESMAML):
    """J g/sigma^2."""

    def adapted_value(self, problem, u, j):
        return super().adapted_value(problem, u, j) / self.smoothing


@mutant("SCALE", "the estimates of the tasks are added, not averaged")
class SumOfTasks(ESMAML):
    """I times the mean."""

    def adapted_value(self, problem, u, j):
        return self.tasks * super().adapted_value(problem, u, j)


@mutant("SCALE", "directions have length one")
class UnitDirections(ESMAML):
    """g/|g|."""

    def step(self, problem, state, rng):
        return super().step(problem, state, Drawn(rng, True, []))


@mutant("NOISE", "all tasks of a step have one direction")
class OneDirection(ESMAML):
    """g of the first task."""

    def step(self, problem, state, rng):
        return super().step(problem, state, Drawn(rng, False, []))


MUTANTS = (
    *of_steps(ESMAML), PerturbedAfterwards, NotAdapted, GradientAtStart, OneStepShort, Raised, NotDivided,
    DividedTwice, SumOfTasks, UnitDirections, OneDirection,
)  # fmt: skip
