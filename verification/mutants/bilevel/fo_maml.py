"""Named mistakes in first-order MAML, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.fo_maml import FOMAML
from refimpl.bilevel.maml import MAML
from verification.claim import mutant
from verification.mutants.bilevel.adapting import of_tasks


@mutant("HYPERGRAD", "the gradient is taken through the inner steps")
class SecondOrder(FOMAML):
    """MAML's a."""

    def pulled_back(self, problem, us, j):
        return MAML(*self).pulled_back(problem, us, j)


@mutant("HYPERGRAD", "the gradient is taken through the last inner step")
class ThroughLastStep(FOMAML):
    """(I - alpha H_j(u_{T-1})) a."""

    def pulled_back(self, problem, us, j):
        return MAML(*self).pulled_back(problem, us[-2:], j)


@mutant("STALE", "the query gradient is taken at the common start")
class NotAdapted(FOMAML):
    """grad q_j(u_0)."""

    def pulled_back(self, problem, us, j):
        return super().pulled_back(problem, us[:1], j)


@mutant("STALE", "the query gradient is taken one inner step too early")
class OneStepShort(FOMAML):
    """grad q_j(u_{T-1})."""

    def pulled_back(self, problem, us, j):
        return super().pulled_back(problem, us[:-1], j)


@mutant("TERM", "the step goes to the adapted points (Reptile)")
class TowardsAdapted(FOMAML):
    """(u_0 - u_T)/(alpha T)."""

    def pulled_back(self, problem, us, j):
        return (us[0] - us[-1]) / (self.inner_step_size * self.inner_steps)


MUTANTS = (
    *of_tasks(FOMAML), SecondOrder, ThroughLastStep, NotAdapted, OneStepShort, TowardsAdapted,
)  # fmt: skip
