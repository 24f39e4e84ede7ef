"""Named mistakes in ZO-AE-DS with coordinate-wise differences."""

from __future__ import annotations

from refimpl.zeroth_order.zo_ae_ds_coordinates import ZOAEDSCoordinates
from verification.claim import mutant
from verification.mutants.zeroth_order.zo_ae_ds import of_the_step


@mutant("TERM", "forward differences along the coordinates")
class ForwardCoordinates(ZOAEDSCoordinates):
    """A bias of c B_ii/2."""

    def difference(self, problem, ahead, behind, sample):
        here = problem.latent_value((ahead + behind) / 2, sample)
        return (problem.latent_value(ahead, sample) - here) / self.smoothing


@mutant("SCALE", "the difference along a coordinate is divided by c instead of 2c")
class NoTwoInDenominator(ZOAEDSCoordinates):
    """2p."""

    def difference(self, problem, ahead, behind, sample):
        return 2 * ZOAEDSCoordinates.difference(self, problem, ahead, behind, sample)


@mutant("SCALE", "the coordinates are averaged instead of summed")
class MeanOfCoordinates(ZOAEDSCoordinates):
    """p/k."""

    def difference(self, problem, ahead, behind, sample):
        return ZOAEDSCoordinates.difference(self, problem, ahead, behind, sample) / ahead.shape[0]


SHARED = of_the_step(ZOAEDSCoordinates)

MUTANTS = (ForwardCoordinates, NoTwoInDenominator, MeanOfCoordinates, *SHARED)
