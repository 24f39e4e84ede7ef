"""Pairwise Frank-Wolfe: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

import numpy as np

from refimpl.core.observables import Suboptimality
from refimpl.problems import Simplex, constrained_quadratic
from verification.arithmetic.simplex import pairwise
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.frank_wolfe import short_steps
from verification.claims.frank_wolfe.certificates import certificate_of
from verification.claims.frank_wolfe.short_steps import IN_USE, isotropic
from verification.evidence import bound
from verification.finding import Finding, worst
from verification.mutants.frank_wolfe import pairwise_frank_wolfe as mutants
from verification.trial import complete_run

MAXIMISER, ROOT, NO_LENGTH, LONG, LONGER, UNCUT, LONGEST = mutants.SHARED
UNIT = 2.0**-53


def pair(x: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, float]:
    """e_s - e_a and x_a, from the gradient."""
    used = np.flatnonzero(x > IN_USE)
    last, e = int(used[np.argmax(g[used])]), np.eye(len(x))
    return e[np.argmin(g)] - e[last], float(x[last])


@claim(
    "pairwise-frank-wolfe",
    theorem="Algorithm 2",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 with two values of L equal the method in fractions, drops among the steps",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; gradients and steps of a quadratic on the simplex are rational."""
    return short_steps.iterates(method, engine, pairwise)


@claim(
    "pairwise-frank-wolfe",
    theorem="sufficient decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="f(x+) <= f(x) - G min(G/(L |d|^2), x_a)/2 at every step, and x stays in the set",
    controls=planted(
        MAXIMISER, LONG, UNCUT, mutants.AwayFromTheBest, mutants.TopOfAwayStep, mutants.AwayFromTheHeaviest
    ),
)
def sufficient_decrease(method: type, engine: str) -> Finding:
    """f(x + gamma d) <= f - gamma G + (L/2) gamma^2 |d|^2, least at G/(L |d|^2).

    Where gamma = x_a <= G/(L |d|^2) it is at most f - x_a G/2. x_s + gamma and x_a - gamma >= 0 have the old sum.
    """
    return short_steps.decrease(method, engine, pair)


@claim(
    "pairwise-frank-wolfe",
    theorem="Theorem 1 of Lacoste-Julien & Jaggi",
    kind=Kind.BOUND,
    standing=Standing.DERIVED,
    statement="h_{k+1} <= (1 - (mu/L)(w/D)^2) h_k at every step that is not cut; D^2 = 2, w^2 = 4/d or 4/(d - 1/d)",
    controls=(
        *planted(
            MAXIMISER,
            mutants.AwayFromTheBest,
            mutants.AwayFromTheHeaviest,
            mutants.NoPairs,
        ),
        *without("strong convexity", mu=0.0),
    ),
)
def contraction(method: type, engine: str, mu: float = 1.0) -> Finding:
    """Lacoste-Julien & Jaggi 2015, Lemma 2: G = <g, e_a - e_s> >= w sqrt(2 mu h) on a polytope of pyramidal width w.

    The decrease of a step that is not cut is G^2/(2 L |d|^2) >= w^2 mu h/(L D^2). The width of the simplex is the least
    distance of complementary faces, sqrt(1/k + 1/(d - k)) at k = d/2, or (d - 1)/2 for d odd.
    The isotropic quadratic has mu = L.
    """
    found = []
    for d in (4, 5, 6):
        problem = isotropic(d)
        if not mu:  # curved along one axis only: L = 1 and no strong convexity to speak of
            curved = np.diag([1.0, *([2.0**-8] * (d - 1))])
            problem = constrained_quadratic(curved, curved @ problem.objective.b, Simplex())
        x0 = np.eye(d)[d - 1]
        run = complete_run(method(1.0), problem, x0, 24, engine=engine, record=[Suboptimality()])
        h = np.maximum(run.observed["Suboptimality"], 0)
        cut = []
        for point, after in zip(run.x, run.x[1:]):
            step, top = pair(point, problem.gradient(point))
            cut.append(np.max(np.abs(after - point)) > top - 16 * UNIT or not np.any(step))
        k = np.flatnonzero(~np.array(cut) & (h[:-1] > 1e-12))
        rate = 1 - 4 / (d - (d % 2) / d) / 2
        found.append(
            bound(
                h[1:][k],
                rate * h[:-1][k],
                allowance=np.full(k.size, 64 * UNIT),
                x=k,
                ylabel="f(x_{k+1}) - f*",
            )
        )
    return worst(found)


CLAIMS = (
    first_iterates,
    sufficient_decrease,
    contraction,
    certificate_of("pairwise-frank-wolfe", planted(UNCUT, mutants.TopOfAwayStep)),
)
