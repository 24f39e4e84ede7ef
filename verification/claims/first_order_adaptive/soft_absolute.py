"""Gradient descent with long steps on a convex, Lipschitz and smooth function: its sharpness is not 2/eta."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from verification.claim import Kind, Standing, claim, planted, without
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.first_order_adaptive import gradient_descent as mutants
from verification.trial import complete_run

UNIT = 2.0**-53


class SoftAbsolute(NamedTuple):
    """f(x) = sqrt(1 + x^2): 1-Lipschitz, 1-smooth, convex, differentiable everywhere."""

    def value(self, x):
        return np.sqrt(1 + x[0] * x[0])

    def gradient(self, x):
        return x / np.sqrt(1 + x * x)

    def sharpness(self, x):
        """f''(x) = (1 + x^2)^{-3/2}."""
        return (1 + x * x) ** -1.5


@claim(
    "gradient-descent",
    paper="P224",
    theorem="the edge of stability of a smooth convex function",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on sqrt(1 + x^2) with eta > 2 the end is the cycle |x| = sqrt(eta^2/4 - 1), of sharpness 8/eta^3",
    controls=(
        *planted(
            mutants.StepTooLong,
            mutants.StepTooShort,
            mutants.Ascent,
            mutants.HiddenDecay,
            mutants.NormalisedGradient,
            mutants.HiddenMomentum,
        ),
        *without("eta > 2", etas=(1.5,)),
    ),
    shows=("P224/3",),
)
def soft_absolute_cycle(method: Any, engine: str, etas: tuple[float, ...] = (2.5, 4.0, 8.0)) -> Finding:
    """x - eta x/sqrt(1 + x^2) = -x at sqrt(1 + x^2) = eta/2, where f'' = (eta/2)^{-3}.

    The step has the derivative 1 - eta (1 + x^2)^{-3/2}. Within 10 % of the cycle it lies in [-0.45, 0.91] for the
    three eta, so that every step brings |x| nearer to the cycle by the factor 0.91 at least: the cycle is stable,
    with f'' < 2/eta on it.
    """
    findings = []
    for eta in etas:
        cycle = np.sqrt(abs(eta**2 / 4 - 1))
        x = complete_run(method(eta), SoftAbsolute(), np.array([1.1 * cycle]), 400, engine=engine).x[-2:, 0]
        findings.append(identity(np.abs(x), np.full(2, cycle), tolerance=0.91**400 + 64 * UNIT))
        findings.append(identity(np.sum(x), 0.0, tolerance=0.91**400 + 64 * UNIT, scale=cycle))
        sharpness = SoftAbsolute().sharpness(x)
        findings.append(identity(sharpness, np.full(2, 8 / eta**3), tolerance=4 * 0.91**400 + 512 * UNIT))
    return worst(findings)


SOFT_ABSOLUTE = (soft_absolute_cycle,)
