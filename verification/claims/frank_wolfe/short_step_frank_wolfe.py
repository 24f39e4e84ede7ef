"""Frank-Wolfe with the short step: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import SimplexWorstCase
from verification.arithmetic.simplex import towards
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe import short_steps
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.evidence import bound, tight
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import short_step_frank_wolfe as mutants
from verification.trial import complete_run

MAXIMISER, ROOT, NO_LENGTH, LONG, LONGER, UNCUT, LONGEST = mutants.SHARED
UNIT = 2.0**-53


@claim(
    "short-step-frank-wolfe",
    theorem="the step",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 with two values of L equal the method in fractions, steps that are cut among them",
    engine="ball",
    controls=planted(*mutants.MUTANTS, UNCUT),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; gradients and steps of a quadratic on the simplex are rational."""
    return short_steps.iterates(method, engine, towards)


@claim(
    "short-step-frank-wolfe",
    theorem="sufficient decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) - G min(G/(L |d|^2), 1)/2 at every step, and x stays in the set",
    controls=planted(MAXIMISER, ROOT, NO_LENGTH, LONG, LONGEST, mutants.VertexAdded),
)
def sufficient_decrease(method: type, engine: str) -> Finding:
    """f(x + gamma d) <= f - gamma G + (L/2) gamma^2 |d|^2, least at G/(L |d|^2).

    Where gamma = 1 <= G/(L |d|^2) it is at most f - G/2. gamma <= 1 is a convex combination of points of the set.
    """
    return short_steps.decrease(method, engine, lambda x, g: (np.eye(len(x))[np.argmin(g)] - x, 1.0))


@claim(
    "short-step-frank-wolfe",
    theorem="worst case",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="on |x|^2/2 in the simplex f(x_k) = 1/(2(k + 1)) for k < d, from a vertex, below 2 L D^2/(k + 2)",
    controls=(
        *planted(MAXIMISER, ROOT, NO_LENGTH, LONG, LONGER, LONGEST, mutants.VertexAdded),
        *without("k < d", steps=40),
    ),
)
def worst_case(method: type, engine: str, steps: int = 31) -> Finding:
    """x_k is the mean of k + 1 vertices, the next one is none of them: G = |x_k|^2 = 1/(k + 1), |d|^2 = 1 + 1/(k + 1).

    So gamma = 1/(k + 2). No method that adds one vertex per step has less. The bound: the decrease is at least that of
    gamma = 2/(k + 2) in h+ <= (1 - gamma) h + (L/2) D^2 gamma^2, and 2 L D^2/(k + 2) follows by induction from h_1.
    """
    d, k = 32, np.arange(1, steps + 1)
    run = complete_run(
        method(1.0), SimplexWorstCase(d), np.eye(d)[0], steps, engine=engine, record=[Suboptimality()]
    )
    h = run.observed["Suboptimality"][1:]
    # f - f* is a small part of f at most, but for k = d - 1 where it is 0
    inner = tight(h[:-1], (1 / (k + 1) - 1 / d)[:-1] / 2, tolerance=2.0**-40, x=k[:-1], ylabel="f(x_k) - f*")
    return worst([inner, bound(np.maximum(h, 0), 4 / (k + 2), x=k, ylabel="f(x_k) - f*")])


CLAIMS = (
    first_iterates,
    sufficient_decrease,
    worst_case,
    certificate_of("short-step-frank-wolfe", planted(mutants.VertexAdded, UNCUT)),
)
