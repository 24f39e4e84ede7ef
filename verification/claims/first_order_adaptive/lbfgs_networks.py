"""L-BFGS on coordinate networks: a signal as a sum of sines of its coordinate, compared with matrices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import TwoLayerNetwork, with_bias
from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.first_order_adaptive import lbfgs as mutants
from verification.trial import complete_run

START = np.array([2.5, 0.25, 5.0, -0.5, 0.75, -0.5])


class Sine(NamedTuple):
    """s(z) = sin z."""

    def value(self, z):
        return np.sin(z)

    def slope(self, z):
        return np.cos(z)

    def curvature(self, z):
        return -np.sin(z)


def coordinate_network() -> TwoLayerNetwork:
    """Two sines of nine coordinates on [-1, 1], for a signal that is one sine and a step."""
    t = np.linspace(-1, 1, 9)
    return TwoLayerNetwork(with_bias(t[:, None]), np.sin(3 * t) + np.where(t > 0.3, 0.5, 0.0), 2, Sine())


@claim(
    "lbfgs",
    paper="P444",
    theorem="two loops and matrices",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a network of sines, not convex, with half steps, the iterates are those of dense BFGS matrices, "
    "built anew from gamma I with the last four pairs",
    engine_fixed=True,
    controls=(
        *planted(
            mutants.HistoryOneOff, mutants.GammaBeforeNewPair, mutants.GammaOfOldestPair, mutants.GammaInverted,
            mutants.WithoutGamma, mutants.NegativeDifference, mutants.DirectionForStep, mutants.OldestPairsStay,
            mutants.OnePairRemembered, mutants.LoopsExchanged, mutants.BetaMissing, mutants.StepTooLong,
        ),
        *without("the whole memory", remembered=2),
    ),
)  # fmt: skip
def dense_matrices_on_a_sine_network(method: type, engine: str, remembered: int = 4) -> Finding:
    """V'HV + rho s s' with V = I - rho y s', the oldest of four pairs first, as matrices of the size of the parameters.
    Under exact line searches on quadratics the order of the loops does not show; here it does.

    The run is not chaotic: 14 half steps toward a minimum, and matrices with |H| |H^{-1}| up to 1e4.
    """
    problem, steps = coordinate_network(), 14
    found = complete_run(method(0.5, 4), problem, START, steps, engine=engine).x
    x, expected, before = START, [START], None
    pairs: list[Any] = []
    for t in range(steps):
        g = problem.gradient(x)
        if before is not None:
            s, y = x - before[0], g - before[1]
            if s @ y > 1e-10:
                pairs = [*pairs, (s, y)][-remembered:]
        H = np.eye(6) * (pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1]) if pairs else 1.0)
        for s, y in pairs:
            V = np.eye(6) - np.outer(y, s) / (s @ y)
            H = V.T @ H @ V + np.outer(s, s) / (s @ y)
        before = x, g
        x = x - 0.5 * (H @ g) / (1.0 if t else max(1.0, np.sum(np.abs(g))))
        expected.append(x)
    return identity(found, np.array(expected), tolerance=1e-9)


CLAIMS = (dense_matrices_on_a_sine_network,)
