"""Accelerated GAM: the two-cycle on a quadratic where it ends, and how it gets there."""

from __future__ import annotations

import numpy as np

from refimpl.problems import RidgePolynomial
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.flatness.gradient_floor import (
    approaches_cycle,
    ends_on_cycle,
)
from verification.finding import Finding
from verification.mutants.flatness import gam_accelerated as mutants


def _cycle(spectrum: np.ndarray, parameters: tuple[float, ...]) -> tuple[float, np.ndarray]:
    """Amplitude of the two-cycle along v_1, and the factors of the other coordinates on it."""
    eta, near, far, b0, b1, gamma = parameters
    top, k = spectrum[0], spectrum[1:] / spectrum[0]
    R = near + (1 - b1) * far
    size = eta * top * R / (2 - eta * top)
    y = 1 + far * k**2 / size
    q = b1 * (1 + near * k / size) + (1 - b1) * y * (1 + near * k / (size + far))
    p = 1 + (1 - b0) * y
    share = (size + (1 - b0) * (size + far)) / (size + R)
    return size, 1 - eta * spectrum[1:] * (q - gamma * (p - share * q))


@claim(
    "gam-accelerated",
    theorem="two-cycle on a quadratic",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a quadratic it ends on +-A v_1, A = eta lambda_1 (r' + (1 - beta_1) r)/(2 - eta lambda_1)",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.AscentLeft,
            mutants.DifferenceLeft,
            mutants.WeightsExchanged,
            mutants.FullLastWeight,
            mutants.WithoutProjection,
            mutants.ParallelPart,
            mutants.CosineOnly,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.StepTooLong,
        ),
        *without("simple top eigenvalue", spectrum=(3.0, 3.0, 1.0)),
    ),
)
def two_cycle(method: type, engine: str, spectrum: tuple[float, ...] = (3.0, 2.5, 1.0)) -> Finding:
    """On the axis of v_1 all vectors are parallel: p_perp = 0 and q = lambda_1 (x + (r' + (1 - beta_1) r) sign(x)) v_1.

    This is SAM with the radius r' + (1 - beta_1) r: set x+ = -x. With the weights taken here the cycle attracts: the
    factors of the claim on the approach are below 1 in modulus. With a double top eigenvalue the cycle lies in
    its eigenspace, not along one axis.
    """
    parameters = (0.3, 0.02, 0.2, 0.5, 0.6, 0.25)
    amplitude, _ = _cycle(np.array(spectrum), parameters)
    return ends_on_cycle(method(*parameters), spectrum, amplitude, 400, engine)


@claim(
    "gam-accelerated",
    theorem="approach to the two-cycle",
    kind=Kind.RATE,
    standing=Standing.DERIVED,
    statement="near its cycle coordinate i has the factor 1 - eta lambda_i (c_q - gamma (c_p - s c_q)), in closed form",
    controls=(
        *planted(
            mutants.RadiiSwapped,
            mutants.FirstPerturbationLeft,
            mutants.DescendingPerturbation,
            mutants.OrthogonalPartAdded,
            mutants.AscentOfTheLoss,
            mutants.StaleDifference,
            mutants.UnnormalisedAscent,
            mutants.WeightedFirstGradient,
            mutants.WrongSecondWeight,
            mutants.WeightsExchanged,
            mutants.DifferenceTooLong,
            mutants.AscentTooLong,
            mutants.GammaTooLarge,
            mutants.StepTooLong,
            mutants.LargeGuard,
        ),
        *without("quadratic", quartic=1.0),
    ),
)
def approach_to_the_cycle(method: type, engine: str, quartic: float = 0.0) -> Finding:
    """Let k = lambda_i/lambda_1, A the amplitude. At x = A v_1 + delta v_i, to first order in delta, y has coordinate i
    c_y delta, c_y = 1 + r k^2/A, and q and p have lambda_i delta times

    c_q = beta_1 (1 + r' k/A) + (1 - beta_1) c_y (1 + r' k/(A + r)) and c_p = 1 + (1 - beta_0) c_y. Along v_1,
    p = s q with s = (A + (1 - beta_0) (A + r))/(A + r' + (1 - beta_1) r), so p_perp is p - s q to this order. The map
    commutes with reflections of each coordinate, so coordinate i decays by its own factor.
    """
    spectrum, parameters = np.array([3.0, 2.75, 1.0]), (0.3, 0.02, 0.2, 0.25, 0.6, 0.5)
    problem = RidgePolynomial(np.diag(spectrum), np.eye(3), np.zeros(3), np.full(3, quartic))
    return approaches_cycle(method(*parameters), problem, _cycle(spectrum, parameters)[1], engine)


CYCLE = (two_cycle, approach_to_the_cycle)
