"""Saddle-free Newton in a Krylov space: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Any

import numpy as np

from refimpl.problems import Quadratic, random_robust_regression
from refimpl.second_order.saddle_free_newton import SaddleFreeNewton
from verification.arithmetic.cubic import derivatives, sheared
from verification.arithmetic.newton import solve
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.second_order.saddle_free_newton import modulus
from verification.evidence import identity, step_inequality
from verification.finding import Finding, worst
from verification.mutants.second_order import krylov_saddle_free_newton as mutants
from verification.trial import complete_run, first_iterates


@claim(
    "krylov-saddle-free-newton",
    theorem="definition of the method",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 in the plane for k = 1 and for k = 2, with |H| in closed form, equal decimals",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates_in_the_plane(method: type, engine: str) -> Finding:
    """k = 1: w = g'Hg/|g|^2, so the step is g/(|w| + c). k = 2 fills the plane: the step of |H| + c I."""
    findings = []
    for size in (1, 2):
        x, expected = [Decimal(2), Decimal("-0.5")], []
        with localcontext() as context:
            context.prec = 80
            c = Decimal("0.25")
            for _ in range(5):
                g, H = derivatives(x)
                if size == 1:
                    square = g[0] * g[0] + g[1] * g[1]
                    w = (g[0] * g[0] * H[0][0] + 2 * g[0] * g[1] * H[0][1] + g[1] * g[1] * H[1][1]) / square
                    h = [v / (abs(w) + c) for v in g]
                else:
                    K = modulus(H)
                    h = solve([[K[0][0] + c, K[0][1]], [K[1][0], K[1][1] + c]], g)
                x = [a - b for a, b in zip(x, h)]
                expected.append(x)
        start = np.array([2.0, -0.5])
        findings.append(first_iterates(method(0.25, size), sheared(), start, expected, engine))
    return worst(findings)


def instance() -> tuple[Any, np.ndarray]:
    """A function that is not convex, d = 5, and a start."""
    return random_robust_regression(15, 5, 2.0, seed=0), 2 * np.random.default_rng(1).standard_normal(5)


@claim(
    "krylov-saddle-free-newton",
    theorem="reduction to saddle-free Newton",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with k = d every step is that of saddle-free Newton; k < d differs",
    controls=(
        *planted(
            mutants.SignedInverse,
            mutants.DampedBeforeModulus,
            mutants.NotOrthogonal,
            mutants.DiagonalProjection,
            mutants.OneTooFew,
            mutants.StepTooLong,
        ),
        *without("k = d", size=3),
    ),
)
def with_the_whole_space_saddle_free_newton(method: type, engine: str, size: int = 5) -> Finding:
    """For k = d the matrix Q is square and orthogonal; the modulus of a matrix turns with it: Q'|Q H Q'|Q = |H|."""
    problem, x0 = instance()
    krylov = complete_run(method(0.25, size), problem, x0, 4, engine=engine)
    dense = complete_run(SaddleFreeNewton(0.25), problem, x0, 4, engine=engine)
    # steps of 1/c |g| with a basis orthogonal to 10 u, four times, each amplified by at most 4
    return identity(krylov.x, dense.x, tolerance=1e-11)


@claim(
    "krylov-saddle-free-newton",
    theorem="steps in the Krylov space that descend",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="<g, x - x+> >= |g|^2/(|H| + c), and x - x+ lies in span{g, H g}, k = 2, at every step",
    controls=planted(
        mutants.SignedInverse,
        mutants.NegativeLeftOut,
        mutants.Uphill,
        mutants.StartedWithProduct,
    ),
)
def descent_in_the_space(method: type, engine: str) -> Finding:
    """g = Q'Q g since its first row is g/|g|, and x - x+ is a combination of the rows of Q. The eigenvalues of Q H Q'
    are at most |H| in modulus, so those of the inverse of |Q H Q'| + c I are at least 1/(|H| + c).
    """
    problem, x0 = instance()
    x = complete_run(method(0.0625, 2), problem, x0, 15, engine=engine).x
    left, right, outside = [], [], []
    for v, after in pairwise(x):
        g, H = problem.gradient(v), problem.hessian(v)
        left.append(g @ g / (np.linalg.norm(H, 2) + 0.0625))
        right.append(g @ (v - after))
        Q, _ = np.linalg.qr(np.array([g, H @ g]).T)
        outside.append(v - after - Q @ (Q.T @ (v - after)))
    # |x| <= 20 rounds; the space is known to u times the condition of (g, H g), below 100
    inside = identity(np.array(outside), np.zeros((15, 5)), tolerance=1e-11, scale=1.0)
    return worst([step_inequality(np.array(left), np.array(right), allowance=1e-14), inside])


@claim(
    "krylov-saddle-free-newton",
    theorem="an invariant Krylov space",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="on a diagonal saddle from two axes k = 2 has the factors c/(w + c) and 2 - c/(|w| + c), and stays there",
    controls=(
        *planted(
            mutants.SignedInverse,
            mutants.NegativeCutOff,
            mutants.NegativeLeftOut,
            mutants.Undamped,
            mutants.DampedBeforeModulus,
            mutants.Uphill,
            mutants.OneTooFew,
            mutants.StepTooLong,
        ),
        *without("k = 2", size=1),
    ),
)
def invariant_space(method: type, engine: str, size: int = 2) -> Finding:
    """g and H g are on the two axes; there the method is saddle-free Newton, elsewhere the gradient is zero."""
    spectrum = np.array([1.0, -1.0, 3.0])
    t = complete_run(
        method(0.25, size),
        Quadratic(np.diag(spectrum), np.zeros(3)),
        np.array([1.0, 1.0, 0.0]),
        2,
        engine=engine,
    )
    factor = np.array([0.25 / 1.25, 2 - 0.25 / 1.25, 0.0])
    # two steps of a few dozen roundings, with w known to 10 u
    return identity(t.x, np.array([1.0, 1.0, 0.0]) * factor ** np.arange(3)[:, None], tolerance=1e-12)


CLAIMS = (
    first_iterates_in_the_plane,
    with_the_whole_space_saddle_free_newton,
    descent_in_the_space,
    invariant_space,
)
