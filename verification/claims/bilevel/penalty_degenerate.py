"""The penalty hyper-objective where the lower level has many solutions, and where it is too flat."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuarticBilevel, rank_deficient_bilevel
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.bilevel.penalty_instances import one_long_step
from verification.evidence import identity, tight
from verification.finding import Finding, worst
from verification.mutants.bilevel import penalty_gradient as mutants


@claim(
    "penalty-gradient",
    theorem="many lower solutions",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="g = |Py - x|^2/2 with a kernel: psi_s = |x - Pt|^2/(2(1 + s)), its gradient (x - Pt)/(1 + s), exactly",
    controls=(
        *planted(
            mutants.UpperGradientAtPlainCopy,
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.SwappedDifference,
            mutants.UndividedDifference,
            mutants.ImplicitDifferentiation,
            mutants.LoopSigmaTooLarge,
        ),
        *without("T of the order of 1/(gamma sigma)", inner_steps=50),
    ),
)
def many_lower_solutions(method: type, engine: str, inner_steps: int = 2500) -> Finding:
    """With P coordinates, y_s has Py_s = (x + s Pt)/(1 + s) and the coordinates of t elsewhere, where g says nothing.

    psi_s = |Py_s - Pt|^2/2 + |Py_s - x|^2/(2 s). z keeps its start in the kernel: any lower solution serves. The kernel
    of y converges by 1 - gamma s per step only, (1 - 1/64)^2500 = 8e-18; 32 u/s^2 bounds the rounding.
    """
    t, x0, sigmas = np.array([1.0, -2.0, 0.5]), np.array([3.0, 1.0]), 2.0 ** -np.arange(6)
    run_with = {"gamma": 0.5, "inner_steps": inner_steps, "start": np.array([1.0, 1.0, 4.0])}
    found = one_long_step(method, rank_deficient_bilevel(t, 2), x0, sigmas, engine=engine, **run_with)
    gap = x0 - t[:2]
    expected = np.column_stack([np.outer(1 / (1 + sigmas), gap), gap @ gap / (2 * (1 + sigmas))])
    return identity(np.column_stack(found[:2]), expected, tolerance=32 * 2.0**-53 * 32**2)


@claim(
    "penalty-gradient",
    theorem="a lower level too flat",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="g = sum (y - x)^4/4, f = c'y: psi - psi_s = (3/4) sum c (s c)^{1/3}, of order s^{1/3}, not s",
    controls=(
        *planted(
            mutants.LowerGradientAtPlainCopy,
            mutants.UpperAscent,
            mutants.SwappedDifference,
            mutants.UndividedDifference,
            mutants.SquaredSigma,
            mutants.LoopSigmaTooLarge,
        ),
        *without("converged inner loops", inner_steps=100),
    ),
)
def flat_lower_level(method: type, engine: str, inner_steps: int = 1500) -> Finding:
    """Minimise s c u + u^4/4 over u = y - x: u = -(s c)^{1/3}, value -(3/4) c s (s c)^{1/3}, divided by s.

    g_x(y_s) - g_x(y*) = -u^3 = s c, so the hyper-gradient has no bias although the value has: the proximal error
    bound fails. Inner steps contract by 1 - (3/4)(s c)^{2/3} <= 0.971, to the power 1500 = 1e-19; rounding 32 u/s.
    """
    c, x0, sigmas = np.array([1.0, 0.5]), np.array([1.0, -1.0]), 2.0 ** -np.arange(7)
    run_with = {"gamma": 0.25, "inner_steps": inner_steps, "start": x0}
    directions, values, distances = one_long_step(
        method, QuarticBilevel(c), x0, sigmas, engine=engine, **run_with
    )
    u = np.cbrt(np.outer(sigmas, c))
    tolerance = 32 * 2.0**-53 * 64
    sizes = np.linalg.norm(u, axis=1)
    value = tight(
        c @ x0 - values, 0.75 * u @ c, tolerance=tolerance, x=sigmas, xlabel="sigma", ylabel="psi - psi_s"
    )
    distance = tight(distances, sizes, tolerance=tolerance, x=sigmas, xlabel="sigma", ylabel="|y_s - y*|")
    gradient = identity(directions, np.tile(c, (7, 1)), tolerance=tolerance, picture=value.picture)
    return worst([value, distance, gradient])


DEGENERATE = (many_lower_solutions, flat_lower_level)
