"""Named mistakes in ANIL, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.anil import ANIL
from refimpl.bilevel.maml import MAML
from verification.claim import mutant
from verification.mutants.bilevel.adapting import of_adapting


@mutant("SHAPE", "the derivative of an inner step is not transposed")
class NotTransposed(ANIL):
    """a - alpha M H a."""

    def pulled_back(self, problem, us, j):
        a = problem.query_gradient(us[-1], j)
        for u in us[-2::-1]:
            a = a - self.inner_step_size * self.moving(problem, problem.support_hessian_vector(u, j, a))
        return a


@mutant("HYPERGRAD", "the features under the adapted readout count as constants")
class FeaturesDetached(ANIL):
    """a - alpha M H M a."""

    def pulled_back(self, problem, us, j):
        a = problem.query_gradient(us[-1], j)
        for u in us[-2::-1]:
            pulled = problem.support_hessian_vector(u, j, self.moving(problem, a))
            a = a - self.inner_step_size * self.moving(problem, pulled)
        return a


@mutant("STATE", "the representation moves in the inner steps as well")
class RepresentationMoves(ANIL):
    """M = I, which is MAML."""

    def moving(self, problem, g):
        return g


@mutant("BRANCH", "the representation moves in the inner steps and the readout does not")
class ReadoutFixed(ANIL):
    """I - M for M."""

    def moving(self, problem, g):
        return g - super().moving(problem, g)


@mutant(
    "HYPERGRAD", "the inner steps move the readout alone, but are differentiated as if they moved everything"
)
class DifferentiatedAsMAML(ANIL):
    """a - alpha H a."""

    def pulled_back(self, problem, us, j):
        return MAML(*self).pulled_back(problem, us, j)


@mutant("STATE", "the representation stays where it is in the outer step, too")
class RepresentationFrozen(ANIL):
    """M a."""

    def pulled_back(self, problem, us, j):
        return self.moving(problem, super().pulled_back(problem, us, j))


MUTANTS = (
    *of_adapting(ANIL), NotTransposed, FeaturesDetached, RepresentationMoves, ReadoutFixed, DifferentiatedAsMAML,
    RepresentationFrozen,
)  # fmt: skip
