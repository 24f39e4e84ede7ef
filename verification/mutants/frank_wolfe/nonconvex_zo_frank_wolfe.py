"""Named mistakes in zeroth-order Frank-Wolfe for non-convex objectives: those of the convex case with its own step."""

from __future__ import annotations

from typing import Any

from refimpl.frank_wolfe.nonconvex_zo_frank_wolfe import NonconvexZOFrankWolfe
from verification.claim import mutant
from verification.mutants.frank_wolfe import zo_estimators, zo_schedules
from verification.mutants.frank_wolfe.zo_frank_wolfe import STEP_MUTANTS


def with_constant_step(other: Any) -> Any:
    """The same mistake with the constant step: its `step`, and rho_t and c_t of its `schedule`."""

    class Adopted(NonconvexZOFrankWolfe):
        """As named."""

        step = other.step
        if hasattr(other, "estimate"):
            estimate = other.estimate
        if "schedule" in vars(other):

            def schedule(self, t):
                rho, c, _ = other.schedule(self, t)
                return rho, c, self.gamma

    Adopted.__name__, Adopted.__doc__ = other.__name__, other.__doc__
    return mutant(other.fault_class, other.words)(Adopted)


@mutant("SCHED", "the step decays as in the convex case")
class DecayingStep(NonconvexZOFrankWolfe):
    """gamma_t = 2/(t + shift)."""

    def schedule(self, t):
        rho, c, _ = NonconvexZOFrankWolfe.schedule(self, t)
        return rho, c, 2 / (t + self.shift)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(NonconvexZOFrankWolfe):
    """1.02 gamma."""

    def schedule(self, t):
        rho, c, gamma = NonconvexZOFrankWolfe.schedule(self, t)
        return rho, c, 1.02 * gamma


OF_STEPS = ("StepTooLong", "ClassicalStep", "ConstantStep")  # mistakes in gamma_t of the convex case
ADOPTED = {
    m.__name__: with_constant_step(m)
    for m in (*zo_schedules.SCHEDULE_MUTANTS, *STEP_MUTANTS, *zo_estimators.RDSA_MUTANTS)
    if m.__name__ not in OF_STEPS
}
MUTANTS = (*ADOPTED.values(), DecayingStep, StepTooLong)
